"""The text of one cell: what is trimmed from it, and how spreadsheets are kept from computing it."""

import re

from app.characters import trimmed

# Source: OWASP, CSV Injection. The last four are full-width letters, which some spreadsheets take for the first.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BETWEEN_GROUPS = re.compile(r"[;|\r\n]")


def read_cell(cell: str) -> str:
    """Returns the text of a cell as it was before `escape_formula`, trimmed."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
        cell = cell[1:]
    return trimmed(cell)


def escape_formula(cell: str) -> str:
    """Returns the cell as spreadsheets show it instead of computing it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def split_groups(cell: str) -> tuple[str, ...]:
    """Returns the names of groups in a cell, with semicolons, pipes or newlines between them."""
    return tuple(name for part in _BETWEEN_GROUPS.split(cell) if (name := trimmed(part))) if cell else ()


def clean_text(text: str) -> str:
    """Returns a text that came by the API, trimmed. NUL is the one character that PostgreSQL's text cannot hold."""
    return trimmed(text.replace("\0", "\ufffd"))
