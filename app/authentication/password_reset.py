"""Choosing a new password through a link sent to the account's address."""

import asyncio
import os
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from app.audit.account_events import AccountEventKind
from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.authentication.account_log import log_password
from app.authentication.client import Client
from app.authentication.known_devices import remember_device
from app.authentication.password_changed import queue_password_changed_email
from app.authentication.password_reset_email import PasswordResetEmailData
from app.database.ids import uuid7
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.deliveries.actions import cancel_waiting, queue_delivery
from app.errors import InvalidResetLink
from app.jobs import SEND_EMAILS
from app.links import NONCE_BYTES, Purpose, is_genuine, parse_token
from app.pubsub.after_commit import wake_after_commit
from app.rate_limits.actions import count_reset_request, may_send_reset_email
from app.settings import get_settings
from app.users.addresses import domain_of, find_key, parse_address
from app.users.confirmed_addresses import confirm_address
from app.users.passwords import check_strength, hash_password
from app.users.sessions import end_other_sessions

EMAIL_KIND = "password_reset"
ANSWER_SECONDS = 0.3
VALID_MINUTES = 60
PAUSE_SECONDS = 60
UNKNOWN_CLIENT = Client()
# A newer link leaves the earlier ones of VALID_MINUTES good: otherwise a stranger who keeps asking would keep ending
# the link that the owner has just opened. $2 is the link's generation.
_OPEN = f"""
    r.used_at IS NULL AND r.expires_at > now()
    AND (r.generation = $2
         OR r.generation > $2 AND $2 >= extract(epoch FROM now())::int / 60 - {VALID_MINUTES})
"""


async def request_password_reset(email: str, network: str) -> None:
    """Sends a link to the account of this address, if there is one; at most once in PAUSE_SECONDS.

    Nobody learns which it was: the answer is the same and takes ANSWER_SECONDS, longer than the work for an
    account does. Raises Required, TooLong and InvalidEmail for what is no address, RateLimited alike for every
    address. Where strangers ask too often, no more emails are sent: the mailbox has links that are good.
    """
    email_key = find_key(email) or parse_address(email).key
    await count_reset_request(email_key, network)
    await asyncio.gather(_request(email_key, network), asyncio.sleep(ANSWER_SECONDS))


async def reset_password(
    token: str, password: str, kept_session_id: UUID | None = None, client: Client = UNKNOWN_CLIENT
) -> str:
    """Gives the account of a link its new password and ends its sessions, but for one to be kept. Signs nobody in.

    Whoever has reset a password is known: returns the device cookie from here on, and the client's network is let
    through for a while. The account's owner is told by email. Raises InvalidResetLink, Required, TooLong,
    WeakPassword. A refusal consumes nothing.
    """
    parsed = parse_token(token)
    if parsed is None:
        raise InvalidResetLink
    reset = await row(
        f"""
        SELECT r.id, r.user_id, r.nonce, u.name, u.email FROM password_resets r JOIN users u ON u.id = r.user_id
         WHERE r.id = $1 AND {_OPEN}
        """,
        parsed.subject_id,
        parsed.generation,
    )
    if reset is None or not is_genuine(get_settings().secret_keys, Purpose.PASSWORD_RESET, parsed, reset["nonce"]):
        raise InvalidResetLink
    check_strength(password, reset["name"], reset["email"])
    password_hash = await hash_password(password, client.network)
    async with transaction():
        used = await row(
            f"""
            UPDATE password_resets r SET used_at = now(), last_reset_at = now(), last_reset_network = $3
             WHERE id = $1 AND nonce = $4 AND {_OPEN} RETURNING id
            """,
            parsed.subject_id,
            parsed.generation,
            client.network,
            reset["nonce"],
        )
        if used is None:
            raise InvalidResetLink
        await rows("UPDATE users SET password_hash = $2 WHERE id = $1", reset["user_id"], password_hash)
        await confirm_address(reset["user_id"])
        await end_other_sessions(reset["user_id"], kept_session_id)
        await cancel_waiting(EMAIL_KIND, [parsed.subject_id])
        await record(
            AuditAuthor(None, reset["user_id"], reset["name"]), AuditAction.USER_PASSWORD_RESET, reset["user_id"]
        )
        event_id = await log_password(AccountEventKind.PASSWORD_CHANGED, client.network, reset["user_id"])
        await queue_password_changed_email(event_id)
    return remember_device(client.known_devices, reset["user_id"], password_hash)


