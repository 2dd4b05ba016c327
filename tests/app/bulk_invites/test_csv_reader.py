import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.csv.cells import escape_formulas
from app.bulk_invites.csv.encoding import GUESSED, READ_BYTES
from app.bulk_invites.csv.reader import CsvFile, Row, RowsFile
from app.bulk_invites.csv.records import MAX_EMPTY_LINES
from app.errors import InvalidCsv

UNDEFINED_IN_WINDOWS_1252 = b"\x81\x8d\x8f\x90\x9d"
PEOPLE = "Email,Role,Groups\nada@example.com,Admin,Paris\ngrace@example.com,Analyst,\n"


def read(content: bytes | str) -> list[Row]:
    data = content.encode() if isinstance(content, str) else content
    return list(CsvFile(io.BytesIO(data)).rows())


def error_of(content: bytes | str) -> str:
    with pytest.raises(InvalidCsv) as caught:
        read(content)
    return caught.value.message


def brief(rows: list[Row]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(row.email, row.role, row.groups) for row in rows]


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_letters_beyond_ascii_arrive(self, encoding: str) -> None:
        text = "Email,Role,Groups\nada@example.com,Analyst,Köln; Zürich\n"
        assert brief(read(text.encode(encoding))) == [("ada@example.com", "Analyst", ("Köln; Zürich",))]

    def test_utf_16_big_endian_with_its_mark_arrives(self) -> None:
        assert len(read(b"\xfe\xff" + PEOPLE.encode("utf-16-be"))) == 2

    def test_one_bad_byte_deep_in_the_file_decides_for_windows_1252(self) -> None:
        lines = "".join(f"p{number}@example.com,Analyst,\n" for number in range(60_000)).encode()
        rows = read(b"Email,Role,Groups\n" + lines + b"last@example.com,Analyst,M\xfcnchen\n")
        assert rows[-1].groups == ("München",)

    def test_bytes_that_are_no_text_are_refused_with_their_line(self) -> None:
        assert error_of(b"Email\r\na@example.com\r\n\xe9\x81@example.com").startswith("Line 3 cannot be read as text")

    @pytest.mark.parametrize("line", [2, 40_000])
    def test_a_stray_byte_in_utf_8_is_refused_with_its_line(self, line: int) -> None:
        people = [f"jörg{number}@example.com".encode() for number in range(60_000)]
        people[line - 2] = b"j\xf6rg@example.com"
        assert error_of(b"Email\n" + b"\n".join(people)).startswith(
            f"Line {line:,} has a character that cannot be read"
        )

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("jürgen@example.com", "mac-roman"),
            ("юлия@example.com", "cp1251"),
            ("山田@example.com", "shift-jis"),
            ("张伟@example.com", "gbk"),
            ("zoë@example.com", "latin-1"),
        ],
    )
    def test_what_is_in_no_encoding_of_unicode_is_read_by_a_guess_or_refused(self, text: str, encoding: str) -> None:
        content = b"Email\n" + text.encode(encoding)
        if any(byte in content for byte in UNDEFINED_IN_WINDOWS_1252):
            assert "cannot be read as text" in error_of(content)
        else:
            assert CsvFile(io.BytesIO(content)).encoding_name == GUESSED

    def test_half_a_character_at_the_end_is_refused(self) -> None:
        assert error_of(b"\xff\xfe" + PEOPLE.encode("utf-16-le") + b"x").startswith("Line 4 cannot be read as text")


