"""Units taken before a transaction, used or refused inside of it, and given back after it."""

from collections.abc import Hashable

import pytest

from app.errors import RateLimited
from app.rate_limits.advances import taken_in_advance
from app.rate_limits.buckets import Charge
from app.rate_limits.counters import MemoryCounter
from app.settings.rates import Rate

TWO = Rate(count=2, seconds=3600)


@pytest.fixture
def counter() -> MemoryCounter:
    return MemoryCounter()


async def left(counter: MemoryCounter) -> int:
    """Takes all that is left, and returns how many it was."""
    return [any(await counter.take([Charge("a", TWO)])) for _ in range(3)].count(False)


async def test_what_is_used_stays_taken_and_the_rest_comes_back(counter: MemoryCounter) -> None:
    async with taken_in_advance(counter.take, {"ada": [Charge("a", TWO)], "bob": [Charge("a", TWO)]}) as advance:
        advance.use("ada")
    assert await left(counter) == 1


async def test_all_comes_back_where_the_transaction_fails(counter: MemoryCounter) -> None:
    async def fail() -> None:
        async with taken_in_advance(counter.take, {"ada": [Charge("a", TWO)]}) as advance:
            advance.use("ada")
            raise ValueError("this address is taken")

    with pytest.raises(ValueError, match="taken"):
        await fail()
    assert await left(counter) == 2


async def test_a_refusal_is_raised_where_it_is_used_and_not_before(counter: MemoryCounter) -> None:
    wanted: dict[Hashable, list[Charge]] = {number: [Charge("a", TWO)] for number in range(3)}
    async with taken_in_advance(counter.take, wanted) as advance:
        advance.use(0)
        advance.use(1)
        with pytest.raises(RateLimited):
            advance.use(2)
        with pytest.raises(RateLimited):
            advance.use("never seen before")
    assert await left(counter) == 0


async def test_without_limits_everything_may_be_used(counter: MemoryCounter) -> None:
    async with taken_in_advance(counter.take, {"ada": []}) as advance:
        advance.use("ada")
