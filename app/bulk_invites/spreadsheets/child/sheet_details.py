"""What calamine does not tell of a sheet, and people see: hidden rows, cells merged downwards, how a value is shown."""

from collections.abc import Iterable
from typing import NamedTuple

from app.bulk_invites.spreadsheets.bounds import MAX_RUNS

MAX_SHOWN = 1_000_000


class Merged(NamedTuple):
    """A cell that reaches down to `last_row`; all from 0."""

    row: int
    column: int
    last_row: int


class Details(NamedTuple):
    """`hidden` has the first and last row of each run of hidden ones, from 1. `shown` is by row and column, from 0."""

    hidden: list[list[int]]
    merged: list[Merged]
    shown: dict[tuple[int, int], str]


NO_DETAILS = Details([], [], {})


def add_hidden(runs: list[list[int]], first: int, last: int) -> None:
    """Adds rows below those that were added before, from 1."""
    if runs and runs[-1][1] >= first - 1:
        runs[-1][1] = max(runs[-1][1], last)
    else:
        runs.append([first, last])


def bounded_runs(runs: list[list[int]]) -> list[list[int]]:
    """Returns the first MAX_RUNS of the runs, of which the last one takes in all others."""
    return runs if len(runs) <= MAX_RUNS else [*runs[: MAX_RUNS - 1], [runs[MAX_RUNS - 1][0], runs[-1][1]]]


def sorted_runs(rows: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Returns the runs of rows that come in any order."""
    runs: list[list[int]] = []
    for first, last in sorted(rows):
        add_hidden(runs, first, last)
    return runs
