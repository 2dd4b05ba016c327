"""SMTP_URL of a test's own."""

from collections.abc import Iterator
from typing import Literal, Protocol

import pytest

from app.settings import get_settings
from tests.support.smtp_server import ScriptedSmtpServer


class UseMailServer(Protocol):
    def __call__(
        self,
        server: ScriptedSmtpServer,
        *,
        credentials: str = "",
        tls: Literal["none", "starttls", "implicit"] = "none",
    ) -> str: ...


@pytest.fixture
def use_mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[UseMailServer]:
    """Makes SMTP_URL a scripted server's until the test ends, and returns it. `credentials` are `user:password@`."""

    def change(
        server: ScriptedSmtpServer, *, credentials: str = "", tls: Literal["none", "starttls", "implicit"] = "none"
    ) -> str:
        scheme = "smtps" if tls == "implicit" else "smtp"
        url = f"{scheme}://{credentials}127.0.0.1:{server.port}?tls={tls}"
        monkeypatch.setenv("SMTP_URL", url)
        get_settings.cache_clear()
        return url

    yield change
    monkeypatch.undo()
    get_settings.cache_clear()
