"""Unsubscribing from the emails of an invitation, which declines it (RFC 8058)."""

from app.database.sql import row
from app.errors import InvalidToken
from app.invitations.accept import Proof, decline
from app.invitations.queries import InvitationPreview, get_preview
from app.links import Purpose, Token, is_genuine, parse_token
from app.settings import get_settings


async def unsubscribe(text: str) -> None:
    """Declines the invitation that the link in an email's header belongs to.

    Raises InvalidToken, InvitationNotPending. The links of older emails work, too: whoever keeps one may say no.
    """
    token = await _resolve(text)
    await decline(Proof(token.subject_id, None))


async def preview_unsubscribe(text: str) -> InvitationPreview:
    """What the link would decline. Changes nothing. Raises InvalidToken."""
    token = await _resolve(text)
    return await get_preview(token.subject_id)


async def _resolve(text: str) -> Token:
    token = parse_token(text)
    if token is None:
        raise InvalidToken
    found = await row(
        "SELECT nonce FROM invitations WHERE id = $1 AND $2 <= generation", token.subject_id, token.generation
    )
    if found is None or not is_genuine(get_settings().secret_keys, Purpose.UNSUBSCRIBE, token, found["nonce"]):
        raise InvalidToken
    return token
