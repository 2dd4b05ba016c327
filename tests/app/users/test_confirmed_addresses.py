"""Whose mailbox an account's address has been seen to be, in databases that are older than the column for it."""

from importlib import import_module
from uuid import UUID

import pytest

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.ids import uuid7
from app.database.sql import rows
from app.users.confirmed_addresses import is_address_confirmed

MARK = import_module("app.database.migrations.0015_accounts_of_copied_links").MARK
INSERT_OF_THE_RELEASE_BEFORE = """
INSERT INTO users (id, email, email_key, name, password_hash, is_operator) VALUES ($1, $2, $2, 'Ada', '', false)
"""

Event = tuple[AuditAction, dict[str, list[object]]]
UNCONFIRMED: Event = (AuditAction.USER_CREATED, {"address_confirmed": [None, False]})
EMAILED: Event = (AuditAction.USER_CREATED, {})
RESET: Event = (AuditAction.USER_PASSWORD_RESET, {})

pytestmark = pytest.mark.usefixtures("database")


async def account(*events: Event) -> UUID:
    """One whose row is from before the column, with what the audit has about it."""
    user_id = uuid7()
    await rows(INSERT_OF_THE_RELEASE_BEFORE, user_id, f"{user_id}@example.com")
    for action, changes in events:
        await record(AuditAuthor(None, user_id, "Ada"), action, user_id, **changes)
    return user_id


async def test_an_account_that_the_release_before_makes_is_confirmed() -> None:
    assert await is_address_confirmed(await account())


@pytest.mark.parametrize(
    ("events", "expected"),
    [((), True), ((EMAILED,), True), ((UNCONFIRMED,), False), ((UNCONFIRMED, RESET), True)],
)
async def test_what_the_audit_knew_is_kept(events: tuple[Event, ...], *, expected: bool) -> None:
    others = [await account(EMAILED), await account(UNCONFIRMED, RESET)]
    user_id = await account(*events)
    await rows(MARK)
    assert await is_address_confirmed(user_id) is expected
    assert [await is_address_confirmed(other) for other in others] == [True, True]
