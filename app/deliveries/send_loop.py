"""Claims deliveries, composes their emails, and hands them to the mail server, side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf

from app.database.connection import CONNECTION_ERRORS
from app.database.transaction import transaction
from app.deliveries.claims import Claim, claim_due, lock_claims, record_cancellation, release, renew_leases
from app.deliveries.emails import Letter, changes_of, compose_letter, letters_of
from app.deliveries.outcomes import take_over_lost
from app.deliveries.recorder import Answered, Recorder, retry_while_database_down
from app.mail import Mailer, Outcome, SendResult
from app.pubsub.after_commit import publish_after_commit
from app.settings import Settings

logger = logging.getLogger(__name__)
RENEWALS_PER_LEASE = 3
FRESH_SECONDS = 1.0  # after that a claim is looked at again before its email goes out
LAST_WORDS_SECONDS = 2.0
OUR_FAULT = "A fault of our own, which is in the log."


@dataclass
class Sender:
    """One worker process at work: who it is, what it sends with, whether it is to stop; `wake` says there is work."""

    worker: str
    mailer: Mailer
    settings: Settings
    stopping: asyncio.Event
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    fresh_seconds: float = FRESH_SECONDS


async def send_due_emails(sender: Sender) -> int:
    """Sends until nothing is due; answers how many emails were claimed.

    The next are claimed as soon as there is room, and while others are under way: a server that is slow for one
    holds up no other. When the worker is to stop, what has begun is finished and the rest given back; cancelled,
    it cuts short what has begun, whose outcome is then unknown.
    """
    return await _Round(sender).run()


async def recover_lost(settings: Settings) -> int:
    """Takes over some of the emails of workers that died; answers how many."""
    async with transaction():
        lost = await take_over_lost(hold_unknown=settings.on_unknown == "hold")
        letters = await letters_of(lost)
        publish_after_commit(
            *(
                event
                for claim in lost
                if claim.subject_id in letters
                for event in changes_of(letters[claim.subject_id], claim)
            )
        )
    return len(lost)


@dataclass(frozen=True)
class _Job:
    """A claimed email; `seen_at` is when it was last known to be ours and wanted, by the loop's clock."""

    claim: Claim
    letter: Letter | None
    seen_at: float


