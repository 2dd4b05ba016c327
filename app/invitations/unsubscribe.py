"""Unsubscribing from the emails of an invitation, which declines it (RFC 8058)."""

from uuid import UUID

from app.database.sql import Row, row, rows
from app.database.transaction import transaction
from app.errors import InvalidToken, InvitationNotPending
from app.invitations.declines import record_decline
from app.invitations.lifecycle import is_declinable
from app.invitations.locks import load_invitation
from app.invitations.previews import InvitationPreview, get_preview
from app.links import Purpose, Token, is_genuine, parse_token
from app.settings import get_settings


async def unsubscribe(text: str) -> None:
    """Declines the invitation that the link in an email's header belongs to, and the address's pending one beside it.

    The links of older emails work, and those of invitations that have expired or were revoked: whoever keeps one may
    say no, and is then invited again by nobody who does not confirm it. Raises InvalidToken, and InvitationNotPending
    where nothing is left to decline.
    """
    token = await _resolve(text)
    async with transaction():
        declinable = await _load_declinable(token.subject_id, lock=True)
        await _resolve(text)  # again, under the lock: by now the invitation may be another person's
        for invitation in declinable:
            await record_decline(invitation)


async def preview_unsubscribe(text: str) -> InvitationPreview:
    """What the link would decline. Changes nothing. Raises InvalidToken, InvitationNotPending."""
    token = await _resolve(text)
    await _load_declinable(token.subject_id)
    return await get_preview(token.subject_id)


async def _load_declinable(invitation_id: UUID, *, lock: bool = False) -> list[Row]:
    """Returns what is left to decline, locked in the order of ids. Raises InvitationNotPending where nothing is."""
    found = await rows(
        """
        SELECT $1::uuid AS id
         UNION
        SELECT other.id FROM invitations i JOIN invitations other USING (organization_id, email_key)
         WHERE i.id = $1 AND other.status = 'pending'
         ORDER BY id
        """,
        invitation_id,
    )
    loaded = {each["id"]: await load_invitation(each["id"], lock=lock) for each in found}
    own = loaded[invitation_id]
    assert own is not None, "invitations are never deleted"
    # One that had this address a moment ago may have another one.
    same = [each for each in loaded.values() if each is not None and each["email_key"] == own["email_key"]]
    declinable = [each for each in same if is_declinable(each["status"])]
    if not declinable:
        raise InvitationNotPending(own["status"])
    return declinable


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
