"""The SQL statements that this process sends to PostgreSQL, and how PostgreSQL goes about them."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.database.sql import value

LOGGER = "tortoise.db_client"


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: tuple[Any, ...]

    async def explain(self) -> list[dict[str, Any]]:
        """Runs it again; the nodes of its plan, each with the rows it read."""
        (plan,) = json.loads(await value(f"EXPLAIN (ANALYZE, FORMAT json) {self.sql}", *self.parameters))
        return list(_nodes(plan["Plan"]))


class ExecutedStatements:
    """Those since the test began, or since the last `clear`."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def __iter__(self) -> Iterator[Statement]:
        for record in self._caplog.records:
            if record.name == LOGGER:
                arguments: Any = record.args
                sql, parameters = arguments
                yield Statement(sql, tuple(parameters or ()))

    def clear(self) -> None:
        self._caplog.clear()

    def matching(self, pattern: str) -> list[Statement]:
        return [each for each in self if re.search(pattern, each.sql)]


@pytest.fixture
def executed(caplog: pytest.LogCaptureFixture) -> ExecutedStatements:
    caplog.set_level(logging.DEBUG, LOGGER)
    return ExecutedStatements(caplog)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
