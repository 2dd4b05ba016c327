"""Checking the sessions of all who ask at the same time by one query."""

import asyncio
from collections.abc import Sequence

import pytest

from app.authentication.caller import Caller
from schema.api.subscriptions.session_checks import SessionChecks


class Queries:
    """Stands in for the database: who signed out is nobody, and a query can be made to fail or to wait."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.fails = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def find(self, tokens: Sequence[str]) -> list[Caller | None]:
        self.asked.append(set(tokens))
        await self.may_answer.wait()
        if self.fails:
            raise OSError
        return [None for _ in tokens]


@pytest.fixture
def queries() -> Queries:
    return Queries()


@pytest.fixture
def checks(queries: Queries) -> SessionChecks:
    return SessionChecks(queries.find)


async def test_who_asks_at_the_same_time_shares_a_query(checks: SessionChecks, queries: Queries) -> None:
    await asyncio.gather(checks.load("a"), checks.load("b"), checks.load("a"), checks.load_many(["c", "d"]))
    assert queries.asked == [{"a", "b", "c", "d"}]


async def test_who_asks_later_gets_a_newer_answer(checks: SessionChecks, queries: Queries) -> None:
    queries.may_answer.clear()
    first = asyncio.create_task(checks.load("a"))
    while not queries.asked:  # noqa: ASYNC110 - a round of the event loop each
        await asyncio.sleep(0)
    second = asyncio.create_task(checks.load("a"))
    await asyncio.sleep(0)
    queries.may_answer.set()
    await asyncio.gather(first, second)
    assert queries.asked == [{"a"}, {"a"}]


async def test_who_leaves_takes_nothing_away_from_the_others(checks: SessionChecks, queries: Queries) -> None:
    leaving, staying = asyncio.create_task(checks.load("a")), asyncio.create_task(checks.load("b"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await asyncio.wait_for(staying, 10) is None
    assert queries.asked == [{"a", "b"}]


@pytest.mark.parametrize("rounds", [0, 1, 2])
async def test_a_check_that_is_canceled_ends_and_the_next_one_is_done(
    checks: SessionChecks, queries: Queries, rounds: int
) -> None:
    queries.may_answer.clear()
    asking = asyncio.create_task(checks.load("a"))
    await asyncio.sleep(0)
    for _ in range(rounds):
        await asyncio.sleep(0)
    for task in asyncio.all_tasks():
        if task.get_name() == "check sessions":
            task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asking, 10)
    queries.may_answer.set()
    assert await asyncio.wait_for(checks.load("a"), 10) is None


async def test_a_check_that_fails_fails_for_all_and_the_next_one_is_done(
    checks: SessionChecks, queries: Queries
) -> None:
    queries.fails = True
    failed = await asyncio.gather(checks.load("a"), checks.load("b"), return_exceptions=True)
    assert [type(each) for each in failed] == [OSError, OSError]
    queries.fails = False
    assert await checks.load("a") is None
