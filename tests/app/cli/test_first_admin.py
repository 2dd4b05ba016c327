"""The address of a first Admin on the command line, where nobody is shown a warning before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.cli import organizations
from app.cli.parser import parse
from app.database.sql import value

pytestmark = pytest.mark.usefixtures("database")


@asynccontextmanager
async def as_it_is() -> AsyncIterator[None]:
    """The test's own connection."""
    yield


@pytest.mark.parametrize(
    ("typed", "email", "warned"),
    [
        ("\ufeffada@acme.example\u200b", "ada@acme.example", ""),
        (
            "o\u2019brien@acme.example",
            "o\u2019brien@acme.example",
            " \u2019 is seldom part of an address. Did you mean o'brien@acme.example?",
        ),
    ],
)
async def test_it_is_said_as_it_was_read_with_what_looks_wrong(
    monkeypatch: pytest.MonkeyPatch, typed: str, email: str, warned: str
) -> None:
    monkeypatch.setattr(organizations, "database_connection", as_it_is)
    output = await organizations.create(
        parse(["organization", "create", "--name", "Delta", "--slug", "delta", "--admin-email", typed])
    )
    assert output.text == f"Delta is there. {email} is being sent an invitation to be its first Admin.{warned}"
    again = await organizations.invite_admin(parse(["organization", "invite-admin", "delta", "--admin-email", typed]))
    assert again.text.startswith(f"{email} is being sent an invitation to be the first Admin of Delta.")
    assert await value("SELECT array_agg(DISTINCT email) FROM invitations") == [email]
