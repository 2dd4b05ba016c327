"""Which addresses an organization does not invite, as its emails came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.database.keyset import Order, PageRequest
from app.database.pages import Listing, Page, read_page
from app.database.search import contains_words, patterns
from app.database.sql import Where, rows
from app.deliveries.bounce_reasons import reason_in_words, reason_of
from app.deliveries.bounces import BounceKind
from app.errors import Suppressed
from app.organizations.actor import Actor

NEWEST_FIRST = Order("suppressed_at", "s.suppressed_at", "timestamptz", descending=True)
COLUMNS = """
    s.id, s.organization_id, s.email, s.email_key, s.kind, s.status, s.diagnostic, s.suppressed_at AS at
"""


@dataclass(frozen=True)
class SuppressionRow:
    """An address, and what came back at `at`. See Bounce."""

    id: UUID
    organization_id: UUID
    email: str
    email_key: str
    kind: BounceKind
    status: str | None
    diagnostic: str | None
    at: datetime

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "SuppressionRow":
        """Returns the suppression of a row with COLUMNS."""
        return cls(
            id=found["id"],
            organization_id=found["organization_id"],
            email=found["email"],
            email_key=found["email_key"],
            kind=BounceKind(found["kind"]),
            status=found["status"],
            diagnostic=found["diagnostic"],
            at=found["at"],
        )

    def refusal(self, email: str | None = None) -> Suppressed:
        """Returns why the address is not invited; `email` is how it was typed now."""
        why = reason_in_words(reason_of(self.kind, self.status, is_about_domain=False))
        is_complaint = self.kind is BounceKind.COMPLAINT
        return Suppressed(self.id, email or self.email, why, self.diagnostic, self.at, is_complaint=is_complaint)


async def find_suppressed(organization_id: UUID, email_keys: Iterable[str]) -> dict[str, SuppressionRow]:
    """Returns the suppressions of these addresses, by their keys."""
    found = await rows(
        f"SELECT {COLUMNS} FROM suppressions s WHERE organization_id = $1 AND email_key = ANY($2)",
        organization_id,
        list(email_keys),
    )
    return {each["email_key"]: SuppressionRow.of(each) for each in found}


async def require_not_suppressed(organization_id: UUID, email: str, email_key: str) -> None:
    """Raises Suppressed. `email` is how the address was typed."""
    suppression = (await find_suppressed(organization_id, [email_key])).get(email_key)
    if suppression is not None:
        raise suppression.refusal(email)


async def find_suppressions(organization_id: UUID, ids: Sequence[UUID]) -> list[SuppressionRow]:
    """Returns the suppressions with these ids, in no order; without those of other organizations."""
    found = await rows(
        f"SELECT {COLUMNS} FROM suppressions s WHERE s.organization_id = $1 AND s.id = ANY($2)",
        organization_id,
        list(ids),
    )
    return [SuppressionRow.of(each) for each in found]


async def list_suppressions(actor: Actor, search: str, request: PageRequest) -> Page[SuppressionRow]:
    """Returns a page of the organization's, newest first. Raises NotPermitted, TooLong, InvalidCursor."""
    actor.require_manager()
    return await list_suppressions_of(actor.organization_id, search, request)


async def list_suppressions_of(organization_id: UUID, search: str, request: PageRequest) -> Page[SuppressionRow]:
    """The same for the service's own people, whom nobody has to permit it. Raises TooLong, InvalidCursor."""
    where = Where()
    where.add("s.organization_id = ?", organization_id)
    if search:
        where.add(contains_words("s.email"), patterns(search))
    listing = Listing(COLUMNS, "suppressions s", "s.id", "suppressions s", is_sifted=bool(search))
    return await read_page(listing, where, NEWEST_FIRST, request, SuppressionRow.of)
