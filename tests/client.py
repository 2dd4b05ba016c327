"""A client of the API, as small as one can be."""

from typing import Any

import httpx2


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
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        body: dict[str, Any] = response.json()
        if body.get("errors"):
            raise ApiError(body["errors"])
        data: dict[str, Any] = body["data"]
        return data
