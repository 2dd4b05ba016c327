"""Which addresses are taken, and when two are one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidEmail, Refusal, Required, TooLong
from app.users.addresses import Address, masked, parse_address

LOCAL = st.text(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=64)
DOMAIN = st.text(string.ascii_letters + string.digits, min_size=1, max_size=63).map("{}.example".format)


@given(LOCAL, DOMAIN)
def test_every_plain_address_is_taken_as_typed(local: str, domain: str) -> None:
    address = parse_address(f"{local}@{domain}")
    assert address == Address(f"{local}@{domain}", f"{local}@{domain}".lower())


@given(LOCAL, DOMAIN, st.text(" \t\r\n", max_size=3))
def test_letter_case_and_space_around_make_no_other_address(local: str, domain: str, space: str) -> None:
    typed = f"{local}@{domain}"
    assert parse_address(f"{space}{typed.swapcase()}{space}").key == parse_address(typed).key


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except (Required, TooLong, InvalidEmail):
        return
    assert parse_address(address.typed) == address
    assert parse_address(address.key).key == address.key


@given(st.text(max_size=40).map("{}@example.com".format))
def test_a_key_is_stable_however_it_is_spelled_again(text: str) -> None:
    try:
        key = parse_address(text).key
    except Refusal:
        return
    for spelling in (key, key.upper(), key.title()):
        try:
            assert parse_address(spelling).key == key
        except InvalidEmail:
            assert not spelling.isascii()


@pytest.mark.parametrize(
    "text", ["ﬁona@x.example", "\uff46iona@x.example", "straße@x.example", "ada\u00ad@x.example", "ada\u200b@x.example"]
)
def test_what_looks_like_another_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidEmail):
        parse_address(text)


@pytest.mark.parametrize("text", ["ada@127.0.0.1", "ada@example.123"])
def test_a_domain_ends_in_a_name(text: str) -> None:
    with pytest.raises(InvalidEmail, match="ends in a number"):
        parse_address(text)


def test_254_characters_are_the_most() -> None:
    longest = f"{'a' * 64}@{'b' * 61}.{'c' * 61}.{'d' * 57}.example"
    assert len(longest) == 254
    assert parse_address(longest).key == longest
    with pytest.raises(TooLong):
        parse_address(f"{'a' * 64}@{'b' * 61}.{'c' * 61}.{'d' * 58}.example")


def test_an_international_domain_counts_as_it_travels() -> None:
    """Short to read, but too long once it is written in ASCII."""
    with pytest.raises(Refusal):
        parse_address("ada@" + ".".join(["ü" * 40] * 5) + ".example")


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("ada@example.com", "a…@example.com"),
        ("用户@例え.example", "用…@例え.example"),
        ('o"d@d@x.example', "o…@x.example"),
    ],
)
def test_masked_shows_the_first_letter_and_the_domain(email: str, shown: str) -> None:
    assert masked(email) == shown
