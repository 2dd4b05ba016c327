"""Searches find words in any order, whatever their letter case and accents: in Python and in SQL alike."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.database.search import MAX_WORDS, contains_words, fold, folded, patterns
from app.database.sql import value
from app.errors import TooLong

# Letters of many scripts, and marks by themselves; nothing that Python's Unicode does not know.
LETTERS = st.characters(codec="utf-8", min_codepoint=1, exclude_categories=("Cs", "Cn"))
LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x24F)


async def is_found(text: str, search: str) -> bool:
    found: bool = await value(
        f"SELECT {contains_words('t')} FROM (SELECT $2::text AS t) AS row".replace("?", "$1"), patterns(search), text
    )
    return found


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("Bilal Bauer", "bauer bilal"),
        ("Bilal Bauer", "  BAUER\tbil "),
        ("Elif Kaya", "élif"),
        ("Élif Kaya", "elif"),
        ("Élif Kaya", "ELIF"),
        ("E\u0301lif Kaya", "Élif"),
        ("Jürgen Groß", "jurgen gross"),
        ("JÜRGEN GROSS", "groß"),
        ("Søren Łukasz Đorđević", "soren lukasz dordevic"),
        ("Soren Lukasz Dordevic", "Đorđević Łukasz Søren"),
        ("Işıl İnan", "isil inan"),  # noqa: RUF001
        ("Isil Inan", "ışıl İNAN"),  # noqa: RUF001
        ("Óðinn Þór Æsir", "odinn thor aesir"),
        ("Nguyễn Thị Hồng", "nguyen thi hong"),
        ("Алёна Йорк", "алена иорк"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("山田 太郎", "太郎"),
        ("ａｄａ", "ada"),  # noqa: RUF001
        ("100% _under\\score", "% _ \\"),
    ],
)
async def test_words_are_found(database: None, text: str, search: str) -> None:
    assert await is_found(text, search)


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("Bilal Bauer", "bauer ada"),
        ("Bilal Bauer", "bilalbauer"),
        ("Ada Lovelace", "%"),
        ("Ada Lovelace", "a_a"),
        ("Ada Lovelace", "\\"),
        ("हिन्दी", "हन्दी"),
    ],
)
async def test_what_is_not_there_is_not_found(database: None, text: str, search: str) -> None:
    assert not await is_found(text, search)


@pytest.mark.parametrize("search", ["", " \t\n", "\0", "\u00a8", "\u3000"])
async def test_a_search_without_words_finds_everything(database: None, search: str) -> None:
    assert await is_found("Ada", search)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(text=st.text(LETTERS, max_size=20) | st.text(LATIN, max_size=20))
async def test_sql_folds_like_python(database: None, text: str) -> None:
    assert await value(f"SELECT {folded('t')} FROM (SELECT $1::text AS t) AS row", text) == fold(text)


@given(text=st.text(LETTERS, max_size=20) | st.text(LATIN, max_size=20))
def test_a_word_is_folded_like_the_text_that_it_is_of(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)
    assert all(word in fold(text) for part in text.split() for word in fold(part).split())


def test_each_word_is_looked_for_once() -> None:
    assert patterns("Ada Lovelace ada ADA") == ["%lovelace%", "%ada%"]


def test_invisible_characters_around_a_word_are_left_out() -> None:
    assert patterns("\ufeffada@x.example\u200b \u200b \u202alovelace\u202c") == ["%ada@x.example%", "%lovelace%"]


def test_a_search_has_so_many_words_at_most() -> None:
    words = [f"word{number}" for number in range(MAX_WORDS + 1)]
    assert len(patterns(" ".join(words[:MAX_WORDS]))) == MAX_WORDS
    with pytest.raises(TooLong):
        patterns(" ".join(words))
