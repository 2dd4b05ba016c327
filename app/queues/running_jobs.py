"""What a worker process works on at the moment, for its heartbeat."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, eq=False)
class RunningJob:
    """`started_at` is by the clock of RunningJobs."""

    name: str
    subject_id: UUID
    started_at: float


class RunningJobs:
    """The jobs of one process that are being worked on, by `clock`, which counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._jobs: dict[RunningJob, None] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    def __iter__(self) -> Iterator[RunningJob]:
        """Those that began first come first."""
        return iter(self._jobs)

    @contextmanager
    def job(self, name: str, subject_id: UUID) -> Iterator[None]:
        """The job runs for as long as the context is open."""
        job = RunningJob(name, subject_id, self.clock())
        self._jobs[job] = None
        try:
            yield
        finally:
            del self._jobs[job]
