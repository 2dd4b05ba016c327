"""Recognizes files that are no CSV by their bytes, never by their names. Nothing in them is parsed here."""

import codecs
import re
from os import SEEK_END
from typing import BinaryIO

from app.bulk_invites.csv import errors

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY_FORMATS = {
    OLE: "an old Office document, or an email",
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
# Names and content of files within ZIP archives.
WORKBOOKS = re.compile(rb"xl[/\\]workbook|opendocument\.spreadsheet", re.IGNORECASE)
DOCUMENTS = re.compile(rb"word/document|ppt/presentation|opendocument\.(?:text|presentation|graphics)")
NUMBERS = b"Index/"
# The same for OLE, in which .xls, .doc, .ppt and .msg are alike; a workbook may hold any of the others.
OLE_WORKBOOKS, OLE_DOCUMENTS = (
    re.compile(b"|".join(re.escape(each.encode("utf-16-le")) for each in names))
    for names in (("Workbook", "Book\0", "EncryptedPackage"), ("WordDocument", "PowerPoint Document", "__properties"))
)
PAGE = re.compile(rb"[\xef\xbb\xbf\xfe\xff\0\s]*<")
TABLE = re.compile(rb"<\0?t\0?a\0?b\0?l\0?e[\0\s>]", re.IGNORECASE)
# It has tables too, and nothing reads them: Excel's format of 2003.
XML_WORKBOOK = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
# Archives list their files in the first bytes, or in the last.
EDGE_BYTES = 65_536
READ_BYTES = 2**20


def is_spreadsheet(file: BinaryIO) -> bool:
    """Whether it is a workbook of Excel or LibreOffice, or an HTML page with a table, also one that is called .xls."""
    file.seek(0)
    head = file.read(EDGE_BYTES)
    if head.startswith(ZIP):
        return WORKBOOKS.search(_edges(file, head)) is not None
    if head.startswith(OLE):
        names = _edges(file, head)
        return OLE_WORKBOOKS.search(names) is not None or OLE_DOCUMENTS.search(names) is None
    return PAGE.match(head) is not None and XML_WORKBOOK.search(head) is None and _has_table(file)


def require_text(head: bytes) -> None:
    """Raises InvalidCsv where a file that begins with these bytes is empty or of another format."""
    if not head.strip(codecs.BOM_UTF8):
        raise errors.empty()
    if head.startswith(ZIP):
        raise errors.numbers() if NUMBERS in head else errors.other_format(_archive(head))
    for magic, name in BINARY_FORMATS.items():
        if head.startswith(magic):
            raise errors.other_format(name)
    for pattern, name in TEXT_FORMATS.items():
        if pattern.match(head.removeprefix(codecs.BOM_UTF8)):
            raise errors.other_format(name)


def _archive(head: bytes) -> str:
    return "an Office document" if DOCUMENTS.search(head) else "a ZIP archive"


def _edges(file: BinaryIO, head: bytes) -> bytes:
    file.seek(max(0, file.seek(0, SEEK_END) - EDGE_BYTES))
    return head + file.read(EDGE_BYTES)


def _has_table(file: BinaryIO) -> bool:
    file.seek(0)
    rest = b""
    while piece := file.read(READ_BYTES):
        if TABLE.search(rest + piece):
            return True
        rest = piece[-20:]
    return False
