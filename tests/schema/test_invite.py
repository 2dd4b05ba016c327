from tests.client import Api
from tests.factories import make_admin, token_of

INVITE = """
mutation ($email: String!, $role: Role!, $groupIds: [ID!], $key: String) {
  invite(input: {email: $email, role: $role, groupIds: $groupIds, idempotencyKey: $key}) {
    invitation { id email role status groups { name } delivery { status } invitedByName }
    errors { __typename code message path ... on AlreadyInvited { invitation { id } } }
  }
}
"""


class TestInvite:
    async def test_an_admin_invites_a_person_who_is_then_pending_with_a_queued_email(self, api: Api) -> None:
        admin = await make_admin()
        answer = (await api(INVITE, await token_of(admin), email="ada@example.com", role="ANALYST"))["invite"]
        assert answer["errors"] == []
        assert answer["invitation"]["status"] == "PENDING"
        assert answer["invitation"]["delivery"]["status"] == "QUEUED"
        assert answer["invitation"]["invitedByName"] == "Grace Hopper"
