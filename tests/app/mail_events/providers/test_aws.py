"""Fetching from Amazon: TLS, no redirects, bounded in size. A server here plays its host."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.mail_events.providers import aws
from app.mail_events.providers.aws import MAX_BYTES, FetchError, fetch_from_aws
from tests.support.tls_contexts import CERTIFICATE, server_context

ANSWERS = {
    "/certificate": (200, b"a certificate", {}),
    "/elsewhere": (302, b"", {"Location": "/certificate"}),
    "/forbidden": (403, b"no", {}),
    "/away": (503, b"", {}),
    "/large": (200, b"x" * (MAX_BYTES + 1), {}),
}


class Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body, headers = ANSWERS[self.path]
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.socket = server_context().wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host's certificate is one that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


class TestFetching:
    async def test_returns_what_is_there(self, host: str, trusted: None) -> None:
        assert await fetch_from_aws(f"{host}/certificate") == b"a certificate"

    @pytest.mark.parametrize(
        ("path", "is_refused"), [("/elsewhere", False), ("/forbidden", True), ("/away", False), ("/large", False)]
    )
    async def test_follows_no_redirects_and_takes_no_more_than_a_certificate(
        self, host: str, trusted: None, path: str, is_refused: bool
    ) -> None:
        with pytest.raises(FetchError) as error:
            await fetch_from_aws(f"{host}{path}")
        assert error.value.is_refused is is_refused

    async def test_believes_nobody_without_a_certificate_of_the_host(self, host: str) -> None:
        with pytest.raises(FetchError):
            await fetch_from_aws(f"{host}/certificate")

    async def test_waits_for_nobody_without_an_end(self, monkeypatch: pytest.MonkeyPatch, trusted: None) -> None:
        may_end = threading.Event()

        def get(_url: str) -> bytes:
            may_end.wait()
            return b""

        monkeypatch.setattr(aws, "_get", get)
        monkeypatch.setattr(aws, "ALL_SECONDS", 0.01)
        with pytest.raises(FetchError):
            await fetch_from_aws("https://localhost/")
        may_end.set()
