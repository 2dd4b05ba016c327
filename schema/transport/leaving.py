"""Clients that leave before they have their response."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from app.tasks import end

# What takes less is over before anybody could look.
UNWATCHED_SECONDS = 0.5
Result = TypeVar("Result")


async def cancel_when_client_leaves(
    receive: Receive, work: Coroutine[Any, Any, Result], may_cancel: Callable[[], bool]
) -> Result:
    """Returns the result of `work`, which is canceled, with its statement, when the client leaves.

    What may not be canceled by then, a mutation, is done to its end. Raises ClientDisconnect.
    """
    working = asyncio.create_task(work)
    leaving: asyncio.Task[None] | None = None
    try:
        await asyncio.wait([working], timeout=UNWATCHED_SECONDS)
        if not working.done():
            leaving = asyncio.create_task(_left(receive))
            await asyncio.wait([working, leaving], return_when=asyncio.FIRST_COMPLETED)
            if not working.done() and may_cancel():
                raise ClientDisconnect
        return await working
    finally:
        await end([each for each in (working, leaving) if each is not None])


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
