"""This process measured, for tests of what is counted where."""

from collections.abc import Iterator

import pytest

from app.metrics.exposition import FOLDER_VARIABLE, Exposition
from tests.support.measured_processes import Page


@pytest.fixture
def exposition(monkeypatch: pytest.MonkeyPatch) -> Iterator[Exposition]:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    made = Exposition()
    yield made
    made.end()


def shown(exposition: Exposition) -> Page:
    """Returns what /metrics would print."""
    return Page.of(exposition.show().decode())
