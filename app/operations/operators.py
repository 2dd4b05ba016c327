"""Who operates the service: named by administrators on the command line, and by nobody else."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from app.authentication.password_reset import send_link
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.errors import NotFound, Required
from app.names import parse_name
from app.operations.act_results import record_change
from app.operations.acts import ActKind, begin_act
from app.users.actions import create_user
from app.users.addresses import find_key, parse_address
from app.users.operators import Operator
from app.users.passwords import hash_password

COLUMNS = "id AS user_id, name, email, operator_may_act, operator_sees_addresses, is_address_confirmed"


@dataclass(frozen=True)
class OperatorRow:
    """`is_address_confirmed`: the rights count, as a link from an email has shown that the mailbox is theirs."""

    user_id: UUID
    name: str
    email: str
    operator_may_act: bool
    operator_sees_addresses: bool
    is_address_confirmed: bool


async def list_operators() -> list[OperatorRow]:
    """All of them, by address."""
    return [
        OperatorRow(**each) for each in await rows(f"SELECT {COLUMNS} FROM users WHERE is_operator ORDER BY email_key")
    ]


async def add_operator(
    operator: Operator, email: str, name: str | None = None, *, may_act: bool, sees_addresses: bool
) -> OperatorRow:
    """Makes somebody an operator; one who is gets these rights instead.

    Who has no account gets one, under `name`. It has a password that nobody knows, and is sent a link to choose one, as
    is an account whose mailbox has not been confirmed: until then, the rights do not count. Raises NotPermitted,
    Required, TooLong, InvalidEmail, and AccountExists where somebody makes the account in the same moment.
    """
    operator.require_may_act()
    email_key = find_key(email) or parse_address(email).key
    user = await row("SELECT id, name, is_address_confirmed FROM users WHERE email_key = $1", email_key)
    if user is None and name is None:
        raise Required("name", "a name as well, since this address has no account yet")
    new_name = parse_name(name or "", "name", "a name") if user is None else user["name"]
    password_hash = await hash_password(secrets.token_urlsafe()) if user is None else ""
    async with transaction():
        if user is None:
            address = parse_address(email)
            user_id = await create_user(address, new_name, password_hash, None, is_confirmed=False)
        else:
            user_id = user["id"]
        if user is None or not user["is_address_confirmed"]:
            await send_link(user_id, operator.name)
        rights = {"may_act": may_act, "sees_addresses": sees_addresses}
        act, _ = await begin_act(operator, ActKind.ADD_OPERATOR, {"user_id": user_id, "name": new_name, **rights})
        (added,) = await rows(
            f"""
            UPDATE users SET is_operator = true, operator_may_act = $2, operator_sees_addresses = $3
             WHERE id = $1 RETURNING {COLUMNS}
            """,
            user_id,
            may_act,
            sees_addresses,
        )
        await record_change(act)
    return OperatorRow(**added)


async def remove_operator(operator: Operator, email: str) -> OperatorRow:
    """Takes all rights of an operator; the account stays. Returns what they were. Raises NotPermitted, NotFound."""
    operator.require_may_act()
    async with transaction():
        found = await row(
            f"SELECT {COLUMNS} FROM users WHERE email_key = $1 AND is_operator FOR NO KEY UPDATE", find_key(email) or ""
        )
        if found is None:
            raise NotFound("operator", "email")
        removed = OperatorRow(**found)
        act, _ = await begin_act(operator, ActKind.REMOVE_OPERATOR, {"user_id": removed.user_id, "name": removed.name})
        no_rights = "is_operator = false, operator_may_act = false, operator_sees_addresses = false"
        await rows(f"UPDATE users SET {no_rights} WHERE id = $1", removed.user_id)
        await record_change(act)
    return removed
