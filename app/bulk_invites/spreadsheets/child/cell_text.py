"""What a cell shows, as text without line ends: by those, lines of CSV are counted."""

import datetime as dt
import re

LINE_SEPARATOR = "\u2028"
# Spreadsheets keep 15 digits of a number, and write larger ones with an exponent.
_NUMBER = ".15g"
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def cell_text(value: object) -> str:
    """Returns the text of a value as calamine reads it: text, numbers, booleans, dates and times."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, _NUMBER)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds") if value.time() != dt.time.min else value.date().isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    return str(value)


def one_line(text: str) -> str:
    """Returns the text with U+2028 for its line ends, and without NUL, which PostgreSQL's text cannot hold."""
    if "\n" in text or "\r" in text:
        text = _LINE_ENDS.sub(LINE_SEPARATOR, text)
    return text.replace("\0", "\ufffd") if "\0" in text else text
