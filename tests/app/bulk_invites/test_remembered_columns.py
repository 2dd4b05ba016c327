"""Mappings that an organization confirmed, for its next files with the same header."""

import asyncio
from dataclasses import dataclass

import pytest

from app.bulk_invites import remembered_columns
from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.csv.stored_mapping import StoredMapping
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.remembered_columns import find_remembered, header_key, remember
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.worker.loop import work_on_due
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import now, rows_of, upload, validated, work
from tests.support.column_mapping import PEOPLE, columns_of, map_file, mapping_due
from tests.support.factories import make_admin, make_member

pytestmark = pytest.mark.usefixtures("database")


async def mapped(actor: Actor, text: str, *places: int, role: Role | None = None) -> None:
    bulk_invite_id = await mapping_due(actor, text)
    await map_file(actor, bulk_invite_id, *places, role=role)
    await work()


@dataclass
class StopsAfterOneChunk:
    """Asked before the work, before rows of a previous validation are deleted, and before each chunk."""

    asked: int = 0

    def is_set(self) -> bool:
        self.asked += 1
        return self.asked > 3


async def remembered_count() -> int:
    return int(await value("SELECT count(*) FROM column_mappings"))


class TestNextFiles:
    async def test_the_same_header_is_not_asked_about_again(self) -> None:
        admin = await make_admin()
        await mapped(admin, PEOPLE, 0, 1)
        colleague = await make_member(admin.organization_id, Role.ADMIN)
        bulk_invite_id = await validated(colleague, " WHO ;What;where\nx@example.com;Remote;\n", asks_for_columns=True)
        assert (await now(admin, bulk_invite_id)).status is Status.READY
        assert [(each.email, each.role, each.groups) for each in await rows_of(bulk_invite_id)] == [
            ("x@example.com", "Remote", ())
        ]

    async def test_another_order_of_columns_is(self) -> None:
        admin = await make_admin()
        await mapped(admin, PEOPLE, 0, 1)
        await mapping_due(admin, "What,Who,Where\nRemote,x@example.com,\n")

    async def test_other_organizations_are(self) -> None:
        await mapped(await make_admin(), PEOPLE, 0, 1)
        await mapping_due(await make_admin())

    async def test_whoever_does_not_ask_gets_no_mapping_of_others(self) -> None:
        admin = await make_admin()
        text = "Email,Role,Other\na@example.com,Remote,Analyst\n"
        await map_file(admin, await validated(admin, text, asks_for_columns=True), 0, 2)
        await work()
        for asks, role in ((False, "Remote"), (True, "Analyst")):
            (found,) = await rows_of(await validated(admin, text, asks_for_columns=asks))
            assert found.role == role

    async def test_the_newest_mapping_counts(self) -> None:
        admin = await make_admin()
        text = "Email,Role,Other\na@example.com,Remote,Analyst\n"
        for place in (2, 1):
            await map_file(admin, await validated(admin, text, asks_for_columns=True), 0, place)
            await work()
        (found,) = await rows_of(await validated(admin, text, asks_for_columns=True))
        assert (found.role, await remembered_count()) == ("Remote", 1)

    async def test_what_rows_get_by_default_is_asked_each_time(self) -> None:
        admin = await make_admin()
        text = "Private,Work\na@home.example,a@example.com\n"
        await mapped(admin, text, 1, role=Role.ADMIN)
        bulk_invite_id = await mapping_due(admin, text)
        assert [meaning for _, _, meaning in await columns_of(bulk_invite_id)] == [None, "email"]
        with_role = await validated(admin, text, asks_for_columns=True, defaults=Defaults(Role.REMOTE))
        assert [(each.email, each.role) for each in await rows_of(with_role)] == [("a@example.com", "")]

    async def test_a_column_that_was_left_out_of_one_file_is_read_in_others_whose_header_names_it(self) -> None:
        admin = await make_admin()
        text = "Email,Role,Groups,Other\na@example.com,Remote,Paris,Analyst\n"
        for places, role, read in (((0,), Role.ANALYST, (0, 1, 2)), ((0, 3), None, (0, 3, 2)), ((0, 2), None, (0, 2))):
            await map_file(admin, await validated(admin, text, asks_for_columns=True), *places, role=role)
            await work()
            again = await validated(admin, text, asks_for_columns=True, defaults=Defaults(Role.BROADCASTER))
            meanings = [meaning for _, _, meaning in await columns_of(again)]
            assert meanings == [
                next((each for each, at in zip(Meaning, read, strict=False) if at == place), None) for place in range(4)
            ]

    async def test_files_without_names_are_known_by_how_many_columns_they_have(self) -> None:
        admin = await make_admin()
        await mapped(admin, "Ada,a@example.com,Analyst\n", 1, 2)
        assert (
            await now(admin, await validated(admin, "E,e@example.com,Remote\n", asks_for_columns=True))
        ).error_rows == 0
        await mapping_due(admin, "e@example.com,Remote\n")

    async def test_a_column_that_holds_no_addresses_is_not_taken_for_theirs(self) -> None:
        admin = await make_admin()
        await mapped(admin, "Ada,a@example.com,Analyst\n", 1, 2)
        bulk_invite_id = await mapping_due(admin, "e@example.com,Eve,Remote\n")
        assert [meaning for _, _, meaning in await columns_of(bulk_invite_id)] == ["email", None, "role"]

    async def test_that_a_line_names_no_column_is_remembered_with_the_line(self) -> None:
        admin = await make_admin()
        text = "Who,What\nx@example.com,Remote\n"
        bulk_invite_id = await mapping_due(admin, text)
        await map_file(admin, bulk_invite_id, 0, 1, has_header=False)
        await work()
        again = await validated(admin, text, asks_for_columns=True)
        assert [each.line for each in await rows_of(again)] == [1, 2]

    async def test_a_first_line_that_somebody_called_a_header_is_not_lost_in_other_files(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, "x@example.com,Remote\ny@example.com,Remote\n")
        await map_file(admin, bulk_invite_id, 0, 1, has_header=True)
        await work()
        assert [each.line for each in await rows_of(bulk_invite_id)] == [2]
        assert await remembered_count() == 0

    async def test_a_mapping_of_a_file_that_cannot_be_read_is_not_remembered(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, "Who,What\nx@example.com,Remote\n")
        await map_file(admin, bulk_invite_id, 0, 1)
        await rows("UPDATE bulk_invite_pieces SET content = 'Who,What'")
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.FAILED
        assert await remembered_count() == 0

    async def test_a_worker_that_goes_on_keeps_to_what_was_known_when_it_began(self) -> None:
        admin = await make_admin()
        text = "Email,Role,Other\na@example.com,Remote,Analyst\nb@example.com,Remote,Analyst\n"
        bulk_invite_id = await upload(admin, text, asks_for_columns=True)
        stopping = StopsAfterOneChunk()
        await work_on_due("test", 30.0, stopping, chunk_rows=1)
        assert len(await rows_of(bulk_invite_id)) == 1
        await remember(admin.organization_id, header_key(["Email", "Role", "Other"], 0), StoredMapping(Mapping(0, 2)))
        await work()
        assert [each.role for each in await rows_of(bulk_invite_id)] == ["Remote", "Remote"]


