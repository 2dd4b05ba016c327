"""Transactions, savepoints and after-commit hooks."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar

from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction

from app.database.connection import CONNECTION
from app.telemetry.spans import span

AfterCommit = Callable[[], None]

_after_commit: ContextVar[list[AfterCommit] | None] = ContextVar("after_commit", default=None)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Opens a transaction; inside another it joins that one. After-commit hooks run after the outermost COMMIT."""
    if _after_commit.get() is not None:
        yield
        return
    hooks: list[AfterCommit] = []
    token = _after_commit.set(hooks)
    try:
        with span("transaction"):
            async with _begin():
                yield
    finally:
        _after_commit.reset(token)
    for hook in hooks:
        hook()


def is_in_transaction() -> bool:
    """Whether this task holds a connection, and maybe locks: then nothing but the database may be waited for."""
    return _after_commit.get() is not None


def on_commit(hook: AfterCommit) -> None:
    """Calls `hook` after the COMMIT of the current transaction, and not after a rollback.

    A hook must neither block nor raise. Raises RuntimeError outside of a transaction.
    """
    hooks = _after_commit.get()
    if hooks is None:
        raise RuntimeError("on_commit needs a transaction")
    hooks.append(hook)


@asynccontextmanager
async def _begin() -> AsyncIterator[None]:
    """Tortoise's transaction, which where BEGIN fails would not release its connection: here it is released."""
    context = in_transaction(CONNECTION)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(context)
        except BaseException:
            if hasattr(context, "token"):
                await context.__aexit__(TransactionManagementError, None, None)
            raise
        yield


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Inside a transaction: an error rolls back what ran inside alone."""
    async with in_transaction(CONNECTION):
        yield
