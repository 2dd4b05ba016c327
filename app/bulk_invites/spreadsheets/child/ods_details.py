"""The details of a sheet of .ods. Source: OpenDocument 1.3, part 3, 9.1 (tables) and 19.775 (visibility)."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice, product
from typing import IO

from app.bulk_invites.spreadsheets.child.cell_text import one_line
from app.bulk_invites.spreadsheets.child.parts import Parts
from app.bulk_invites.spreadsheets.child.sheet_details import MAX_SHOWN, Details, Merged, add_hidden
from app.bulk_invites.spreadsheets.child.tags import INSIDE, attributes_of, find_tags, positive

_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])(%b)>"
    rb"(?:(?:<text:p(?:\s%b)?>([^<]*)</text:p>)</table:)?" % (INSIDE, INSIDE)
)
_PADDED = re.compile(rb"-?0\d+")
_VISIBLE = b"visible"
_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384


def ods_details(parts: Parts, number: int) -> Details:
    """Returns the details of the table at this place of the document, from 0."""
    with parts.open("content.xml") as part:
        return _read(_tags_of(part, number))


def _tags_of(part: IO[bytes], number: int) -> Iterator[re.Match[bytes]]:
    place = -1
    for found in find_tags(part, _TAG):
        if found[1] == b"table":
            place += 1
        elif place == number:
            yield found
        if place > number:
            return


def _read(tags: Iterator[re.Match[bytes]]) -> Details:
    details = Details([], [], {})
    next_row, row, column = 0, 0, 0
    for found in tags:
        attributes = attributes_of(found[2])
        if found[1] == b"table-row":
            row, column = next_row, 0
            repeated = positive(attributes.get(b"table:number-rows-repeated"), 1, _MAX_ROWS)
            if attributes.get(b"table:visibility", _VISIBLE) != _VISIBLE:
                add_hidden(details.hidden, row + 1, row + repeated)
            next_row = row + repeated
            continue
        rows = positive(attributes.get(b"table:number-rows-spanned"), 1, _MAX_ROWS)
        if rows > 1:
            details.merged.append(Merged(row, column, row + rows - 1))
        columns = positive(attributes.get(b"table:number-columns-repeated"), 1, _MAX_COLUMNS)
        if found[3] and _is_shown_otherwise(attributes, found[3]):
            text = one_line(unescape(found[3].decode(errors="replace")))
            places = product(range(row, next_row), range(column, column + columns))
            details.shown.update((place, text) for place in islice(places, MAX_SHOWN - len(details.shown)))
        column += columns
    return details


def _is_shown_otherwise(attributes: dict[bytes, bytes], text: bytes) -> bool:
    """Whether it is a percentage, a number with leading zeros, or an error."""
    kind = attributes.get(b"office:value-type")
    return (
        kind == b"percentage"
        or (kind == b"float" and _PADDED.fullmatch(text) is not None)
        or attributes.get(b"calcext:value-type") == b"error"
    )
