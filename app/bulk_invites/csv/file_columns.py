"""The columns of a file as people see them: their names, what stands in them, and what they mean."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from app.characters import trimmed

MAX_COLUMNS = 100
MAX_SAMPLES = 3
# In characters.
MAX_TEXT = 100


class Meaning(StrEnum):
    """What a column says of a person, by the name that problems are stored with."""

    EMAIL = "email"
    ROLE = "role"
    GROUPS = "groups"


class FileColumn(NamedTuple):
    """`position` counts from 0. `header` is empty where no line names the columns. `samples` are different texts."""

    position: int
    header: str
    samples: tuple[str, ...]
    meaning: Meaning | None


def list_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[FileColumn, ...]:
    """Returns the first MAX_COLUMNS columns, as if none meant anything.

    `rows` are the cells of the first rows below the header, or of the file where it has none.
    """
    width = min(MAX_COLUMNS, max(map(len, (names, *rows))))
    return tuple(_column(place, "".join(names[place : place + 1]), cells_in(rows, place)) for place in range(width))


def cells_in(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Returns what stands in a column, trimmed, without empty cells."""
    return [text for row in rows if place < len(row) and (text := trimmed(row[place]))]


def with_meanings(columns: Sequence[FileColumn], meanings: Mapping[int, Meaning]) -> tuple[FileColumn, ...]:
    """Returns the same columns, with what they mean by their places."""
    return tuple(each._replace(meaning=meanings.get(each.position)) for each in columns)


def without_unused_samples(columns: Sequence[FileColumn]) -> tuple[FileColumn, ...]:
    """Returns the same columns, without what stands in those that mean nothing."""
    return tuple(each if each.meaning else each._replace(samples=()) for each in columns)


def write_columns(columns: Sequence[FileColumn]) -> str:
    """Returns the columns as JSON, as a bulk invite stores them."""
    return orjson.dumps([each._asdict() for each in columns]).decode()


def read_columns(text: str | None) -> tuple[FileColumn, ...]:
    """Returns what `write_columns` wrote, nothing for None."""
    return tuple(map(_read, orjson.loads(text or "[]")))


def _column(place: int, name: str, cells: Sequence[str]) -> FileColumn:
    samples = tuple(dict.fromkeys(cell[:MAX_TEXT] for cell in cells))[:MAX_SAMPLES]
    return FileColumn(place, trimmed(name)[:MAX_TEXT], samples, None)


def _read(stored: dict[str, Any]) -> FileColumn:
    meaning = Meaning(stored["meaning"]) if stored["meaning"] else None
    return FileColumn(stored["position"], stored["header"], tuple(stored["samples"]), meaning)
