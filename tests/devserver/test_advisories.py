"""The audit of locked packages, with canned responses of the service."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.error import HTTPError

import pytest

from devserver import advisories
from devserver.advisories import (
    FOUND,
    REPOSITORY,
    UNAVAILABLE,
    Package,
    UnavailableError,
    find_advisories,
    locked_packages,
    parse_package_lock,
    parse_requirements,
    parse_response,
)

JINJA = Package("PyPI", "jinja2", "2.4.1")
REACT = Package("npm", "react", "19.3.1")
RESPONSE = {
    "results": [
        {
            "vulns": [
                {"id": "GHSA-462w-v97r-4m45", "modified": "2026-03-13T21:55:21.000000Z"},
                {"id": "PYSEC-2019-217", "modified": "2026-11-08T06:02:02.000000Z"},
            ]
        },
        {},
    ]
}


class CannedService(BaseHTTPRequestHandler):
    """Responds to each request with `status` and `body`, and keeps the queries."""

    status: ClassVar[int]
    body: ClassVar[bytes]
    queries: ClassVar[list[Any]]

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.queries.extend(json.loads(content)["queries"])
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    CannedService.status, CannedService.body, CannedService.queries = 200, json.dumps(RESPONSE).encode(), []
    with HTTPServer(("127.0.0.1", 0), CannedService) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class TestLocks:
    def test_pins_of_requirements_are_packages(self) -> None:
        text = "# comment\njinja2==2.4.1 \\\n    --hash=sha256:aa\nuvloop==0.23 ; sys_platform != 'win32' \\\n"
        assert parse_requirements(text) == [JINJA, Package("PyPI", "uvloop", "0.23")]

    def test_nested_and_scoped_packages_of_npm_are_named(self) -> None:
        lock = {
            "packages": {
                "": {"name": "console", "version": "0.1.0"},
                "node_modules/react": {"version": "19.3.1"},
                "node_modules/a/node_modules/@b/c": {"version": "1.0.0"},
                "node_modules/alias": {"name": "d", "version": "2.0.0"},
                "node_modules/folder": {"link": True},
            }
        }
        expected = [REACT, Package("npm", "@b/c", "1.0.0"), Package("npm", "d", "2.0.0")]
        assert parse_package_lock(json.dumps(lock)) == expected

    def test_every_lock_of_the_repository_is_read(self) -> None:
        names = {(package.ecosystem, package.name) for package in locked_packages(REPOSITORY)}
        assert {("PyPI", "starlette"), ("PyPI", "pytest"), ("PyPI", "schemathesis")} <= names
        assert {("npm", "react"), ("npm", "graphql-sse")} <= names


class TestResponse:
    def test_advisories_belong_to_the_package_at_their_position(self) -> None:
        assert parse_response([JINJA, REACT], RESPONSE) == [(JINJA, "GHSA-462w-v97r-4m45"), (JINJA, "PYSEC-2019-217")]

    @pytest.mark.parametrize("response", [None, {}, {"results": []}, {"results": [{}, {}]}, {"code": 3}])
    def test_anything_else_is_no_clean_bill(self, response: object) -> None:
        with pytest.raises(UnavailableError):
            parse_response([JINJA], response)


class TestService:
    def test_every_package_is_queried_by_its_version(self, service: str) -> None:
        assert find_advisories([JINJA, REACT], service) == parse_response([JINJA, REACT], RESPONSE)
        assert CannedService.queries == [
            {"package": {"ecosystem": "PyPI", "name": "jinja2"}, "version": "2.4.1"},
            {"package": {"ecosystem": "npm", "name": "react"}, "version": "19.3.1"},
        ]

    @pytest.mark.parametrize(("status", "body"), [(503, b"{}"), (407, b""), (200, b"<html>"), (200, b"{}")])
    def test_a_failing_service_is_unavailable(self, service: str, status: int, body: bytes) -> None:
        CannedService.status, CannedService.body = status, body
        with pytest.raises(UnavailableError):
            find_advisories([JINJA], service)

    def test_a_rejected_request_is_an_error_of_ours(self, service: str) -> None:
        CannedService.status = 400
        with pytest.raises(HTTPError):
            find_advisories([JINJA], service)


class TestExitStatus:
    @pytest.fixture(autouse=True)
    def two_packages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(advisories, "locked_packages", lambda _: [JINJA, REACT])

    def test_an_advisory_fails_and_is_named(self, service: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert advisories.main(service) == FOUND
        assert capsys.readouterr().out.splitlines() == [
            "jinja2 2.4.1 (PyPI) has advisory GHSA-462w-v97r-4m45",
            "jinja2 2.4.1 (PyPI) has advisory PYSEC-2019-217",
        ]

    def test_an_accepted_one_is_listed_and_does_not_fail(
        self, service: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        accepted = {"GHSA-462w-v97r-4m45": "no sandbox is used", "PYSEC-2019-217": "the same"}
        assert advisories.main(service, accepted) == 0
        assert "GHSA-462w-v97r-4m45 (accepted: no sandbox is used)" in capsys.readouterr().out

    def test_without_advisories_it_passes_silently(self, service: str, capsys: pytest.CaptureFixture[str]) -> None:
        CannedService.body = b'{"results": [{}, {}]}'
        assert advisories.main(service) == 0
        assert capsys.readouterr().out == ""

    def test_without_a_connection_it_is_unavailable_with_the_reason_in_a_line(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert advisories.main("http://127.0.0.1:1/") == UNAVAILABLE
        (line,) = capsys.readouterr().out.splitlines()
        assert line.startswith("the service at http://127.0.0.1:1/ cannot be used: ")
