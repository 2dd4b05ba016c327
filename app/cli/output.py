"""What a command answers: a sentence or a table for people, the same as data for scripts."""

import argparse
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any


class CommandError(Exception):
    """What went wrong, as a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Answer:
    """`data` is what `--json` prints: made of dicts, lists, text, numbers and None."""

    text: str
    data: Any


Command = Callable[[argparse.Namespace], Awaitable[Answer]]


def table(headings: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """Columns as wide as they need to be."""
    written = [list(map(str, line)) for line in (headings, *lines)]
    widths = [max(map(len, column)) for column in zip(*written, strict=True)]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in written
    )
