"""The kind of a file is told by what is in it, whatever it is called."""

import io

import pytest

from app.bulk_invites.csv.formats import is_spreadsheet
from tests.support.spreadsheets import archive, ods, people

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    "content",
    [
        people("a@example.com"),
        ods("<table:table/>"),
        archive({"content.xml": "", "META-INF/manifest.xml": ""}),
        archive({"[Content_Types].xml": "", "xl/workbook.bin": ""}),
        archive({"docProps/thumbnail.jpeg": "\0" * 200_000, "xl\\workbook.xml": ""}),
        people("a@example.com")[:-200],
        OLE + bytes(600) + "Workbook".encode("utf-16-le"),
        OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        OLE + bytes(600) + "Workbook".encode("utf-16-le") + "WordDocument".encode("utf-16-le"),
        OLE + bytes(200_000),
        b"<!doctype html><TABLE><tr><td>Email",
        b"\xef\xbb\xbf \r\n<html><style>" + b" " * 2**20 + b"</style><table\n border=0>",
        "<html><table><tr>".encode("utf-16"),
        b"<meta charset='utf-8'><!--StartFragment--><table>",
    ],
)
def test_spreadsheets(content: bytes) -> None:
    assert is_spreadsheet(io.BytesIO(content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Email\na@example.com\n",
        b"<a@example.com>; Ada <ada@example.com>",
        b"Email,Notes\na@example.com,<table>\n",
        b"<!doctype html><p>nothing",
        b"<!doctype html><tablet>",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table></Table>',
        archive({"word/document.xml": ""}),
        archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
        archive({"Index/Document.iwa": ""}),
        archive({"people.csv": "Email"}),
        OLE + bytes(600) + "WordDocument".encode("utf-16-le"),
        OLE + bytes(600) + "__properties_version1.0".encode("utf-16-le"),
        b"%PDF-1.7 <table>",
    ],
)
def test_others(content: bytes) -> None:
    assert not is_spreadsheet(io.BytesIO(content))
