"""Problems of rows that came from a sheet: that it hides them, and that they have more cells than it has columns."""

from bisect import bisect_right
from collections.abc import Sequence

import orjson

from app.bulk_invites.review.problems import error, warning
from app.errors import ErrorCode

HIDDEN_ROW = warning(
    ErrorCode.HIDDEN_ROW,
    "The sheet hides this row, or filters it out. Remove the row if this person is not to be invited.",
    None,
)
SURPLUS_CELLS = error(
    ErrorCode.INVALID_CSV, "This row has cells in columns without a name. Name the columns, or remove the cells.", None
)


class SheetRows:
    """Which rows the sheet hides: `hidden` has the first and last of each run, in their order."""

    def __init__(self, hidden: Sequence[Sequence[int]] = ()) -> None:
        self._firsts = [first for first, _ in hidden]
        self._lasts = [last for _, last in hidden]

    def hides(self, row: int) -> bool:
        place = bisect_right(self._firsts, row) - 1
        return place >= 0 and row <= self._lasts[place]


def read_hidden(text: str | None) -> SheetRows:
    """Returns what a bulk invite stores in `hidden_lines`."""
    return SheetRows(orjson.loads(text) if text else ())
