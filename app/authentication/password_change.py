"""Choosing a new password while signed in, which takes the current one."""

from app.audit.account_events import AccountEventKind
from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.authentication.account_log import log_password
from app.authentication.caller import Caller
from app.authentication.client import Client
from app.authentication.known_devices import remember_device
from app.authentication.password_changed import queue_password_changed_email
from app.authentication.password_check import find_account, require_right_password
from app.authentication.password_reset import use_up_links
from app.authentication.sign_in import require_password_unchanged
from app.database.sql import rows
from app.database.transaction import transaction
from app.errors import InvalidCredentials, Refusal, WrongPassword
from app.users.passwords import check_strength, hash_password
from app.users.sessions import end_other_sessions


async def change_password(caller: Caller, current: str, new: str, client: Client) -> str:
    """Replaces the caller's password, ends all other sessions and all links that could reset it, and says so by email.

    Guessing the current one is limited as it is for signing in. Returns the device cookie from here on: this browser
    stays a known one. Raises WrongPassword, RateLimited, Required, TooLong, WeakPassword.
    """
    try:
        check_strength(new, caller.name, caller.email)
    except Refusal as refusal:
        raise refusal.at("newPassword") from None
    try:
        account = await require_right_password(
            caller.email_key, await find_account(caller.email_key, client), current, client
        )
        password_hash = await hash_password(new, client.network)
        async with transaction():
            await use_up_links(account.user_id)
            await require_password_unchanged(account.user_id, account.password_hash)
            await rows("UPDATE users SET password_hash = $2 WHERE id = $1", account.user_id, password_hash)
            await end_other_sessions(account.user_id, caller.session_id)
            author = AuditAuthor(None, account.user_id, caller.name)
            await record(author, AuditAction.USER_PASSWORD_CHANGED, account.user_id)
            event_id = await log_password(AccountEventKind.PASSWORD_CHANGED, client.network, account.user_id)
            await queue_password_changed_email(event_id)
    except InvalidCredentials:
        raise WrongPassword from None
    return remember_device(client.known_devices, account.user_id, password_hash)
