"""Which loops still turn: one that has not got on for long is named."""

import asyncio

from app.turns import STUCK_SECONDS, Turns


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_loop_that_does_not_get_on_is_stuck_until_it_does() -> None:
    clock = Clock()
    turns = Turns(clock)
    with turns.watched("send_due"):
        clock.now = STUCK_SECONDS
        assert turns.stuck() == []
        clock.now += 1
        assert turns.stuck() == ["send_due"]
        turns.note()
        assert turns.stuck() == []


async def test_what_is_not_watched_is_never_stuck() -> None:
    clock = Clock()
    turns = Turns(clock)
    turns.note()
    with turns.watched("send_due"):
        pass
    clock.now = STUCK_SECONDS + 1
    assert turns.stuck() == []


async def test_each_task_turns_for_itself() -> None:
    clock = Clock()
    turns = Turns(clock)
    asked, done = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        with turns.watched("work"):
            asked.set()
            await done.wait()

    hanging = asyncio.create_task(hang())
    await asked.wait()
    with turns.watched("work"):
        clock.now = STUCK_SECONDS + 1
        turns.note()
        assert turns.stuck() == ["work"]
        assert turns.stuck(STUCK_SECONDS + 2) == []
    done.set()
    await hanging
    assert turns.stuck() == []
