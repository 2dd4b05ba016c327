"""Which addresses can be invited, and what is said of the others."""

import socket
from typing import Any

import dns.resolver
import pytest

from app.database.sql import value
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import INVITE

ACCEPTED = [
    "ada@example.com",
    "ada+team@example.com",
    "o'brien@example.com",
    "ADA@Example.COM",
    "jörg@example.com",
    "用户@例え.example",
    "ada@bücher.example",
    "ada@xn--bcher-kva.example",
    "ada@acme.example",
    "ada@acme.test",
    "a.b-c_d!e#f@sub.sub.example.com",
    f"{'a' * 64}@example.com",
]
MALFORMED = [
    "ada",
    "ada@",
    "@example.com",
    "ada@@example.com",
    "ada@localhost",
    "ada@example..com",
    ".ada@example.com",
    "ada.@example.com",
    "ada lovelace@example.com",
    "Ada <ada@example.com>",
    '"ada"@example.com',
    "ada@[127.0.0.1]",
    "ada@-example.com",
    "ada@exa_mple.com",
    "ada@example.com, bob@example.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada\0@example.com",
    "ada@exam\u202eple.com",
    "ﬁona@example.com",
    f"{'a' * 65}@example.com",
    f"ada@{'a' * 64}.example",
]


@pytest.mark.parametrize("email", ACCEPTED)
async def test_an_address_that_a_provider_may_give_out_is_accepted(api: Api, email: str) -> None:
    answer = await api.change(INVITE, await token_of(await make_admin()), email=email, role="REMOTE")
    assert answer["errors"] == []
    assert answer["invitation"]["email"] == email


@pytest.mark.parametrize("email", MALFORMED)
async def test_a_malformed_address_is_refused_with_its_reason(api: Api, email: str) -> None:
    answer = await api.change(INVITE, await token_of(await make_admin()), email=email, role="REMOTE")
    (error,) = answer["errors"]
    assert (error["code"], error["path"]) == ("INVALID_EMAIL", ["email"])
    assert error["message"].startswith("This is not a valid email address: ")
    assert answer["invitation"] is None
    assert await value("SELECT count(*) FROM invitations") == 0


@pytest.mark.parametrize("email", ["", "   ", "\t\n"])
async def test_an_empty_address_is_asked_for(api: Api, email: str) -> None:
    answer = await api.change(INVITE, await token_of(await make_admin()), email=email, role="REMOTE")
    assert codes(answer) == ["REQUIRED"]


@pytest.mark.parametrize(
    "email",
    [f"ada@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example", "ä" * 1000, "a" * 500_000 + "@example.com"],
)
async def test_an_over_long_address_is_refused(api: Api, email: str) -> None:
    answer = await api.change(INVITE, await token_of(await make_admin()), email=email, role="REMOTE")
    assert codes(answer) == ["TOO_LONG"]


async def test_no_name_server_is_asked(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*asked: object, **_: object) -> Any:
        raise AssertionError(asked)

    token = await token_of(await make_admin())
    monkeypatch.setattr(dns.resolver.Resolver, "resolve", fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    answer = await api.change(INVITE, token, email="ada@no-such-domain.example", role="REMOTE")
    assert answer["errors"] == []
