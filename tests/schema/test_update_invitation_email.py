"""A corrected address: the invitation stays what it is, and only the right person can accept it."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from app.database.sql import row, rows, value
from app.invitations.create_link import create_link
from app.invitations.first_admin import invite_first_admin
from app.jobs import SEND_EMAILS
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed
from tests.support.audit_entries import audit_of
from tests.support.changed_rate_limits import Limit
from tests.support.factories import (
    global_id,
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes, nodes
from tests.support.graphql_operations import (
    ACCEPT,
    CREATE_INVITATION_LINK,
    DECLINE,
    INVITED_USERS,
    PREVIEW,
    UPDATE_INVITATION_EMAIL,
)
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA
from tests.support.published_events import hear
from tests.support.unsubscribing import ONE_CLICK, path_of, status_of

WRONG, RIGHT = "ada@exmaple.com", "ada@example.com"


async def correct(api: Api, caller: Actor, invitation_id: UUID, email: str = RIGHT, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await api.change(
        UPDATE_INVITATION_EMAIL,
        await token_of(caller),
        invitationId=global_id("Invitation", invitation_id),
        email=email,
        **more,
    )
    return answer


async def addressed(invitation_id: UUID) -> str:
    email: str = await value("SELECT email FROM invitations WHERE id = $1", invitation_id)
    return email


class TestTheInvitation:
    async def test_keeps_what_it_offers_and_where_it_came_from(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id, "Paris")
        invitation_id = await make_invitation(admin, WRONG, Role.REMOTE, [group])
        before = await row("SELECT * FROM invitations")
        answer = await correct(api, admin, invitation_id, "  Ada@Example.com ")
        assert answer["errors"] == []
        invitation = answer["invitation"]
        assert (invitation["email"], invitation["role"], invitation["status"]) == (
            "Ada@Example.com",
            "REMOTE",
            "PENDING",
        )
        assert [each["name"] for each in invitation["groups"]] == ["Paris"]
        assert invitation["delivery"]["status"] == "QUEUED"
        after = await row("SELECT * FROM invitations")
        assert before is not None
        assert after is not None
        changed = {name for name, now in after.items() if now != before[name]}
        assert changed == {"email", "email_key", "nonce", "generation", "oldest_valid_generation"}
        assert (after["email_key"], after["generation"], after["oldest_valid_generation"]) == (RIGHT, 2, 2)

    async def test_rests_on_whoever_corrected_it(self, api: Api) -> None:
        admin = await make_admin()
        other = await make_member(admin.organization_id)
        invitation_id = await make_invitation(admin, WRONG)
        assert codes(await correct(api, other, invitation_id)) == []
        found = await row("SELECT invited_by_user_id, authorized_by_user_id FROM invitations")
        assert found == {"invited_by_user_id": admin.user_id, "authorized_by_user_id": other.user_id}

    async def test_is_told_of_and_its_email_is_sent_at_once(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        with hear() as heard:
            await correct(api, admin, invitation_id)
        assert heard.events == [invitations_changed(admin.organization_id, ChangeKind.UPDATED, invitation_id)]
        assert heard.wake_ups == [SEND_EMAILS]
        entry = (await audit_of(invitation_id))[-1]
        assert (entry["action"], entry["actor_user_id"]) == ("invitation.email_changed", admin.user_id)
        assert entry["changes"] == {"email": [WRONG, RIGHT], "generation": [1, 2]}

    @pytest.mark.parametrize("swept", [False, True])
    async def test_is_revived_where_it_has_expired(self, api: Api, swept: bool) -> None:
        admin = await make_member(await make_organization(ttl_days=7))
        invitation_id = await make_invitation(admin, WRONG)
        await lapse(invitation_id)
        if swept:
            await rows("UPDATE invitations SET status = 'expired'")
        answer = await correct(api, admin, invitation_id)
        assert (answer["errors"], answer["invitation"]["status"]) == ([], "PENDING")
        assert await value("SELECT expires_at BETWEEN now() + '6 days' AND now() + '7 days' FROM invitations")
        assert (await audit_of(invitation_id))[-1]["changes"]["status"] == ["expired", "pending"]

    async def test_has_a_new_time_limit(self, api: Api) -> None:
        admin = await make_member(await make_organization(ttl_days=7))
        invitation_id = await make_invitation(admin, WRONG)
        await rows("UPDATE invitations SET expires_at = now() + interval '1 minute'")
        await correct(api, admin, invitation_id)
        assert await value("SELECT expires_at BETWEEN now() + '6 days' AND now() + '7 days' FROM invitations")

    async def test_is_found_by_its_new_address_alone(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        await correct(api, admin, invitation_id)
        session = await token_of(admin)
        found = {each: nodes(await api.ask(INVITED_USERS, session, filter={"search": each})) for each in (WRONG, RIGHT)}
        assert {each: [one["email"] for one in found[each]] for each in found} == {WRONG: [], RIGHT: [RIGHT]}

    async def test_of_the_command_line_is_corrected_by_admins(self, api: Api) -> None:
        organization_id = await make_organization()
        invitation_id = await invite_first_admin(organization_id, WRONG)
        group = await make_group(organization_id)
        group_admin = await make_member(organization_id, Role.GROUP_ADMIN, [group])
        assert codes(await correct(api, group_admin, invitation_id)) == ["NOT_PERMITTED"]
        assert codes(await correct(api, await make_member(organization_id), invitation_id)) == []


class TestAnotherSpelling:
    async def test_is_kept_and_nothing_is_sent(self, api: Api, email_worker: EmailWorker, limit: Limit) -> None:
        limit(emails_per_address="1/1h")
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")
        await email_worker.deliver()
        token = await link_token(invitation_id)
        answer = await correct(api, admin, invitation_id, "Ada@EXAMPLE.com")
        assert (answer["errors"], answer["invitation"]["email"]) == ([], "Ada@EXAMPLE.com")
        assert (await audit_of(invitation_id))[-1]["changes"] == {"email": ["ada@example.com", "Ada@EXAMPLE.com"]}
        assert await email_worker.deliver() == 0
        assert codes(await api.change(ACCEPT, token=token, **ADA)) == []

    async def test_that_is_the_same_changes_nothing(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, RIGHT)
        with hear() as heard:
            answer = await correct(api, admin, invitation_id, RIGHT)
        assert (answer["errors"], answer["invitation"]["email"], heard.events) == ([], RIGHT, [])
        assert len(await audit_of(invitation_id)) == 1


class TestLinks:
    async def test_from_before_stop_working_at_once_and_reveal_nothing(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        emailed, copied = await link_token(invitation_id), (await create_link(admin, invitation_id)).partition("#")[2]
        await correct(api, admin, invitation_id)
        for token in (emailed, copied):
            assert await api.ask(PREVIEW, token=token) is None
            accepted = await api.change(ACCEPT, token=token, **ADA)
            assert codes(accepted) == ["INVALID_TOKEN"]
            assert RIGHT not in str(accepted)
            assert codes(await api.change(DECLINE, token=token)) == ["INVALID_TOKEN"]
        assert await value("SELECT count(*) FROM users WHERE email_key = ANY($1)", [WRONG, RIGHT]) == 0

    async def test_to_unsubscribe_from_before_decline_nothing(self, api: Api, provider: httpx2.AsyncClient) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        path = await path_of(invitation_id)
        await correct(api, admin, invitation_id)
        assert (await provider.post(path, data=ONE_CLICK)).status_code == 404
        assert (await provider.get(path)).status_code == 404
        assert (await provider.post(await path_of(invitation_id, 2), data=ONE_CLICK)).status_code == 200
        assert await status_of(invitation_id) == "declined"

    async def test_from_now_on_are_for_the_new_address(self, api: Api, email_worker: EmailWorker) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        await correct(api, admin, invitation_id)
        await email_worker.deliver()
        copied = await api.change(
            CREATE_INVITATION_LINK, await token_of(admin), invitationId=global_id("Invitation", invitation_id)
        )
        for token in (copied["url"].partition("#")[2], email_worker.newest_token(RIGHT)):
            assert (await api.ask(PREVIEW, token=token))["email"] == RIGHT
        accepted = await api.change(ACCEPT, token=email_worker.newest_token(RIGHT), **ADA)
        assert accepted["viewer"]["user"]["email"] == RIGHT

    async def test_work_for_nobody_else_after_it_was_corrected_back(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        first = await link_token(invitation_id)
        await correct(api, admin, invitation_id, RIGHT)
        second = await link_token(invitation_id)
        await correct(api, admin, invitation_id, WRONG)
        assert [await api.ask(PREVIEW, token=token) for token in (first, second)] == [None, None]
        assert (await api.ask(PREVIEW, token=await link_token(invitation_id)))["email"] == WRONG


class TestUnknown:
    async def test_invitations_and_those_of_others_are_not_found(self, api: Api) -> None:
        admin = await make_admin()
        foreign = await make_invitation(await make_admin(), WRONG)
        for unknown in (uuid4(), foreign):
            (error,) = (await correct(api, admin, unknown))["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["invitationId"])
        assert await addressed(foreign) == WRONG
