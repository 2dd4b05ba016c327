"""Where a session's token may stand, and what else may stand beside it."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from schema.api.credentials import find_bearer, find_cookie
from schema.execution.errors import RequestError
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api


def connection(*headers: tuple[str, str]) -> HTTPConnection:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return HTTPConnection({"type": "http", "headers": raw})


OTHERS = [
    'prefs={"lang":"en"}',
    "a[0]=x",
    "note=a b",
    "broken",
    "=",
    "x=\xff\xfe",
    "k=v,w",
    'q="a',
    "session2=other",
    "session =eyJ1Ijox.Zw",
    "session=",
    "session=old",
]


class TestCookies:
    @pytest.mark.parametrize("other", OTHERS)
    @pytest.mark.parametrize(
        "form", ["{other}; session=ses_1", "session=ses_1; {other}", "{other};session=ses_1;{other}"]
    )
    def test_another_application_s_cookie_signs_nobody_out(self, other: str, form: str) -> None:
        header = form.format(other=other)
        assert find_cookie(connection(("cookie", header)), "session", "ses_") == "ses_1"

    def test_http_2_may_send_each_cookie_in_a_header_of_its_own(self) -> None:
        assert find_cookie(connection(("cookie", "a=b"), ("cookie", "session=ses_1")), "session", "ses_") == "ses_1"

    def test_without_the_cookie_there_is_none(self) -> None:
        assert find_cookie(connection(("cookie", "; ".join(OTHERS))), "session", "ses_") is None
        assert find_cookie(connection(), "session", "ses_") is None

    @pytest.mark.parametrize("other", OTHERS)
    async def test_a_person_stays_signed_in_beside_it(self, api: Api, other: str) -> None:
        token = await token_of(await make_admin())
        cookie = f"{other}; session={token}".encode("latin-1")
        response = await api.http.post(
            "/graphql", json={"query": "{ viewer { isOperator } }"}, headers=[(b"cookie", cookie)]
        )
        assert response.json() == {"data": {"viewer": {"isOperator": False}}}


class TestConnectionParameters:
    @pytest.mark.parametrize(
        "parameters",
        [
            {"authorization": "Bearer ses_1"},
            {"Authorization": "Bearer ses_1"},
            {"AUTHORIZATION": "bearer ses_1"},
            {"headers": {"authorization": "Bearer ses_1"}},
            {"headers": {"Authorization": "Bearer ses_1"}},
            {"Headers": {"Authorization": "BEARER ses_1"}, "client": "web"},
        ],
    )
    def test_a_bearer_is_found_wherever_clients_put_it(self, parameters: dict[str, Any]) -> None:
        assert find_bearer(connection(), parameters) == "ses_1"

    @pytest.mark.parametrize(
        "parameters", [{}, {"client": "web"}, {"authorization": None}, {"Authorization": ""}, {"headers": {}}]
    )
    def test_without_credentials_there_is_none(self, parameters: dict[str, Any]) -> None:
        assert find_bearer(connection(), parameters) is None

    @pytest.mark.parametrize(
        "parameters",
        [
            {"authorization": "ses_1"},
            {"Authorization": {"token": "ses_1"}},
            {"headers": {"authorization": "Basic eDp5"}},
            {"authToken": "ses_1"},
            {"token": "ses_1"},
            {"accessToken": "ses_1"},
        ],
    )
    def test_credentials_in_another_form_are_refused_with_the_form(self, parameters: dict[str, Any]) -> None:
        with pytest.raises(RequestError, match='authorization: "Bearer'):
            find_bearer(connection(), parameters)

    def test_a_header_of_another_scheme_is_the_proxy_s(self) -> None:
        assert find_bearer(connection(("authorization", "Basic eDp5")), {}) is None
