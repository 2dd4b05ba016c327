"""Whose mailbox an address has been seen to be, of an account that a release without the column for it made."""

import pytest

from app.database.ids import uuid7
from app.database.sql import rows
from app.users.confirmed_addresses import is_address_confirmed

INSERT_OF_THE_RELEASE_BEFORE = """
INSERT INTO users (id, email, email_key, name, password_hash, is_operator) VALUES ($1, $2, $2, 'Ada', '', false)
"""

pytestmark = pytest.mark.usefixtures("database")


async def test_an_account_that_the_release_before_makes_is_confirmed() -> None:
    user_id = uuid7()
    await rows(INSERT_OF_THE_RELEASE_BEFORE, user_id, f"{user_id}@example.com")
    assert await is_address_confirmed(user_id)
