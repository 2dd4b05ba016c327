"""Names of groups: one line, which a cell of a CSV file can hold beside others."""

import unicodedata

from app.characters import trimmed
from app.errors import InvalidGroupName
from app.names import parse_name

SEPARATORS = frozenset(";|")
_CONTROLS = {"Cc", "Zl", "Zp"}


def parse_group_name(text: str) -> str:
    """Returns the name as `parse_name` does. Raises Required, TooLong, InvalidGroupName."""
    # Normalized first: what looks like a semicolon in Greek becomes one.
    for character in trimmed(unicodedata.normalize("NFC", text)):
        if character in SEPARATORS:
            raise InvalidGroupName(character)
        if unicodedata.category(character) in _CONTROLS:
            raise InvalidGroupName(None)
    return parse_name(text, "name", "a name")
