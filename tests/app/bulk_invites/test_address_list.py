"""Lists of addresses as mail programs copy them, and what is none."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.csv.address_list import MAX_BYTES, MAX_NAME, Entry, address_list, read_address_list

# Of processor time; quadratic takes hours.
MAX_SECONDS = 10


def addresses(text: str) -> list[str] | None:
    found = address_list(text)
    return None if found is None else [entry.address for entry in found]


class TestLists:
    def test_names_and_addresses_are_taken_apart(self) -> None:
        text = 'Ada Lovelace <ada@x.example>; "Hopper, Grace \\"Amazing\\"" <grace@x.example>, bob@x.example'
        assert address_list(text) == [
            Entry("Ada Lovelace", "ada@x.example"),
            Entry('Hopper, Grace "Amazing"', "grace@x.example"),
            Entry("", "bob@x.example"),
        ]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Hopper, Grace <a@x.example>", "Hopper, Grace"),
            ("Hopper, Grace (R&D; IT) <a@x.example>", "Hopper, Grace (R&D; IT)"),
            ("'a@x.example' <a@x.example>", ""),
            ("a@x.example<mailto:a@x.example>", ""),
            ("a@x.example (Grace Hopper)", "Grace Hopper"),
            ("“Hopper, Grace” <a@x.example> (work)", "“Hopper, Grace”"),
            ("Grace\r\n\tHopper <a@x.example>", "Grace Hopper"),
            ("グレース <a@x.example>", "グレース"),
            ("Grace " * 60 + "<a@x.example>", ("Grace " * 60)[:MAX_NAME].strip()),
        ],
    )
    def test_a_name_may_have_anything_that_programs_write(self, text: str, name: str) -> None:
        assert address_list(text) == [Entry(name, "a@x.example")]
        assert address_list(f"{text}; b@x.example") == [Entry(name, "a@x.example"), Entry("", "b@x.example")]

    @pytest.mark.parametrize(
        "text",
        [
            "a@x.example\nb@x.example",
            "a@x.example\r\n\r\n  b@x.example\r\n",
            "a@x.example,b@x.example;",
            " ;, a@x.example ;; b@x.example",
            "a@x.example;\nb@x.example;\n",
            "a@x.example\u2028b@x.example",
            "a@x.example\uff0cb@x.example",
            "Team: a@x.example, b@x.example;",
            "To: A <a@x.example>\nCc: B <b@x.example>",
            "Nobody:; a@x.example; b@x.example",
            "mailto:a@x.example, <mailto:b@x.example>",
            '"a@x.example"\n"b@x.example"',
            "A\n <a@x.example>,\n B\n\t<b@x.example>",
            "\ufeffa@x.example\n\u200bb@x.example\u200b",
        ],
    )
    def test_separators_groups_and_schemes_are_left_out(self, text: str) -> None:
        assert addresses(text) == ["a@x.example", "b@x.example"]

    def test_order_and_duplicates_stay(self) -> None:
        assert addresses("b@x.example, a@x.example, b@x.example") == ["b@x.example", "a@x.example", "b@x.example"]

    def test_some_addresses_may_be_wrong_for_people_to_correct(self) -> None:
        text = "Ada <ada@example>; bob@@x.example; c@x.example; d@x.example; e@x.example"
        assert addresses(text) == ["ada@example", "bob@@x.example", "c@x.example", "d@x.example", "e@x.example"]


class TestOtherTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            "@",
            "Email\na@x.example\n",
            "Email,Role\na@x.example,Analyst\n",
            "a@x.example,Analyst",
            "Analyst,a@x.example",
            "a@x.example\tAda",
            "Ada\ta@x.example",
            "Ada Lovelace a@x.example",
            "a@x.example b@x.example",
            "a@x.example|b@x.example",
            "john,smith@x.example",
            "a@x.example; Nobody",
            "a@x.example; Nobody; b@x.example",
            "Nobody\na@x.example",
            "Name <a@x.example>,Analyst",
            "<a@x.example> Ada; b@x.example",
            'Ada "The <a@x.example>',
            "Ada < a@x.example; b@x.example",
            "<p>a@x.example</p>",
            '["a@x.example","b@x.example"]',
            "a@x.example: hello",
            "Nobody:;",
            "ada@example; bob@@x.example; c@x.example",
            "a" * 320 + "@x.example",
            "word <a@x.example>" * 40,
        ],
    )
    def test_what_has_one_entry_that_is_no_address_is_no_list(self, text: str) -> None:
        assert address_list(text) is None

    def test_a_table_of_addresses_is_no_list(self) -> None:
        assert address_list("a@x.example,boss@x.example\nb@x.example,boss@x.example\n") is None
        assert len(address_list("a@x.example, b@x.example,\nc@x.example, d@x.example") or ()) == 4
        assert len(address_list("a@x.example, b@x.example\nc@x.example") or ()) == 3

    @pytest.mark.parametrize(
        "text", ['"', '"\\', "<", "(", ",", "a,", "a:", "\n", "a\n ", "(a)", '"a"', "<a@", "@.", "A <a@x.example>;"]
    )
    def test_every_text_of_the_largest_size_takes_linear_time(self, text: str) -> None:
        began = time.process_time()
        address_list(text * (MAX_BYTES // len(text)))
        assert time.process_time() - began < MAX_SECONDS

    @given(st.text('ab@.<>()"\\,;: \n\r\t', max_size=40))
    def test_any_text_is_a_list_of_addresses_or_none(self, text: str) -> None:
        found = address_list(text)
        assert found is None or all("@" in entry.address and entry.address.split() for entry in found)

    @given(st.lists(st.tuples(st.text(max_size=20), st.emails()), min_size=1, max_size=5))
    def test_quoted_names_are_read_as_they_were_written(self, people: list[tuple[str, str]]) -> None:
        def quoted(name: str) -> str:
            escaped = " ".join(name.split()).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'

        def shown(name: str) -> str:
            return " ".join(name.split())[:MAX_NAME].strip("' ")

        plain = [(name, email) for name, email in people if not set(email) & set("'\"(),:;<>\\[]") and len(email) < 99]
        found = address_list("; ".join(f"{quoted(name)} <{email}>" for name, email in plain))
        assert [tuple(entry) for entry in found or ()] == [
            ("" if shown(name) == email else shown(name), email) for name, email in plain
        ]


class TestFiles:
    @pytest.mark.parametrize(
        ("encoding", "named"),
        [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "windows-1252")],
    )
    def test_a_list_is_read_in_any_encoding_that_a_file_may_have(self, encoding: str, named: str) -> None:
        found = read_address_list("Zoë <zoë@x.example>; Ann <ann@x.example>".encode(encoding))
        assert found is not None
        assert (found.encoding, [each.address for each in found.entries]) == (named, ["zoë@x.example", "ann@x.example"])

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04@", b"a@x.example\0\nb@x.example\n", b"a@x.example\n" * 90_000, b"\xff\xfe@"]
    )
    def test_what_is_too_large_or_no_text_is_none(self, content: bytes) -> None:
        assert read_address_list(content) is None

    def test_as_csv_each_entry_is_in_the_line_of_its_place(self) -> None:
        found = read_address_list(b'"Hopper, \\"x\\"" <grace@x.example>;\n\nbob@x.example')
        assert found is not None
        read = list(csv.reader(io.StringIO(found.as_csv().decode())))
        assert read == [["grace@x.example", 'Hopper, "x"'], ["bob@x.example", ""]]

    def test_as_csv_addresses_alone_are_one_column(self) -> None:
        found = read_address_list(b"a@x.example; b@x.example")
        assert found is not None
        assert found.as_csv() == b"a@x.example\r\nb@x.example\r\n"
