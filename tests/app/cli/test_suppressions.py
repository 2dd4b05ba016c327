"""Suppressed addresses on the command line."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from app.cli import suppressions
from app.cli.output import CommandError
from app.cli.parser import parse
from app.database.sql import value
from tests.support.audit_entries import audit_of
from tests.support.factories import make_organization
from tests.support.suppressed_addresses import suppress_address, suppressed_in

pytestmark = pytest.mark.usefixtures("database")
ADA = "ada@example.org"


@asynccontextmanager
async def as_it_is() -> AsyncIterator[None]:
    """The test's own connection."""
    yield


@pytest.fixture(autouse=True)
def _own_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppressions, "database_connection", as_it_is)


async def arguments_for(organization_id: UUID, *arguments: str) -> argparse.Namespace:
    slug: str = await value("SELECT slug FROM organizations WHERE id = $1", organization_id)
    return parse(["suppression", *arguments, "--organization", slug])


class TestList:
    async def test_has_when_and_why_of_the_organization_s_own(self) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, ADA)
        await suppress_address(await make_organization(), "bob@example.org")
        arguments = await arguments_for(organization_id, "list")
        output = await suppressions.list_newest(arguments)
        heading, line = output.text.splitlines()
        assert heading.split() == ["ADDRESS", "KIND", "STATUS", "CAME", "BACK", "REASON"]
        assert line.startswith(f"{ADA}  hard  5.1.1")
        assert [each["at"] for each in output.data] == ["2026-03-03T09:30:00.000+00:00"]

    async def test_is_searched_and_limited(self) -> None:
        organization_id = await make_organization()
        for email in (ADA, "adam@example.org", "bob@example.org"):
            await suppress_address(organization_id, email)
        arguments = await arguments_for(organization_id, "list", "--search", "ada", "--limit", "1")
        output = await suppressions.list_newest(arguments)
        assert (len(output.data), output.text.splitlines()[-1]) == (
            1,
            "There are more: --limit 4 and --search say which to list.",
        )

    async def test_says_where_there_is_none(self) -> None:
        arguments = await arguments_for(await make_organization(), "list")
        assert (await suppressions.list_newest(arguments)).text == "No address is suppressed."


class TestRelease:
    async def test_lets_the_organization_invite_the_address_again_and_is_on_record(self) -> None:
        organization_id = await make_organization("Acme Devices")
        suppression_id = await suppress_address(organization_id, ADA)
        output = await suppressions.release(await arguments_for(organization_id, "release", "Ada@example.org"))
        assert output.text == f"Acme Devices can invite {ADA} again."
        assert await suppressed_in(organization_id) == []
        (entry,) = await audit_of(suppression_id)
        assert (entry["action"], entry["actor_name"]) == ("suppression.released", "administrator")

    async def test_is_refused_for_an_address_that_is_not_suppressed(self) -> None:
        organization_id = await make_organization("Acme Devices")
        with pytest.raises(CommandError, match=f"Acme Devices has not suppressed {ADA}"):
            await suppressions.release(await arguments_for(organization_id, "release", ADA))
