"""The columns of a file as people are asked about them: their names, what stands in them, and what they may mean."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import orjson

from app.bulk_invites.csv.column_names import EMAIL_RANKS, MEANINGS, USER_NAME_RANK, column_key
from app.bulk_invites.csv.missing_header import Record, is_address
from app.characters import trimmed
from app.organizations.roles import Role

MAX_COLUMNS = 100
MAX_SAMPLES = 3
# In characters.
MAX_TEXT = 100
_ROLES = frozenset(column_key(role.label) for role in Role)


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


def guess_columns(names: Sequence[str], records: Sequence[Record]) -> tuple[FileColumn, ...]:
    """Returns the first MAX_COLUMNS columns with what each probably means; no meaning twice.

    `records` are the first ones below the header, or of the file where it has none.
    """
    width = min(MAX_COLUMNS, max([len(names), *(len(cells) for _, cells in records)], default=0))
    columns = [[trimmed(cell) for _, cells in records for cell in cells[place : place + 1]] for place in range(width)]
    headers = [trimmed(names[place]) if place < len(names) else "" for place in range(width)]
    likelihoods = {
        meaning: [_likelihood(meaning, *each) for each in zip(headers, columns, strict=True)] for meaning in Meaning
    }
    meanings: dict[int, Meaning] = {}
    for meaning, found in likelihoods.items():
        free = [place for place in range(width) if place not in meanings and found[place] > 0]
        if free:
            meanings[max(free, key=found.__getitem__)] = meaning
    return tuple(
        FileColumn(place, headers[place][:MAX_TEXT], _samples(columns[place]), meanings.get(place))
        for place in range(width)
    )


def write_columns(columns: Sequence[FileColumn]) -> str:
    """Returns the columns as JSON, as a bulk invite stores them."""
    return orjson.dumps([each._asdict() for each in columns]).decode()


def read_columns(text: str) -> tuple[FileColumn, ...]:
    """Returns what `write_columns` wrote."""
    return tuple(
        FileColumn(
            each["position"],
            each["header"],
            tuple(each["samples"]),
            Meaning(each["meaning"]) if each["meaning"] else None,
        )
        for each in orjson.loads(text)
    )


def _likelihood(meaning: Meaning, header: str, cells: Sequence[str]) -> float:
    """Returns 0 for surely not; what the cells say counts more than the name."""
    filled = [cell for cell in cells if cell]
    key = column_key(header)
    match meaning:
        case Meaning.EMAIL:
            named = EMAIL_RANKS.get(key, USER_NAME_RANK) < USER_NAME_RANK
            fitting = sum(map(is_address, filled))
        case Meaning.ROLE:
            named = MEANINGS.get(key) == meaning
            fitting = sum(column_key(cell) in _ROLES for cell in filled)
        case Meaning.GROUPS:
            return float(MEANINGS.get(key) == meaning)
    part = fitting / len(filled) if filled else 0.0
    return (part if part > 1 / 2 else 0.0) + named / 2


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell[:MAX_TEXT] for cell in cells if cell))[:MAX_SAMPLES]
