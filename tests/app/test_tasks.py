"""Ending background tasks."""

import asyncio

from app import tasks


class TestEnd:
    async def test_a_task_that_swallows_a_cancellation_is_cancelled_again(self) -> None:
        swallowed = []

        async def stubborn() -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed.append(True)
            await asyncio.Event().wait()

        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        await tasks.end([task], again_after=0.01)
        assert task.cancelled()
        assert swallowed == [True]

    async def test_exceptions_of_tasks_are_ignored(self) -> None:
        async def fails() -> None:
            raise ValueError("late")

        await tasks.end([asyncio.create_task(fails())])

    async def test_no_tasks_are_no_error(self) -> None:
        await tasks.end([])
