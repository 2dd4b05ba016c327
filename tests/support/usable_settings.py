"""The variables of a service that could start in production, and no others."""

import pytest

from app.settings import Settings, get_settings

USABLE = {
    "ENVIRONMENT": "production",
    "PUBLIC_URL": "https://invitations.example",
    "DATABASE_URL": "postgres://product:secret@db.example/product",
    "REDIS_URL": "redis://valkey.example:6379/0",
    "SMTP_URL": "smtp://product:secret@mail.example:587",
    "SECRET_KEYS": "k1:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE",
}


@pytest.fixture
def usable_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, text in USABLE.items():
        monkeypatch.setenv(name, text)


def settings_with(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> Settings:
    """Reads them anew, with one variable more or another one."""
    monkeypatch.setenv(name, text)
    return get_settings.__wrapped__()
