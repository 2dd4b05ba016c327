"""The first line of a file: how its cells are separated, and which column holds what."""

import csv
import re
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from app.bulk_invites import faults
from app.bulk_invites.text import physical_lines

DELIMITERS = ",;\t|"
ALIASES = {
    "email": {"email", "emails", "e mail", "email address", "e mail address", "mail", "user email", "mail address"},
    "role": {"role", "roles", "user role", "member role"},
    "groups": {"groups", "group", "device groups", "device group", "group names", "group name", "user groups"},
}
MEANINGS = {alias: meaning for meaning, aliases in ALIASES.items() for alias in aliases}
_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n]*?)"?[\r\n]*', re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True)
class Columns:
    """Where the cells of a row are; None: the file has no such column. `ignored` columns mean nothing here."""

    names: tuple[str, ...]
    email: int
    role: int | None
    groups: int | None
    ignored: tuple[str, ...]


def find_delimiter(file: BinaryIO, encoding: str) -> str:
    """What the file's `sep=` line says, or else its header shows. Raises InvalidCsv."""
    with closing(physical_lines(file, encoding)) as lines:
        first_line = next(lines, "")
        declared = declared_delimiter(first_line)
        header_line = next((line for line in chain([first_line], lines) if line.strip()), "")
    # The delimiter under which the header names the most columns that are known here; a comma if none does.
    return declared or max(DELIMITERS, key=lambda delimiter: _known_columns(header_line, delimiter))


def declared_delimiter(first_line: str) -> str | None:
    """What Excel's `sep=` line says, if this is one. Raises InvalidCsv."""
    declared = _SEPARATOR_LINE.fullmatch(first_line)
    if declared is None:
        return None
    delimiter = declared[1].strip(" ")
    if len(delimiter) != 1 or delimiter not in DELIMITERS:
        raise faults.unknown_delimiter(delimiter)
    return delimiter


def read_columns(line: int, cells: list[str]) -> Columns:
    """Raises InvalidCsv where the header names no email column, or a column twice."""
    names = tuple(cell.strip().strip("\ufeff").strip() for cell in cells)
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        meaning = _meaning(name)
        if not meaning:
            continue
        if meaning in places:
            raise faults.repeated_column(line, names[places[meaning]], name)
        places[meaning] = place
    if "email" not in places:
        raise faults.no_email_column(line, list(names))
    known = {places[meaning] for meaning in ALIASES if meaning in places}
    return Columns(
        names=names,
        email=places["email"],
        role=places.get("role"),
        groups=places.get("groups"),
        ignored=tuple(name for place, name in enumerate(names) if place not in known and name),
    )


def _known_columns(header_line: str, delimiter: str) -> int:
    try:
        cells = next(csv.reader([header_line], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(_meaning(cell.strip().strip("\ufeff")) in ALIASES for cell in cells)


def _meaning(name: str) -> str:
    """ "email", "role" or "groups"; the folded name itself for a column that is not known."""
    folded = _BETWEEN_WORDS.sub(" ", name).strip().casefold()
    return MEANINGS.get(folded, folded)
