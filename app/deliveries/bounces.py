"""What came back about an email that a mail server had accepted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.links import without_tokens
from app.mail.replies import printable_line

# Of a row b of delivery_bounces.
COLUMNS = "b.kind, b.status, b.diagnostic, b.is_about_domain, b.bounced_at AS at"
REPORTED_AS_SPAM = "The recipient reported the email as spam."
# The words of such a row; null where it has none.
WORDS_SQL = f"""coalesce(b.diagnostic, b.status, CASE b.kind WHEN 'complaint' THEN '{REPORTED_AS_SPAM}' END)"""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)  # RFC 3463, section 2


class BounceKind(StrEnum):
    """HARD: the address takes no email, now or later. SOFT: this email was given up. COMPLAINT: reported as spam."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


_GRAVITY = {BounceKind.SOFT: 0, BounceKind.HARD: 1, BounceKind.COMPLAINT: 2}


@dataclass(frozen=True)
class Bounce:
    """`status` is an enhanced status code (RFC 3463) such as 5.1.1; `diagnostic` the words of whoever sent it back.

    `is_about_domain`: the whole domain takes no email, which says nothing of the person. `at` is when it came back.
    """

    kind: BounceKind
    status: str | None
    diagnostic: str | None
    at: datetime
    is_about_domain: bool = False

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Bounce":
        """Returns the bounce of a row with COLUMNS."""
        return cls(
            BounceKind(found["kind"]), found["status"], found["diagnostic"], found["at"], found["is_about_domain"]
        )

    @property
    def gravity(self) -> tuple[int, bool]:
        """Orders what came back about one email: the gravest counts. What is about a mailbox outranks its domain."""
        return _GRAVITY[self.kind], not self.is_about_domain

    @property
    def suppresses(self) -> bool:
        """Whether the organization is to write to this address no more."""
        return self.kind is BounceKind.COMPLAINT or (self.kind is BounceKind.HARD and not self.is_about_domain)

    @property
    def words(self) -> str:
        """What was said; empty where nothing was. As WORDS_SQL."""
        return self.diagnostic or self.status or (REPORTED_AS_SPAM if self.kind is BounceKind.COMPLAINT else "")

    def within(self, earliest: datetime, latest: datetime) -> "Bounce":
        """The same as it may be stored: the words and the time are whatever somebody else wrote.

        What is no enhanced status code is left out, the words are one printable line of at most MAX_REPLY_LENGTH,
        without the tokens of links: a server may quote what it refused.
        """
        status = (self.status or "").strip()
        return replace(
            self,
            status=status if _STATUS.fullmatch(status) else None,
            diagnostic=printable_line(without_tokens(self.diagnostic or "")),
            at=min(max(self.at, earliest), latest),
        )


@dataclass(frozen=True)
class BouncedEmail:
    """What the noun that an email belongs to is told. `former_recipient`: see Delivery."""

    delivery_id: UUID
    bounce: Bounce
    former_recipient: str | None
