"""The query parameters of an export: the filters of a list, by the names that the console's addresses have."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import TypeVar
from uuid import UUID

from app.database.keyset import Order

E = TypeVar("E", bound=Enum)
Choice = TypeVar("Choice")
FindId = Callable[[str, str], UUID | None]
"""From an id of the API, and the name of a node's type, to the row's id; None for any other text."""
# What the console's addresses have beside filters.
IGNORED = frozenset({"tab", "page", "after", "before"})
# The length of an address, as in the API.
MAX_SEARCH = 254
MAX_VALUES = 500
MAX_SHOWN = 40


class InvalidParameter(ValueError):  # noqa: N818 - the caller's mistake
    """The message is a sentence for the caller."""


class Parameters:
    """The parameters of one request, each by its name. All of it raises InvalidParameter."""

    def __init__(self, given: Iterable[tuple[str, str]], names: Collection[str]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in given:
            if name in IGNORED:
                continue
            if name not in names:
                raise InvalidParameter(f"There is no parameter {_shown(name)}. There are: {', '.join(sorted(names))}.")
            self._values.setdefault(name, []).append(value)
        for name, values in self._values.items():
            if len(values) > MAX_VALUES:
                raise InvalidParameter(f"`{name}` can have at most {MAX_VALUES} values.")

    def many(self, name: str) -> list[str]:
        """Returns the values, without empty ones."""
        return [value for value in self._values.get(name, ()) if value]

    def one(self, name: str) -> str:
        """Returns the value; empty without one."""
        values = self.many(name)
        if len(values) > 1:
            raise InvalidParameter(f"`{name}` can be given once.")
        return values[0] if values else ""

    def search(self, name: str) -> str:
        """Returns the text to look for, trimmed."""
        text = self.one(name).strip()
        if len(text) > MAX_SEARCH:
            raise InvalidParameter(f"`{name}` can have at most {MAX_SEARCH} characters.")
        return text

    def flag(self, name: str) -> bool | None:
        """Returns what `true` or `false` says; None without a value."""
        value = self.one(name)
        return self._choose(name, value, {"true": True, "false": False}) if value else None

    def members_of(self, name: str, enum: type[E]) -> list[E]:
        """Returns the values of an enum, which are given by their names in the API."""
        return [self._choose(name, value, enum.__members__) for value in self.many(name)]

    def ids(self, name: str, type_names: Mapping[str, str], find_id: FindId) -> dict[str, list[UUID]]:
        """Returns the ids by their nodes' type; `type_names` are those allowed, with what people call one."""
        found: dict[str, list[UUID]] = {type_name: [] for type_name in type_names}
        for value in self.many(name):
            ids = {type_name: find_id(value, type_name) for type_name in type_names}
            matching = [(type_name, each) for type_name, each in ids.items() if each]
            if not matching:
                raise InvalidParameter(
                    f"`{name}`: {_shown(value)} is not the id of a {' or '.join(type_names.values())}."
                )
            found[matching[0][0]].append(matching[0][1])
        return found

    def time(self, name: str) -> datetime | None:
        """Returns a time; a date is its first moment in UTC."""
        value = self.one(name)
        if not value:
            return None
        try:
            time = datetime.fromisoformat(value)
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise InvalidParameter(
                f"`{name}`: {_shown(value)} is no time like 2026-05-31 or 2026-05-31T12:00:00Z."
            ) from None

    def order(self, name: str, orders: Mapping[str, Order], default: Order) -> Order:
        """Returns one of the orders, which are given by their names in the API: `NAME`, or `-NAME` downwards."""
        value = self.one(name)
        if not value:
            return default
        named = {key.upper(): order for key, order in orders.items()}
        order = self._choose(name, value.removeprefix("-"), named)
        return replace(order, descending=value.startswith("-"))

    @staticmethod
    def _choose(name: str, value: str, choices: Mapping[str, Choice]) -> Choice:
        if value not in choices:
            raise InvalidParameter(f"`{name}`: {_shown(value)} is none of {', '.join(choices)}.")
        return choices[value]


def _shown(text: str) -> str:
    """Returns what the caller gave, in one short line."""
    line = "".join(filter(str.isprintable, text))
    return f"“{line[:MAX_SHOWN]}…”" if len(line) > MAX_SHOWN else f"“{line}”"
