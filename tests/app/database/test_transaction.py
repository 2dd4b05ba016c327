"""Hooks that run after COMMIT."""

import pytest

from app.database.transaction import on_commit, savepoint, transaction

pytestmark = pytest.mark.usefixtures("database")


async def test_hooks_run_in_their_order_after_the_outermost_transaction() -> None:
    ran: list[str] = []
    async with transaction():
        async with transaction():
            on_commit(lambda: ran.append("inner"))
        assert ran == []
        async with savepoint():
            on_commit(lambda: ran.append("outer"))
    assert ran == ["inner", "outer"]


async def test_a_rollback_drops_the_hooks() -> None:
    ran: list[str] = []

    async def fail() -> None:
        async with transaction():
            on_commit(lambda: ran.append("never"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with transaction():
        pass
    assert ran == []


async def test_a_hook_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        on_commit(lambda: None)
