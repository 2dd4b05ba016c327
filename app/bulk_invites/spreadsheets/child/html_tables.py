"""Tables of an HTML document: what spreadsheets and mail clients copy, and what web applications export as .xls."""

import codecs
import re
from html.parser import HTMLParser
from typing import NamedTuple

from app.bulk_invites.spreadsheets.child.cell_text import LINE_SEPARATOR, one_line
from app.bulk_invites.spreadsheets.child.refused import Refused
from app.bulk_invites.spreadsheets.child.sheet_details import add_hidden

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4_096
# Byte order marks, and the first tag where there is none.
_STARTS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_MAX_SPAN, _MAX_DIGITS = 1_000, 9
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Codecs of Python that no page is written in: they make halves of letters, or take quadratic time. A page that is not
# recognized as UTF-16 was in it before.
_NO_ENCODINGS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7", "utf-16", "utf-16-be", "utf-16-le"}
)
_SKIPPED = frozenset({"script", "style", "head", "template"})
_BLOCKS = frozenset({"br", "p", "div", "li"})


class Table(NamedTuple):
    rows: list[list[str]]
    hidden: list[list[int]]
    """First and last row of each run of those that are not shown, from 1."""


def decode_html(content: bytes) -> str:
    """Returns the text by its byte order mark, else as UTF-8, by the encoding that it names, or as Windows-1252.

    What was copied or saved anew as UTF-8 often names the encoding that it had before. Text in another encoding is
    hardly ever valid UTF-8, unless it is ASCII: then the name counts, as of ISO-2022-JP.
    """
    for start, encoding in _STARTS.items():
        if content.startswith(start):
            return content.decode(encoding, "replace")
    named = _CHARSET.search(content, 0, _HEAD_BYTES)
    name = named[1].decode() if named else "utf-8"
    for encoding in (name, "utf-8") if content.isascii() else ("utf-8", name):
        try:
            if codecs.lookup(encoding).name not in _NO_ENCODINGS:
                return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def read_tables(text: str, max_cells: int) -> list[Table]:
    """Returns the tables in the order in which they end; one inside of another is one of its own.

    Raises Refused where all together have more cells than `max_cells`.
    """
    parser = _Parser(max_cells)
    parser.feed(text)
    # A blank ends the text. What is no whole tag in the end is left out: `close` takes it apart in quadratic time.
    parser.feed("\n")
    parser.end_all()
    return [table for table in parser.tables if any(map(any, table.rows))]


class _Open:
    """A table that has not ended."""

    def __init__(self, cells: "_CellCount") -> None:
        self.table = Table([], [])
        self.cells = cells
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.spanned: dict[int, tuple[int, str]] = {}
        """By column: for how many more rows a cell above is shown there, and its text."""
        self.has_own_text = False

    def start_row(self, *, is_hidden: bool) -> None:
        self.end_row()
        self.table.rows.append([])
        if is_hidden:
            add_hidden(self.table.hidden, len(self.table.rows), len(self.table.rows))
        self._fill()

    def start_cell(self, columns: int, rows: int) -> None:
        self.end_cell()
        if not self.table.rows:
            self.start_row(is_hidden=False)
        self.cell, self.span = [], (columns, rows)

    def end_cell(self) -> None:
        if self.cell is None:
            return
        text = one_line("".join(self.cell)).strip(f" {LINE_SEPARATOR}")
        self.has_own_text = self.has_own_text or bool(text)
        row = self.table.rows[-1]
        columns, rows = self.span
        if rows > 1:
            self.spanned[len(row)] = (rows - 1, text)
        self.cells.add(columns)
        row.extend([text, *[""] * (columns - 1)])
        self.cell = None
        self._fill()

    def end_row(self) -> None:
        """A row without any text of its own is an empty one."""
        self.end_cell()
        if self.table.rows and not self.has_own_text:
            self.table.rows[-1].clear()
        self.has_own_text = False

    def _fill(self) -> None:
        """Repeats the cells that reach down into the row, as they are seen in it."""
        row = self.table.rows[-1]
        while (above := self.spanned.pop(len(row), None)) is not None:
            left, text = above
            if left > 1:
                self.spanned[len(row)] = (left - 1, text)
            self.cells.add(1)
            row.append(text)


class _CellCount:
    """The cells of all tables, those included over which others reach."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def add(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise Refused("cells")


class _Parser(HTMLParser):
    def __init__(self, max_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.cells = _CellCount(max_cells)
        self.tables: list[Table] = []
        self.open: list[_Open] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag == "table":
            self.open.append(_Open(self.cells))
        elif self.open and tag == "tr":
            style = (given.get("style") or "").replace(" ", "").lower()
            self.open[-1].start_row(is_hidden="hidden" in given or "display:none" in style)
        elif self.open and tag in {"td", "th"}:
            self.open[-1].start_cell(_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag in _BLOCKS:
            self._line_end()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif self.open and tag in {"td", "th", "tr"}:
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self._end_table()
        elif tag in _BLOCKS - {"br"}:
            self._line_end()

    def handle_data(self, data: str) -> None:
        if self.open and not self.skipped and self.open[-1].cell is not None:
            self.open[-1].cell.append(_BLANKS.sub(" ", data))

    def end_all(self) -> None:
        while self.open:
            self._end_table()

    def _line_end(self) -> None:
        if self.open and self.open[-1].cell:
            self.open[-1].cell.append(LINE_SEPARATOR)

    def _end_table(self) -> None:
        ended = self.open.pop()
        ended.end_row()
        self.tables.append(ended.table)


def _span(text: str | None) -> int:
    number = int(text[:_MAX_DIGITS]) if text and text.isdecimal() else 1
    return min(number, _MAX_SPAN) or 1
