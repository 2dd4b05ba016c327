"""Claims deliveries, composes their emails and sends them, several at a time."""

import asyncio
import logging
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf

from app.database.connection import CONNECTION_ERRORS
from app.database.transaction import transaction
from app.deliveries.attempt_log import attempt_context, note_claimed, note_given_up
from app.deliveries.claimed_emails import ClaimedEmail, cancel_claim, keep_leases, release_claims, reload
from app.deliveries.claims import Claim, claim_due
from app.deliveries.emails import EmailContext, EmailData, EmailKinds
from app.deliveries.envelope import addressed
from app.deliveries.loading import load_data, publish_changes
from app.deliveries.outcomes import record_held_back
from app.deliveries.parking import release_held
from app.deliveries.recorder import FinishedAttempt, Recorder
from app.deliveries.sending_limit import SendingLimit
from app.mail import AttemptOutcome, AttemptResult, Cause, Mailer
from app.metrics.catalog import CLAIM_SECONDS, SMTP_SECONDS
from app.occasional_log import OccasionalLog
from app.queues.running_jobs import RunningJobs
from app.settings import Settings
from app.telemetry.background import background_context
from app.turns import turns

logger = logging.getLogger(__name__)
claim_failures = OccasionalLog(logger, "claim_failed")
waiting_failures = OccasionalLog(logger, "waiting_not_recorded")
REVALIDATE_AFTER_SECONDS = 1.0
# What an operator's rate lets begin later than this is not claimed yet.
LOOK_AHEAD_SECONDS = 1.0
SHUTDOWN_WRITE_SECONDS = 2.0
INTERNAL_ERROR = "A fault of our own, which is in the log."


@dataclass
class EmailSender:
    """What one worker process sends emails with.

    `worker` owns the leases. `stopping` ends the loop; `wake` is set when there may be more to send. A claim older
    than `revalidate_after_seconds` is checked against the database again before its email is sent. `limit` outlives the
    loop: what the mail server takes is known when it runs again. `running` has the emails that are being sent.
    """

    worker: str
    mailer: Mailer
    kinds: EmailKinds
    settings: Settings
    stopping: asyncio.Event
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    revalidate_after_seconds: float = REVALIDATE_AFTER_SECONDS
    limit: SendingLimit = field(default_factory=SendingLimit)
    running: RunningJobs = field(default_factory=RunningJobs)


async def send_due_emails(sender: EmailSender) -> int:
    """Sends until nothing is due; returns how many emails were claimed.

    More are claimed as soon as slots are free, while others are active: a server that is slow for one email
    delays no other. When the worker is to stop, active emails are finished and the waiting ones released. When
    this is cancelled, active emails are aborted, and their outcome is unknown.
    """
    return await _SendLoop(sender).run()


