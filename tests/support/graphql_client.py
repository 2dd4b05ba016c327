"""A client of the API, as small as one can be."""

from typing import Any

import httpx2

# What a browser cannot send across origins without asking first.
PREFLIGHT = {"GraphQL-Require-Preflight": "1"}


class ApiError(Exception):
    """The answer has top-level errors."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors

    @property
    def code(self) -> str:
        return str(self.errors[0]["extensions"]["code"])


class Api:
    """`await api("{ viewer { user { name } } }", token=…)` answers `data`, or raises ApiError."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http

    async def __call__(self, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        return await self._post(query, token, variables)

    async def ask(self, query: str, session: str | None = None, /, **variables: Any) -> Any:
        """What the operation's only field answers."""
        (answer,) = (await self._post(query, session, variables)).values()
        return answer

    async def change(self, mutation: str, session: str | None = None, /, **values: Any) -> dict[str, Any]:
        """The payload of a mutation whose `$input` holds these values."""
        payload: dict[str, Any] = await self.ask(mutation, session, input=values)
        return payload

    async def _post(self, query: str, session: str | None, variables: dict[str, Any]) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {session}"} if session else {}
        response = await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        body: dict[str, Any] = response.json()
        if body.get("errors"):
            raise ApiError(body["errors"])
        data: dict[str, Any] = body["data"]
        return data


def codes(payload: dict[str, Any]) -> list[str]:
    """The codes of a payload's refusals."""
    return [error["code"] for error in payload["errors"]]


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def error_code(response: Any) -> str:
    """The code of the first top-level error, where the whole request failed."""
    answer = response.json()
    assert "data" not in answer
    return str(answer["errors"][0]["extensions"]["code"])
