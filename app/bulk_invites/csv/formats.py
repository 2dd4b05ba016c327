"""Recognizes files that are no CSV by their first bytes."""

import codecs
import re

from app.bulk_invites.csv import errors

BINARY_FORMATS = {
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
ZIP = b"PK\x03\x04"
# Spreadsheets are ZIP archives that hold a file of such a name or content.
SPREADSHEETS = {
    b"application/vnd.oasis.opendocument": errors.libre_office,
    b"xl/": errors.excel,
    b"[Content_Types].xml": errors.excel,
    b"Index/": errors.numbers,
}


def require_text(head: bytes) -> None:
    """Raises InvalidCsv where a file that begins with these bytes is empty or of another format."""
    if not head.strip(codecs.BOM_UTF8):
        raise errors.empty()
    if head.startswith(ZIP):
        spreadsheet = next((error for mark, error in SPREADSHEETS.items() if mark in head), None)
        raise spreadsheet() if spreadsheet else errors.other_format("a ZIP archive")
    for magic, name in BINARY_FORMATS.items():
        if head.startswith(magic):
            raise errors.other_format(name)
    for pattern, name in TEXT_FORMATS.items():
        if pattern.match(head.removeprefix(codecs.BOM_UTF8)):
            raise errors.other_format(name)
