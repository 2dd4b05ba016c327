"""The groups that a row names: a cell may be one name or several, in other letters than the group's own."""

import difflib
import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from app.characters import trimmed
from app.names import loose_key, name_key

# How alike a suggestion is, in difflib's ratio from 0 to 1.
MIN_SIMILARITY = 0.75
# Longer texts are compared by their beginning, in characters.
MAX_COMPARED = 60
# U+2028 is a line end in a cell of a spreadsheet.
_LINE_ENDS = re.compile(r"[\r\n\u2028\u2029]+")
_SEPARATORS = re.compile(r"[;|]")


class Group(NamedTuple):
    id: UUID
    name: str


class GroupNames:
    """All groups of an organization, by their names."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._by_name = {name_key(group.name): group for group in groups}
        self.ids = {group.id for group in self._by_name.values()}

    def __len__(self) -> int:
        return len(self._by_name)

    def all(self) -> Iterable[Group]:
        return self._by_name.values()

    def find(self, name: str) -> Group | None:
        """Returns the group of this name, or else the only one whose name is nearly the same, by `loose_key`."""
        found = self._by_name.get(name_key(name))
        return found or self._by_loose_name.get(loose_key(name))

    def split(self, cell: str) -> tuple[str, ...]:
        """Returns the names in a cell: in each of its lines, the whole where that is a group, or else its parts.

        Between names stand semicolons or pipes, or commas where every part is a group.
        """
        return tuple(name for line in _LINE_ENDS.split(cell) for name in self._split_line(trimmed(line)) if name)

    def most_similar(self, name: str) -> str | None:
        """Takes some 15 microseconds a group."""
        return most_similar(name, (group.name for group in self._by_name.values()))

    def _split_line(self, line: str) -> Iterable[str]:
        if self.find(line):
            return (line,)
        return (name for part in _SEPARATORS.split(line) for name in self._split_part(trimmed(part)))

    def _split_part(self, part: str) -> tuple[str, ...]:
        if "," not in part or self.find(part):
            return (part,)
        names = tuple(filter(None, map(trimmed, part.split(","))))
        return names if names and all(map(self.find, names)) else (part,)

    @cached_property
    def _by_loose_name(self) -> dict[str, Group]:
        """Without the keys that several groups have, and without an empty one."""
        found: dict[str, list[Group]] = {}
        for group in self._by_name.values():
            found.setdefault(loose_key(group.name), []).append(group)
        return {key: groups[0] for key, groups in found.items() if key and len(groups) == 1}


def most_similar(text: str, choices: Iterable[str]) -> str | None:
    """Returns the choice that a text was probably meant to be, in any letter case, or None."""
    by_key: dict[str, str] = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(text[:MAX_COMPARED].casefold(), by_key, n=1, cutoff=MIN_SIMILARITY)
    return by_key[found[0]] if found else None
