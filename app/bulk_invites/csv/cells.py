"""The text of one cell: what is trimmed from it, and how spreadsheets are kept from computing it."""

import re

from app.characters import trimmed

# Source: OWASP, CSV Injection. The last four are full-width letters, which some spreadsheets take for the first.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# At a cell's beginning, or where a spreadsheet that splits lines at this separator sees one.
_FORMULA = re.compile(rf"(\A'*)(?=[{_SIGNS}\t\r\n])|([,;|\t\r\n][ \"']*)(?=[{_SIGNS}])")
_ESCAPED = re.compile(rf"(\A'*)'(?=[{_SIGNS}\t\r\n])|([,;|\t\r\n][ \"']*)'(?=[{_SIGNS}])")


def read_cell(cell: str) -> str:
    """Returns the text of a cell as it was before `escape_formulas`, trimmed."""
    if "'" in cell:
        cell = _ESCAPED.sub(r"\1\2", cell)
    return trimmed(cell)


def escape_formulas(cell: str) -> str:
    """Returns the cell as spreadsheets show it instead of computing it, also where they take it apart.

    A spreadsheet that splits lines at another separator than the file's sees cells within this one, and takes a
    quotation mark that is not at a line's beginning for text.
    """
    return _FORMULA.sub(r"\1\2'", cell)


def count_line_ends(cell: str) -> int:
    """Returns how many physical lines of a file end within the cell, with CRLF, LF or CR."""
    if "\n" not in cell and "\r" not in cell:
        return 0
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def clean_text(text: str) -> str:
    """Returns a text that came by the API, trimmed. NUL is the one character that PostgreSQL's text cannot hold."""
    return trimmed(text.replace("\0", "\ufffd"))
