"""The instruments as Prometheus reads them, by prometheus-client, which only a process that is measured imports.

With PROMETHEUS_MULTIPROC_DIR the processes of a host write to files in that folder, and any of them shows all.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from app.metrics.catalog import INSTRUMENTS
from app.metrics.instruments import Gauge, Histogram, Instrument

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricsFolderError(Exception):
    """The folder of PROMETHEUS_MULTIPROC_DIR cannot be used; the message says why."""


@dataclass(frozen=True)
class Reading:
    """What a gauge says that no process holds, as it was read elsewhere. `values` are those of its labels."""

    gauge: Gauge
    values: tuple[str, ...]
    number: float


class Exposition:
    """Turns the instruments of this process on, and shows what they say. Raises MetricsFolderError."""

    def __init__(self) -> None:
        self.folder = _shared_folder()
        import prometheus_client

        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._client: Any = prometheus_client
        self._registry = prometheus_client.CollectorRegistry()
        for instrument in INSTRUMENTS:
            instrument.turn_on(self._make)

    def end(self) -> None:
        """Nothing is measured any more, and what this process held of the gauges is over."""
        for instrument in INSTRUMENTS:
            instrument.turn_off()
        if self.folder is not None:
            _mark_dead(self.folder, os.getpid())

    def show(self, readings: Sequence[Reading] = ()) -> bytes:
        """Returns the page. It may read many files: nothing for an event loop."""
        collectors: list[Any] = [self._registry]
        if self.folder is not None:
            from prometheus_client.multiprocess import MultiProcessCollector

            _mark_the_dead(self.folder)
            collectors = [MultiProcessCollector(None, str(self.folder))]  # type: ignore[no-untyped-call]
        return cast("bytes", self._client.generate_latest(_Together([*collectors, _Readings(readings)])))

    def _make(self, instrument: Instrument) -> Any:
        options: dict[str, Any] = {"registry": self._registry, "labelnames": list(instrument.labels)}
        if isinstance(instrument, Histogram):
            return self._client.Histogram(instrument.name, instrument.meaning, buckets=instrument.buckets, **options)
        if isinstance(instrument, Gauge):
            options["multiprocess_mode"] = instrument.together
            return self._client.Gauge(instrument.name, instrument.meaning, **options)
        return self._client.Counter(instrument.name, instrument.meaning, **options)


@dataclass(frozen=True)
class _Together:
    """Several collectors as the one that prometheus-client asks for."""

    collectors: Iterable[Any]

    def collect(self) -> Iterator[Any]:
        for collector in self.collectors:
            yield from collector.collect()


@dataclass(frozen=True)
class _Readings:
    readings: Sequence[Reading]

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        by_gauge: Mapping[Gauge, list[Reading]] = defaultdict(list)
        for reading in self.readings:
            by_gauge[reading.gauge].append(reading)
        for gauge, readings in by_gauge.items():
            family = GaugeMetricFamily(gauge.name, gauge.meaning, labels=list(gauge.labels))
            for reading in readings:
                family.add_metric(list(reading.values), reading.number)
            yield family


def _shared_folder() -> Path | None:
    """Returns the folder that processes share, made where it is missing, without gauges of a dead one of our number."""
    name = os.environ.get(FOLDER_VARIABLE)
    if not name:
        # Set and empty, prometheus-client would take it for a folder.
        os.environ.pop(FOLDER_VARIABLE, None)
        return None
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _mark_dead(folder, os.getpid())
        probe = folder / f"writable_{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise MetricsFolderError(f"{FOLDER_VARIABLE}: {error.strerror or error}: {name}") from error
    return folder


def _mark_the_dead(folder: Path) -> None:
    """Removes the gauges of processes that have ended; what they have counted stays."""
    for number in {each.stem.rpartition("_")[2] for each in folder.glob("gauge_live*_*.db")}:
        if number.isdecimal() and not _is_alive(int(number)):
            _mark_dead(folder, int(number))


def _mark_dead(folder: Path, process_id: int) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    with suppress(FileNotFoundError):  # another process has just done so
        mark_process_dead(process_id, str(folder))  # type: ignore[no-untyped-call]


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
