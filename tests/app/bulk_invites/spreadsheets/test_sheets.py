"""Sheets as other programs write them, made by hand."""

import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest

from app.bulk_invites.spreadsheets.child.cell_text import LINE_SEPARATOR
from tests.support.spreadsheets import archive, cell, data, ods, read_sheet, xlsx


async def rows_of(content: bytes, place: int = 0) -> list[str]:
    return (await read_sheet(content, place)).text.split("\r\n")[:-1]


class TestRows:
    async def test_rows_in_the_wrong_order_keep_their_numbers(self) -> None:
        sheet = data({3: {"A": "three"}, 1: {"A": "one"}, 2: {"B": "two"}})
        assert await rows_of(xlsx(sheet)) == ["one", ",two", "three"]

    async def test_rows_and_cells_without_numbers_follow_each_other(self) -> None:
        inline = '<c t="inlineStr"><is><t>{}</t></is></c>'.format
        sheet = (
            f'<sheetData><row>{inline("a")}{inline("b")}</row><row r="3">{inline("c")}</row><row>{inline("d")}</row>'
        )
        assert await rows_of(xlsx(f"{sheet}</sheetData>")) == ["a,b", "", "c", "d"]

    async def test_a_dimension_that_lies_changes_nothing(self) -> None:
        sheet = data({2: {"B": "here"}})
        for dimension in ("A1", "A1:XFD1048576"):
            assert await rows_of(xlsx(f'<dimension ref="{dimension}"/>{sheet}')) == ["", ",here"]

    async def test_a_million_rows_with_nothing_but_a_format_are_not_there(self) -> None:
        junk = "".join(f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(2, 1_048_577))
        sheet = f'<sheetData><row r="1">{cell("A1", "one")}</row>{junk}</sheetData>'
        assert await rows_of(xlsx(sheet)) == ["one"]

    async def test_hidden_rows_come_in_runs(self) -> None:
        hidden = data({3: {"A": "c"}, 2: {"A": "b"}, 9: {"A": "d"}}, ' hidden="1"').replace("</sheetData>", "")
        sheet = f'{hidden}<row r="4" hidden="false">{cell("A4", "seen")}</row></sheetData>'
        assert (await read_sheet(xlsx(sheet))).hidden == [[2, 3], [9, 9]]

    async def test_cells_merged_downwards_count_for_each_row_that_has_text(self) -> None:
        rows = {1: {"A": "a", "B": "both"}, 2: {"A": "b"}, 4: {"A": "d", "B": "own"}}
        merged = '<mergeCells><mergeCell ref="B1:C3"/></mergeCells>'
        assert await rows_of(xlsx(data(rows) + merged)) == ["a,both", "b,both", "", "d,own"]

    async def test_rows_without_height_are_hidden(self) -> None:
        sheet = data({1: {"A": "a"}, 2: {"A": "b"}, 3: {"A": "c"}})
        sheet = sheet.replace('r="2"', 'r="2" ht="0" customHeight="1"').replace('r="3"', 'r="3" ht="0.5"')
        assert (await read_sheet(xlsx(sheet))).hidden == [[2, 2]]

    @pytest.mark.parametrize(
        "written", [str.upper, lambda name: name.replace("/", "\\")], ids=["capitals", "backslashes"]
    )
    async def test_hidden_ones_are_told_however_parts_are_written(self, written: Callable[[str], str]) -> None:
        """By .NET with backslashes, and by others in another letter case than the workbook names them."""
        with ZipFile(io.BytesIO(xlsx(data({1: {"A": "a"}}, ' hidden="1"')))) as made:
            parts = {name: made.read(name) for name in made.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        parts[written(sheet)] = parts.pop(sheet)
        assert (await read_sheet(archive(parts))).hidden == [[1, 1]]


class TestCells:
    async def test_shared_and_rich_strings(self) -> None:
        strings = (
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>ri</t></r><r><t>ch</t></r>'
            '<rPh sb="0" eb="1"><t>spoken</t></rPh></si><si><t>plain</t></si></sst>'
        )
        sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row></sheetData>'
        assert await rows_of(xlsx(sheet, parts={"xl/sharedStrings.xml": strings})) == ["plain,rich"]

    async def test_line_ends_in_a_cell_stay_within_its_line(self) -> None:
        assert await rows_of(xlsx(data({1: {"A": "a_x000D_&#10;b&#10;c _x005F_x000D_"}}))) == [
            f"a{LINE_SEPARATOR}b{LINE_SEPARATOR}c _x000D_"
        ]

    async def test_values_of_formulas_and_errors_are_those_that_were_last_seen(self) -> None:
        sheet = (
            '<sheetData><row r="1"><c r="A1" t="str"><f>WEBSERVICE("http://example.com")</f><v>seen</v></c>'
            '<c r="B1" t="e"><f>VLOOKUP(1,C:C,1)</f><v>#N/A</v></c><c r="C1" t="b"><v>1</v></c>'
            '<c r="D1"><f>[1]Other!A1</f><v>1234567890123</v></c></row></sheetData>'
        )
        assert await rows_of(xlsx(sheet)) == ["seen,#N/A,TRUE,1234567890123"]

    async def test_dates_of_both_systems(self) -> None:
        styles = (
            '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="4">'
            '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="10"/></cellXfs></styleSheet>'
        )
        sheet = (
            '<sheetData><row r="1"><c r="A1" s="1"><v>45351</v></c><c r="B1" s="2"><v>45351.5</v></c>'
            '<c r="C1" s="3"><v>0.125</v></c></row></sheetData>'
        )
        parts = {"xl/styles.xml": styles}
        assert await rows_of(xlsx(sheet, parts=parts)) == ["2024-02-29,2024-02-29 12:00:00,12.50%"]
        of_1904 = xlsx(sheet, parts=parts, workbook='<workbookPr date1904="1"/>')
        assert (await rows_of(of_1904))[0].startswith("2028-03-01,")

    async def test_leading_zeros_are_those_of_the_format(self) -> None:
        """Group 0012 is not group 12."""
        styles = (
            '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0000"/><numFmt numFmtId="165"'
            ' formatCode="000;[Red]-000"/><numFmt numFmtId="166" formatCode="&quot;0000&quot;"/></numFmts><cellXfs>'
            '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>'
        )
        values = enumerate([(0, 12), (0, 123456), (1, -7), (2, 7)])
        cells = "".join(f'<c r="{"ABCD"[place]}1" s="{style}"><v>{value}</v></c>' for place, (style, value) in values)
        content = xlsx(f'<sheetData><row r="1">{cells}</row></sheetData>', parts={"xl/styles.xml": styles})
        assert await rows_of(content) == ["0012,123456,-007,7"]

    async def test_formulas_without_results_stand_as_themselves(self) -> None:
        """As programs write them that do not compute: whom they find would be lost without a word."""
        sheet = (
            f'<sheetData><row r="1">{cell("A1", "Email")}</row>'
            '<row r="2"><c r="A2"><f>CONCATENATE(&quot;a&quot;,B1)</f><v></v></c><c r="B2"><f>B1</f><v/></c></row>'
            '<row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
            '<row r="4"><c r="A4" t="str"><f>""</f><v></v></c><c r="B4" t="str"><f>"b"</f><v>b</v></c></row>'
            '<row r="5"><c r="C5">\n<f>C1</f>\n</c></row></sheetData>'
        )
        assert await rows_of(xlsx(sheet)) == ["Email", '"=CONCATENATE(""a"",B1)",=B1', "=", ",b", ",,=C1"]

    async def test_percentages_of_many_cells(self) -> None:
        """They are looked for a piece after the other."""
        rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"><f>B{n}</f><v>0.5</v></c></row>' for n in range(1, 80_001))
        styles = '<styleSheet><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>'
        found = await rows_of(xlsx(f"<sheetData>{rows}</sheetData>", parts={"xl/styles.xml": styles}))
        assert (set(found), len(found)) == ({"50%"}, 80_000)

    async def test_commas_quotation_marks_and_formulas_are_text(self) -> None:
        rows = {1: {"A": "a, b", "B": "&quot;c&quot;", "C": "=1+1"}}
        assert await rows_of(xlsx(data(rows))) == ['"a, b","""c""",=1+1']


class TestWorkbooks:
    async def test_hidden_sheets_come_last_and_charts_are_none(self) -> None:
        content = xlsx(
            data({1: {"A": "hidden"}}),
            data({1: {"A": "seen"}}),
            parts={
                "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
                '<sheet name="H" sheetId="1" state="veryHidden" r:id="r1"/><sheet name="C" sheetId="3" r:id="r3"/>'
                '<sheet name="S" sheetId="2" r:id="r2"/></sheets></workbook>',
                "xl/_rels/workbook.xml.rels": "<Relationships"
                ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                + "".join(
                    f'<Relationship Id="{key}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
                    f'/{kind}" Target="{target}"/>'
                    for key, kind, target in (
                        ("r1", "worksheet", "worksheets/sheet1.xml"),
                        ("r2", "worksheet", "/xl/worksheets/sheet2.xml"),
                        ("r3", "chartsheet", "chartsheets/sheet1.xml"),
                    )
                )
                + "</Relationships>",
                "xl/chartsheets/sheet1.xml": "<chartsheet/>",
            },
        )
        sheets, text, _ = await read_sheet(content)
        assert (sheets, text) == (["S", "H"], "seen\r\n")
        assert await rows_of(content, 1) == ["hidden"]

    async def test_an_empty_sheet_has_no_rows(self) -> None:
        assert await rows_of(xlsx("<sheetData/>")) == []


class TestOpenDocument:
    async def test_repeated_rows_and_cells_are_there_as_often(self) -> None:
        table = (
            '<table:table table:name="S">'
            '<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string">'
            "<text:p>twice</text:p></table:table-cell></table:table-row>"
            '<table:table-row table:number-rows-repeated="2" table:visibility="collapse"><table:table-cell'
            ' office:value-type="string"><text:p>again</text:p></table:table-cell></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048573"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
        )
        sheets, text, hidden = await read_sheet(ods(table))
        assert (sheets, text, hidden) == (["S"], "twice,twice\r\nagain\r\nagain\r\n", [[2, 3]])

    async def test_percentages_and_leading_zeros_are_as_shown_also_in_cells_that_repeat(self) -> None:
        table = (
            '<table:table table:name="S"><table:table-row table:number-rows-repeated="2"><table:table-cell'
            ' table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"><text:p>50%</text:p>'
            '</table:table-cell><table:table-cell office:value-type="float" office:value="12"><text:p>0012</text:p>'
            '</table:table-cell><table:table-cell office:value-type="float" office:value="1000"><text:p>1,000</text:p>'
            "</table:table-cell></table:table-row></table:table>"
        )
        assert await rows_of(ods(table)) == ["50%,50%,0012,1000"] * 2


class TestPages:
    async def test_what_a_mail_client_copies_is_its_table(self) -> None:
        page = (
            "<meta charset='utf-8'><style>td {color: red}</style><p>Hello,</p><table><tr><th>Email</th><th>Role"
            "</tr><tr style='display: none'><td><p class=MsoNormal><b>Jo</b>@example.com&nbsp;</p><td>Group<br>Admin"
            "<tr><td rowspan=2>a@example.com<td>x</table>"
        )
        assert (await read_sheet(page.encode())).text.split("\r\n")[:-1] == [
            "Email,Role",
            f"Jo@example.com\u00a0,Group{LINE_SEPARATOR}Admin",
            "a@example.com,x",
        ]
        assert (await read_sheet(page.encode("utf-16"))).hidden == [[2, 2]]

    async def test_a_table_within_a_cell_is_one_of_its_own(self) -> None:
        page = b"<table><tr><td>around<table><tr><td>Email<tr><td>a@example.com</table></table>"
        assert (await read_sheet(page)).sheets == ["Table 1", "Table 2"]
        assert await rows_of(page) == ["Email", "a@example.com"]

    async def test_an_encoding_is_the_one_that_the_page_names(self) -> None:
        page = "<html><meta http-equiv=Content-Type content='text/html; charset=windows-1252'><table><tr><td>Müller"
        assert await rows_of(page.encode("cp1252")) == ["Müller"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("named", ["windows-1252", "unicode", "utf-16", "no-such"])
    async def test_text_in_unicode_is_read_as_that_whatever_the_page_names(self, named: str, encoding: str) -> None:
        page = f"<html><meta charset={named}><table><tr><td>jörg@example.com<td>Köln"
        assert await rows_of(page.encode(encoding)) == ["jörg@example.com,Köln"]

    async def test_text_in_seven_bits_is_read_by_the_name(self) -> None:
        page = "<html><meta charset=iso-2022-jp><table><tr><td>東京"
        assert await rows_of(page.encode("iso-2022-jp")) == ["東京"]