class _SendLoop:
    """Up to `slots` emails are being sent at once, others recorded; as many more are claimed and wait.

    `leaving` are those that are being released.
    """

    def __init__(self, sender: EmailSender) -> None:
        self.sender = sender
        self.limit = sender.limit
        self.limit.most = sender.settings.email_concurrency
        self.is_aborted = False
        self.recorder = Recorder(
            sender.kinds, hold_unknown=sender.settings.on_unknown == "hold", on_pause=self._note_refusal
        )
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[ClaimedEmail] = deque()
        self.leaving: list[ClaimedEmail] = []
        self.active: dict[asyncio.Task[None], ClaimedEmail] = {}
        self.used_slots = 0
        self.service_refused_at = -inf
        self.context = background_context()

    async def run(self) -> int:
        claimed = 0
        lease_seconds = self.sender.settings.email_lease_seconds
        renewing = asyncio.create_task(keep_leases(self.sender.worker, self._claims, lease_seconds))
        try:
            while True:
                self.sender.wake.clear()
                turns.note()
                if self.sender.stopping.is_set() or self.limit.is_closed:
                    await self._release_waiting(len(self.waiting))
                else:
                    await self._release_waiting(self.limit.surplus(len(self.waiting), self._look_ahead))
                    claimed += await self._claim_more()
                self._fill_slots()
                if not self.active and not self.waiting and not self.sender.wake.is_set():
                    return claimed
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._seconds_to_next_look()):
                        await self.sender.wake.wait()
        finally:
            await self._abort()
            renewing.cancel()

    async def _claim_more(self) -> int:
        settings = self.sender.settings
        room = 0 if self.is_aborted else self.limit.room(len(self.waiting), len(self.active), self._look_ahead)
        if not room or self._refused_since(self.loop.time() - self.sender.revalidate_after_seconds):
            return 0
        validated_at, began_at = self.loop.time(), time.time_ns()
        # After a long outage of the database, another worker or this one may have recorded these as expired.
        held = [claim.delivery_id for claim in self._claims()]
        try:
            async with transaction():
                claims = await claim_due(
                    self.sender.worker, room, settings.email_lease_seconds, held, self.sender.kinds
                )
                data = await load_data(self.sender.kinds, claims)
                claims = await release_held(claims, data)
            CLAIM_SECONDS.observe(self.loop.time() - validated_at)
        except CONNECTION_ERRORS as error:
            if not self.active:
                raise
            claim_failures.warn(reason=str(error) or type(error).__name__)
            return 0
        claims = note_claimed(claims, data, began_at)
        self.waiting.extend(ClaimedEmail(claim, data.get(claim.subject_id), validated_at) for claim in claims)
        return len(claims)

    def _fill_slots(self) -> None:
        while (
            self.waiting
            and self.used_slots < self._slots()
            and not self.limit.wait_seconds
            and not self.sender.stopping.is_set()
        ):
            self.limit.take()
            email = self.waiting.popleft()
            self.used_slots += 1
            task = asyncio.create_task(self._process(email), context=(context := self.context.copy()))
            self.active[task] = email
            task.add_done_callback(self._finish, context=context)

    def _finish(self, task: asyncio.Task[None]) -> None:
        email = self.active.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("email_task_failed", exc_info=error, extra={"delivery_id": str(email.claim.delivery_id)})
        self.sender.wake.set()

    async def _process(self, email: ClaimedEmail) -> None:
        with attempt_context(email.claim, email.data):
            await self._attempt(email)

    async def _attempt(self, email: ClaimedEmail) -> None:
        """The slot is free for the next email while the result of this one is being recorded."""
        attempt = None
        try:
            data = await self._revalidate(email)
            if data is not None:
                with self.sender.running.job("send", email.claim.delivery_id):
                    attempt = await self._send(email.claim, data)
        finally:
            self.used_slots -= 1
            self._fill_slots()
        if attempt is not None:
            await self.recorder.record(attempt)
            if self._stops_everybody(attempt):
                await self._record_waiting(attempt.result.reply or "")

    async def _revalidate(self, email: ClaimedEmail) -> EmailData | None:
        """The data to send; None once the claim is released or the delivery canceled."""
        may_send, data = not self._refused_since(email.validated_at), email.data
        if may_send and self.loop.time() - email.validated_at > self.sender.revalidate_after_seconds:
            lease_seconds = self.sender.settings.email_lease_seconds
            may_send, data = await reload(self.sender.worker, email.claim, self.sender.kinds, lease_seconds)
        if not may_send:
            await release_claims([email.claim])
        elif data is None or not data.is_wanted(email.claim.generation):
            await cancel_claim(email.claim)
        else:
            return data
        return None

    async def _send(self, claim: Claim, data: EmailData) -> FinishedAttempt:
        try:
            context = EmailContext(claim.generation, claim.message_id, claim.claimed_at, self.sender.settings)
            email = addressed(data.compose(context), claim.delivery_id, self.sender.settings)
        except Exception:
            logger.exception("email_not_composed", extra={"delivery_id": str(claim.delivery_id)})
            return FinishedAttempt(claim, data, AttemptResult(AttemptOutcome.DEFERRED, reply=INTERNAL_ERROR))
        started_at = self.limit.start()
        handed_at = self.loop.time()
        try:
            result = await self.sender.mailer.send(email)
        except asyncio.CancelledError:
            aborted = AttemptResult(AttemptOutcome.UNKNOWN, reply="The worker was stopped before the server answered.")
            with suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_WRITE_SECONDS):
                    await self.recorder.record(FinishedAttempt(claim, data, aborted))
            raise
        except Exception:
            logger.exception("email_not_sent", extra={"delivery_id": str(claim.delivery_id)})
            result = AttemptResult(AttemptOutcome.UNKNOWN, reply=INTERNAL_ERROR)
        SMTP_SECONDS.observe(self.loop.time() - handed_at, result.outcome)
        self._learn_from(result, started_at)
        return FinishedAttempt(claim, data, result, email.recipient.rpartition("@")[2].lower())

    def _learn_from(self, result: AttemptResult, started_at: float) -> None:
        if result.cause is Cause.CONNECTION:
            self.limit.not_connected(started_at)
        elif result.cause is Cause.RATE:
            self.limit.too_fast(started_at)
        elif result.outcome is AttemptOutcome.ACCEPTED:
            self.limit.accepted()
        else:
            self.limit.reached()
        if result.refuses_everybody:
            self._note_refusal()

    def _stops_everybody(self, attempt: FinishedAttempt) -> bool:
        result = attempt.result
        return result.refuses_everybody or (
            result.cause in {Cause.CONNECTION, Cause.SERVICE} and (self.limit.is_closed or attempt.claim.is_probe)
        )

    async def _record_waiting(self, reply: str) -> None:
        try:
            async with transaction():
                claims = await record_held_back(self.sender.worker, reply)
                await publish_changes(self.sender.kinds, claims)
            note_given_up(claims)
        except CONNECTION_ERRORS as error:
            waiting_failures.warn(reason=str(error) or type(error).__name__)

    @property
    def _look_ahead(self) -> float:
        return max(LOOK_AHEAD_SECONDS, self.sender.settings.email_poll_seconds)

    def _slots(self) -> int:
        return 0 if self.is_aborted else self.limit.at_once

    def _seconds_to_next_look(self) -> float:
        poll = self.sender.settings.email_poll_seconds
        return min(poll, self.limit.wait_seconds or poll) if self.waiting else poll

    def _note_refusal(self) -> None:
        self.service_refused_at = self.loop.time()

    def _refused_since(self, moment: float) -> bool:
        """Whether the mail server has refused this service since then. It would refuse what is waiting as well."""
        return self.service_refused_at >= moment

    async def _release_waiting(self, count: int) -> None:
        """Releases those that would be sent last. None of them begins meanwhile, however long the database takes."""
        self.leaving += [self.waiting.pop() for _ in range(count)]
        if self.leaving:
            await release_claims([email.claim for email in self.leaving])
            self.leaving.clear()

    async def _abort(self) -> None:
        """Ends active tasks and releases waiting claims, as far as that takes no longer than a shutdown may."""
        self.is_aborted = True
        for task in self.active:
            task.cancel()
        await asyncio.gather(*self.active, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(SHUTDOWN_WRITE_SECONDS):
                await self._release_waiting(len(self.waiting))
        await self.recorder.stop(SHUTDOWN_WRITE_SECONDS)

    def _claims(self) -> list[Claim]:
        return [email.claim for email in (*self.waiting, *self.leaving, *self.active.values())]
