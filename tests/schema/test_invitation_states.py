"""What the Invited Users list says of each invitation, and how many there are in each state."""

from app.database.sql import rows
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.members.actions import remove_member, update_member_role
from app.organizations.roles import Role
from tests.schema.test_invited_users import COUNTED
from tests.support.factories import (
    global_id,
    lapse,
    make_admin,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, nodes


class TestLastSent:
    async def test_it_is_of_the_newest_email_that_a_server_accepted(self, api: Api) -> None:
        admin = await make_admin()
        waiting, sent, sent_again = [
            await make_invitation(admin, f"{name}@x.example") for name in ("waiting", "sent", "sent-again")
        ]
        await rows(
            "UPDATE deliveries SET status = 'sent', sent_at = '2026-05-31 10:00Z' WHERE subject_id = ANY($1)",
            [sent, sent_again],
        )
        await resend(admin, [waiting, sent_again])
        token = await token_of(admin)
        last_sent = {"waiting@x.example": None} | dict.fromkeys(
            ["sent@x.example", "sent-again@x.example"], "2026-05-31T10:00:00.000Z"
        )
        listed = nodes(await api.ask("{ invitedUsers { edges { node { email lastSentAt } } } }", token))
        assert {each["email"]: each["lastSentAt"] for each in listed} == last_sent


class TestBlockedLinks:
    async def test_the_list_says_why_nobody_can_accept_it_until_it_is_sent_again(self, api: Api) -> None:
        admin = await make_admin()
        left, demoted = [await make_member(admin.organization_id) for _ in range(2)]
        invited = {
            "left@x.example": await make_invitation(left, "left@x.example"),
            "demoted@x.example": await make_invitation(demoted, "demoted@x.example"),
            "fine@x.example": await make_invitation(admin, "fine@x.example"),
        }
        revoked = await make_invitation(left, "revoked@x.example")
        await revoke(admin, [revoked])
        await remove_member(admin, left.membership_id)
        await update_member_role(admin, demoted.membership_id, Role.ANALYST)
        token = await token_of(admin)
        expected: dict[str, str | None] = {
            "left@x.example": "INVITER_LEFT",
            "demoted@x.example": "INVITER_DEMOTED",
            "fine@x.example": None,
            "revoked@x.example": None,
        }
        assert await blocked(api, token, statuses=None) == expected
        assert await blocked(api, token, linkBlocked=True, statuses=None) == {
            email: reason for email, reason in expected.items() if reason
        }
        assert await blocked(api, token, linkBlocked=False, statuses=None) == {
            email: reason for email, reason in expected.items() if not reason
        }
        node_id = global_id("Invitation", invited["left@x.example"])
        query = "query ($id: ID!) { node(id: $id) { ... on Invitation { linkBlocked } } }"
        assert await api.ask(query, token, id=node_id) == {"linkBlocked": "INVITER_LEFT"}
        await resend(admin, [*invited.values()])
        assert set((await blocked(api, token)).values()) == {None}
        assert await blocked(api, token, linkBlocked=True) == {}


async def blocked(api: Api, token: str, **filters: object) -> dict[str, str | None]:
    query = """
    query ($filter: InvitationFilter) { invitedUsers(filter: $filter) { edges { node { email linkBlocked } } } }
    """
    return {each["email"]: each["linkBlocked"] for each in nodes(await api.ask(query, token, filter=filters))}


class TestCounts:
    async def test_each_state_is_counted_whatever_the_statuses_of_the_filter(self, api: Api) -> None:
        admin = await make_admin()
        left = await make_member(admin.organization_id)
        for number, status in enumerate(("pending", "lapsed", "expired", "accepted", "declined", "revoked"), start=1):
            for _ in range(number):
                made = await make_invitation(admin)
                if status == "lapsed":
                    await lapse(made)
                else:
                    await rows("UPDATE invitations SET status = $2 WHERE id = $1", made, status)
        bounced = await make_invitation(admin, "bounced@x.example")
        for made in (bounced, await make_invitation(left), await make_invitation(left)):
            await rows("UPDATE deliveries SET status = 'bounced' WHERE subject_id = $1", made)
        await resend(left, [made])
        await remove_member(admin, left.membership_id)
        await make_invitation(await make_admin())
        query = f"query ($filter: InvitationFilter) {{ invitationCounts(filter: $filter) {{ {COUNTED} }} }}"
        token = await token_of(admin)
        counts = {
            "pending": 4,
            "expired": 5,
            "accepted": 4,
            "declined": 5,
            "revoked": 6,
            "bounced": 2,
            "blocked": 2,
        }
        for filters in (None, {}, {"statuses": ["DECLINED"]}, {"statuses": None}):
            assert await api.ask(query, token, filter=filters) == counts
        found = await api.ask(query, token, filter={"search": "BOUNCED"})
        assert found == dict.fromkeys(COUNTED.split(), 0) | {"pending": 1, "bounced": 1}
