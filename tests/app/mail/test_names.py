"""What strangers typed, made harmless."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.names import LONGEST_NAME, WORD_JOINER, one_line, unlinked


class TestOneLine:
    @pytest.mark.parametrize(
        "name", ["Acme", "Ünï Côrp", "株式会社", "מכבי", "J. R. O'Neil & Sons", "👩\u200d🚀 Space"]
    )
    def test_leaves_a_name_as_it_is(self, name: str) -> None:
        assert one_line(name) == name

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            (" Acme \r\n\tBcc:  x@y\0 ", "Acme Bcc: x@y"),
            ("a\u2028b\u2029c\x85d\u00a0e", "a b c d e"),
            ("\u202eemca\u202c \u2066Acme\u2069 \u200f!", "emca Acme !"),
            ("Ac\u200bme\ufeff", "Acme"),
            ("Acme\udcff", "Acme"),
        ],
    )
    def test_makes_gaps_spaces_and_lets_invisible_characters_vanish(self, typed: str, read: str) -> None:
        assert one_line(typed) == read

    @pytest.mark.parametrize("typed", ["", " \t\r\n", "\u200b\u200d", "\u3164", "\u202e", "\0"])
    def test_is_empty_where_nothing_can_be_seen(self, typed: str) -> None:
        assert not one_line(typed)

    def test_cuts_a_long_name(self) -> None:
        assert one_line("ab " * 4000) == "ab " * 26 + "a…"
        assert len(one_line("x" * 4000)) == LONGEST_NAME

    @given(st.text())
    def test_is_always_one_short_line_that_can_be_encoded(self, typed: str) -> None:
        line = one_line(typed)

        assert len(line) <= LONGEST_NAME
        assert len(line.splitlines()) <= 1
        assert line == one_line(line) == line.encode().decode()


class TestUnlinked:
    @pytest.mark.parametrize("name", ["Acme Inc.", "J. Smith: the 2nd", "AC / DC", "Mail me @ home", "wait…"])
    def test_leaves_ordinary_punctuation_alone(self, name: str) -> None:
        assert unlinked(name) == name

    @pytest.mark.parametrize(
        "name",
        [
            "evil.com",
            "https://evil.example/x",
            "ceo@bank.example",
            "mailto:x",
            "evil。com",
            "\\\\evil\\share",
        ],
    )
    def test_breaks_up_what_could_become_a_link_and_reads_the_same(self, name: str) -> None:
        assert not re.search(r"[^\s\u2060][.:/@。\\]\w", unlinked(name))
        assert unlinked(name).replace(WORD_JOINER, "") == name

    @given(st.text(alphabet="ab.:/@\\ \u2060\u200d"))
    def test_leaves_no_sign_between_two_letters(self, name: str) -> None:
        assert not re.search(r"\w[.:/@\\]+\w", unlinked(name))
