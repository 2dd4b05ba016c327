"""Which addresses are taken, and when two are one."""

# ruff: noqa: RUF001 - letters that look like others are the point
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidEmail, Refusal, Required, TooLong
from app.users.addresses import Address, find_key, is_quoted, masked, parse_address

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
    # Upper case makes ß SS, and one letter of both sigmas: what has no way back is another address.
    for spelling in {key, *(each for each in (key.upper(), key.title()) if each.lower() == key)}:
        try:
            assert parse_address(spelling).key == key
        except InvalidEmail:
            assert not spelling.isascii()
        except TooLong:
            assert len(spelling.encode()) > len(key.encode())


@pytest.mark.parametrize(
    "text", ["ﬁona@x.example", "\uff46iona@x.example", "ada\u00ad@x.example", "ada\u200b@x.example"]
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


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("straße@x.example", "straße@x.example"),
        ("STRASSE@x.example", "strasse@x.example"),
        ("ΝΙΚΟΣ@x.example", "νικος@x.example"),
        ("νικος@x.example", "νικος@x.example"),
        ("ΐρις@x.example", "ΐρις@x.example"),
        ("ada@ශ්\u200dරී.example", "ada@xn--10cl1a0b660p.example"),
        ("ada@نامه\u200cای.example", "ada@xn--mgba3gch31f060k.example"),
        ("ada@xn--mgba3gch31f060k.example", "ada@xn--mgba3gch31f060k.example"),
        ("l·l@x.example", "l·l@x.example"),
        (f"{'я' * 32}@x.example", f"{'я' * 32}@x.example"),
    ],
)
def test_addresses_are_compared_by_lower_case_and_their_domains_as_idna2008_says(typed: str, key: str) -> None:
    assert parse_address(typed) == Address(typed, key)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("o＇brien@x.example", "o'brien@x.example"),
        ('"ann"@x.example', "ann@x.example"),
        ("<ann@x.example>", "ann@x.example"),
        ("Ann O’Brien <ann@x.example>;", "ann@x.example"),
        ("mailto:ann@x.example?subject=Hello", "ann@x.example"),
        ("MAILTO:<ann@x.example>", "ann@x.example"),
        ("ann@x.example.", "ann@x.example"),
        ("ann@x.example,", "ann@x.example"),
        ("ann@x.example, bob@x.example", None),
        ("Ann <ann@x.example>, Bob <bob@x.example>", None),
        ("ann“x@x.example", None),
        ("“”@x.example", None),
        ("“.ann@x.example", None),
        ("ann\ufe0ex@x.example", "annx@x.example"),
        ("ann\u034fx@x.example", "annx@x.example"),
        ("ann\u17b4x@x.example", "annx@x.example"),
        ("ann\u2800x@x.example", "annx@x.example"),
        ("ada@exam–ple.com", "ada@exam-ple.com"),
        ("ada@exam\u200dple.com", "ada@example.com"),
        ("ann\ufffdx@x.example", None),
        ("ann•x@x.example", None),
        ("josÃ©@x.example", "josé@x.example"),
        ("kÃ–ln@x.example", "kÖln@x.example"),
        ("groÃŸ@x.example", "groß@x.example"),
        ("oâ€™brien@x.example", "o'brien@x.example"),
        ("ada@kÃ¶ln.example", "ada@köln.example"),
        ("ann™@x.example", None),
        ("ann→@x.example", None),
        (f"{'я' * 33}@x.example", None),
    ],
)
def test_what_no_server_delivers_is_refused_with_its_ascii_form_where_it_has_one(text: str, meant: str | None) -> None:
    with pytest.raises(InvalidEmail) as caught:
        parse_address(text)
    assert caught.value.suggestion == meant
    assert (f"Did you mean {meant}?" in caught.value.message) == (meant is not None)


@pytest.mark.parametrize("email", ["o’brien@x.example", "mary–ann@x.example", "“ann@x.example", "o´brien@x.example"])
def test_typographic_punctuation_before_the_at_is_delivered_to(email: str) -> None:
    assert parse_address(f" {email.upper()}\u200b") == Address(email.upper(), email)


def test_letters_outside_of_ascii_take_their_bytes_with_typographic_punctuation_too() -> None:
    with pytest.raises(InvalidEmail, match="more than 64 bytes"):
        parse_address(f"{'a' * 60}’bc@x.example")


@pytest.mark.parametrize(
    "around", ["\u00a0", "\u200b", "\ufeff", "\u2068", "\ufe0f", "\u2800", "\u3164", "\u00ad", "\u061c"]
)
def test_invisible_characters_around_an_address_are_not_part_of_it(around: str) -> None:
    assert parse_address(f"{around}ada@x.example {around}").typed == "ada@x.example"


@pytest.mark.parametrize("text", ["“Ada@x.example”", "'Ada@x.example'", ' "Ada@x.example "', "„Ada@x.example‟ "])
def test_quotation_marks_around_an_address_are_not_part_of_it(text: str) -> None:
    assert parse_address(text) == Address("Ada@x.example", "ada@x.example")
    assert is_quoted(text)


@pytest.mark.parametrize("text", [" ada@x.example ", "“ada@x.example", "o’brien@x.example", "'ada'@x.example"])
def test_one_quotation_mark_or_those_of_a_part_are_not_around_the_address(text: str) -> None:
    assert not is_quoted(text)


@pytest.mark.parametrize("email", ["o’brien@x.example", f"{'я' * 33}@x.example"])
def test_accounts_that_no_new_one_could_be_called_are_still_found(email: str) -> None:
    assert find_key(f" {email.upper()}") == email


@pytest.mark.parametrize("text", ["", "ada", "ada@", "a" * 300 + "@x.example", "ada@exam\u200dple.com"])
def test_what_is_no_address_finds_no_account(text: str) -> None:
    assert find_key(text) is None
