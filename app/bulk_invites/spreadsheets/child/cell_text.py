"""What a cell shows, as text without line ends: by those, lines of CSV are counted."""

import datetime as dt
import re

LINE_SEPARATOR = "\u2028"
# Spreadsheets show as many digits of a number, and write larger ones with an exponent.
_LARGEST_INTEGER = 1e15
_LINE_ENDS = re.compile(r"(?:_x000D_)?(?:\r\n|\r|\n)|_x000D_")


def cell_text(value: object) -> str:
    """Returns the text of a value as calamine reads it: text, numbers, booleans, dates and times."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_INTEGER else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds") if value.time() != dt.time.min else value.date().isoformat()
    return str(value)


def one_line(text: str) -> str:
    """Returns the text with U+2028 for its line ends, and without NUL, which PostgreSQL's text cannot hold."""
    if "\n" in text or "\r" in text or "_x000D_" in text:
        text = _LINE_ENDS.sub(LINE_SEPARATOR, text)
    return text.replace("\0", "\ufffd") if "\0" in text else text
