"""Files whose columns somebody has to map."""

import json

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.queries import BulkInviteFilter, list_bulk_invites
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.row_edits import update_row
from app.database.keyset import PageRequest
from app.database.sql import rows, value
from app.errors import (
    InvalidCsv,
    NotReady,
    Refusal,
)
from app.operations.bulk_invites import BulkInviteJobFilter, list_bulk_invite_jobs
from app.organizations.roles import Role
from tests.support.bulk_uploads import (
    counted,
    invitations_of,
    now,
    rows_of,
    upload,
    validated,
    verdicts,
    work,
)
from tests.support.column_mapping import PEOPLE, columns_of, has_file, map_file, mapping_due
from tests.support.factories import make_admin, make_group

pytestmark = pytest.mark.usefixtures("database")


class TestAsking:
    async def test_columns_that_are_not_understood_are_asked_about(self) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Paris")
        bulk_invite_id = await mapping_due(admin)
        assert await columns_of(bulk_invite_id) == [
            ("Who", ("ada@example.com", "eve@example.com", "bob@example.com"), "email"),
            ("What", ("Analyst", "Boss", "Remote"), "role"),
            ("Where", ("Paris",), "groups"),
        ]
        found = await now(admin, bulk_invite_id)
        assert (found.total_rows, found.processed_rows, found.progress) == (3, 0, 0.0)
        assert await rows_of(bulk_invite_id) == []

    async def test_a_mapping_has_the_rows_validated(self) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Paris")
        bulk_invite_id = await mapping_due(admin)
        before = await now(admin, bulk_invite_id)
        await map_file(admin, bulk_invite_id, 0, 1, 2)
        assert (await now(admin, bulk_invite_id)).status is Status.VALIDATING
        await work()
        found = await now(admin, bulk_invite_id)
        assert (found.status, found.sequence > before.sequence) == (Status.READY, True)
        assert await verdicts(bulk_invite_id) == [(2, "valid", []), (3, "error", ["INVALID_ROLE"]), (4, "valid", [])]
        assert await counted(bulk_invite_id) == (3, 2, 0, 1)

    async def test_whoever_does_not_ask_is_refused(self) -> None:
        admin = await make_admin()
        with pytest.raises(InvalidCsv, match='The addresses are in column "Who": name that Email, in line 1'):
            await upload(admin, PEOPLE)
        assert await value("SELECT count(*) FROM bulk_invites") == 0

    async def test_columns_that_are_understood_are_not_asked_about(self) -> None:
        admin = await make_admin()
        text = "Email,Role,Note\na@example.com,Analyst,secret\n"
        for asks in (True, False):
            bulk_invite_id = await validated(admin, text, asks_for_columns=asks)
            assert (await now(admin, bulk_invite_id)).status is Status.READY
            assert await columns_of(bulk_invite_id) == [
                ("Email", ("a@example.com",), "email"),
                ("Role", ("Analyst",), "role"),
                ("Note", ("secret",) if asks else (), None),
            ]

    async def test_a_role_is_asked_for_where_the_file_has_none(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, "Email,Permission\na@example.com,Analyst\n")
        assert [meaning for _, _, meaning in await columns_of(bulk_invite_id)] == ["email", "role"]
        alone = await validated(admin, "Email\na@example.com\n", asks_for_columns=True, defaults=Defaults(Role.REMOTE))
        assert (await now(admin, alone)).status is Status.READY

    async def test_addresses_alone_are_asked_about(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, "a@example.com\nb@example.com\n")
        assert await columns_of(bulk_invite_id) == [("", ("a@example.com", "b@example.com"), "email")]
        await map_file(admin, bulk_invite_id, 0, role=Role.ANALYST)
        await work()
        assert await verdicts(bulk_invite_id) == [(1, "valid", []), (2, "valid", [])]

    @pytest.mark.parametrize("first", ["a@example", "mail@example.com", "email@example.com"])
    @pytest.mark.parametrize(
        "text",
        [
            "{}\nb@example.com\nc@example.com\n",
            "Ada <{}>; b@example.com; c@example.com",
            "{},Ada\nb@example.com,Bo\nc@example.com,Cy\n",
        ],
    )
    async def test_nobody_is_taken_for_the_name_of_a_column(self, text: str, first: str) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, text.format(first))
        await map_file(admin, bulk_invite_id, 0, role=Role.ANALYST)
        await work()
        assert [each.email for each in await rows_of(bulk_invite_id)] == [first, "b@example.com", "c@example.com"]

    async def test_what_no_mapping_mends_fails_without_a_question(self) -> None:
        admin = await make_admin()
        for text, words in (
            ("Who,What\n", "nobody in it"),
            ("Who,What\na@example.com,Analyst\n" * 200, "split into multiple files"),
            ('Who,What\na@example.com,Analyst\nb@example.com,"Analyst\n', "A cell in line 3"),
        ):
            found = await now(admin, await validated(admin, text, asks_for_columns=True))
            assert found.failure is not None
            assert (found.status, words in found.failure.message) == (Status.FAILED, True), found.failure.message

    async def test_names_that_say_the_same_twice_are_asked_about(self) -> None:
        admin = await make_admin()
        text = "Email,Role,E-mail\n,Analyst,a@example.com\n,Analyst,b@example.com\n"
        bulk_invite_id = await mapping_due(admin, text)
        assert [meaning for _, _, meaning in await columns_of(bulk_invite_id)] == [None, "role", "email"]

    async def test_lists_that_wait_are_found_by_it_and_unfinished(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin)
        await validated(admin, "Email,Role\na@example.com,Analyst\n")
        for filters, count in (
            (BulkInviteFilter(statuses=[Status.MAPPING]), 1),
            (BulkInviteFilter(statuses=[Status.READY]), 1),
            (BulkInviteFilter(is_unfinished=True), 2),
        ):
            page = await list_bulk_invites(admin.organization_id, filters, PageRequest(size=10))
            assert len(page.nodes) == count
        for statuses, count in (
            ([Status.MAPPING], 1),
            ([Status.READY], 1),
            ([Status.READY, Status.MAPPING], 2),
            ([], 2),
        ):
            jobs = await list_bulk_invite_jobs(BulkInviteJobFilter(statuses=statuses), PageRequest(size=10))
            assert len(jobs.nodes) == count
        with pytest.raises(NotReady, match="Say first what the columns"):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_the_same_key_with_another_sheet_or_mode_is_another_request(self) -> None:
        admin = await make_admin()
        text = "Email,Role\na@example.com,Analyst\n"
        first = await upload(admin, text, key="one", asks_for_columns=True)
        assert await upload(admin, text, key="one", asks_for_columns=True) == first
        for options in ({}, {"sheet": "A"}, {"sheet": "A", "asks_for_columns": True}):
            with pytest.raises(Refusal, match="IDEMPOTENCY_KEY_REUSED"):
                await upload(admin, text, key="one", **options)