class TestDialects:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_follows_from_the_header(self, delimiter: str) -> None:
        assert brief(read(PEOPLE.replace(",", delimiter))) == brief(read(PEOPLE))

    @pytest.mark.parametrize("declaration", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n'])
    def test_a_sep_line_sets_the_delimiter_and_is_no_row(self, declaration: str) -> None:
        rows = read(declaration + PEOPLE.replace(",", ";"))
        assert [row.line for row in rows] == [3, 4]

    def test_an_unusable_sep_line_is_refused(self) -> None:
        assert 'separated by "x"' in error_of("sep=x\nEmail\na@example.com\n")

    @pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
    def test_every_newline_ends_a_line(self, newline: str) -> None:
        rows = read(PEOPLE.replace("\n", newline))
        assert [row.line for row in rows] == [2, 3]

    def test_newlines_may_be_mixed(self) -> None:
        rows = read("Email,Role\ra@example.com,Admin\r\nb@example.com,Admin\nc@example.com,Admin")
        assert [(row.line, row.email) for row in rows] == [
            (2, "a@example.com"),
            (3, "b@example.com"),
            (4, "c@example.com"),
        ]

    def test_a_file_of_one_column_is_read(self) -> None:
        assert [row.email for row in read("email\na@example.com\nb@example.com")] == ["a@example.com", "b@example.com"]

    @pytest.mark.parametrize(
        "header",
        [
            "EMAIL,role,GROUPS",
            "E-mail,User role,Device groups",
            "Email address,ROLE,Group",
            "e_mail, user_role ,device-group",
            "\ufeffEmail,Role,Groups",
        ],
    )
    def test_usual_names_of_columns_are_known(self, header: str) -> None:
        assert brief(read(f"{header}\na@example.com,Admin,Paris")) == [("a@example.com", "Admin", ("Paris",))]

    @pytest.mark.parametrize("delimiter", [",", "\t"])
    def test_lines_that_are_each_a_quoted_cell_are_read(self, delimiter: str) -> None:
        nested = PEOPLE.replace(",", delimiter).replace("Paris", f'""Paris{delimiter} France""')
        text = "".join(f'"{line}"\n' for line in nested.splitlines())
        assert brief(read(text)) == [
            ("ada@example.com", "Admin", (f"Paris{delimiter} France",)),
            ("grace@example.com", "Analyst", ()),
        ]
        assert [row.line for row in read(text)] == [2, 3]

    def test_a_quoted_line_among_others_is_read_too(self) -> None:
        text = '"Email,Role,Groups"\nada@example.com,Admin,Paris\n"grace@example.com,Analyst,"\n'
        assert brief(read(text)) == brief(read(PEOPLE))

    def test_columns_come_in_any_order_beside_others_which_are_named(self) -> None:
        file = CsvFile(io.BytesIO(b"Groups,Name,Email,Phone,Role\nParis,Ada,a@example.com,1,Admin"))
        assert brief(list(file.rows())) == [("a@example.com", "Admin", ("Paris",))]
        assert file.ignored_columns == ("Name", "Phone")


class TestRows:
    def test_quoted_newlines_count_as_lines(self) -> None:
        rows = read('Email,Role,Groups\n"a@example.com",Admin,"Paris;\nLondon"\nb@example.com,Analyst,\n')
        assert [(row.line, row.groups) for row in rows] == [(2, ("Paris;\nLondon",)), (4, ())]

    def test_empty_lines_are_skipped_and_counted(self) -> None:
        assert [row.line for row in read("Email,Role\n\n,\n  , \na@example.com,Admin\n\n")] == [5]

    @pytest.mark.parametrize(
        ("delimiter", "cell"),
        [(",", "A;B"), (",", " A | B ;; "), (";", '"A; B"'), (";", "A|B"), ("|", '"A|B"'), ("\t", "A;B")],
    )
    def test_a_cell_of_groups_comes_as_a_whole_whatever_separates_cells(self, delimiter: str, cell: str) -> None:
        row = read(f"Email{delimiter}Groups\na@example.com{delimiter}{cell}")[0]
        assert row.groups == (cell.strip(' "'),)

    def test_cells_without_a_column_are_surplus(self) -> None:
        first, second = read("Email,Groups\na@example.com,Paris,London\nb@example.com,Paris,,\n")
        assert (first.has_surplus_cells, second.has_surplus_cells) == (True, False)

    def test_missing_cells_are_empty(self) -> None:
        assert brief(read("Email,Role,Groups\na@example.com")) == [("a@example.com", "", ())]

    def test_rows_that_came_by_the_api_are_read_as_they_were(self) -> None:
        written = RowsFile.write([[" a@example.com", "Admin", "R;D", ""], ["b\0", "x\n"]])
        rows = list(RowsFile(io.BytesIO(written)).rows())
        assert brief(rows) == [("a@example.com", "Admin", ("R;D",)), ("b\ufffd", "x", ())]
        assert [row.line for row in rows] == [1, 2]

    @given(st.text(alphabet="=+-@\"',;a1\u00e9 "))
    def test_an_escaped_cell_is_no_formula_and_is_read_as_it_was(self, text: str) -> None:
        cell = f"{text}@example.com".strip()
        written = escape_formulas(cell)
        assert not written.startswith(("=", "+", "-", "@"))
        quoted = written.replace('"', '""')
        assert read(f'Email\n"{quoted}"')[0].email == cell


class TestErrors:
    @pytest.mark.parametrize(
        ("entry", "words"),
        [
            ("Index/Document.iwa", "This is a Numbers spreadsheet: save it as CSV (File"),
            ("word/document.xml", "This is an Office document, which cannot be read."),
            ("people.csv", "This is a ZIP archive, which cannot be read."),
        ],
    )
    def test_an_archive_is_named(self, entry: str, words: str) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(entry, "")
        assert words in error_of(archive.getvalue())

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty"),
            (b"\xef\xbb\xbf", "The file is empty"),
            (b" \r\n \n", "The file is empty"),
            (b"PK\x03\x04hello", "a ZIP archive"),
            (b"%PDF-1.7", "a PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an old Office document"),
            (b"Email\na\x00b@example.com", "Line 2 cannot be read as text"),
            (b"Name,Role\nAda,Admin", 'No column is called "Email". Write the names of the columns into line 1'),
            (b"Name,Notify by\nAda,Email\n", "Write the names of the columns into line 1:"),
            (b"sep=;\nName;Role\nAda;Admin\n", "Write the names of the columns into line 2:"),
            (b"Table 1\na@example.com,Admin\n", "Line 2 is a person, not column names"),
            (b"\n\nName\nAda", "Write the names of the columns into line 3:"),
            (b"ada@example.com,Admin\n", "The first line is a person"),
            (b"Email,Role,ROLE\na@example.com,Admin,Admin", '"Role" and "ROLE", which mean the same: columns 2 and 3'),
            (b"Email,Role,Email\na@example.com,Admin,b@example.com", '"Email" twice'),
            (b"User,Role\na@example.com,Admin", 'The addresses are in column "User": name that Email, in line 1.'),
            (b'[{"email": "a@example.com"}]', "This is JSON"),
            (b"<!doctype html><table><tr><td>Email", "a web page"),
            (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a web page or XML"),
            (b"BEGIN:VCARD\r\nEMAIL:a@example.com", "contact cards"),
            (b"Email\n" + b"x" * 10_000_000, "Line 2 is longer than 65,536 characters"),
            (b"," * 1_000_000, "Line 1 is longer than 65,536 characters"),
        ],
    )
    def test_what_is_no_file_of_people_is_refused_with_its_place(self, content: bytes, words: str) -> None:
        assert words in error_of(content)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("Email^Role\nada@example.com^Analyst\n", 'Line 1 has "^" between the column names'),
            ("Email   Role\nada@example.com   Analyst\n", "Line 1 has spaces between the column names"),
            (
                b'\xef\xbb\xbf"priority";subject\n"high";x\n',
                'No column is called "Email". Write the names of the columns into line 1',
            ),
            ("Name;Kontakt\nAda;ada@example.com\n", 'The addresses are in column "Kontakt": name that Email'),
            (
                "Name;Kontakt\nAda;\nEve;eve@example.com\nBob;\n",
                'The addresses are in column "Kontakt": name that Email',
            ),
            ("a\nb\nc\nd\ne\nf\nEmail;Role\nada@example.com;Analyst\n", "Line 7 has the names of the columns"),
            ("Report;2026\nEmail;Role\nada@example.com;Analyst\n", "Line 2 has the names of the columns"),
            ("Name,\nAda,ada@example.com\n", "The addresses are in column 2: name that Email"),
            ("List, with a comma;Kontakt\nAda;ada@example.com\n", 'The addresses are in column "Kontakt"'),
            (
                "User name,Role\nada,Analyst\n",
                'No column is called "Email". Write the names of the columns into line 1',
            ),
            ("ada@example.com\neve@example.com\n", "The first line is a person, not column names"),
            ("Ada <ada@example.com>\nEve <eve@example.com>\n", "The first line is a person"),
        ],
    )
    def test_sentences_about_a_missing_header_are_true(self, content: bytes | str, words: str) -> None:
        assert words in error_of(content)

    @pytest.mark.parametrize(
        ("content", "line"),
        [
            ('Email,Role\na@example.com,Admin\n"b@example.com,Admin\nc@example.com,Admin\n', 3),
            ('Email,Role\n"b@example.com,Admin\n"c@example.com",Admin\n', 2),
            ('Email,Role\n"a ""quoted""\n""name"" x",Admin\nb@example.com,"Admin\n', 4),
            ('Email,Role\n"two\nlines","and an\nopen one', 3),
            ('Email,Role\n"' + "a@example.com,Admin\n" * 10_000, 2),
            ('Email,Role\na@example.com,"Admin"x\n', 2),
            ('Email,Role\n"a@example.com\n", "Admin\n', 3),
        ],
    )
    def test_an_unclosed_quote_is_refused_with_the_line_that_opens_it(self, content: str, line: int) -> None:
        assert f"A cell in line {line} begins with a quotation mark" in error_of(content)

    def test_too_many_empty_lines_are_refused(self) -> None:
        empty = "\n" * (MAX_EMPTY_LINES // 2)
        assert len(read(f"Email\n{empty}a@example.com\n{empty}")) == 1
        assert f"down to line {MAX_EMPTY_LINES + 3:,} are empty" in error_of(f"Email\n{empty}a@example.com\n{empty}\n")

    def test_a_row_that_came_by_the_api_is_no_longer_than_a_line(self) -> None:
        file = RowsFile(io.BytesIO(RowsFile.write([["a@example.com", "Analyst"], ["x" * 70_000, ""]])))
        with pytest.raises(InvalidCsv, match="Line 2 is longer"):
            list(file.rows())

    @given(st.binary())
    def test_any_bytes_are_rows_or_an_error(self, content: bytes) -> None:
        check_outcome(content)

    @given(st.text(alphabet='",;|\t\r\n sep=aé\ufeff'), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
    def test_any_text_below_a_header_is_rows_or_an_error(self, text: str, encoding: str) -> None:
        check_outcome(f"Email,Role\n{text}".encode(encoding, "ignore"))


def check_outcome(content: bytes) -> None:
    try:
        lines = [row.line for row in read(content)]
    except InvalidCsv:
        return
    assert lines == sorted(set(lines))


def test_a_line_end_between_two_pieces_of_the_file_counts_once() -> None:
    """Bytes that are no text in any encoding are reported with their line, also in the second piece that is read."""
    first = b"Email\n" + b" " * 100
    first += b"\n" * (READ_BYTES - len(first) - 1) + b"\r"
    lines = first.count(b"\n") + 1
    assert f"Line {lines + 1:,} cannot be read as text" in error_of(first + b"\n\x81")
