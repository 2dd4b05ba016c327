"""From bytes to lines of text: what kind of file it is, its encoding, and its physical lines."""

import codecs
import io
import re
from collections.abc import Generator
from typing import BinaryIO

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.errors import MAX_LINE

HEAD_BYTES = 65_536
PIECE_BYTES = 1_048_576
FORMATS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel workbook (.xls) or Office document",
    b"%PDF-": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "an RTF document",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
}
# What programs export beside CSV, or under its name: it is text too.
TEXT_FORMATS = {
    re.compile(rb"\s*<(?:[!?]|\w+[\s>])"): "a web page or XML document",
    re.compile(rb"\s*[\[{]\s*[\[{\"]"): "JSON",
    re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE): "a file of contact cards (vCard)",
}
ARCHIVES = {
    b"application/vnd.oasis.opendocument": errors.libre_office,
    b"xl/": errors.excel,
    b"[Content_Types].xml": errors.excel,
    b"Index/": errors.numbers,
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark is its beginning
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def detect_encoding(file: BinaryIO) -> str:
    """The codec to read the file with: UTF-8, UTF-16 or, where it is neither, Windows-1252.

    Raises InvalidCsv for what is empty, another kind of file, or no text in any of these.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    _refuse_other_formats(head)
    encoding = _unicode_of(head)
    bad_line = _first_undecodable_line(file, encoding)
    if bad_line is not None and encoding == "utf-8":
        encoding = "cp1252"
        bad_line = _first_undecodable_line(file, encoding)
    if bad_line is not None:
        raise errors.not_text(bad_line)
    return encoding


def physical_lines(file: BinaryIO, encoding: str) -> Generator[str, None, None]:
    """The lines from the file's beginning, with their CRLF, LF or CR. Raises InvalidCsv."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        number = 0
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if number == 1:
                line = line.lstrip("\ufeff")
            if len(line) > MAX_LINE:
                raise errors.line_too_long(number)
            if "\0" in line:
                raise errors.not_text(number)
            yield line
    finally:
        if not file.closed:
            text.detach()


def _refuse_other_formats(head: bytes) -> None:
    if not head.strip(codecs.BOM_UTF8):
        raise errors.empty()
    if head.startswith(b"PK\x03\x04"):
        name_it = next((fault for mark, fault in ARCHIVES.items() if mark in head), None)
        raise name_it() if name_it else errors.other_format("a ZIP archive")
    for magic, name in FORMATS.items():
        if head.startswith(magic):
            raise errors.other_format(name)
    for pattern, name in TEXT_FORMATS.items():
        if pattern.match(head.removeprefix(codecs.BOM_UTF8)):
            raise errors.other_format(name)


def _unicode_of(head: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    # Without a mark: in UTF-16, every second byte of the letters A to Z is zero.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 4 > len(head) and not even:
        return "utf-16-le"
    if even * 4 > len(head) and not odd:
        return "utf-16-be"
    return "utf-8"


def _first_undecodable_line(file: BinaryIO, encoding: str) -> int | None:
    """The number of the first physical line that is no text in this encoding; None where all of it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = _LineCount()
    while True:
        piece = file.read(PIECE_BYTES)
        try:
            lines.add(decoder.decode(piece, final=not piece))
        except UnicodeDecodeError as error:
            readable = error.object[: error.start]
            lines.add(readable.decode(encoding.removesuffix("-sig"), "ignore"))
            return lines.complete + 1
        if not piece:
            return None


class _LineCount:
    """Counts line ends, CRLF as one also where a piece ends within it."""

    def __init__(self) -> None:
        self.complete = 0
        self.ended_with_cr = False

    def add(self, text: str) -> None:
        if not text:
            return
        carriage_returns = text.count("\r") - text.count("\r\n")
        self.complete += text.count("\n") + carriage_returns
        if self.ended_with_cr and text.startswith("\n"):
            self.complete -= 1
        self.ended_with_cr = text.endswith("\r")
