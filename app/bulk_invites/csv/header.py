"""The line that names the columns: which one it is, how its cells are separated, and which column holds what."""

import re
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from app.bulk_invites.csv import errors
from app.characters import trimmed
from app.errors import InvalidCsv

DELIMITERS = ",;\t|"
# Letters and digits alone, in lower case: "E-mail address", "email_address" and "EmailAddress" are one name.
# "E-mail 1 - Value" is what Google Contacts writes.
ALIASES = {
    "email": {"email", "emails", "mail", "emailaddress", "mailaddress", "useremail", "email1value", "emailaddresses"},
    "role": {"role", "roles", "userrole", "memberrole"},
    "groups": {"groups", "group", "devicegroups", "devicegroup", "groupnames", "groupname", "usergroups", "usergroup"},
}
MEANINGS = {alias: meaning for meaning, aliases in ALIASES.items() for alias in aliases}
# A title, or a table's name as Numbers writes it, may stand above the header.
MAX_LINES_TO_HEADER = 5
_DECLARATION = re.compile(r'"?sep= ?(.?)"?[,;\t|]*\s*', re.IGNORECASE)
# "Email Address [Required]", as Google Workspace writes it, "Group(s)".
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Columns:
    """The columns of a file, as its header names them.

    `line` is the header's line, `delimiter` what separates cells. `email`, `role` and `groups` are the places of
    these columns, None for one that the file lacks; `ignored` are the names of all others.
    """

    line: int
    delimiter: str
    names: tuple[str, ...]
    email: int
    role: int | None
    groups: int | None
    ignored: tuple[str, ...]

    @property
    def used(self) -> frozenset[int]:
        """The places of the columns that mean something here."""
        return frozenset(place for place in (self.email, self.role, self.groups) if place is not None)

    @property
    def ignored_places(self) -> frozenset[int]:
        """The places of all other columns, also of those without a name."""
        return frozenset(range(len(self.names))) - self.used


def find_columns(first_line: str, read: Callable[[str], Generator[Record]]) -> Columns:
    """Returns the columns, with the delimiter of a `sep=` line or else the one that suits the header.

    `read` returns the file's records when cells are separated by its argument. Raises InvalidCsv.
    """
    declared = declared_delimiter(first_line)
    candidates = [declared or ",", *(each for each in DELIMITERS if each != (declared or ","))]
    headers = {each: header for each in candidates if (header := _find_header(read(each))) is not None}
    if not headers:
        raise _missing_header(read(candidates[0]))
    # The delimiter with which the header has the most known columns, and among equals the most columns.
    delimiter = max(headers, key=lambda each: (_known_columns(headers[each][1]), len(headers[each][1])))
    return _read_columns(*headers[delimiter], delimiter)


def declared_delimiter(first_line: str) -> str | None:
    """Returns the delimiter of a `sep=` line, as Excel writes it, or None. Raises InvalidCsv."""
    declared = _DECLARATION.fullmatch(first_line)
    if declared is None:
        return None
    if not declared[1] or declared[1] not in DELIMITERS:
        raise errors.unknown_delimiter(declared[1])
    return declared[1]


def _find_header(records: Generator[Record]) -> Record | None:
    """Returns the first record that names an email column, unless more than titles stand above it."""
    with closing(records):
        try:
            for record in islice(records, MAX_LINES_TO_HEADER):
                if "email" in map(_meaning, record[1]):
                    return record
                if not _is_title(record):
                    return None
        except InvalidCsv:
            return None
    return None


def _missing_header(records: Generator[Record]) -> InvalidCsv:
    """Returns the error of a file without a header. Raises InvalidCsv where its records cannot be read."""
    with closing(records):
        found = list(islice(records, MAX_LINES_TO_HEADER))
    if not found:
        return errors.empty()
    line, cells = next((record for record in found if not _is_title(record)), found[0])
    has_address = any("@" in cell for cell in cells)
    return errors.no_header_above(line) if has_address else errors.no_email_column(line)


def _is_title(record: Record) -> bool:
    """Whether it is one cell of text, as a `sep=` line is too."""
    filled = [cell for cell in record[1] if trimmed(cell)]
    return len(filled) == 1 and "@" not in filled[0]


def _read_columns(line: int, cells: list[str], delimiter: str) -> Columns:
    names = tuple(map(trimmed, cells))
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        meaning = _meaning(name)
        if meaning is None:
            continue
        if meaning in places:
            raise errors.repeated_column(line, names[places[meaning]], name)
        places[meaning] = place
    used = set(places.values())
    return Columns(
        line=line,
        delimiter=delimiter,
        names=names,
        email=places["email"],
        role=places.get("role"),
        groups=places.get("groups"),
        ignored=tuple(dict.fromkeys(name for place, name in enumerate(names) if name and place not in used)),
    )


def _known_columns(cells: list[str]) -> int:
    return sum(_meaning(cell) is not None for cell in cells)


def _meaning(name: str) -> str | None:
    """Returns "email", "role" or "groups", or None for the name of an unknown column."""
    return MEANINGS.get("".join(filter(str.isalnum, _REMARK.sub("", name))).casefold())
