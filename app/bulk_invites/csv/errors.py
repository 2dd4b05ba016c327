"""Errors of a whole file: the messages of INVALID_CSV, each with the place and what to do."""

from collections.abc import Callable

from app.errors import InvalidCsv

AtLine = Callable[[int], InvalidCsv]
# In characters.
MAX_LINE = 65_536


def empty() -> InvalidCsv:
    return InvalidCsv("The file is empty. Download the template, fill it in and upload that.")


def no_rows() -> InvalidCsv:
    return InvalidCsv("The list names nobody. Add a line for each person, below the header.")


def other_format(name: str) -> InvalidCsv:
    return InvalidCsv(f"This is {name}, not a CSV file. Export the list as CSV and upload that.")


def excel() -> InvalidCsv:
    return _spreadsheet("an Excel workbook", "File › Save as › CSV UTF-8")  # noqa: RUF001 - as menus are written


def libre_office() -> InvalidCsv:
    return _spreadsheet("a LibreOffice file", "File › Save as › Text CSV")  # noqa: RUF001 - as menus are written


def numbers() -> InvalidCsv:
    return _spreadsheet("a Numbers spreadsheet", "File › Export to › CSV")  # noqa: RUF001 - as menus are written


def not_text(line: int) -> InvalidCsv:
    return InvalidCsv(f"Line {line:,} holds bytes that are no text. Save the list as CSV UTF-8 and upload that.")


def stray_byte(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} holds a byte that is no UTF-8, which most of the file is."
        " Correct the line, or save the list as CSV UTF-8, and upload that."
    )


def line_too_long(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} is longer than {MAX_LINE:,} characters. A line holds one person: an address, a role, groups."
    )


def too_many_empty_lines(line: int) -> InvalidCsv:
    return InvalidCsv(f"More than a million lines down to line {line:,} are empty. Remove them.")


def cell_without_end(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"The quotation mark that opens a cell in line {line:,} has no partner at the cell's end."
        ' Close the cell with one, and write "" for one inside a cell.'
    )


def unknown_delimiter(delimiter: str) -> InvalidCsv:
    return InvalidCsv(
        f'Line 1 says that cells are separated by "{delimiter}". Use a comma, a semicolon, a tab or a pipe.'
    )


def no_email_column(line: int) -> InvalidCsv:
    return InvalidCsv(
        f'Line {line:,} must name the columns, and it has no "Email". Name the columns Email,Role,Groups.'
    )


def header_below(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} names the columns. Above it, only a few titles of one cell each may stand: remove the others."
    )


def other_email_column(line: int, place: int, name: str) -> InvalidCsv:
    column = f'column "{name}"' if name else f"column {place + 1:,}"
    return InvalidCsv(
        f'Line {line:,} must name the columns, and it has no "Email". The {column} holds addresses: name it Email.'
    )


def quoted_line(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} is one cell, in quotation marks from end to end. Remove those around whole lines,"
        " or save the list as CSV anew."
    )


def separated_by(separator: str) -> AtLine:
    name = "blanks" if separator.isspace() else f'"{separator}"'
    return lambda line: InvalidCsv(
        f"Line {line:,} has {name} between the names of columns."
        " Separate cells by a comma, a semicolon, a tab or a pipe."
    )


def no_header_above(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} must name the columns, and it is somebody's address already."
        " Put a line with Email,Role,Groups above it."
    )


def repeated_column(line: int, first: str, second: str) -> InvalidCsv:
    names = f'"{first}" twice' if first == second else f'"{first}" and "{second}", which mean the same'
    return InvalidCsv(f"Line {line:,} names the column {names}. Remove or rename one of them.")


def _spreadsheet(name: str, way: str) -> InvalidCsv:
    return InvalidCsv(f"This is {name}: save it as CSV ({way}) and upload that.")
