"""The email that tells an inviter which invitations came back: its content, and whether it is still wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.deliveries.bounce_reasons import BounceReason, count_in_words, reason_in_words
from app.deliveries.emails import EmailContext
from app.links import Purpose
from app.mail.list_unsubscribe import list_unsubscribe
from app.mail.message import Email, compose_email
from app.mail.names import one_line, unlinked
from app.pubsub.events import Event

TEMPLATES = Path(__file__).parent / "templates" / "bounce_digest"
INVITATIONS_PAGE = "?tab=invited&status=BOUNCED"
ACCOUNT_PAGE = "account"
SWITCH_OFF_PATH = "/unsubscribe/bounce-digests/{token}"
MOST_ADDRESSES = 20
NAMELESS = "your organization"
SINGLE = "Invited one by one"


@dataclass(frozen=True)
class BouncedPart:
    """How many invitations of an upload came back, or of single ones, by reason; `total` is how many were made.

    `filename` is None for rows without a file; `upload_count` is 0 for single invitations, and may be that of many.
    """

    counts: dict[BounceReason, int]
    upload_count: int = 0
    filename: str | None = None
    total: int | None = None

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def title(self) -> str:
        """What the counts are of."""
        if not self.upload_count:
            return SINGLE
        if self.upload_count > 1:
            return f"From {self.upload_count:,} other uploads"
        name = unlinked(self.filename or "")
        return f"From the upload {name}" if name else "From an upload without a file name"

    @property
    def lines(self) -> list[str]:
        found = [(reason, self.counts.get(reason, 0)) for reason in BounceReason]
        return [count_in_words(reason, count, self.total) for reason, count in found if count]


@dataclass(frozen=True)
class BouncedAddress:
    """An address whose email came back, as it was typed."""

    email: str
    reason: BounceReason


@dataclass(frozen=True)
class BounceDigestEmailData:
    """A digest as its email shows it, of the bounces that nothing has overtaken.

    `is_for_member`: the inviter is a member and wants to be told. `addresses` are the first MOST_ADDRESSES.
    """

    id: UUID
    nonce: bytes
    email: str
    name: str
    organization_name: str
    is_for_member: bool
    parts: Sequence[BouncedPart]
    addresses: Sequence[BouncedAddress]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    def is_wanted(self, generation: int) -> bool:
        """Whether the inviter still wants it, and something is left to tell."""
        return generation > 0 and self.is_for_member and self.count > 0

    def compose(self, context: EmailContext) -> Email:
        """The email, with links to the invitations and to where it is switched off.

        Names of organizations and files may hold anything: no part of them becomes a link. Addresses are those that
        the inviter wrote, to be compared and copied.
        """
        settings = context.settings
        product = one_line(settings.product_name)
        switch_off = context.one_click_link(SWITCH_OFF_PATH, Purpose.BOUNCE_DIGESTS, self.id, self.nonce)
        shown = self.addresses[:MOST_ADDRESSES]
        return compose_email(
            TEMPLATES,
            {
                "product": product,
                "name": unlinked(self.name),
                "organization": unlinked(self.organization_name) or NAMELESS,
                "count": f"{self.count:,}",
                "is_one": self.count == 1,
                "parts": self.parts,
                "addresses": [(one_line(each.email), reason_in_words(each.reason).capitalize()) for each in shown],
                "more": f"{self.count - len(shown):,}" if self.count > len(shown) else None,
                "link": f"{settings.public_url}/{INVITATIONS_PAGE}",
                "account_link": f"{settings.public_url}/{ACCOUNT_PAGE}",
            },
            sender=settings.mail_from,
            sender_name=product,
            recipient=self.email,
            message_id=context.message_id,
            date=context.date,
            further_headers=list_unsubscribe(switch_off),
        )

    def events(self) -> Sequence[Event]:
        """None: this email is between the inviter and the service."""
        return ()
