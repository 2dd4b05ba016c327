"""Names: one line of visible text, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal, Required, TooLong
from app.names import MAX_LENGTH, loose_key, name_key, parse_name


def parsed(text: str) -> str:
    return parse_name(text, "name", "a name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\r\nBcc: x@y.example", "Ada Bcc: x@y.example"),
        ("Ada\0Lovelace", "Ada Lovelace"),
        ("\u202eecalevoL adA", "ecalevoL adA"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("O'Brien-Núñez, Jr.", "O'Brien-Núñez, Jr."),
        ("山田 太郎", "山田 太郎"),
        ("👩‍🚀", "👩‍🚀"),
        ("نامه‌ای", "نامه‌ای"),
        ("\ufeffAda\u200b Love\u00adlace", "Ada Lovelace"),
        ("Ada\u3164\u2800Lovelace", "Ada Lovelace"),
        ("Zoe\u00ad\u0308", "Zo\u00eb"),
    ],
)
def test_a_name_is_kept_but_for_what_cannot_be_seen(text: str, name: str) -> None:
    assert parsed(text) == name


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "\0", "\u202e\u200e", "\u200b", "\u3164", "\u200d \u200c", "\U000e0041"]
)
def test_nothing_visible_is_no_name(text: str) -> None:
    with pytest.raises(Required):
        parsed(text)


def test_a_hundred_characters_are_the_most() -> None:
    assert parsed("é" * MAX_LENGTH) == "é" * MAX_LENGTH
    with pytest.raises(TooLong):
        parsed("é" * (MAX_LENGTH + 1))


@given(st.text(max_size=120))
def test_a_name_once_parsed_stays_as_it_is_and_can_be_stored(text: str) -> None:
    try:
        name = parsed(text)
    except Refusal:
        return
    assert parsed(name) == name
    assert name.encode()
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cs", "Cn", "Zl", "Zp"}
    assert name == name.strip()


class TestLooseKey:
    @pytest.mark.parametrize(
        "name",
        [
            "Paris Office",
            "paris-office",
            "PARIS_OFFICE",
            "Paris\u00a0 office",
            "Paris\u202foffice",
            "Paris\u3000office",
            "Paris \u2013 Office",
            "Pa\u00adris\u2011Office\u200b",
            "Paris\uff3fOﬃce",
            "\uff30aris Office",
        ],
    )
    def test_names_that_people_take_for_one_have_one(self, name: str) -> None:
        assert loose_key(name) == "paris office"

    @pytest.mark.parametrize("name", ["ParisOffice", "Paris Offices", "Paris.Office", "Pariş Office", "Paris & Office"])
    def test_other_names_have_others(self, name: str) -> None:
        assert loose_key(name) != "paris office"

    @pytest.mark.parametrize("name", ["", "-", "_ \u2013", "\u200b"])
    def test_a_name_without_words_has_an_empty_one(self, name: str) -> None:
        assert loose_key(name) == ""

    @given(st.text(max_size=20), st.text(max_size=20))
    def test_spellings_of_one_name_have_one(self, one: str, other: str) -> None:
        assert loose_key(name_key(one)) == loose_key(one)
        assert loose_key(loose_key(one)) == loose_key(one)
        assert name_key(one) != name_key(other) or loose_key(one) == loose_key(other)
