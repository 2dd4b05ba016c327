"""How a file is laid out, and which of its columns hold what."""

from dataclasses import dataclass, replace
from functools import cached_property

from app.bulk_invites.csv.column_names import means
from app.bulk_invites.csv.mapping import Mapping

# The number of a line, and its cells.
Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Layout:
    """`header_line` names the columns, 0 where no line does. `delimiter` separates cells.

    With `is_nested`, every line is a single cell of CSV, as a spreadsheet writes it that was given CSV in one column:
    within it, `delimiter` separates cells.
    """

    header_line: int
    delimiter: str
    is_nested: bool = False

    def below(self, header_line: int) -> "Layout":
        """Returns the same layout, with another line that names the columns."""
        return replace(self, header_line=header_line)


@dataclass(frozen=True)
class Columns:
    """`names` are those of all columns, trimmed; none where no line names them."""

    layout: Layout
    names: tuple[str, ...]
    mapping: Mapping

    @cached_property
    def used(self) -> frozenset[int]:
        """The places of the columns that mean something here."""
        return frozenset(self.mapping.places().values())

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of all other columns, each once."""
        return tuple(dict.fromkeys(name for place, name in enumerate(self.names) if name and place not in self.used))

    @property
    def ignored_places(self) -> frozenset[int]:
        """The places of all other columns, also of those without a name."""
        return frozenset(range(len(self.names))) - self.used

    @cached_property
    def width(self) -> int | None:
        """How many cells a row can have, None for any number: no line says it."""
        return max(len(self.names), 1 + max(self.used)) if self.names else None

    def titles(self) -> dict[int, str]:
        """Returns names of the columns that are used, by their places: those by which they are understood.

        A name that has its meaning by a mapping alone would not be understood in another file.
        """
        named = dict(enumerate(self.names))
        return {
            place: name if means(name := named.get(place, ""), meaning) else meaning.capitalize()
            for meaning, place in sorted(self.mapping.places().items(), key=lambda each: each[1])
        }
