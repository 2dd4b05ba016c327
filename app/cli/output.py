"""What a command prints: a sentence or a table for people, the same as data for scripts."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any


class CommandError(Exception):
    """A command failed; the message is the sentence that is printed. `data` is what `--json` prints all the same."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.data = data


@dataclass(frozen=True)
class CommandOutput:
    """`data` is what `--json` prints: JSON types alone. `is_failure`: it is printed, and the command has failed."""

    text: str
    data: Any
    is_failure: bool = False


Command = Callable[[argparse.Namespace], Awaitable[CommandOutput]]


def print_progress(sentence: str) -> None:
    """Prints it at once, and apart from the output, which may be JSON."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Returns a table with columns as wide as they need to be."""
    cells = [list(map(str, row)) for row in (headings, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )
