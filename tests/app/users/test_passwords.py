"""Which passwords are taken, and what is kept of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Required, TooLong, WeakPassword
from app.users.passwords import (
    COMMON_PASSWORDS,
    MAX_LENGTH,
    MIN_LENGTH,
    check_strength,
    hash_password,
    verify_password,
)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "zwölf zeichen",
        "пароль из слов",
        "tr0ub4dor&3 is known",
        " leading and trailing ",
        "🐎🔋📎🐎🔋📎 horses",
        "x7#kQ9!vB2mz",
        "words words " * 80,
    ],
)
def test_length_is_all_that_is_asked_for(password: str) -> None:
    check_strength(password, "Ada Lovelace", "ada@example.com")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PASSWORD!!!!",
        "1234password",
        "123456789012",
        "987654321098",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abababababab",
        "121212121212",
        "qwertyuiop123",
        "iloveyou!!!!!!",
    ],
)
def test_what_anybody_would_try_first_is_weak(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password)


def test_every_common_one_is_weak_whatever_signs_make_it_long_enough() -> None:
    listed = COMMON_PASSWORDS.read_text(encoding="utf-8").splitlines()
    words = [word for word in listed if word.isalpha()]
    assert len(words) > len(listed) / 2
    for word in words:
        with pytest.raises(WeakPassword, match="anybody would try"):
            check_strength(f"2024{word.title()}!!!!!!!!")


@pytest.mark.parametrize("password", ["Ada.Lovelace@Example.com", "ada lovelace of london", "ADA LOVELACE OF LONDON"])
def test_one_s_own_words_are_weak(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, "Ada Lovelace of London", " ada.lovelace@example.com")


@given(st.text(max_size=MIN_LENGTH - 1))
def test_a_short_one_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword if password else Required):
        check_strength(password)


def test_beyond_the_limit_it_is_refused_and_not_cut_off() -> None:
    with pytest.raises(TooLong):
        check_strength("correct horse " * 100)
    assert len("correct horse " * 100) > MAX_LENGTH


async def test_a_hash_is_argon2id_salted_and_says_nothing() -> None:
    password = "Zo\u00eb likes long walks"
    first, second = await hash_password(password), await hash_password(password)
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert await verify_password(unicodedata.normalize("NFD", password), first)
    assert not await verify_password(password.lower(), first)
    assert not await verify_password(password, None)
    assert not await verify_password(password, "no hash at all")
