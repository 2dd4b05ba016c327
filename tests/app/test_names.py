"""Names: one line of visible text, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal, Required, TooLong
from app.names import MAX_LENGTH, parse_name


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
