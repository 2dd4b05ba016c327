"""The domain of an email's recipient, by which operators find, group and pause emails."""

from collections.abc import Mapping
from uuid import UUID

import idna

from app.database.sql import rows


def domain_key(domain: str) -> str:
    """As keys of addresses have it: in lower case, and in ASCII where it can be written so."""
    try:
        return domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode().lower()
    except UnicodeError:
        return domain.lower()


async def note_domains(recipients: Mapping[UUID, str]) -> None:
    """Writes the domain of each recipient to its delivery, which an earlier version queued without it."""
    if recipients:
        await rows(
            """
            UPDATE deliveries d SET recipient_domain = noted.domain
              FROM unnest($1::uuid[], $2::text[]) AS noted (id, domain) WHERE d.id = noted.id
            """,
            list(recipients),
            [recipient_domain_of(each) for each in recipients.values()],
        )


def recipient_domain_of(email: str) -> str:
    return domain_key(email.rpartition("@")[2])
