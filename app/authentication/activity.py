"""When sessions were last used and members last active: noted by requests, written by one task beside them.

A request reads its session anyway, and with it whether that is to be written again: once an hour for a session, once a
day for a member. Then it is noted, which waits for nothing. What cannot be written is noted by the next request.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from uuid import UUID

from app.database.outages import DatabaseUnavailable
from app.database.sql import rows
from app.occasional_log import OccasionalLog
from app.tasks import end

logger = logging.getLogger(__name__)
outages = OccasionalLog(logger, "activity_not_written")
# So many people's requests are written together.
PAUSE_SECONDS = 1.0
BATCH_SIZE = 1_000
MOST_NOTED = 10_000
# Whether it is to be written again, of a session `s` and a membership `m`.
USE_DUE_SQL = "(s.last_used_at IS NULL OR s.last_used_at < now() - interval '1 hour')"
# By the calendar: a member who is there in the evening was not last active in the morning of the day before.
ACTIVITY_DUE_SQL = "(m.last_active_at IS NULL OR m.last_active_at < date_trunc('day', now(), 'UTC'))"
# They wait for nobody: a row that somebody holds is left out, so they are part of no deadlock either.
_WRITE_USES = f"""
    WITH due AS (SELECT id FROM sessions s WHERE id = ANY($1) AND {USE_DUE_SQL} FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE sessions s SET last_used_at = now() FROM due WHERE s.id = due.id
"""
_WRITE_ACTIVITY = f"""
    WITH due AS (SELECT id FROM memberships m WHERE id = ANY($1) AND {ACTIVITY_DUE_SQL} FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE memberships m SET last_active_at = now() FROM due WHERE m.id = due.id
"""


class ActivityWriter:
    """Writes what this process noted, best effort: what is more than MOST_NOTED, or fails, is left out."""

    def __init__(self, pause_seconds: float = PAUSE_SECONDS) -> None:
        self.session_ids: set[UUID] = set()
        self.membership_ids: set[UUID] = set()
        self._pause_seconds = pause_seconds
        self._noted = asyncio.Event()

    def note(self, session_id: UUID | None, membership_id: UUID | None) -> None:
        """Neither blocks nor raises."""
        for noted, row_id in ((self.session_ids, session_id), (self.membership_ids, membership_id)):
            if row_id is not None and len(noted) < MOST_NOTED:
                noted.add(row_id)
                self._noted.set()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Writes as long as the context is open. The database may come and go."""
        _writers.append(self)
        task = asyncio.create_task(self._write_periodically(), name="write when sessions were last used")
        try:
            yield
        finally:
            _writers.remove(self)
            await end([task])

    async def write(self) -> None:
        """Writes what is noted by now."""
        session_ids, self.session_ids = self.session_ids, set()
        membership_ids, self.membership_ids = self.membership_ids, set()
        for statement, ids in ((_WRITE_USES, session_ids), (_WRITE_ACTIVITY, membership_ids)):
            remaining = iter(ids)
            while batch := list(islice(remaining, BATCH_SIZE)):
                await rows(statement, batch)

    async def _write_periodically(self) -> None:
        while True:
            await self._noted.wait()
            await asyncio.sleep(self._pause_seconds)
            self._noted.clear()
            try:
                await self.write()
            except DatabaseUnavailable as error:
                outages.warn(reason=str(error))
            except Exception:
                logger.warning("activity_not_written", exc_info=True)


_writers: list[ActivityWriter] = []


def note_activity(session_id: UUID | None, membership_id: UUID | None) -> None:
    """Notes that a session was used, and a member active, where that is due."""
    for writer in _writers:
        writer.note(session_id, membership_id)
