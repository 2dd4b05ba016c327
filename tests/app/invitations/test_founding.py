"""Organizations and first Admins, as administrators of the service make them."""

from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.errors import HasAdmin, InvalidEmail, InvitationNotPending, SlugTaken
from app.invitations.accept import accept, resolve_token
from app.invitations.first_admin import create_organization_with_admin, invite_first_admin
from app.operations.queries import list_organizations
from app.organizations.actions import TimeLimit
from app.organizations.administration import NewOrganization, set_limits
from tests.support.factories import PASSWORD, link_token

BETA = NewOrganization("Beta Fleet", "beta-fleet", 250, TimeLimit(14))


async def newest_invitation() -> UUID:
    found: UUID = await value("SELECT id FROM invitations ORDER BY id DESC LIMIT 1")
    return found


class TestFoundOrganization:
    async def test_it_has_its_limits_and_one_person_invited_by_nobody(self, database: None) -> None:
        await create_organization_with_admin(BETA, "Linus@beta.example")
        (beta,) = await list_organizations()
        assert (beta.slug, beta.bulk_invite_row_limit, beta.invitation_ttl_days) == ("beta-fleet", 250, 14)
        assert (beta.members, beta.pending_invitations) == (0, 1)
        (invitation,) = await rows("SELECT role, invited_by_name, authorized_by_user_id, expires_at FROM invitations")
        assert (invitation["role"], invitation["invited_by_name"]) == ("admin", None)
        assert invitation["authorized_by_user_id"] is None
        assert invitation["expires_at"] is not None
        assert await value("SELECT count(*) FROM deliveries WHERE status = 'queued'") == 1

    async def test_both_or_neither(self, database: None) -> None:
        with pytest.raises(InvalidEmail):
            await create_organization_with_admin(BETA, "nobody")
        assert await list_organizations() == []

    async def test_a_slug_is_given_once(self, database: None) -> None:
        await create_organization_with_admin(BETA, "linus@beta.example")
        with pytest.raises(SlugTaken):
            await create_organization_with_admin(BETA, "ada@beta.example")
        assert await value("SELECT count(*) FROM invitations") == 1

    async def test_it_is_audited_as_the_administrators_doing(self, database: None) -> None:
        await create_organization_with_admin(BETA, "linus@beta.example")
        found = await rows("SELECT action, actor_name, actor_user_id FROM audit_entries ORDER BY id")
        assert [each["action"] for each in found] == ["organization.created", "invitation.created"]
        assert {(each["actor_name"], each["actor_user_id"]) for each in found} == {("administrator", None)}


class TestInviteFirstAdmin:
    async def test_asked_again_the_earlier_link_is_worthless(self, database: None) -> None:
        organization_id = await create_organization_with_admin(BETA, "wrong@beta.example")
        wrong = await resolve_token(await link_token(await newest_invitation()))
        right = await resolve_token(await link_token(await invite_first_admin(organization_id, "linus@beta.example")))
        assert await value("SELECT count(*) FROM deliveries WHERE status = 'canceled'") == 1
        with pytest.raises(InvitationNotPending):
            await accept(None, wrong, "Mallory", PASSWORD)
        await accept(None, right, "Linus", PASSWORD)
        assert await value("SELECT role FROM memberships") == "admin"

    async def test_the_same_address_may_be_asked_again(self, database: None) -> None:
        organization_id = await create_organization_with_admin(BETA, "linus@beta.example")
        again = await invite_first_admin(organization_id, "LINUS@beta.example")
        assert await value("SELECT id FROM invitations WHERE status = 'pending'") == again

    async def test_an_organization_with_an_admin_invites_by_itself(self, database: None) -> None:
        organization_id = await create_organization_with_admin(BETA, "linus@beta.example")
        link = await resolve_token(await link_token(await newest_invitation()))
        await accept(None, link, "Linus", PASSWORD)
        with pytest.raises(HasAdmin):
            await invite_first_admin(organization_id, "ada@beta.example")


class TestSetLimits:
    async def test_what_is_not_given_stays_and_none_is_for_ever(self, database: None) -> None:
        await create_organization_with_admin(BETA, "linus@beta.example")
        await set_limits("beta-fleet", row_limit=5_000)
        await set_limits("beta-fleet", time_limit=TimeLimit(None))
        (beta,) = await list_organizations()
        assert (beta.bulk_invite_row_limit, beta.invitation_ttl_days) == (5_000, None)

    async def test_what_changes_nothing_is_not_audited(self, database: None) -> None:
        await create_organization_with_admin(BETA, "linus@beta.example")
        await set_limits("beta-fleet", row_limit=250, time_limit=TimeLimit(14))
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'organization.updated'") == 0
