"""Signed return paths: what is one of ours, and what only looks like it."""

import base64
from uuid import UUID

import pytest

from app.mail.return_paths import TOKEN_LENGTH, make_return_path, token_of, verify_token
from app.settings import SecretKey

BOUNCES = "bounces@us.example"
DELIVERY_ID = UUID("01920000-0000-7000-8000-000000000001")


def new_key(name: str) -> SecretKey:
    return SecretKey.model_validate({"id": name, "secret": base64.b64encode(name.encode() * 32).decode()})


OLD, NEW, FOREIGN = new_key("old"), new_key("new"), new_key("foreign")
GENUINE = make_return_path([OLD], BOUNCES, DELIVERY_ID)
TOKEN = GENUINE.partition("+")[2].partition("@")[0]


def test_its_token_names_the_delivery() -> None:
    assert (len(TOKEN), token_of(BOUNCES, GENUINE)) == (TOKEN_LENGTH, TOKEN)
    assert verify_token([OLD], TOKEN) == DELIVERY_ID


def test_an_older_key_still_verifies_and_the_first_one_signs() -> None:
    assert verify_token([NEW, OLD], TOKEN) == DELIVERY_ID
    made = token_of(BOUNCES, make_return_path([NEW, OLD], BOUNCES, DELIVERY_ID))
    assert made is not None
    assert (verify_token([NEW], made), verify_token([OLD], made)) == (DELIVERY_ID, None)


@pytest.mark.parametrize("keys", [[], [FOREIGN], [NEW, FOREIGN]], ids=["none", "foreign", "several"])
def test_other_keys_do_not(keys: list[SecretKey]) -> None:
    assert verify_token(keys, TOKEN) is None


@pytest.mark.parametrize("address", [GENUINE.upper(), f"<{GENUINE}>", f"  {GENUINE.title()} "])
def test_letter_case_and_brackets_change_nothing(address: str) -> None:
    assert token_of(BOUNCES, address) == TOKEN


@pytest.mark.parametrize("at", range(TOKEN_LENGTH - 1))
def test_each_character_is_signed(at: int) -> None:
    other = "b" if TOKEN[at] == "a" else "a"
    assert verify_token([OLD], f"{TOKEN[:at]}{other}{TOKEN[at + 1 :]}") is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        TOKEN[:-1],
        f"{TOKEN}a",
        f"{TOKEN}======",
        f"{TOKEN[:-1]}=",
        f"{TOKEN[:-1]}1",
        f"{TOKEN[:-1]}+",
        f"{TOKEN[:-1]}\u0131",  # whose upper case is I
        f"{TOKEN[:-1]}\0",
        f" {TOKEN[1:]}",
        "a" * TOKEN_LENGTH,
        "x" * 1_000_000,
    ],
    ids=lambda token: f"{len(token)} {token[-3:]!a}",
)
def test_what_was_cut_or_lengthened_is_forged(token: str) -> None:
    assert verify_token([OLD], token) is None


@pytest.mark.parametrize(
    "address",
    [
        BOUNCES,
        GENUINE.replace("@us.example", "@evil.example"),
        GENUINE.replace("@us.example", "@us.example.evil.example"),
        GENUINE.replace("@us.example", "@evil.example@us.example.org"),
        GENUINE.replace("bounces+", "x+bounces+"),
        GENUINE.replace("bounces+", "bounces-"),
        GENUINE.replace("+", ""),
        "",
        "@",
        "\ud800",
    ],
)
def test_addresses_of_others_are_no_return_paths(address: str) -> None:
    assert token_of(BOUNCES, address) is None


def test_a_plus_of_somebody_else_after_it_makes_it_forged() -> None:
    token = token_of(BOUNCES, GENUINE.replace("@", "+tag@"))
    assert token is not None
    assert verify_token([OLD], token) is None
