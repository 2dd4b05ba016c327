"""How a file is laid out, and which of its columns hold what."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Layout:
    """`header_line` names the columns, 0 where no line does. `delimiter` separates cells.

    With `is_nested`, every line is a single cell of CSV, as a spreadsheet writes it that was given CSV in one column:
    within it, `delimiter` separates cells.
    """

    header_line: int
    delimiter: str
    is_nested: bool = False


@dataclass(frozen=True)
class Columns:
    """`email`, `role` and `groups` are the places of these columns, None for one that the file lacks.

    `names` are those of all columns, none where no line names them; `ignored` are those of columns that mean nothing
    here.
    """

    layout: Layout
    names: tuple[str, ...]
    email: int
    role: int | None
    groups: int | None
    ignored: tuple[str, ...]

    @cached_property
    def used(self) -> frozenset[int]:
        """The places of the columns that mean something here."""
        return frozenset(place for place in (self.email, self.role, self.groups) if place is not None)

    @property
    def ignored_places(self) -> frozenset[int]:
        """The places of all other columns, also of those without a name."""
        return frozenset(range(len(self.names))) - self.used
