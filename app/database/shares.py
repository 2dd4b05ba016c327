"""Whose share of the pool a connection is taken from, so that nobody holds all of them and makes others wait.

One request can ask for thirty slow lists at once. Whoever sends many waits for their own, one person for those of a
third of the pool, everybody of an organization together for those of half of it. Work that nobody is named for, such
as a worker's, has the whole pool.
"""

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import WeakValueDictionary


@dataclass(frozen=True)
class Claimant:
    """Who has a share: `divisor` 3 is a third of the pool, one connection at least."""

    name: str
    divisor: int


_claimants: ContextVar[Sequence[Claimant]] = ContextVar("claimants", default=())


def claim_for_person(user_id: object, organization_id: object | None) -> None:
    """What this task and those that it starts ask of the database from here on is for this person."""
    together = [] if organization_id is None else [Claimant(f"organization:{organization_id}", 2)]
    _claimants.set([Claimant(f"user:{user_id}", 3), *together])


def claim_for_network(network: str) -> None:
    """The same for somebody who is not signed in, or not known to be yet."""
    _claimants.set([Claimant(f"network:{network}", 2)])


def claim_for_nobody() -> None:
    """The same for work that is done for many at once, whoever began it."""
    _claimants.set(())


class Shares:
    """The shares of a pool of `size` connections."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._semaphores: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def take(self) -> Sequence[asyncio.Semaphore]:
        """Waits until the task's claimants have a connection left. Returns what to give back; all take in one order."""
        taken: list[asyncio.Semaphore] = []
        try:
            for claimant in _claimants.get():
                semaphore = self._semaphore(claimant)
                await semaphore.acquire()
                taken.append(semaphore)
        except BaseException:
            give_back(taken)
            raise
        return taken

    def _semaphore(self, claimant: Claimant) -> asyncio.Semaphore:
        semaphore = self._semaphores.get(claimant.name)
        if semaphore is None:
            semaphore = asyncio.Semaphore(max(1, self._size // claimant.divisor))
            self._semaphores[claimant.name] = semaphore
        return semaphore


def give_back(taken: Sequence[asyncio.Semaphore]) -> None:
    for semaphore in taken:
        semaphore.release()
