"""Switching bounce digests off with the link in the header of one (RFC 8058)."""

from uuid import UUID

from app.database.sql import row
from app.errors import InvalidToken
from app.links import Purpose, is_genuine, parse_token
from app.settings import get_settings
from app.users.bounce_digests import switch_bounce_digests


async def unsubscribe_from_digests(text: str) -> None:
    """Whoever the digest was for gets no more, in any organization, until they switch them on. Raises InvalidToken."""
    await switch_bounce_digests(await find_digest_reader(text), on=False)


async def find_digest_reader(text: str) -> UUID:
    """Returns the user whom the link's digest was for. Changes nothing. Raises InvalidToken."""
    token = parse_token(text)
    if token is None:
        raise InvalidToken
    found = await row("SELECT user_id, nonce FROM bounce_digests WHERE id = $1", token.subject_id)
    if found is None or not is_genuine(get_settings().secret_keys, Purpose.BOUNCE_DIGESTS, token, found["nonce"]):
        raise InvalidToken
    user_id: UUID = found["user_id"]
    return user_id
