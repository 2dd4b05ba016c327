"""Which cells look like addresses: enough to find their column, whatever is wrong with each of them.

Each pattern takes linear time: a cell may have tens of thousands of characters.
"""

import re

from app.characters import trimmed

_LETTER = r"[^\s@<>,;]"
_ADDRESS = re.compile(rf"{_LETTER}++@(?={_LETTER}+\.{_LETTER}){_LETTER}++")
_WITH_ADDRESS = re.compile(rf"{_LETTER}@{_LETTER}+\.{_LETTER}")
_MEANT_AS_ADDRESS = re.compile(r"[^\s@]++@[^\s@]++")


def is_address(cell: str) -> bool:
    """Whether the cell looks like an address and nothing else."""
    return _ADDRESS.fullmatch(trimmed(cell)) is not None


def has_address(cell: str) -> bool:
    """Whether an address stands somewhere in the cell."""
    return _WITH_ADDRESS.search(cell) is not None


def is_meant_as_address(cell: str) -> bool:
    """Whether the cell is an address, or a slip in one, and no name of a column."""
    return _MEANT_AS_ADDRESS.fullmatch(trimmed(cell)) is not None
