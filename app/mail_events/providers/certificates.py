"""The certificates that sign SNS messages, kept by their address."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from cryptography.x509 import Certificate

from app.mail_events.providers.aws import Fetch, FetchError
from app.mail_events.providers.notices import ForgedError, UnverifiableError
from app.mail_events.providers.sns import load_certificate

KEPT = 16
KEPT_SECONDS = 86_400.0
# Anybody may name addresses at Amazon's host that have no certificate: those are not asked for without an end.
FETCHES = 20
FETCHES_SECONDS = 60.0


class Certificates:
    """Fetches each certificate once a day, and a bounded number of addresses a minute."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: dict[str, tuple[float, Certificate]] = {}
        self._fetches: deque[float] = deque(maxlen=FETCHES)
        self._under_way: dict[str, asyncio.Task[Certificate]] = {}

    async def get(self, url: str, host: str) -> Certificate:
        """Returns SNS's certificate at the address.

        Raises ForgedError where there is none, UnverifiableError where that cannot be found out at the moment.
        """
        kept = self._kept.get(url)
        if kept is not None and self._clock() < kept[0]:
            return kept[1]
        task = self._under_way.get(url)
        if task is None:
            self._count()
            task = asyncio.create_task(self._load(url, host), name="fetch a certificate of SNS")
            self._under_way[url] = task
            task.add_done_callback(lambda done: self._end(url, done))
        return await asyncio.shield(task)  # others may wait for it as well

    def _count(self) -> None:
        now = self._clock()
        if len(self._fetches) == FETCHES and now - self._fetches[0] < FETCHES_SECONDS:
            raise UnverifiableError
        self._fetches.append(now)

    async def _load(self, url: str, host: str) -> Certificate:
        try:
            certificate = load_certificate(await self._fetch(url), host)
        except FetchError as error:
            raise (ForgedError if error.is_refused else UnverifiableError) from None
        self._kept.pop(url, None)
        self._kept[url] = (self._clock() + KEPT_SECONDS, certificate)
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return certificate

    def _end(self, url: str, task: asyncio.Task[Certificate]) -> None:
        del self._under_way[url]
        if not task.cancelled():
            task.exception()  # is raised to those that still wait
