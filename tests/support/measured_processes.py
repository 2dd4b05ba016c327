"""Processes of the product that are measured, as a deployment runs them on one host, and what their port says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from devserver.ports import HOST, reserved_port
from tests.support.waiting import PATIENCE_SECONDS

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class Page:
    """What /metrics has printed: `kinds` are types by family, `samples` are numbers by name and labels."""

    text: str
    kinds: dict[str, str] = field(default_factory=dict)
    samples: dict[tuple[str, frozenset[tuple[str, str]]], float] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Page":
        page = cls(text)
        for family in text_string_to_metric_families(text):
            page.kinds[family.name] = family.type
            for sample in family.samples:
                page.samples[sample.name, frozenset(sample.labels.items())] = sample.value
        return page

    def value(self, name: str, **labels: str) -> float | None:
        """Returns the number with just these labels; None where there is none."""
        return self.samples.get((name, frozenset(labels.items())))

    def total(self, name: str, **labels: str) -> float:
        """Returns the sum over what has these labels, among others."""
        wanted = set(labels.items())
        return sum(number for (found, has), number in self.samples.items() if found == name and wanted <= has)

    def labels(self) -> set[tuple[str, str, str]]:
        """Returns every name with each of its labels and the label's value."""
        return {(name, label, value) for name, labels in self.samples for label, value in labels}


@dataclass(frozen=True)
class MetricsPort:
    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def get(self, path: str) -> httpx2.Response | None:
        """Returns the answer; None while nobody listens."""
        try:
            async with httpx2.AsyncClient(base_url=self.url, timeout=PATIENCE_SECONDS) as client:
                return await client.get(path)
        except httpx2.TransportError:
            return None

    async def page(self) -> Page | None:
        answer = await self.get("/metrics")
        return Page.of(answer.text) if answer is not None and answer.status_code == 200 else None


@contextmanager
def metrics_port() -> Iterator[MetricsPort]:
    with reserved_port() as port:
        yield MetricsPort(port)


def measured(environment: Mapping[str, str], port: MetricsPort, folder: object = None) -> dict[str, str]:
    """Returns the environment of a measured process; with `folder` it shares the port with others."""
    shared = {} if folder is None else {FOLDER: str(folder)}
    return {**environment, "METRICS_PORT": str(port.port), **shared}
