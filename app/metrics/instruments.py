"""Instruments: what counts, holds and times what a process does. They do nothing until it is measured.

Each value of a label is one of the set that is declared for it, or of the first MAX_SERIES where the set is only known
at run time, such as the routes; anything else counts as OTHER. No address, name or id may be one.
"""

from collections.abc import Collection
from itertools import product
from typing import Any, ClassVar, Protocol

OTHER = "other"
MAX_SERIES = 500
# Seconds of what is waited for by a person or a connection, and of a conversation with a mail server.
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class Backend(Protocol):
    """Makes what an instrument writes to, for its name, meaning and labels; see `exposition.py`."""

    def __call__(self, instrument: "Instrument") -> Any: ...


class Instrument:
    """`labels` are the allowed values by the labels' names; None where whoever uses the instrument bounds them."""

    kind: ClassVar[str]
    counts: ClassVar[bool] = True

    def __init__(self, name: str, meaning: str, **labels: Collection[str] | None) -> None:
        self.name = name
        self.meaning = meaning
        self.labels = {label: None if values is None else frozenset(values) for label, values in labels.items()}
        self._metric: Any = None
        self._series: dict[tuple[str, ...], Any] = {}

    @property
    def is_on(self) -> bool:
        return self._metric is not None

    def turn_on(self, backend: Backend) -> None:
        """Shows every series of what counts from the start, where they are known: one that begins later has no rate."""
        self._metric, self._series = backend(self), {}
        sets = [values for values in self.labels.values() if values is not None]
        if not self.labels:
            self._series[()] = self._metric
        elif self.counts and len(sets) == len(self.labels):
            for values in product(*map(sorted, sets)):
                self._of(values)

    def turn_off(self) -> None:
        self._metric, self._series = None, {}

    def _of(self, values: tuple[str, ...]) -> Any:
        found = self._series.get(values)
        return self._make_series(values) if found is None else found

    def _make_series(self, values: tuple[str, ...]) -> Any:
        allowed = zip(values, self.labels.values(), strict=True)
        bounded = tuple(value if ok is None or value in ok else OTHER for value, ok in allowed)
        if bounded not in self._series:
            if len(self._series) >= MAX_SERIES:
                bounded = (OTHER,) * len(bounded)
            self._series[bounded] = self._metric.labels(*bounded)
        return self._series[bounded]


class Counter(Instrument):
    """Something that happens. `name` is without the `_total` that it is shown with."""

    kind = "counter"

    def add(self, *values: str, amount: float = 1) -> None:
        if self._metric is not None:
            self._of(values).inc(amount)


class Gauge(Instrument):
    """Something that goes up and down. `together` says what it is over the processes that share a port."""

    kind = "gauge"
    counts = False

    def __init__(self, name: str, meaning: str, *, together: str = "livesum", **labels: Collection[str] | None) -> None:
        super().__init__(name, meaning, **labels)
        self.together = together

    def set(self, number: float, *values: str) -> None:
        if self._metric is not None:
            self._of(values).set(number)

    def add(self, *values: str, amount: float = 1) -> None:
        if self._metric is not None:
            self._of(values).inc(amount)


class Histogram(Instrument):
    """How long something takes, in seconds."""

    kind = "histogram"

    def __init__(
        self, name: str, meaning: str, buckets: tuple[float, ...] = QUICK, **labels: Collection[str] | None
    ) -> None:
        super().__init__(name, meaning, **labels)
        self.buckets = buckets

    def observe(self, seconds: float, *values: str) -> None:
        if self._metric is not None:
            self._of(values).observe(seconds)
