"""What a claimed delivery says: the letter behind it, read from the noun it belongs to, and its bytes."""

from collections.abc import Sequence
from uuid import UUID

from app.deliveries.claims import Claim
from app.invitations.actions import KIND
from app.invitations.email import compose
from app.invitations.queries import Letter, find_letters
from app.links import Purpose, make_token
from app.mail import Email
from app.settings import Settings


async def letters_of(claims: Sequence[Claim]) -> dict[UUID, Letter]:
    """The letters behind these claims, by their subject's id; what is no more has none."""
    return await find_letters([claim.subject_id for claim in claims if claim.kind == KIND])


def compose_letter(letter: Letter, claim: Claim, settings: Settings) -> Email:
    """The link is made here and nowhere kept. Dated by the database's clock, as workers' clocks differ."""
    token = make_token(settings.secret_keys, Purpose.INVITATION, claim.subject_id, claim.generation, letter.nonce)
    return compose(
        product_name=settings.product_name,
        organization_name=letter.organization_name,
        inviter_name=letter.inviter_name,
        inviter_email=letter.inviter_email,
        recipient=letter.email,
        role=letter.role,
        link=f"{settings.public_url}/accept#{token}",
        expires_at=letter.expires_at,
        message_id=claim.message_id,
        sender=settings.mail_from,
        date=claim.claimed_at,
    )
