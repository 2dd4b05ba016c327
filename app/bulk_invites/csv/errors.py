"""Errors of a whole file: the messages of INVALID_CSV, each with the place and what to do."""

from collections.abc import Callable

from app.errors import InvalidCsv

AtLine = Callable[[int], InvalidCsv]
# In characters.
MAX_LINE = 65_536


def empty() -> InvalidCsv:
    return InvalidCsv("The file is empty. Download the template, fill it in and upload that.")


def no_rows() -> InvalidCsv:
    return InvalidCsv("This list has nobody in it. Add a line for each person, below the column names.")


def other_format(name: str) -> InvalidCsv:
    return InvalidCsv(f"This is {name}, not a CSV file. Export the list as CSV and upload that.")


def excel() -> InvalidCsv:
    return _spreadsheet("an Excel workbook", "File › Save as › CSV UTF-8")  # noqa: RUF001 - as menus are written


def libre_office() -> InvalidCsv:
    return _spreadsheet("a LibreOffice file", "File › Save as › Text CSV")  # noqa: RUF001 - as menus are written


def numbers() -> InvalidCsv:
    return _spreadsheet("a Numbers spreadsheet", "File › Export to › CSV")  # noqa: RUF001 - as menus are written


def not_text(line: int) -> InvalidCsv:
    return InvalidCsv(f"Line {line:,} cannot be read as text. Save the list as CSV UTF-8 and upload that.")


def stray_byte(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} has a character that cannot be read: it is not UTF-8, as most of the file is."
        " Correct the line, or save the list as CSV UTF-8, and upload that."
    )


def line_too_long(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} is longer than {MAX_LINE:,} characters. Put one person on a line: address, role, groups."
    )


def too_many_empty_lines(line: int) -> InvalidCsv:
    return InvalidCsv(f"More than a million lines down to line {line:,} are empty. Remove them.")


def cell_without_end(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"A cell in line {line:,} begins with a quotation mark and does not end with one."
        ' Add it at the end of the cell. For a quotation mark inside of a cell, write "".'
    )


def unknown_delimiter(delimiter: str) -> InvalidCsv:
    return InvalidCsv(
        f'Line 1 says that cells are separated by "{delimiter}". Use a comma, a semicolon, a tab or a pipe.'
    )


def no_email_column(line: int) -> InvalidCsv:
    return InvalidCsv(
        f'No column is called "Email". Write the names of the columns into line {line:,}: Email,Role,Groups.'
    )


def header_below(line: int) -> InvalidCsv:
    return InvalidCsv(
        f"Line {line:,} has the names of the columns, and too much stands above it. Remove the lines above."
    )


def other_email_column(line: int, place: int, name: str) -> InvalidCsv:
    column = f'column "{name}"' if name else f"column {place + 1:,}"
    return InvalidCsv(f'No column is called "Email". The addresses are in {column}: name that Email, in line {line:,}.')


def separated_by(separator: str) -> AtLine:
    name = "spaces" if separator.isspace() else f'"{separator}"'
    return lambda line: InvalidCsv(
        f"Line {line:,} has {name} between the column names. Put a comma, a semicolon, a tab or a pipe between cells."
    )


def no_header_above(line: int) -> InvalidCsv:
    place = "The first line" if line == 1 else f"Line {line:,}"
    return InvalidCsv(f"{place} is a person, not column names. Put a line with Email,Role,Groups above it.")


def repeated_column(line: int, first: str, second: str) -> InvalidCsv:
    names = f'the column "{first}" twice' if first == second else f'"{first}" and "{second}", which mean the same'
    return InvalidCsv(f"Line {line:,} names {names}. Remove or rename one of these columns.")


def _spreadsheet(name: str, way: str) -> InvalidCsv:
    return InvalidCsv(f"This is {name}: save it as CSV ({way}) and upload that.")
