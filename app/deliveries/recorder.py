"""Records the results of attempts, many in one transaction, also after the database was down for a while.

A mail server cannot be asked again what it replied: a result that is not recorded counts as unknown.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.database.retry import retry_while_database_down
from app.database.transaction import transaction
from app.deliveries.attempt_log import note_result
from app.deliveries.claims import Claim, lock_claims
from app.deliveries.emails import EmailData, EmailKinds
from app.deliveries.failure_groups import Failure, find_groups
from app.deliveries.outcomes import defer_until_resumed, record_accepted, record_failure
from app.deliveries.pauses import end_pause, forget_refusals, is_refused_everywhere, note_refusals, pause_sending
from app.mail import AttemptOutcome, AttemptResult, Cause, without_input, without_local_part
from app.metrics.catalog import EMAIL_ATTEMPTS
from app.pubsub.after_commit import publish_after_commit
from app.telemetry.background import background_context
from app.telemetry.spans import span

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FinishedAttempt:
    """An attempt that has a result, which is not recorded yet. `domain` is the recipient's."""

    claim: Claim
    data: EmailData
    result: AttemptResult
    domain: str = ""

    @property
    def ends_pause(self) -> bool:
        """Whether a probe came as far as to find out that this service is not refused."""
        return self.claim.is_probe and self.result.cause not in {Cause.SERVICE, Cause.CONNECTION}

    @property
    def failure(self) -> Failure:
        return Failure.of(self.result, self.data.email, self.claim.recipient_domain or self.domain)


class Recorder:
    """Results that come in while a transaction is being written go into the next one together."""

    def __init__(self, kinds: EmailKinds, *, hold_unknown: bool, on_pause: Callable[[], None]) -> None:
        self._kinds = kinds
        self._on_pause = on_pause
        self._hold_unknown = hold_unknown
        self._queue: list[tuple[FinishedAttempt, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def record(self, attempt: FinishedAttempt) -> None:
        """Returns once the result is committed, or has turned out to be one that cannot be.

        Then the lease of the attempt expires, and its outcome counts as unknown.
        """
        EMAIL_ATTEMPTS.add(attempt.result.outcome, attempt.result.cause)
        recorded = asyncio.get_running_loop().create_future()
        self._queue.append((attempt, recorded))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), context=background_context())
        with span("record"):
            await recorded

    async def stop(self, grace_seconds: float) -> None:
        """Discards what is not committed within `grace_seconds`."""
        if self._writer is not None:
            await asyncio.wait([self._writer], timeout=grace_seconds)
            self._writer.cancel()

    async def _write(self) -> None:
        while self._queue:
            batch, self._queue = self._queue, []
            await self._write_batch([attempt for attempt, _ in batch])
            for _, recorded in batch:
                if not recorded.done():
                    recorded.set_result(None)

    async def _write_batch(self, batch: Sequence[FinishedAttempt]) -> None:
        """Where one of a batch cannot be recorded at all, the others are."""
        try:
            await retry_while_database_down(lambda: self._commit(batch))
        except Exception:
            if len(batch) > 1:
                for attempt in batch:
                    await self._write_batch([attempt])
            else:
                logger.exception("result_not_recorded", extra={"delivery_id": str(batch[0].claim.delivery_id)})

    async def _commit(self, batch: Sequence[FinishedAttempt]) -> None:
        """Locks subjects before deliveries, and both in the order of their ids, like all that locks several."""
        accepted = [each for each in batch if each.result.outcome is AttemptOutcome.ACCEPTED]
        async with transaction():
            for each in sorted(accepted, key=lambda each: each.claim.subject_id):
                await self._kinds[each.claim.kind].record_accepted(each.claim.subject_id, each.claim.generation)
            await lock_claims([each.claim for each in batch])
            if accepted:
                await forget_refusals()
            if any(each.ends_pause for each in batch):
                await end_pause()
            await self._pause_where_refused([each for each in batch if each.result.refuses_service])
            if accepted:
                await record_accepted([(each.claim, each.result) for each in accepted])
            failed = [each for each in batch if each.result.outcome is not AttemptOutcome.ACCEPTED]
            groups = await find_groups([each.failure for each in failed])
            for each, group_id in zip(failed, groups, strict=True):
                if each.result.cause is not Cause.EMAIL:
                    await defer_until_resumed(each.claim, each.result, group_id)
                else:
                    await record_failure(each.claim, each.result, group_id, hold_unknown=self._hold_unknown)
            publish_after_commit(*(event for each in batch for event in each.data.events()))
        for each in batch:
            note_result(each.claim, each.data, each.result)

    async def _pause_where_refused(self, refused: Sequence[FinishedAttempt]) -> None:
        """A refusal that every recipient would meet pauses at once, and one that a recipient met where others agree.

        A probe that was refused because of its recipient leaves the pause to the next one.
        """
        everybody = [each for each in refused if each.result.refuses_everybody]
        others = [each for each in refused if not each.result.refuses_everybody and not each.claim.is_probe]
        if others and is_refused_everywhere(
            await note_refusals((each.result.refused or "", each.domain) for each in others)
        ):
            everybody += others
        if not everybody:
            return
        result, recipient = everybody[0].result, everybody[0].data.email
        reason = (
            without_local_part(without_input(result.reply or ""), recipient) or "The mail server refuses this service."
        )
        logger.error("sending_paused", extra={"reason": reason, "code": result.reply_code})
        await pause_sending(reason)
        self._on_pause()
