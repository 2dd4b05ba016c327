"""What a claimed delivery says: the letter behind it, read from the noun it belongs to, and its bytes."""

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from app.authentication.password_reset import KIND as PASSWORD_RESET
from app.authentication.password_reset import ResetLetter, find_reset_letters
from app.authentication.password_reset_email import compose as compose_reset
from app.deliveries.claims import Claim
from app.invitations.email import compose as compose_invitation
from app.invitations.email_queue import EMAIL_KIND as INVITATION
from app.invitations.queries import Letter as InvitationLetter
from app.invitations.queries import find_letters as find_invitation_letters
from app.links import Purpose, make_token
from app.mail import Email
from app.pubsub.events import ChangeKind, Event, invitations_changed
from app.settings import Settings

Letter: TypeAlias = InvitationLetter | ResetLetter


async def letters_of(claims: Sequence[Claim]) -> dict[UUID, Letter]:
    """The letters behind these claims, by their subject's id; what is no more has none."""
    invitations = await find_invitation_letters(_subjects(claims, INVITATION))
    resets = await find_reset_letters(_subjects(claims, PASSWORD_RESET))
    return {**invitations, **resets}


def compose_letter(letter: Letter, claim: Claim, settings: Settings) -> Email:
    """The link is made here and nowhere kept. Dated by the database's clock, as workers' clocks differ."""
    match letter:
        case InvitationLetter():
            return compose_invitation(
                product_name=settings.product_name,
                organization_name=letter.organization_name,
                inviter_name=letter.inviter_name,
                inviter_email=letter.inviter_email,
                recipient=letter.email,
                role=letter.role,
                link=_link(settings, "accept", Purpose.INVITATION, claim, letter.nonce),
                expires_at=letter.expires_at,
                message_id=claim.message_id,
                sender=settings.mail_from,
                date=claim.claimed_at,
            )
        case ResetLetter():
            return compose_reset(
                product_name=settings.product_name,
                name=letter.name,
                recipient=letter.email,
                link=_link(settings, "reset-password", Purpose.PASSWORD_RESET, claim, letter.nonce),
                valid_minutes=letter.valid_minutes,
                message_id=claim.message_id,
                sender=settings.mail_from,
                date=claim.claimed_at,
            )


def changes_of(letter: Letter, claim: Claim) -> list[Event]:
    """Who is told that something became of the email: nobody, for one that is between a person and the service."""
    match letter:
        case InvitationLetter():
            return [invitations_changed(letter.organization_id, ChangeKind.UPDATED, claim.subject_id)]
        case ResetLetter():
            return []


def _subjects(claims: Sequence[Claim], kind: str) -> list[UUID]:
    return [claim.subject_id for claim in claims if claim.kind == kind]


def _link(settings: Settings, page: str, purpose: Purpose, claim: Claim, nonce: bytes) -> str:
    token = make_token(settings.secret_keys, purpose, claim.subject_id, claim.generation, nonce)
    return f"{settings.public_url}/{page}#{token}"
