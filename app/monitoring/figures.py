"""The figures of the database for /metrics, read at most every few seconds however often they are asked for."""

import asyncio
import logging
import time
from collections.abc import Sequence

from app.metrics.catalog import DATABASE_AWAY
from app.metrics.exposition import Reading
from app.occasional_log import OccasionalLog
from app.operations.gauges import read_gauges

KEPT_SECONDS = 5.0
READ_SECONDS = 2.0
failures = OccasionalLog(logging.getLogger(__name__), "figures_not_read")


class Figures:
    def __init__(self) -> None:
        self._readings: Sequence[Reading] = ()
        self._read_at = float("-inf")

    async def read(self) -> Sequence[Reading]:
        """Returns the readings; DATABASE_AWAY alone where PostgreSQL does not give them within READ_SECONDS."""
        if time.monotonic() - self._read_at >= KEPT_SECONDS:
            self._readings = await _read()
            self._read_at = time.monotonic()
        return self._readings


async def _read() -> Sequence[Reading]:
    try:
        async with asyncio.timeout(READ_SECONDS):
            return [*await read_gauges(), Reading(DATABASE_AWAY, (), 0)]
    except Exception as error:  # noqa: BLE001 - whatever it is, the other metrics are shown
        failures.warn(reason=type(error).__name__)
        return [Reading(DATABASE_AWAY, (), 1)]
