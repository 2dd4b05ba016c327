"""Files that are made to do harm: each gets an answer within the bounds, and nothing else happens."""

import io
import random
import struct
import zlib
from dataclasses import replace
from zipfile import ZIP_STORED, ZipFile

import pytest

from app.bulk_invites.spreadsheets.bounds import MAX_RUNS
from app.bulk_invites.spreadsheets.refusals import NotRead
from app.errors import InvalidCsv
from tests.support.spreadsheets import BOUNDS, FILES, MIB, archive, cell, data, ods, read_sheet, xlsx

FLIPS = 12
KINDS = ["xlsx", "ods", "xls", "html"]


async def refused(content: bytes, place: int = 0, **bounds: int) -> str:
    """Returns why the file was not read."""
    with pytest.raises(NotRead) as caught:
        await read_sheet(content, place, replace(BOUNDS, **bounds))
    return caught.value.reason


class TestBounds:
    async def test_unpacked_size(self) -> None:
        bomb = xlsx(data({1: {"A": "a"}}), parts={"xl/media/image.xml": b"\0" * 20 * MIB})
        assert await refused(bomb, unpacked_bytes=8 * MIB) == "unpacked"

    async def test_unpacked_size_whatever_the_archive_says_of_it(self) -> None:
        bomb = bytearray(xlsx(data({1: {"A": "a"}}), parts={"xl/media/image.xml": b"\0" * 20 * MIB}))
        for at in _all(bomb, struct.pack("<I", 20 * MIB)):
            bomb[at : at + 4] = struct.pack("<I", 7)
        assert await refused(bytes(bomb), unpacked_bytes=8 * MIB) == "unpacked"

    async def test_unpacked_size_of_entries_that_overlap(self) -> None:
        """Of one entry, the archive names many."""
        assert await refused(_overlapping(5_000, 2 * MIB), unpacked_bytes=1024 * MIB) == "unpacked"

    async def test_size_of_what_is_written(self) -> None:
        row = (
            '<table:table-row table:number-rows-repeated="1000"><table:table-cell office:value-type="string">'
            f"<text:p>{'x' * 20_000}</text:p></table:table-cell></table:table-row>"
        )
        sheet = f'<table:table table:name="S">{row}</table:table>'
        assert await refused(ods(sheet), unpacked_bytes=8 * MIB) == "unpacked"

    async def test_memory(self) -> None:
        far = data({1: {"A": "a"}, 1_048_576: {"XFD": "z"}})
        assert await refused(xlsx(far)) == "memory"

    async def test_cells(self) -> None:
        assert await refused(xlsx(data({1: {"A": "a"}, 1_000: {"Z": "z"}})), cells=25_999) == "cells"
        page = b"<table>" + b"<tr><td colspan=1000 rowspan=1000>a" * 1_000
        assert await refused(page, cells=100_000) == "cells"

    async def test_cells_of_a_table_that_repeats_its_rows(self) -> None:
        row = (
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string"'
            ' table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell></table:table-row>'
        )
        assert await refused(ods(f'<table:table table:name="S">{row}</table:table>')) in {"memory", "unreadable"}

    async def test_cells_up_to_a_formula_without_a_result(self) -> None:
        sheet = '<sheetData><row r="1048576"><c r="XFD1048576"><f>A1</f></c></row></sheetData>'
        assert await refused(xlsx(sheet)) == "cells"

    async def test_sheets(self) -> None:
        assert await refused(xlsx(*["<sheetData/>"] * 101)) == "sheets"
        assert await refused(xlsx(*["<sheetData/>"] * 10_000)) == "sheets"

    async def test_time(self) -> None:
        rows = "".join(f'<row r="{number}">{cell(f"A{number}", "a")}</row>' for number in range(1, 1_000_001))
        assert await refused(xlsx(f"<sheetData>{rows}</sheetData>"), seconds=1) == "time"


