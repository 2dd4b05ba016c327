"""Whose sessions tokens are now: for all subscribers who ask at the same time, one query."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.authentication.caller import Caller
from app.database.shares import claim_for_nobody

Found = Mapping[str, Caller | None]


@dataclass
class _Batch:
    tokens: set[str] = field(default_factory=set)
    task: asyncio.Task[Found] | None = None


class SessionChecks:
    """One for a process. A batch that ends in whatever way, also by being canceled, keeps no later one from starting.

    A Strawberry DataLoader whose batch is canceled before it starts adds to that batch for ever.
    """

    def __init__(self, find_callers: Callable[[Sequence[str]], Awaitable[Sequence[Caller | None]]]) -> None:
        self._find_callers = find_callers
        self._batch: _Batch | None = None

    async def load(self, token: str) -> Caller | None:
        return (await self.load_many([token]))[token]

    async def load_many(self, tokens: Sequence[str]) -> Found:
        """Returns the caller of each token. Whoever leaves meanwhile takes nothing away from the others."""
        batch = self._batch
        if batch is None or batch.task is None or batch.task.done():
            batch = self._batch = _Batch()
            batch.task = asyncio.create_task(self._find(batch), name="check sessions")
        batch.tokens.update(tokens)
        assert batch.task is not None
        return await asyncio.shield(batch.task)

    async def _find(self, batch: _Batch) -> Found:
        if self._batch is batch:
            self._batch = None
        claim_for_nobody()
        tokens = list(batch.tokens)
        return dict(zip(tokens, await self._find_callers(tokens), strict=True))
