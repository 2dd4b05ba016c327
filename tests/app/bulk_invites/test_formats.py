"""The kind of a file is told by what is in it, whatever it is called."""

import io

import pytest

from app.bulk_invites.csv.formats import is_spreadsheet, require_text
from app.errors import InvalidCsv
from tests.support.spreadsheets import FILES, archive, ods, people

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
        # As openpyxl begins one, cut off.
        archive({"docProps/app.xml": "", "xl/theme/theme1.xml": "", "xl/worksheets/sheet1.xml": ""})[:110],
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


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "an Excel workbook from before 1993"),
        (b"\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00", "an Excel workbook from before 1993"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "a spreadsheet as XML",
        ),
        ((FILES / "people.fods").read_bytes(), "a spreadsheet as XML"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0", "a calendar"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<table>", "a web archive, or an email"),
        (b"Received: from a\r\n\tby b\r\nmime-version: 1.0\r\n", "a web archive, or an email"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "a SYLK spreadsheet"),
        (b'ID;PCALCOOO32\nC;X1;Y1;K"Email"\n', "a SYLK spreadsheet"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "a DIF spreadsheet"),
        (b"# people\nversion: 1\n\ndn: cn=Ada,dc=example\nmail: a@example.com\n", "a directory's LDIF export"),
    ],
)
def test_what_is_refused_is_called_by_its_name(content: bytes, name: str) -> None:
    assert not is_spreadsheet(io.BytesIO(content))
    with pytest.raises(InvalidCsv) as refused:
        require_text(content)
    assert refused.value.message.startswith(f"This is {name}, which cannot be read.")


@pytest.mark.parametrize(
    "content",
    [
        b"ID;Prename;Email\n1;Ada;a@example.com\n",
        b"ID;Place;Email\nC;Paris;a@example.com\n",
        b"TABLE\nEmail,Role\n",
        b"Note: people\nEmail,Role\na@example.com,Analyst\n",
        b"\t\tEmail\n",
        b"a:" * 30_000,
        b"a:\n" * 20_000,
        b"<" + b"=" * 60_000,
    ],
)
def test_tables_that_begin_like_others(content: bytes) -> None:
    require_text(content)
