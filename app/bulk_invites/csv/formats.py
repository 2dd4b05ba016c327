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
    # Source: MS-XLS and its forerunners: BOF, which stands in no container before Excel 5.0.
    b"\x09\x00\x04\x00": "an Excel workbook from before 1993",
    b"\x09\x02\x06\x00": "an Excel workbook from before 1993",
    b"\x09\x04\x06\x00": "an Excel workbook from before 1993",
}
# What programs export beside CSV, or under its name: it is text too. Each takes linear time.
TEXT_FORMATS = {
    re.compile(
        rb"\s*<.{0,4096}?(?:=.urn:schemas-microsoft-com:office:spreadsheet|opendocument\.spreadsheet)", re.DOTALL
    ): "a spreadsheet as XML",
    re.compile(rb"\s*<(?:[!?]|\w+[\s>])"): "a web page or XML document",
    re.compile(rb"\s*[\[{]\s*[\[{\"]"): "JSON",
    re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE): "a file of contact cards (vCard)",
    re.compile(rb"\s*BEGIN:VCALENDAR", re.IGNORECASE): "a calendar",
    # As Excel saves a "single file web page", also as .xls.
    re.compile(rb"(?:(?!MIME-Version:)(?:[a-z][\w-]*+:|[ \t])[^\n]*+\n)*MIME-Version:", re.IGNORECASE): (
        "a web archive, or an email"
    ),
    # A table may begin with a column "ID" and one whose name begins with P: the second line tells.
    re.compile(rb"ID;P[^\r\n]*+\r?\n(?:P;P|[BC];[XY]\d|F;[A-Z]\d|O;[LPVD][;\r\n])"): "a SYLK spreadsheet",
    re.compile(rb"TABLE\r?\n0,1\r?\n\""): "a DIF spreadsheet",
    re.compile(rb"(?:(?:version:|#)[^\n]*+\n|\r?\n)*dn::? ?[a-z]+=", re.IGNORECASE): "a directory's LDIF export",
}
# Names and content of files within ZIP archives.
WORKBOOKS = re.compile(
    rb"xl[/\\](?:workbook|worksheets|theme|styles|sharedstrings)|opendocument\.spreadsheet", re.IGNORECASE
)
DOCUMENTS = re.compile(rb"word/document|ppt/presentation|opendocument\.(?:text|presentation|graphics)")
OPEN_DOCUMENT = b"content.xml"
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
        names = _edges(file, head)
        return WORKBOOKS.search(names) is not None or (OPEN_DOCUMENT in names and DOCUMENTS.search(names) is None)
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