class TestMapping:
    async def test_columns_can_be_changed_during_the_review(self) -> None:
        admin = await make_admin()
        text = "Email,Role,Other\na@example.com,Remote,Analyst\nb@example.com,Remote,Boss\n"
        bulk_invite_id = await validated(admin, text, asks_for_columns=True)
        (first, _) = await rows_of(bulk_invite_id)
        await update_row(admin, first.id, "x@example.com", "Remote", [])
        await map_file(admin, bulk_invite_id, 0, 2)
        await work()
        assert [(each.email, each.role) for each in await rows_of(bulk_invite_id)] == [
            ("a@example.com", "Analyst"),
            ("b@example.com", "Boss"),
        ]
        assert await counted(bulk_invite_id) == (2, 1, 0, 1)

    async def test_many_rows_are_validated_anew(self) -> None:
        admin = await make_admin()
        people = "".join(f"p{number}@example.com,Analyst,Remote\n" for number in range(50))
        bulk_invite_id = await validated(admin, f"Email,Role,Other\n{people}", asks_for_columns=True)
        for place, role in ((2, "Remote"), (1, "Analyst")):
            await map_file(admin, bulk_invite_id, 0, place)
            await work(chunk_rows=7)
            assert {each.role for each in await rows_of(bulk_invite_id)} == {role}
            assert await counted(bulk_invite_id) == (50, 50, 0, 0)

    async def test_another_worker_goes_on_where_one_stopped_in_the_middle_of_it(self) -> None:
        admin = await make_admin()
        people = "".join(f"p{number}@example.com,Analyst,Remote\n" for number in range(20))
        bulk_invite_id = await validated(admin, f"Email,Role,Other\n{people}", asks_for_columns=True)
        await map_file(admin, bulk_invite_id, 0, 2)
        await rows("DELETE FROM bulk_invite_rows WHERE line < 10")
        await work(chunk_rows=4)
        assert {each.role for each in await rows_of(bulk_invite_id)} == {"Remote"}
        assert await counted(bulk_invite_id) == (20, 20, 0, 0)

    @pytest.mark.parametrize(
        ("text", "has_header", "emails"),
        [
            ("x@example.com,Analyst\na@example.com,Analyst\n", True, ["a@example.com"]),
            ("x@example.com,Analyst\na@example.com,Analyst\n", False, ["x@example.com", "a@example.com"]),
            ("x@example.com,Analyst\na@example.com,Analyst\n", None, ["x@example.com", "a@example.com"]),
            ("Who,What\na@example.com,Analyst\n", False, ["Who", "a@example.com"]),
            ("A title\n\nWho,What\na@example.com,Analyst\n", None, ["a@example.com"]),
            ("A title\nx@example.com,Analyst\na@example.com,Analyst\n", True, ["a@example.com"]),
        ],
    )
    async def test_whether_a_line_names_the_columns_can_be_said(
        self, text: str, has_header: bool | None, emails: list[str]
    ) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, text)
        await map_file(admin, bulk_invite_id, 0, 1, has_header=has_header)
        await work()
        assert [each.email for each in await rows_of(bulk_invite_id)] == emails

    async def test_defaults_are_those_of_the_mapping(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        bulk_invite_id = await mapping_due(admin, "Who\na@example.com\n", defaults=Defaults(Role.ADMIN))
        await map_file(admin, bulk_invite_id, 0, role=Role.ANALYST, groups=(paris,))
        await work()
        found = await now(admin, bulk_invite_id)
        assert (found.default_role, found.default_group_ids) == (Role.ANALYST, (paris,))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert [(each["role"], each["group_ids"]) for each in await invitations_of(bulk_invite_id)] == [
            ("analyst", [paris])
        ]

    async def test_it_is_sent_by_itself_where_no_review_was_asked_for(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, PEOPLE, is_reviewed=False, asks_for_columns=True)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.MAPPING
        await map_file(admin, bulk_invite_id, 0, 1)
        await work()
        found = await now(admin, bulk_invite_id)
        assert (found.status, found.invited_rows) == (Status.COMPLETED, 2)
        assert not await has_file(bulk_invite_id)

    async def test_a_header_that_is_shorter_than_the_rows_makes_no_cell_surplus(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, "Name,\nAda,ada@example.com\nEve,eve@example.com,x\n")
        await map_file(admin, bulk_invite_id, 1, role=Role.ANALYST)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "valid", []), (3, "error", ["INVALID_CSV"])]

    async def test_lines_that_are_each_a_quoted_cell_are_asked_about_by_their_inner_columns(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, '"Name,Who"\n"Ada,ada@example.com"\n"Eve,eve@example.com"\n')
        assert [meaning for _, _, meaning in await columns_of(bulk_invite_id)] == [None, "email"]
        await map_file(admin, bulk_invite_id, 1, role=Role.ANALYST)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "valid", []), (3, "valid", [])]

    async def test_it_is_in_the_activity(self) -> None:
        admin = await make_admin()
        await map_file(admin, await mapping_due(admin), 0, None, 2, role=Role.ANALYST)
        changes = await value("SELECT changes FROM audit_entries WHERE action = 'bulk_invite.columns_mapped'")
        assert json.loads(changes) == {"email_column": "Who", "groups_column": "Where", "default_role": "Analyst"}
