"""Names of organizations that people would take for one another."""

import asyncio

import pytest

from app.database.sql import value
from app.errors import ErrorCode, NameLooksTaken
from app.organizations.actions import TimeLimit, update_organization
from app.organizations.administration import NewOrganization, create_organization
from app.organizations.look_alikes import look_alike
from tests.support.factories import make_member, make_organization


def beta(name: str, slug: str) -> NewOrganization:
    return NewOrganization(name, slug, 100, TimeLimit(None))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "\u0410cme"),
        ("ACME", "\u0410\u0421\u041c\u0415"),
        ("Acme", "\u0410\u0421\u041c\u0415"),
        ("Acme", "Acrne"),
        ("Acme", "ACME"),
        ("Acme Inc", "Acme Inc."),
        ("Acme Devices", "AcmeDevices"),
        ("Acme Devices", "Acme-Devices"),
        ("Acme Devices", "Acme \u2013 Devices_"),
        ("Acme Devices", "Acme Devices\u2122"),
        ("PayPal", "PayPaI"),
        ("Senturo", "\uff33enturo"),
        ("Paypal", "\U0001d40faypal"),
        ("Lotus", "L0TUS"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("Acme", "Ac\u200dme"),
    ],
)
def test_these_look_alike(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acne"),
        ("Acme Devices", "Acme Fleet"),
        ("Team 12", "Team 1.2"),
        ("\u6771\u4eac", "\u4eac\u6771"),
        ("Müller", "Muller"),
        ("...", "!!!"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert not look_alike(one, other)


class TestCreating:
    async def test_a_look_alike_is_refused_and_nothing_is_made(self, database: None) -> None:
        await make_organization("Acme Devices")
        with pytest.raises(NameLooksTaken) as raised:
            await create_organization(beta("\u0410cme Devices", "acme-2"))
        assert (raised.value.code, raised.value.path) == (ErrorCode.CONFLICT, ("name",))
        assert "Acme" not in raised.value.message
        assert await value("SELECT count(*) FROM organizations") == 1

    async def test_of_look_alikes_at_the_same_time_one_is_made(self, database: None) -> None:
        names = ["Acme Devices", "\u0410cme Devices", "Acrne Devices", "ACME DEVICES"]
        made = await asyncio.gather(
            *(create_organization(beta(name, f"acme-{number}")) for number, name in enumerate(names)),
            return_exceptions=True,
        )
        assert sum(isinstance(each, NameLooksTaken) for each in made) == 3


class TestRenaming:
    async def test_to_a_look_alike_is_refused(self, database: None) -> None:
        await make_organization("Acme Devices")
        admin = await make_member(await make_organization("Beta"))
        with pytest.raises(NameLooksTaken):
            await update_organization(admin, "acme  d\u0435vices")
        assert await value("SELECT name FROM organizations WHERE id = $1", admin.organization_id) == "Beta"

    async def test_to_another_spelling_of_the_own_name_is_not(self, database: None) -> None:
        admin = await make_member(await make_organization("Beta"))
        await update_organization(admin, "BETA")
        assert await value("SELECT name FROM organizations") == "BETA"
