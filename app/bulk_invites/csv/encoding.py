"""From bytes to lines of text: the encoding of a file, and its physical lines."""

import codecs
import io
import re
from collections.abc import Generator
from typing import BinaryIO

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.formats import require_text

HEAD_BYTES = 65_536
READ_BYTES = 1_048_576
# In UTF-16, at least so many bytes are zeros of letters of ASCII, of all bytes at least this part, and of zeros most.
MIN_ZEROS = 5
MIN_PART_OF_ZEROS = 1 / 32
CLEARLY_MORE = 8
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark is its beginning
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


# The names by IANA of what `detect_encoding` returns; the last one is guessed.
GUESSED = "windows-1252"
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": GUESSED,
}


# How "surrogateescape" shows bytes that are no text.
_STRAY = re.compile("[\udc80-\udcff]")


def detect_encoding(file: BinaryIO) -> str:
    """Returns the codec to read the file with: UTF-8, UTF-16, UTF-32 or, where it is none of them, Windows-1252.

    Raises InvalidCsv where the file is empty, of another format, or no text in any of these.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    require_text(head)
    encoding = _unicode_encoding(head)
    undecodable = _first_undecodable_line(file, encoding)
    if undecodable is not None and encoding == "utf-8":
        if _is_mostly_utf_8(file):
            raise errors.stray_byte(undecodable)
        encoding = "cp1252"
        undecodable = _first_undecodable_line(file, encoding)
    if undecodable is not None:
        raise errors.not_text(undecodable)
    return encoding


def physical_lines(file: BinaryIO, encoding: str) -> Generator[str, None, None]:
    """Yields the lines from the file's beginning, each with its CRLF, LF or CR. Raises InvalidCsv."""
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


def _unicode_encoding(head: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    # Without a mark: in UTF-16, every second byte of ASCII is zero, as the separators and line ends of any text are.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) >= max(MIN_ZEROS, len(head) * MIN_PART_OF_ZEROS):
        if odd > even * CLEARLY_MORE:
            return "utf-16-le"
        if even > odd * CLEARLY_MORE:
            return "utf-16-be"
    return "utf-8"


def _first_undecodable_line(file: BinaryIO, encoding: str) -> int | None:
    """Returns the number of the first physical line that is no text in this encoding, or None."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = _LineCount()
    while True:
        piece = file.read(READ_BYTES)
        try:
            lines.add(decoder.decode(piece, final=not piece))
        except UnicodeDecodeError as error:
            readable = error.object[: error.start]
            lines.add(readable.decode(encoding.removesuffix("-sig"), "ignore"))
            return lines.complete + 1
        if not piece:
            return None


def _is_mostly_utf_8(file: BinaryIO) -> bool:
    """Whether the file has at least as many letters in UTF-8 as bytes that are none.

    Text in another encoding seldom has a letter that is valid UTF-8: read as a whole in that encoding, a file of UTF-8
    would have wrong letters in all of its other addresses.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters = strays = 0
    while piece := file.read(READ_BYTES):
        text = decoder.decode(piece)
        if not text.isascii():
            stray = len(_STRAY.findall(text))
            strays += stray
            letters += len(text) - len(text.encode("ascii", "ignore")) - stray
    return letters >= max(strays, 1)


class _LineCount:
    """Counts line ends, CRLF as one even where a piece of text ends within it."""

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
