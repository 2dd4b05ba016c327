"""The details of a sheet of .xlsx and .xlsm. Source: ECMA-376, part 1, 18.3.1.73 (row), 18.3.1.4 (c), 18.8 (styles)."""

import re
from collections.abc import Iterator
from html import unescape
from typing import IO

from app.bulk_invites.spreadsheets.child.cell_text import one_line
from app.bulk_invites.spreadsheets.child.number_formats import BUILT_IN, Format, number_format
from app.bulk_invites.spreadsheets.child.parts import Parts
from app.bulk_invites.spreadsheets.child.sheet_details import MAX_SHOWN, Details, sorted_runs
from app.bulk_invites.spreadsheets.child.tags import INSIDE, attributes_of, find_tags, positive

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s(%b)>" % INSIDE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s(%b)>" % INSIDE)
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])(%b)>" % INSIDE)
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\s[^<]*\b(?:hidden\s*=\s*[\"'](?!0[\"']|false[\"'])|ht\s*=\s*[\"']0(?:\.0*)?[\"'])"
)
_FORMULA = rb"<(?:\w+:)?f(?=[\s/>])%b>(?:([^<]*+)</(?:\w+:)?f>)?\s*+" % INSIDE
_NO_RESULT = rb"(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v>\s*+</(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
_ODD_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*\bt\s*=\s*[\"']e|%b%b" % (_FORMULA, _NO_RESULT))
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s(%b)>" % INSIDE)
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs[\s>]")
_STYLES_END = re.compile(rb"</(?:\w+:)?cellXfs>")
_STYLE = re.compile(rb"<(?:\w+:)?xf(?=[\s/>])(%b)>" % INSIDE)
# A cell of a formula without a result, or of a number or an error that stands in it: nothing else is shown in another
# way than calamine reads it.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s(%b)>\s*+(?:%b(%b)|(?:%b)?<(?:\w+:)?v>([^<]{1,40})</(?:\w+:)?v>)"
    % (INSIDE, _FORMULA, _NO_RESULT, _FORMULA)
)
_NO_HEIGHT = re.compile(rb"0(?:\.0*)?")
_SHOWN_ROWS = {b"0", b"false"}
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_MAX_PART = 2**26


def xlsx_details(parts: Parts, number: int) -> Details:
    """Merged cells are told by calamine. Raises KeyError where the sheet is not where it should be."""
    path = worksheet_path(parts, "xl/workbook.xml", number)
    details = Details([], [], {})
    if _has(parts, path, _HIDDEN_ROW):
        with parts.open(path) as part:
            details.hidden.extend(sorted_runs(_hidden(part)))
    formats = _formats(parts)
    if formats or _has(parts, path, _ODD_CELL):
        with parts.open(path) as part:
            details.shown.update(_shown(part, formats))
    return details


def worksheet_path(parts: Parts, workbook: str, number: int) -> str:
    """Returns where the sheet is that the workbook names at this place, from 0. Raises KeyError, IndexError."""
    sheet = attributes_of(_SHEET.findall(read_part(parts, workbook))[number])
    relation = next((value for name, value in sheet.items() if name.rpartition(b":")[2] == b"id"), b"")
    return target_of(parts, workbook, relation)


def target_of(parts: Parts, workbook: str, relation: bytes) -> str:
    """Returns where the part is that this relation of the workbook leads to. Raises KeyError."""
    folder, _, name = workbook.rpartition("/")
    for found in _RELATION.findall(read_part(parts, f"{folder}/_rels/{name}.rels")):
        attributes = attributes_of(found)
        if attributes.get(b"Id") == relation:
            target = attributes[b"Target"].decode()
            return target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    raise KeyError(relation)


def read_part(parts: Parts, path: str) -> bytes:
    """Returns a part that is short in every workbook of people, as far as that is so."""
    with parts.open(path) as part:
        return part.read(_MAX_PART)


def _has(parts: Parts, path: str, pattern: re.Pattern[bytes]) -> bool:
    """Whether a pass over all rows is worth its time."""
    with parts.open(path) as part:
        return next(find_tags(part, pattern), None) is not None


def _hidden(part: IO[bytes]) -> Iterator[tuple[int, int]]:
    number = 0
    for found in find_tags(part, _ROW):
        attributes = attributes_of(found[1])
        number = positive(attributes.get(b"r"), number + 1)
        if attributes.get(b"hidden", b"0") not in _SHOWN_ROWS or _NO_HEIGHT.fullmatch(attributes.get(b"ht", b"")):
            yield number, number


def _formats(parts: Parts) -> dict[bytes, Format]:
    """Returns the formats of styles that show numbers in another way."""
    try:
        styles = read_part(parts, "xl/styles.xml")
    except KeyError:
        return {}
    formats = dict(BUILT_IN)
    for found in _FORMAT.findall(styles):
        attributes = attributes_of(found)
        shown_as = number_format(unescape(attributes.get(b"formatCode", b"").decode(errors="replace")))
        if shown_as is not None:
            formats[positive(attributes.get(b"numFmtId"), 0)] = shown_as
    begin = _STYLES.search(styles)
    end = _STYLES_END.search(styles, begin.end()) if begin else None
    cells = _STYLE.findall(styles, begin.end(), end.start()) if begin and end else []
    used = {place: positive(attributes_of(each).get(b"numFmtId"), 0) for place, each in enumerate(cells)}
    return {b"%d" % place: formats[number] for place, number in used.items() if number in formats}


def _shown(part: IO[bytes], formats: dict[bytes, Format]) -> Iterator[tuple[tuple[int, int], str]]:
    count = 0
    for found in find_tags(part, _CELL):
        cell, formula, is_without_result, _, value = found.groups()
        attributes = attributes_of(cell)
        place = _PLACE.fullmatch(attributes.get(b"r", b""))
        if place is None or count == MAX_SHOWN:
            continue
        text = _formula(formula, attributes) if is_without_result else _text(value, attributes, formats)
        if text is not None:
            count += 1
            yield (int(place[2]) - 1, _column(place[1])), text


def _formula(formula: bytes | None, attributes: dict[bytes, bytes]) -> str | None:
    """Returns the formula itself, as programs write it that do not compute; its result may also be an empty text.

    Who reads the sheet would not know of the people whom it finds.
    """
    if attributes.get(b"t") == b"str":
        return None
    return one_line("=" + unescape((formula or b"").decode(errors="replace")))


def _text(value: bytes, attributes: dict[bytes, bytes], formats: dict[bytes, Format]) -> str | None:
    """Returns what is shown in the place of what calamine reads, None where it is the same."""
    kind = attributes.get(b"t", b"n")
    if kind == b"e":
        return value.decode(errors="replace")
    shown_as = formats.get(attributes.get(b"s", b"")) if kind == b"n" else None
    try:
        return None if shown_as is None else shown_as(float(value))
    except ValueError:
        return None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