class _Round:
    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.lanes = sender.settings.email_concurrency
        self.recorder = Recorder(hold_unknown=sender.settings.on_unknown == "hold")
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[_Job] = deque()
        self.under_way: dict[asyncio.Task[None], _Job] = {}
        self.talking = 0
        self.refused_at = -inf

    async def run(self) -> int:
        claimed = 0
        renewing = asyncio.create_task(self._keep_leases())
        try:
            while True:
                self.sender.wake.clear()
                if self.sender.stopping.is_set():
                    await self._give_back()
                else:
                    claimed += await self._take_more()
                self._start()
                if not self.under_way and not self.sender.wake.is_set():
                    return claimed
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.sender.settings.email_poll_seconds):
                        await self.sender.wake.wait()
        finally:
            await self._cut_short()
            renewing.cancel()

    async def _take_more(self) -> int:
        room = self.lanes * 2 - len(self.waiting) - len(self.under_way)
        if room < self.lanes or self._was_refused(self.loop.time() - self.sender.fresh_seconds):
            return 0
        seen_at = self.loop.time()
        settings = self.sender.settings
        # After a long absence of the database others, or this worker's own sweep, may hold these for lost.
        held = [claim.delivery_id for claim in self._claims()]
        try:
            async with transaction():
                claims = await claim_due(self.sender.worker, room, settings.email_lease_seconds, held)
                letters = await letters_of(claims)
        except CONNECTION_ERRORS:
            if not self.under_way:
                raise
            logger.warning("nothing_claimed", exc_info=True)
            return 0
        self.waiting.extend(_Job(claim, letters.get(claim.subject_id), seen_at) for claim in claims)
        return len(claims)

    def _start(self) -> None:
        while self.waiting and self.talking < self.lanes and not self.sender.stopping.is_set():
            job = self.waiting.popleft()
            self.talking += 1
            task = asyncio.create_task(self._send(job))
            self.under_way[task] = job
            task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        job = self.under_way.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("email_left", exc_info=error, extra={"delivery_id": str(job.claim.delivery_id)})
        self.sender.wake.set()

    async def _send(self, job: _Job) -> None:
        answered = None
        try:
            letter = await self._still_wanted(job)
            if letter is not None:
                answered = await self._hand_over(job.claim, letter)
        finally:
            self.talking -= 1
            self._start()
        if answered is not None:
            await self.recorder.record(answered)

    async def _still_wanted(self, job: _Job) -> Letter | None:
        """None: the email is not to go out from here, and that is written down."""
        is_ours, letter = not self._was_refused(job.seen_at), job.letter
        if is_ours and self.loop.time() - job.seen_at > self.sender.fresh_seconds:
            is_ours, letter = await retry_while_database_down(lambda: self._look_again(job.claim))
        if not is_ours:
            await _write(release, [job.claim])
        elif letter is None or not letter.is_wanted(job.claim.generation):
            await _write(record_cancellation, [job.claim])
        else:
            return letter
        return None

    async def _look_again(self, claim: Claim) -> tuple[bool, Letter | None]:
        """Whether no other worker has taken it over, and the letter as it is now."""
        held = await renew_leases(self.sender.worker, [claim], self.sender.settings.email_lease_seconds)
        letters = await letters_of([claim])
        return claim.delivery_id in held, letters.get(claim.subject_id)

    async def _hand_over(self, claim: Claim, letter: Letter) -> Answered:
        try:
            email = compose_letter(letter, claim, self.sender.settings)
        except Exception:
            logger.exception("email_not_composed", extra={"delivery_id": str(claim.delivery_id)})
            return Answered(claim, SendResult(Outcome.DEFERRED, text=OUR_FAULT), letter)
        try:
            answer = await self.sender.mailer.send(email)
        except asyncio.CancelledError:
            cut_short = SendResult(Outcome.UNKNOWN, text="The worker was stopped before the server answered.")
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS_SECONDS):
                    await self.recorder.record(Answered(claim, cut_short, letter))
            raise
        except Exception:
            logger.exception("email_not_sent", extra={"delivery_id": str(claim.delivery_id)})
            answer = SendResult(Outcome.UNKNOWN, text=OUR_FAULT)
        if answer.outcome is Outcome.MISCONFIGURED:
            self.refused_at = self.loop.time()
        return Answered(claim, answer, letter)

    def _was_refused(self, since: float) -> bool:
        """Has the mail server refused this service since then? What is waiting would only meet the same."""
        return self.refused_at >= since

    async def _give_back(self) -> None:
        if self.waiting:
            claims = [job.claim for job in self.waiting]
            await _write(release, claims)
            self.waiting.clear()

    async def _cut_short(self) -> None:
        """Leaves nothing behind: neither tasks, nor claims of which no byte went out."""
        self.lanes = 0
        for task in self.under_way:
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self._give_back()
        await self.recorder.stop(LAST_WORDS_SECONDS)

    def _claims(self) -> list[Claim]:
        return [job.claim for job in (*self.waiting, *self.under_way.values())]

    async def _keep_leases(self) -> None:
        """Gives signs of life for what is claimed, and goes on when the database does not answer for a while."""
        lease_seconds = self.sender.settings.email_lease_seconds
        while True:
            await asyncio.sleep(lease_seconds / RENEWALS_PER_LEASE)
            try:
                await renew_leases(self.sender.worker, self._claims(), lease_seconds)
            except CONNECTION_ERRORS:
                logger.warning("lease_not_renewed", exc_info=True)


async def _write(action: Callable[[Claim], Awaitable[None]], claims: Sequence[Claim]) -> None:
    async def write() -> None:
        async with transaction():
            await lock_claims(claims)
            for claim in claims:
                await action(claim)

    await retry_while_database_down(write)
