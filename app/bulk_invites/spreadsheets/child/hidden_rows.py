"""Which rows of a sheet are hidden, in .xlsx and .ods: calamine does not tell. Others are taken to have none."""

import re
from collections.abc import Iterator
from html import unescape
from typing import IO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

_READ_BYTES = 2**20
_MAX_TAG = 2**16
_MAX_RANGES = 1_000
_XLSX_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_ODS_TAG = re.compile(rb"<table:table(-row)?(?=[\s/>])([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

Range = list[int]


def hidden_rows(file: IO[bytes], sheet: str) -> list[Range]:
    """Returns the first and last row of each run of hidden ones, from 1; at most 1,000 runs."""
    with ZipFile(file) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            path = _worksheet_path(archive, sheet)
            if path not in names:
                return []
            with archive.open(path) as part:
                return _runs(_hidden_in_xlsx(part))
        if "content.xml" in names:
            with archive.open("content.xml") as part:
                return _runs(_hidden_in_ods(part, sheet))
    return []


def _worksheet_path(archive: ZipFile, sheet: str) -> str:
    relation = ""
    for element in ET.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            relation = next((value for name, value in element.items() if name.endswith("}id")), "")
    for element in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        if element.get("Id") == relation:
            target = element.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _hidden_in_xlsx(part: IO[bytes]) -> Iterator[tuple[int, int]]:
    number = 0
    for found in _tags(part, _XLSX_ROW):
        attributes = _attributes(found[1])
        number = _integer(attributes.get(b"r"), number + 1)
        if attributes.get(b"hidden") in {b"1", b"true"}:
            yield number, number


def _hidden_in_ods(part: IO[bytes], sheet: str) -> Iterator[tuple[int, int]]:
    number, is_wanted = 0, False
    for found in _tags(part, _ODS_TAG):
        attributes = _attributes(found[2])
        if found[1] is None:
            is_wanted = unescape(attributes.get(b"table:name", b"").decode()) == sheet
            number = 0
            continue
        repeated = _integer(attributes.get(b"table:number-rows-repeated"), 1)
        if is_wanted and attributes.get(b"table:visibility") in {b"collapse", b"filter"}:
            yield number + 1, number + repeated
        number += repeated


def _tags(part: IO[bytes], pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    rest = b""
    while piece := part.read(_READ_BYTES):
        text = rest + piece
        end = 0
        for found in pattern.finditer(text):
            end = found.end()
            yield found
        opened = text.rfind(b"<", max(end, len(text) - _MAX_TAG))
        rest = text[opened:] if opened >= 0 else b""


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: quoted or other for name, quoted, other in _ATTRIBUTE.findall(text)}


def _integer(text: bytes | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() else otherwise


def _runs(found: Iterator[tuple[int, int]]) -> list[Range]:
    runs: list[Range] = []
    for first, last in found:
        if runs and runs[-1][1] == first - 1:
            runs[-1][1] = last
        elif len(runs) < _MAX_RANGES:
            runs.append([first, last])
    return runs
