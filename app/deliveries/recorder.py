"""Writes down what mail servers answered, also when the database is away for a while: they cannot be asked again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.database.connection import CONNECTION_ERRORS
from app.database.transaction import transaction
from app.deliveries.claims import Claim, lock_claims
from app.deliveries.emails import Letter, changes_of
from app.deliveries.outcomes import AttemptResult, defer_until_resumed, record_accepted, record_failure
from app.deliveries.pauses import end_pause, pause_sending
from app.invitations.email_queue import EMAIL_KIND as INVITATION
from app.invitations.email_queue import email_accepted
from app.mail import Outcome, SendResult
from app.pubsub.after_commit import publish_after_commit

logger = logging.getLogger(__name__)
FIRST_WAIT = 0.1
LONGEST_WAIT = 1.0
Result = TypeVar("Result")


@dataclass(frozen=True)
class Answered:
    """An attempt to send a letter, and what the mail server said to it."""

    claim: Claim
    answer: SendResult
    letter: Letter

    @property
    def verdict(self) -> AttemptResult:
        return AttemptResult(self.answer.outcome, self.answer.code, self.answer.text)


class Recorder:
    """Answers that come in while a transaction is being written go into the next one together."""

    def __init__(self, *, hold_unknown: bool) -> None:
        self._hold_unknown = hold_unknown
        self._waiting: list[tuple[Answered, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, answered: Answered) -> None:
        """Returns once the answer is committed; or never can be, then its lease lapses and it counts as unknown."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((answered, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def stop(self, patience: float) -> None:
        """Gives up what cannot be written in `patience` seconds."""
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=patience)
            self._writing.cancel()

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            await self._write_group([answered for answered, _ in group])
            for _, written in group:
                if not written.done():
                    written.set_result(None)

    async def _write_group(self, group: Sequence[Answered]) -> None:
        """Where one of a group cannot be written at all, the others are."""
        try:
            await retry_while_database_down(lambda: self._commit(group))
        except Exception:
            if len(group) > 1:
                for answered in group:
                    await self._write_group([answered])
            else:
                logger.exception("answer_not_recorded", extra={"delivery_id": str(group[0].claim.delivery_id)})

    async def _commit(self, group: Sequence[Answered]) -> None:
        """Invitations before deliveries, and both in the order of their ids: as whoever locks several does."""
        accepted = [each for each in group if each.answer.outcome is Outcome.ACCEPTED]
        refused = [each for each in group if each.answer.outcome is Outcome.MISCONFIGURED]
        async with transaction():
            for each in sorted(accepted, key=lambda each: each.claim.subject_id):
                if each.claim.kind == INVITATION:
                    await email_accepted(each.claim.subject_id, each.claim.generation)
            await lock_claims([each.claim for each in group])
            if any(each.claim.is_probe for each in group if each not in refused):
                await end_pause()
            if refused:
                reason = refused[0].answer.text or "The mail server refuses this service."
                logger.error("email_paused", extra={"reason": reason, "code": refused[0].answer.code})
                await pause_sending(reason)
            if accepted:
                await record_accepted([(each.claim, each.verdict) for each in accepted])
            for each in group:
                if each in refused:
                    await defer_until_resumed(each.claim, each.verdict)
                elif each not in accepted:
                    await record_failure(each.claim, each.verdict, hold_unknown=self._hold_unknown)
            publish_after_commit(*(event for each in group for event in changes_of(each.letter, each.claim)))


async def retry_while_database_down(write: Callable[[], Awaitable[Result]], first_wait: float = FIRST_WAIT) -> Result:
    """Does it again, for as long as it takes, while the database is away. `write` may be done twice."""
    wait = first_wait
    while True:
        try:
            return await write()
        except CONNECTION_ERRORS as error:
            logger.warning("database_away", extra={"reason": type(error).__name__, "again_in": wait})
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)