class TestForgetting:
    async def test_the_oldest_are_forgotten(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(remembered_columns, "MAX_REMEMBERED", 3)
        admin, other = await make_admin(), await make_admin()
        await remember(other.organization_id, b"0", StoredMapping(Mapping(0)))
        for number in range(4):
            async with transaction():
                await remember(admin.organization_id, bytes([number]), StoredMapping(Mapping(number)))
        found = [await find_remembered(admin.organization_id, bytes([number])) for number in range(4)]
        assert found == [None, *(StoredMapping(Mapping(number)) for number in (1, 2, 3))]
        assert await find_remembered(other.organization_id, b"0")

    async def test_at_the_same_time_all_are_remembered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(remembered_columns, "MAX_REMEMBERED", 5)
        admin = await make_admin()

        async def one(number: int) -> None:
            async with transaction():
                await remember(admin.organization_id, bytes([number % 10]), StoredMapping(Mapping(number)))

        await asyncio.gather(*map(one, range(30)))
        await one(31)
        assert await remembered_count() == 5

    async def test_they_go_with_the_organization(self) -> None:
        admin = await make_admin()
        await remember(admin.organization_id, b"0", StoredMapping(Mapping(0)))
        await rows("DELETE FROM organizations WHERE id = $1", admin.organization_id)
        assert await remembered_count() == 0
