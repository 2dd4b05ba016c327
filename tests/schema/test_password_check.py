"""Passwords judged while they are typed: by the one rule that accepting and resetting have, and kept nowhere."""

import logging
from typing import Any

import pytest

from app.rate_limits.networks import network_of
from app.users.passwords import MAX_LENGTH, MIN_LENGTH, judge_password
from tests.support.changed_rate_limits import Limit
from tests.support.factories import link_token, make_admin, make_invitation
from tests.support.graphql_client import Api, ApiError
from tests.support.graphql_operations import ACCEPT, SIGN_IN

CHECK = """
query ($password: String!, $name: String, $email: String) {
  passwordCheck(password: $password, name: $name, email: $email) { isAccepted message strength }
}
"""
SECRET = "hunter2 is nobody's password"
PASSWORDS = [
    "",
    "short",
    "eleven char",
    "correct horse battery staple",
    "password1234",
    "aaaaaaaaaaaa",
    "Ada   Lovelace",
    "ada lovelace",
    "ada@example.com",
    "zwölf zeichen",
    "x7#kQ9!vB2mz",
    "x" * (MAX_LENGTH + 1),
]


@pytest.mark.parametrize("password", PASSWORDS, ids=lambda each: each[:20])
async def test_it_says_what_accepting_says(api: Api, password: str) -> None:
    invitation_id = await make_invitation(await make_admin(), "ada@example.com")
    judged = await api.ask(CHECK, password=password, name=" Ada   Lovelace ", email="ada@example.com")
    accepted = await api.change(
        ACCEPT, token=await link_token(invitation_id), name=" Ada   Lovelace ", password=password
    )
    messages = [error["message"] for error in accepted["errors"]]
    assert (judged["isAccepted"], judged["message"]) == (not messages, messages[0] if messages else None)


@pytest.mark.parametrize(
    ("password", "strength"),
    [
        ("", 0),
        ("short", 0),
        ("seven c", 1),
        ("eleven char", 1),
        ("password1234", 0),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", 0),
        ("x7#kQ9!vB2mz", 2),
        ("blue blue blue blue blue", 2),
        ("correct horse ba", 3),
        ("correct horse battery staple", 4),
        ("x" * (MAX_LENGTH + 1), 0),
    ],
)
def test_a_meter_shows_refused_ones_below_accepted_ones(password: str, strength: int) -> None:
    verdict = judge_password(password)
    assert (verdict.strength, verdict.is_accepted) == (strength, strength >= 2)


def test_a_longer_one_is_never_weaker() -> None:
    text = "Nobody else has walked these long roads"
    strengths = [judge_password(text[:length]).strength for length in range(len(text) + 1)]
    assert strengths == sorted(strengths)
    assert strengths[MIN_LENGTH - 1 : MIN_LENGTH + 1] == [1, 2]


@pytest.mark.parametrize(("field", "what"), [("name", "A name"), ("email", "An email address")])
async def test_what_it_is_compared_with_has_a_bound(api: Api, field: str, what: str) -> None:
    with pytest.raises(ApiError) as raised:
        await api.ask(CHECK, password=SECRET, **{field: "x" * 300})
    assert raised.value.code == "BAD_USER_INPUT"
    assert raised.value.errors[0]["message"].startswith(f"{what} can have at most ")


async def test_over_get_it_is_refused(api: Api) -> None:
    response = await api.http.get("/graphql", params={"query": '{ passwordCheck(password: "x") { strength } }'})
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_one_network_asks_so_often_and_others_go_on(
    api: Api, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(password_checks_per_network="2/1h")
    for _ in range(2):
        assert (await api.ask(CHECK, password=SECRET))["strength"] == 4
    with pytest.raises(ApiError) as raised:
        await api.ask(CHECK, password=SECRET)
    assert (raised.value.code, raised.value.errors[0]["extensions"]["retryAfterSeconds"]) == ("RATE_LIMITED", 1800)
    monkeypatch.setattr("schema.execution.request_context.network_of", lambda _: network_of("203.0.113.9"))
    assert (await api.ask(CHECK, password=SECRET))["isAccepted"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (CHECK, {"password": SECRET}),
        (CHECK, {"password": [SECRET]}),
        (CHECK, {"password": {"secret": SECRET}}),
        (CHECK, {"passwords": SECRET}),
        (CHECK, {"password": SECRET, "name": 5}),
        (CHECK, {"password": SECRET, "email": "x" * 300}),
        (SIGN_IN, {"input": {"password": SECRET}}),
        (SIGN_IN, {"input": SECRET}),
        (SIGN_IN, {"input": {"email": "a@b.example", "password": SECRET, "more": True}}),
        (SIGN_IN, {"input": {"email": "a@b.example", "password": [SECRET]}}),
    ],
)
async def test_no_answer_and_no_log_line_repeats_a_password(
    api: Api,
    query: str,
    variables: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    response = await api.http.post("/graphql", json={"query": query, "variables": variables})
    written = capfd.readouterr()
    for place in (response.text, caplog.text, written.out, written.err):
        assert "hunter2" not in place
