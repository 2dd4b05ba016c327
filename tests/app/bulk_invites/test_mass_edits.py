"""Edits of many rows: what they change, whose they are, and that duplicates are checked again."""

from collections.abc import Sequence
from uuid import UUID

import orjson
import pytest

from app.bulk_invites import row_rewrites
from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.mass_edit_actions import edit_rows, set_rights
from app.bulk_invites.mass_edits import ApplySuggestions, MassEdit, RemoveRows, ReplaceValue, Selection
from app.bulk_invites.review.rules import RowStatus
from app.bulk_invites.row_edits import update_row
from app.database.sql import rows
from app.errors import ErrorCode, GroupNotAllowed, NotFound, NotPermitted, NotReady, Required, RoleNotAllowed
from app.organizations.roles import Role
from tests.support.bulk_uploads import counted, lines, now, rows_of, validated, verdicts
from tests.support.factories import make_admin, make_group, make_member

pytestmark = pytest.mark.usefixtures("database")

ERRORS = RemoveRows(Selection(statuses=[RowStatus.ERROR]))


async def cells(bulk_invite_id: UUID) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(each.email, each.role, each.groups, each.status) for each in await rows_of(bulk_invite_id)]


class TestReplacingAValue:
    async def test_a_role_is_replaced_in_all_rows_that_say_it(self) -> None:
        admin = await make_admin()
        people = ["a@example.com,Analist,", "b@example.com,analist,", "c@example.com,Analist,", "d@example.com,Remote,"]
        bulk_invite_id = await validated(admin, lines(people))
        assert await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst")) == 2
        assert [role for _, role, _, _ in await cells(bulk_invite_id)] == ["Analyst", "analist", "Analyst", "Remote"]
        assert await counted(bulk_invite_id) == (4, 3, 0, 1)
        assert await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst")) == 0

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("Pariss", "Paris", [("Paris",), ("Rome", "Paris"), ("Paris",), ()]),
            ("Pariss", "", [(), ("Rome",), ("Paris",), ()]),
            ("", "Rome", [("Pariss",), ("Rome", "Pariss"), ("Paris", "Pariss"), ("Rome",)]),
            ("Pariss", "Pariss", [("Pariss",), ("Rome", "Pariss"), ("Paris", "Pariss"), ()]),
        ],
    )
    async def test_a_group_is_replaced_within_its_cell(
        self, old: str, new: str, expected: Sequence[tuple[str, ...]]
    ) -> None:
        admin = await make_admin()
        for name in ("Paris", "Rome"):
            await make_group(admin.organization_id, name)
        groups = ["Pariss", "Rome;Pariss", "Paris;Pariss", ""]
        people = [f"p{place}@example.com,Analyst,{each}" for place, each in enumerate(groups)]
        bulk_invite_id = await validated(admin, lines(people))
        before = [names for _, _, names, _ in await cells(bulk_invite_id)]
        changed = sum(names != after for names, after in zip(before, expected, strict=True))
        assert await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.GROUPS, old, new)) == changed
        assert [names for _, _, names, _ in await cells(bulk_invite_id)] == expected
        await counted(bulk_invite_id)

    async def test_rows_are_checked_again_once_their_group_exists(self) -> None:
        admin = await make_admin()
        people = [*(f"p{each}@example.com,Remote,Rome" for each in range(3)), "q@example.com,Boss,Rome; Paris"]
        bulk_invite_id = await validated(admin, lines(people))
        again = ReplaceValue(Meaning.GROUPS, "Rome", "Rome")
        assert await counted(bulk_invite_id) == (4, 0, 0, 4)
        await make_group(admin.organization_id, "Rome")
        assert await edit_rows(admin, bulk_invite_id, again) == 4
        assert await counted(bulk_invite_id) == (4, 3, 0, 1)
        assert await verdicts(bulk_invite_id) == [
            (2, "valid", []),
            (3, "valid", []),
            (4, "valid", []),
            (5, "error", ["INVALID_ROLE", "UNKNOWN_GROUP"]),
        ]
        assert await edit_rows(admin, bulk_invite_id, again) == 0
        assert await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Boss", "Boss")) == 0

    async def test_rows_that_were_or_become_duplicates_are_checked_again(self) -> None:
        admin = await make_admin()
        people = ["a@example.com,Analyst,", "a@example.com,Remote,", "b@example.com,Analyst,"]
        bulk_invite_id = await validated(admin, lines(people))
        first, *_ = await rows_of(bulk_invite_id)
        await update_row(admin, first.id, "c@example.com", "Analyst", [])
        assert (
            await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.EMAIL, "c@example.com", "b@example.com")) == 1
        )
        assert [(line, status) for line, status, _ in await verdicts(bulk_invite_id)] == [
            (2, "valid"),
            (3, "valid"),
            (4, "error"),
        ]
        await counted(bulk_invite_id)

    async def test_an_address_of_a_guessed_encoding_stays_in_doubt_when_its_role_is_replaced(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["jos\xe9@example.com,Analist,"]).encode("windows-1252"))
        await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst"))
        assert await verdicts(bulk_invite_id) == [(2, "warning", ["INVALID_EMAIL"])]
        await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.EMAIL, "jos\xe9@example.com", "jose@example.com"))
        assert await verdicts(bulk_invite_id) == [(2, "valid", [])]

    async def test_a_row_with_too_many_cells_stays_wrong(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analist,,surplus"]))
        await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analist", "Analyst"))
        assert await verdicts(bulk_invite_id) == [(2, "error", ["INVALID_CSV"])]


class TestSuggestions:
    async def test_all_are_taken(self) -> None:
        admin = await make_admin()
        for name in ("Warehouse", "Kiosks"):
            await make_group(admin.organization_id, name)
        people = ["a@gmial.com,Analist,Kiosks", 'b@example.com,Analyst,"Warehouses; Kiosk; Nowhere"', "nobody,Analyst,"]
        bulk_invite_id = await validated(admin, lines(people))
        assert await edit_rows(admin, bulk_invite_id, ApplySuggestions()) == 2
        assert [each[:3] for each in await cells(bulk_invite_id)] == [
            ("a@gmail.com", "Analyst", ("Kiosks",)),
            ("b@example.com", "Analyst", ("Warehouse", "Kiosks", "Nowhere")),
            ("nobody", "Analyst", ()),
        ]
        assert await counted(bulk_invite_id) == (3, 1, 0, 2)
        assert await edit_rows(admin, bulk_invite_id, ApplySuggestions()) == 0

    async def test_those_of_one_kind_of_problem_are_taken(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@gmial.com,Analist,", "b@gmial.com,Analyst,"]))
        assert await edit_rows(admin, bulk_invite_id, ApplySuggestions(ErrorCode.INVALID_ROLE)) == 1
        assert [each[:2] for each in await cells(bulk_invite_id)] == [
            ("a@gmial.com", "Analyst"),
            ("b@gmial.com", "Analyst"),
        ]


class TestRemovingRows:
    async def test_all_errors_are_removed(self) -> None:
        admin = await make_admin()
        people = ["a@example.com,Boss,", "a@example.com,Analyst,", "nobody,,", "b@example.com,Admin,"]
        bulk_invite_id = await validated(admin, lines(people))
        assert await edit_rows(admin, bulk_invite_id, ERRORS) == 3
        assert await verdicts(bulk_invite_id) == [(5, "warning", ["INVALID_ROLE"])]
        assert await counted(bulk_invite_id) == (1, 0, 1, 0)
        assert await edit_rows(admin, bulk_invite_id, ERRORS) == 0

    async def test_a_duplicate_of_what_was_removed_is_none_and_stays(self) -> None:
        admin = await make_admin()
        people = ["a@example.com,Analyst,", "a@example.com,Analyst,", "b@example.com,Analyst,"]
        bulk_invite_id = await validated(admin, lines(people))
        assert await edit_rows(admin, bulk_invite_id, RemoveRows(Selection(statuses=[RowStatus.VALID]))) == 2
        assert await verdicts(bulk_invite_id) == [(3, "valid", [])]
        await counted(bulk_invite_id)

    async def test_however_often_an_address_stands_in_the_file_one_row_with_it_counts(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Only the first rows with it are checked again: all of them could be the whole file."""
        monkeypatch.setattr(row_rewrites, "MAX_SAME_ADDRESS", 1)
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"] * 4 + ["b@example.com,Analyst,"] * 3))
        first, *_ = await rows_of(bulk_invite_id)
        assert await edit_rows(admin, bulk_invite_id, RemoveRows(Selection(ids=[first.id]))) == 1
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid", *["error"] * 2, "valid"] + [
            "error"
        ] * 2
        assert (
            await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.EMAIL, "a@example.com", "b@example.com")) == 3
        )
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid", *["error"] * 5]
        await counted(bulk_invite_id)

    async def test_chosen_rows_are_removed_and_those_of_others_are_not(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,", "b@example.com,Analyst,"]))
        other_id = await validated(admin, lines(["c@example.com,Analyst,"]))
        first, _ = await rows_of(bulk_invite_id)
        (foreign,) = await rows_of(other_id)
        assert await edit_rows(admin, bulk_invite_id, RemoveRows(Selection(ids=[first.id, foreign.id]))) == 1
        assert await edit_rows(admin, bulk_invite_id, RemoveRows(Selection(ids=[]))) == 0
        assert [line for line, _, _ in await verdicts(bulk_invite_id)] == [3]
        assert len(await rows_of(other_id)) == 1


class TestSettingRights:
    async def test_all_rows_get_a_role_and_groups(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        people = ["a@example.com,Boss,Rome", "b@example.com,Remote,Paris", "c@example.com,Remote,"]
        bulk_invite_id = await validated(admin, lines(people))
        assert await set_rights(admin, bulk_invite_id, Selection(), Role.REMOTE, [paris, paris]) == 2
        assert {each[1:] for each in await cells(bulk_invite_id)} == {("Remote", ("Paris",), "valid")}
        assert await set_rights(admin, bulk_invite_id, Selection(), Role.REMOTE, [paris]) == 0

    async def test_one_of_the_two_leaves_the_other(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Boss,Rome", "b@example.com,Remote,"]))
        wrong, _ = await rows_of(bulk_invite_id)
        assert await set_rights(admin, bulk_invite_id, Selection(ids=[wrong.id]), Role.ANALYST, None) == 1
        assert await set_rights(admin, bulk_invite_id, Selection(statuses=[RowStatus.ERROR]), None, []) == 1
        assert [each[1:3] for each in await cells(bulk_invite_id)] == [("Analyst", ()), ("Remote", ())]
        assert await counted(bulk_invite_id) == (2, 2, 0, 0)

    async def test_nobody_sets_more_than_their_own_rights_allow(self) -> None:
        admin = await make_admin()
        own, other = [await make_group(admin.organization_id, name) for name in ("Paris", "Rome")]
        manager = await make_member(admin.organization_id, Role.GROUP_ADMIN, [own])
        bulk_invite_id = await validated(manager, lines(["a@example.com,Remote,Paris"]))
        with pytest.raises(RoleNotAllowed):
            await set_rights(manager, bulk_invite_id, Selection(), Role.ADMIN, None)
        with pytest.raises(GroupNotAllowed) as raised:
            await set_rights(manager, bulk_invite_id, Selection(), None, [own, other])
        assert raised.value.path == ("groupIds",)
        with pytest.raises(Required):
            await set_rights(manager, bulk_invite_id, Selection(), None, None)


EDITS: list[MassEdit] = [
    ReplaceValue(Meaning.ROLE, "Boss", "Analyst"),
    ApplySuggestions(),
    ERRORS,
]


class TestWhoAndWhen:
    @pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__)
    async def test_rows_are_edited_by_those_who_may_and_during_the_review_alone(self, edit: MassEdit) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,", "b@example.com,Boss,"]))
        with pytest.raises(NotFound):
            await edit_rows(await make_admin(), bulk_invite_id, edit)
        for role in (Role.GROUP_ADMIN, Role.ANALYST):
            with pytest.raises(NotPermitted):
                await edit_rows(await make_member(admin.organization_id, role, [group]), bulk_invite_id, edit)
        await send_bulk_invite(admin, bulk_invite_id)
        with pytest.raises(NotReady):
            await edit_rows(admin, bulk_invite_id, edit)

    async def test_an_edit_is_one_audit_entry_and_a_newer_state(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,", "b@example.com,Analyst,"]))
        before = await now(admin, bulk_invite_id)
        await edit_rows(admin, bulk_invite_id, ReplaceValue(Meaning.ROLE, "Analyst", "Remote"))
        entries = await rows("SELECT changes FROM audit_entries WHERE action = 'bulk_invite.rows_updated'")
        assert [orjson.loads(each["changes"]) for each in entries] == [{"role": ["Analyst", "Remote"], "rows": 2}]
        after = await now(admin, bulk_invite_id)
        assert (after.valid_rows, after.sequence > before.sequence) == (before.valid_rows, True)