async def send_link(user_id: UUID, requested_by: str) -> None:
    """Sends a link to an account on somebody else's behalf. Call it in that transaction.

    One that was sent within PAUSE_SECONDS is enough.
    """
    if await _renew(user_id):
        await _record_request(user_id, requested_by)


async def use_up_links(user_id: UUID) -> None:
    """Ends the links of an account whose password changes otherwise. Call it in that transaction, before the user."""
    used = await row(
        "UPDATE password_resets SET used_at = now() WHERE user_id = $1 AND used_at IS NULL RETURNING id", user_id
    )
    if used is not None:
        await cancel_waiting(EMAIL_KIND, [used["id"]])


class LinkStatus(StrEnum):
    """What a link is still good for. INVALID: forged, cut off, or the account's next link has taken its place."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    INVALID = "invalid"


async def preview_password_reset(token: str) -> LinkStatus:
    """Returns what the link is good for; consumes nothing and says nothing about the account."""
    parsed = parse_token(token)
    if parsed is None:
        return LinkStatus.INVALID
    reset = await row(
        f"""
        SELECT r.nonce, r.used_at IS NOT NULL AS is_used, coalesce({_OPEN}, false) AS is_open
          FROM password_resets r WHERE r.id = $1 AND r.generation >= $2
        """,
        parsed.subject_id,
        parsed.generation,
    )
    if reset is None or not is_genuine(get_settings().secret_keys, Purpose.PASSWORD_RESET, parsed, reset["nonce"]):
        return LinkStatus.INVALID
    if reset["is_used"]:
        return LinkStatus.USED
    return LinkStatus.VALID if reset["is_open"] else LinkStatus.EXPIRED


async def lock_password_resets(reset_ids: Sequence[UUID]) -> None:
    """Nobody uses these links while their emails are changed."""
    await rows("SELECT id FROM password_resets WHERE id = ANY($1) ORDER BY id FOR UPDATE", list(reset_ids))


async def load_password_reset_emails(reset_ids: Sequence[UUID]) -> dict[UUID, PasswordResetEmailData]:
    """The data of the emails of these password resets, by the id of the reset."""
    found = await rows(
        """
        SELECT r.id, u.email, u.name, r.nonce, r.generation, r.expires_at,
               r.used_at IS NULL AND r.expires_at > now() AS is_open
          FROM password_resets r JOIN users u ON u.id = r.user_id WHERE r.id = ANY($1)
        """,
        list(reset_ids),
    )
    return {each["id"]: PasswordResetEmailData(**each, valid_minutes=VALID_MINUTES) for each in found}


async def _request(email_key: str, network: str) -> None:
    user = await row("SELECT id, email FROM users WHERE email_key = $1", email_key)
    if user is not None and await may_send_reset_email(email_key):
        async with transaction():
            if await _renew(user["id"]):
                await _record_request(user["id"], user["email"])
                await log_password(AccountEventKind.PASSWORD_RESET_REQUESTED, network, user["id"])


async def _record_request(user_id: UUID, requested_by: str) -> None:
    author = AuditAuthor(None, None, requested_by)
    await record(author, AuditAction.USER_PASSWORD_RESET_REQUESTED, user_id)


async def _renew(user_id: UUID) -> bool:
    """Returns whether a new link is being sent."""
    reset = await row(
        """
        INSERT INTO password_resets AS r (id, user_id, nonce, generation, expires_at)
        VALUES ($1, $2, $3, extract(epoch FROM now())::int / 60, now() + make_interval(mins => $4))
        ON CONFLICT (user_id) DO UPDATE
           SET nonce = CASE WHEN r.used_at IS NULL THEN r.nonce ELSE excluded.nonce END,
               generation = greatest(r.generation + 1, excluded.generation), requested_at = now(),
               expires_at = excluded.expires_at, used_at = NULL
         WHERE r.requested_at <= now() - make_interval(secs => $5)
        RETURNING r.id, r.generation, (SELECT email_key FROM users WHERE id = $2) AS email_key
        """,
        uuid7(),
        user_id,
        os.urandom(NONCE_BYTES),
        VALID_MINUTES,
        float(PAUSE_SECONDS),
    )
    if reset is None:
        return False
    await cancel_waiting(EMAIL_KIND, [reset["id"]])
    await queue_delivery(
        EMAIL_KIND,
        reset["id"],
        reset["generation"],
        get_settings().mail_from.rpartition("@")[2],
        recipient_domain=domain_of(reset["email_key"]),
    )
    wake_after_commit(SEND_EMAILS)
    return True
