"""Taking invitations back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.batches import MAX_AT_ONCE
from app.database.sql import rows, value
from app.invitations.revoke import revoke
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    invitation_ids,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import RESEND, REVOKE


def told(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


class TestRevoke:
    async def test_the_invitation_is_over_and_its_email_not_sent(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        answer = await api.change(REVOKE, await token_of(admin), invitationIds=invitation_ids(invitation_id))
        (revoked,) = answer["invitations"]
        assert (revoked["status"], revoked["delivery"]["status"]) == ("REVOKED", "CANCELED")
        assert revoked["revokedAt"] is not None
        assert not revoked["viewerCanRevoke"]
        assert answer["errors"] == []

    async def test_twice_meets_its_own_status(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await revoke(admin, [invitation_id])
        (error,) = (await api.change(REVOKE, await token_of(admin), invitationIds=invitation_ids(invitation_id)))[
            "errors"
        ]
        assert (error["code"], error["status"]) == ("INVITATION_NOT_PENDING", "REVOKED")

    async def test_a_lapsed_one_has_expired_swept_or_not(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await lapse(invitation_id)
        (error,) = (await api.change(REVOKE, await token_of(admin), invitationIds=invitation_ids(invitation_id)))[
            "errors"
        ]
        assert (error["code"], error["status"]) == ("INVITATION_NOT_PENDING", "EXPIRED")

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_product_roles_revoke_nothing(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        actor = await make_member(admin.organization_id, role)
        answer = await api.change(REVOKE, await token_of(actor), invitationIds=invitation_ids(invitation_id))
        assert (codes(answer), answer["invitations"]) == (["NOT_PERMITTED"], [])
        assert await value("SELECT status FROM invitations") == "pending"

    async def test_a_group_admin_revokes_only_within_own_groups_and_never_an_admin(self, api: Api) -> None:
        admin = await make_admin()
        own, other = [await make_group(admin.organization_id) for _ in range(2)]
        actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [own])
        invited = [
            await make_invitation(admin, role=role, group_ids=groups)
            for role, groups in (
                (Role.ANALYST, [own]),
                (Role.ANALYST, [own, other]),
                (Role.ANALYST, []),
                (Role.ADMIN, [own]),
            )
        ]
        answer = await api.change(REVOKE, await token_of(actor), invitationIds=invitation_ids(*invited))
        assert [each["id"] for each in answer["invitations"]] == invitation_ids(invited[0])
        assert told(answer) == [("NOT_PERMITTED", ["invitationIds", str(position)]) for position in (1, 2, 3)]


@pytest.mark.parametrize("mutation", [REVOKE, RESEND], ids=["revoke", "resend"])
class TestSeveralAtOnce:
    async def test_each_is_answered_by_itself_in_the_order_asked(self, api: Api, mutation: str) -> None:
        admin = await make_admin()
        first, second, gone = [await make_invitation(admin) for _ in range(3)]
        await revoke(admin, [gone])
        asked = invitation_ids(uuid4(), second, gone, first, UUID(int=1))
        answer = await api.change(mutation, await token_of(admin), invitationIds=asked)
        assert [each["id"] for each in answer["invitations"]] == invitation_ids(second, first)
        assert told(answer) == [
            ("NOT_FOUND", ["invitationIds", "0"]),
            ("INVITATION_NOT_PENDING", ["invitationIds", "2"]),
            ("NOT_FOUND", ["invitationIds", "4"]),
        ]

    async def test_unknown_foreign_and_ids_of_another_kind_are_answered_alike(self, api: Api, mutation: str) -> None:
        admin = await make_admin()
        foreign = await make_invitation(await make_admin())
        before = await rows("SELECT * FROM invitations")
        token = await token_of(admin)
        answers = [
            await api.change(mutation, token, invitationIds=[each])
            for each in (*invitation_ids(uuid4(), foreign), global_id("Group", foreign))
        ]
        assert answers[0] == answers[1] == answers[2]
        assert told(answers[0]) == [("NOT_FOUND", ["invitationIds", "0"])]
        assert await rows("SELECT * FROM invitations") == before

    async def test_an_id_named_twice_is_done_once(self, api: Api, mutation: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        answer = await api.change(
            mutation, await token_of(admin), invitationIds=invitation_ids(invitation_id, invitation_id)
        )
        assert (len(answer["invitations"]), answer["errors"]) == (1, [])

    async def test_two_ids_of_another_kind_are_both_answered(self, api: Api, mutation: str) -> None:
        token = await token_of(await make_admin())
        asked = [global_id("Group", uuid4()), global_id("Group", uuid4())]
        answer = await api.change(mutation, token, invitationIds=asked)
        assert told(answer) == [("NOT_FOUND", ["invitationIds", "0"]), ("NOT_FOUND", ["invitationIds", "1"])]

    async def test_none_is_nothing_to_do(self, api: Api, mutation: str) -> None:
        answer = await api.change(mutation, await token_of(await make_admin()), invitationIds=[])
        assert answer == {"invitations": [], "errors": []}

    async def test_too_many_are_refused_in_words_that_fit(self, api: Api, mutation: str) -> None:
        asked = [global_id("Invitation", uuid4())] * (MAX_AT_ONCE + 1)
        answer = await api.change(mutation, await token_of(await make_admin()), invitationIds=asked)
        assert told(answer) == [("TOO_LONG", ["invitationIds"])]
        assert answer["errors"][0]["message"] == "One request can have at most 500 invitations."
