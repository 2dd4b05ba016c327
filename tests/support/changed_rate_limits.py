"""Rate limits of a test's own."""

from collections.abc import Iterator
from typing import Protocol

import pytest

from app.settings import get_settings


class Limit(Protocol):
    def __call__(self, **rates: str) -> None: ...


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Limit]:
    """`limit(emails_per_address="2/1h")` until the test ends."""

    def change(**rates: str) -> None:
        for name, rate in rates.items():
            monkeypatch.setenv(f"RATE_LIMIT_{name.upper()}", rate)
        get_settings.cache_clear()

    yield change
    monkeypatch.undo()
    get_settings.cache_clear()
