"""How long the values of an argument may be, and which go together. Refusals are data where the payload has errors."""

from collections.abc import Sequence
from typing import TypeVar

from app.bulk_invites.problem_groups import MAX_VALUE
from app.database.search import MAX_WORDS
from app.errors import TooLong
from schema.execution.errors import bad_user_input

Value = TypeVar("Value")
# The length of an address: a longer text is part of none.
MAX_SEARCH = 254
SEARCH_DESCRIPTION = (
    f"in any order, whatever their letter case and accents; up to {MAX_SEARCH} characters and {MAX_WORDS} words."
)
MAX_LIST = 500


def parse_search(text: str | None) -> str:
    """Returns the text to look for, trimmed; empty for none. Raises TooLong."""
    search = (text or "").strip()
    if len(search) > MAX_SEARCH:
        raise TooLong("search", "A search", MAX_SEARCH)
    return search


def parse_list(values: Sequence[Value] | None, field: str) -> Sequence[Value]:
    """Returns the values, empty for none. Raises TooLong."""
    if values is not None and len(values) > MAX_LIST:
        raise TooLong(field, f"`{field}`", MAX_LIST, "values")
    return values or ()


def parse_value(text: str | None, field: str) -> str | None:
    """Returns what a cell of a bulk invite is to say, or says. Raises TooLong."""
    if text is not None and len(text) > MAX_VALUE:
        raise TooLong(field, f"`{field}`", MAX_VALUE)
    return text


def require_one(**alternatives: object) -> None:
    """Raises a BAD_USER_INPUT error unless exactly one of these is given; the names are the API's."""
    if sum(each is not None for each in alternatives.values()) != 1:
        *others, last = (f"`{name}`" for name in alternatives)
        raise bad_user_input(f"Give exactly one of {', '.join(others)} and {last}.")