class TestMarkup:
    @pytest.mark.parametrize("place", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
    async def test_entities_are_not_expanded(self, place: str) -> None:
        laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
        sheet = data({1: {"A": "&a9;&f;"}})
        with ZipFile(io.BytesIO(xlsx(sheet))) as made:
            parts = {name: made.read(name).decode() for name in made.namelist()}
        parts[place] = doctype + parts[place]
        assert await refused(archive(parts)) == "unreadable"

    async def test_a_million_merged_ranges(self) -> None:
        merged = "".join(f'<mergeCell ref="A{number}:B{number + 5}"/>' for number in range(1, 1_000_001))
        content = xlsx(data({1: {"A": "a"}, 2: {"B": "b"}}) + f"<mergeCells>{merged}</mergeCells>")
        assert (await read_sheet(content)).text == "a\r\na,b\r\n"

    async def test_tables_within_tables(self) -> None:
        page = b"<table><tr><td>" * 20_000 + b"a"
        assert (await read_sheet(page)).sheets == ["Table 1"]
        assert await refused(page.replace(b"<td>", b"<td>a")) == "sheets"

    async def test_tags_without_end(self) -> None:
        for content in (b"<table " + b"a=" * MIB, b"<table><tr><td>" + b"<" * 100_000, b"<!--<table>" + b"-" * MIB):
            await _answered(content)

    @pytest.mark.parametrize(
        "junk", [b"<!--", b"<a '", b"<?", b"</", b"<![", b"<!x", b"&#", b"<script>", b"<table ", b"<td>"]
    )
    async def test_pages_of_any_markup_take_linear_time(self, junk: bytes) -> None:
        await _answered(b"<table><tr><td>a" + junk * (2 * MIB // len(junk)))
        await _answered(b"<table><tr><td>a" + junk * (2 * MIB // len(junk)) + b">")

    async def test_a_page_that_ends_within_a_cell(self) -> None:
        for end in (b"", b"<b", b"<!--", b"</td"):
            assert (await read_sheet(b"<table><tr><td>R&D" + end)).text == "R&D\r\n"

    @pytest.mark.parametrize("encoding", ["zlib", "undefined", "idna", "punycode", "utf-7", "nonsense", "hex"])
    async def test_an_encoding_that_is_none(self, encoding: str) -> None:
        page = f"<meta charset={encoding}><table><tr><td>a@example.com</table>"
        assert "a@example.com" in (await read_sheet(page.encode())).text

    @pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "raw_unicode_escape"])
    async def test_an_encoding_that_makes_halves_of_letters(self, encoding: str) -> None:
        page = f"<meta charset={encoding}><table><tr><td>a@example.com<td>+2AA- \\ud800</table>"
        assert (await read_sheet(page.encode())).text == "a@example.com,+2AA- \\ud800\r\n"

    @pytest.mark.parametrize("span", ["\u00b2", "x", "-1", "0", "9" * 10_000])
    async def test_a_cell_that_reaches_over_no_number_of_others(self, span: str) -> None:
        page = f"<table><tr><td colspan={span}>a</table>"
        assert (await read_sheet(page.encode())).text == "a\r\n"

    @pytest.mark.parametrize(
        "junk",
        ["<row ", "<row hidden ", '<row a="', "<c ><f>", "<c ><f> </f> ", "<f/> ", "<f></f>", "<sheet ", "<xf ", "a "],
    )
    @pytest.mark.parametrize("place", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
    async def test_tags_that_are_none_take_linear_time(self, junk: str, place: str) -> None:
        """Behind what is read of the part."""
        sheet = data({1: {"A": "a"}}) + '<row hidden="1" r="1"/>'
        with ZipFile(io.BytesIO(xlsx(sheet))) as made:
            parts = {name: made.read(name).decode() for name in made.namelist()}
        parts[place] += f"<cellXfs {junk * (4 * MIB // len(junk))}"
        await _answered(archive(parts))


class TestHiddenRows:
    """Whoever hides people in a workbook would not have them warned of."""

    @pytest.mark.parametrize(
        "attributes",
        ['hidden="&#49;"', "hidden=' true '", 'x="a>b" hidden="1"', "x='\"' hidden = '1'", 'hidden="TRUE"'],
    )
    async def test_however_it_is_written(self, attributes: str) -> None:
        sheet = f'<sheetData><row r="2" {attributes}>{cell("A2", "a")}</row></sheetData>'
        assert (await read_sheet(xlsx(sheet))).hidden == [[2, 2]]

    async def test_beside_a_percentage_that_is_no_number(self) -> None:
        styles = '<styleSheet><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>'
        number = '<c r="B2" s="0"><v>none</v></c>'
        sheet = f'<sheetData><row r="2" hidden="1">{cell("A2", "a")}{number}</row></sheetData>'
        read = await read_sheet(xlsx(sheet, parts={"xl/styles.xml": styles}))
        assert read.hidden == [[2, 2]]

    async def test_in_more_runs_than_are_told_apart(self) -> None:
        page = "<table>" + "<tr hidden><td>a<tr><td>b" * 15_000 + "</table>"
        hidden = (await read_sheet(page.encode())).hidden
        assert (len(hidden), hidden[0], hidden[-1]) == (MAX_RUNS, [1, 1], [19_999, 29_999])


class TestDamage:
    @pytest.mark.parametrize("kind", KINDS)
    async def test_a_file_that_ends_too_early(self, kind: str) -> None:
        content = (FILES / f"people.{kind}").read_bytes()
        for part in (0.1, 0.5, 0.9, 0.99):
            await _answered(content[: int(len(content) * part)])

    @pytest.mark.parametrize("kind", KINDS)
    async def test_bytes_that_changed_on_their_way(self, kind: str) -> None:
        content = (FILES / f"people.{kind}").read_bytes()
        chance = random.Random(kind)
        for _ in range(FLIPS):
            changed = bytearray(content)
            for _ in range(chance.choice((1, 10, 100))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            await _answered(bytes(changed))

    async def test_unpacked_parts_that_changed(self) -> None:
        """Behind intact checksums, other code is reached."""
        chance = random.Random(14)
        with ZipFile(FILES / "people.xlsx") as made:
            parts = {name: made.read(name) for name in made.namelist()}
        for _ in range(2 * FLIPS):
            changed = {name: bytearray(content) for name, content in parts.items()}
            damaged = chance.choice([content for content in changed.values() if content])
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            await _answered(archive({name: bytes(content) for name, content in changed.items()}))

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"PK\x03\x04",
            b"PK\x05\x06" + bytes(18),
            b"PK\x03\x04" + b"xl/workbook.xml" * 1_000,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4_096,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(65_536),
        ],
    )
    async def test_what_only_begins_like_a_workbook(self, content: bytes) -> None:
        assert await refused(content) == "unreadable"

    async def test_names_that_lead_out_of_the_archive(self) -> None:
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
            ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
            ' Target="../../../../etc/passwd"/></Relationships>'
        )
        parts = {"../../etc/passwd": "a", "/etc/passwd": "b", "xl/_rels/workbook.xml.rels": relations}
        with pytest.raises(InvalidCsv):
            await read_sheet(xlsx(data({1: {"A": "a"}}), parts=parts))

    async def test_a_workbook_with_a_password(self) -> None:
        """`locked.xlsx` is people.xlsx with the password "secret", by msoffcrypto-tool."""
        assert await refused((FILES / "locked.xlsx").read_bytes()) == "password"

    async def test_an_entry_that_is_encrypted(self) -> None:
        content = bytearray(xlsx(data({1: {"A": "a"}})))
        for at in _all(content, b"PK\x01\x02"):
            content[at + 8] |= 1
        assert await refused(bytes(content)) == "password"


async def _answered(content: bytes) -> None:
    """The file is read or refused, whichever it is, and in time."""
    reason = None
    try:
        await read_sheet(content)
    except NotRead as refusal:
        reason = refusal.reason
    assert reason != "time"


def _all(content: bytes | bytearray, part: bytes) -> list[int]:
    found, at = [], content.find(part)
    while at >= 0:
        found.append(at)
        at = content.find(part, at + 1)
    return found


def _overlapping(count: int, size: int) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as file:
        file.writestr("xl/workbook.xml", b"")
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = compressor.compress(bytes(size)) + compressor.flush()
        file.writestr("xl/a.xml", packed)
        entry = file.getinfo("xl/a.xml")
        entry.compress_type, entry.file_size = 8, size
        file.filelist = [file.getinfo("xl/workbook.xml"), *[entry] * count]
        file.NameToInfo = {}
    return written.getvalue()
