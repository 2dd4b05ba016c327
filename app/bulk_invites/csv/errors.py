"""Errors of a whole file: the messages of INVALID_CSV, each with the place and what to do.

A place is a line of the file, or a row of the sheet that the file was.
"""

from collections.abc import Callable, Sequence

from app.errors import InvalidCsv

AtLine = Callable[[int], InvalidCsv]
# In characters.
MAX_LINE = 65_536


class InvalidLines(InvalidCsv):
    """`sentence` says {Line}, {line} and {lines}, which are rows where the file is a sheet, and names of `values`.

    It says `places` of columns as {columns}, which have letters in a sheet.
    """

    def __init__(self, sentence: str, places: Sequence[int] = (), **values: object) -> None:
        numbers = " and ".join(f"{place + 1:,}" for place in places)
        super().__init__(sentence.format(Line="Line", line="line", lines="lines", columns=numbers, **values))
        self.sentence = sentence
        self.places = places
        self.values = values

    def of_sheet(self) -> InvalidCsv:
        letters = " and ".join(map(_letters, self.places))
        return InvalidCsv(self.sentence.format(Line="Row", line="row", lines="rows", columns=letters, **self.values))


def _letters(place: int) -> str:
    """Returns what spreadsheets call the column: A to Z, then AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def empty() -> InvalidCsv:
    return InvalidCsv("The file is empty. Download the template, fill it in and upload that.")


def no_rows() -> InvalidCsv:
    return InvalidLines("This list has nobody in it. Add a {line} for each person, below the column names.")


def other_format(name: str) -> InvalidCsv:
    return InvalidCsv(f"This is {name}, which cannot be read. Save the list as .xlsx, .ods or CSV and upload that.")


def numbers() -> InvalidCsv:
    way = "File › Export to › CSV"  # noqa: RUF001 - as menus are written
    return InvalidCsv(f"This is a Numbers spreadsheet: save it as CSV ({way}) and upload that.")


def not_text(line: int) -> InvalidCsv:
    return InvalidLines("{Line} {at:,} cannot be read as text. Save the list as CSV UTF-8 and upload that.", at=line)


def stray_byte(line: int) -> InvalidCsv:
    return InvalidLines(
        "{Line} {at:,} has a character that cannot be read: it is not UTF-8, as most of the file is."
        " Correct the {line}, or save the list as CSV UTF-8, and upload that.",
        at=line,
    )


def line_too_long(line: int) -> InvalidCsv:
    return InvalidLines(
        "{Line} {at:,} is longer than {limit:,} characters. Put one person on a {line}: address, role, groups.",
        at=line,
        limit=MAX_LINE,
    )


def too_many_empty_lines(line: int) -> InvalidCsv:
    return InvalidLines("More than a million {lines} down to {line} {at:,} are empty. Remove them.", at=line)


def cell_without_end(line: int) -> InvalidCsv:
    return InvalidLines(
        "A cell in {line} {at:,} begins with a quotation mark and does not end with one."
        ' Add it at the end of the cell. For a quotation mark inside of a cell, write "".',
        at=line,
    )


def unknown_delimiter(delimiter: str) -> InvalidCsv:
    return InvalidLines(
        '{Line} 1 says that cells are separated by "{delimiter}". Use a comma, a semicolon, a tab or a pipe.',
        delimiter=delimiter,
    )


def no_email_column(line: int) -> InvalidCsv:
    return InvalidLines(
        'No column is called "Email". Write the names of the columns into {line} {at:,}: Email,Role,Groups.', at=line
    )


def addresses_alone() -> InvalidCsv:
    return InvalidCsv(
        "These are addresses alone. Choose a role for all of them, or put a line with Email,Role,Groups above them and"
        " a role beside each."
    )


def header_below(line: int) -> InvalidCsv:
    return InvalidLines(
        "{Line} {at:,} has the names of the columns, and too much stands above it. Remove the {lines} above.", at=line
    )


def other_email_column(line: int, place: int, name: str) -> InvalidCsv:
    if not name:
        return InvalidLines(
            'No column is called "Email". The addresses are in column {columns}: name that Email, in {line} {at:,}.',
            [place],
            at=line,
        )
    return InvalidLines(
        'No column is called "Email". The addresses are in column "{name}": name that Email, in {line} {at:,}.',
        name=name,
        at=line,
    )


def separated_by(separator: str) -> AtLine:
    name = "spaces" if separator.isspace() else f'"{separator}"'
    return lambda line: InvalidLines(
        "{Line} {at:,} has {name} between the column names. Put a comma, a semicolon, a tab or a pipe between cells.",
        at=line,
        name=name,
    )


def no_header_above(line: int) -> InvalidCsv:
    place = "The first {line}" if line == 1 else "{Line} {at:,}"
    return InvalidLines(
        place + " is a person, not column names. Put a {line} with Email,Role,Groups above it.", at=line
    )


def repeated_column(line: int, first: str, second: str, places: Sequence[int]) -> InvalidCsv:
    """`places` tell where they are: one of them may be hidden."""
    names = f'the column "{first}" twice' if first == second else f'"{first}" and "{second}", which mean the same'
    return InvalidLines(
        "{Line} {at:,} names {names}: columns {columns}. Remove or rename one of them.", places, at=line, names=names
    )
