"""The email of an invitation: its content, and whether it is still wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.deliveries.emails import EmailContext
from app.invitations.lifecycle import Status
from app.links import Purpose
from app.mail.list_unsubscribe import list_unsubscribe
from app.mail.message import Email, compose_email, is_address, mailbox, wire_address
from app.mail.names import one_line, unlinked
from app.mail.times import in_utc
from app.organizations.roles import POLICIES, Role
from app.pubsub.events import ChangeKind, Event, invitations_changed

TEMPLATES = Path(__file__).parent / "templates"
PAGE = "accept"
UNSUBSCRIBE_PATH = "/unsubscribe/{token}"
NAMELESS = "a team"


@dataclass(frozen=True)
class InvitationEmailData:
    """An invitation as its email shows it. `status` takes the time limit into account.

    `earlier_message_ids` are those of the emails that this one replaces, oldest first.
    """

    id: UUID
    organization_id: UUID
    organization_name: str
    email: str
    role: Role
    status: Status
    generation: int
    nonce: bytes
    inviter_name: str | None
    inviter_email: str | None
    expires_at: datetime | None
    earlier_message_ids: Sequence[str] = ()
    bulk_invite_id: UUID | None = None

    def is_wanted(self, generation: int) -> bool:
        """Whether the invitation is still pending and has no newer email."""
        return self.status is Status.PENDING and self.generation == generation

    def compose(self, context: EmailContext) -> Email:
        """The email with the link.

        Names may hold anything: they change nothing but their own text, and no part of them becomes a link.
        Replies go to the inviter, where known. To unsubscribe is to decline.
        """
        settings = context.settings
        product = one_line(settings.product_name)
        organization = unlinked(self.organization_name) or NAMELESS
        inviter = unlinked(self.inviter_name or "")
        inviter_email = self.inviter_email if self.inviter_email and is_address(self.inviter_email) else ""
        policy = POLICIES[self.role]
        return compose_email(
            TEMPLATES,
            {
                "product": product,
                "organization": organization,
                "inviter": _inviter(inviter, one_line(inviter_email)),
                "role": policy.label,
                "role_description": policy.description,
                "recipient": one_line(self.email),
                "link": context.link(PAGE, Purpose.INVITATION, self.id, self.nonce),
                "expires": in_utc(self.expires_at) if self.expires_at else None,
                "is_resent": bool(self.earlier_message_ids),
            },
            sender=settings.mail_from,
            sender_name=f"{organization} via {product}",
            recipient=self.email,
            reply_to=_reply_to(inviter, inviter_email, self.email),
            message_id=context.message_id,
            date=context.date,
            further_headers=[
                *_thread(self.earlier_message_ids),
                *list_unsubscribe(context.one_click_link(UNSUBSCRIBE_PATH, Purpose.UNSUBSCRIBE, self.id, self.nonce)),
            ],
        )

    def events(self) -> Sequence[Event]:
        return [invitations_changed(self.organization_id, ChangeKind.UPDATED, self.id)]


def _inviter(name: str, email: str) -> str:
    return f"{name} ({email})" if name and email else name or email


def _reply_to(name: str, email: str, recipient: str) -> str | None:
    """None also for an address that would make this email one that only SMTPUTF8 servers accept."""
    address = wire_address(email)
    if address and (address.isascii() or not wire_address(recipient).isascii()):
        return mailbox("Reply-To", name, address)
    return None


def _thread(earlier_message_ids: Sequence[str]) -> list[tuple[str, str]]:
    """RFC 5322 section 3.6.4. Without In-Reply-To, which says that somebody replies."""
    return [("References", "\r\n ".join(earlier_message_ids))] if earlier_message_ids else []
