"""What the API says of a bulk invite after it was sent, and who may still change it."""

import pytest

from app.bulk_invites import actions
from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.database.sql import rows
from app.organizations.roles import Role
from tests.support.bulk_uploads import lines, upload, work
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api

SUMMARY = """
query ($id: ID!) {
  bulkInvite(id: $id) {
    invitedRows revokedRows pendingCount viewerCanRevokePending viewerCanChange isRevoking
    emailsCanceled emailFailures { reason count }
  }
}
"""


async def test_what_is_pending_can_be_revoked_long_after_the_end(api: Api) -> None:
    admin = await make_admin()
    bulk_invite_id = await upload(admin, lines(["a@example.com,Remote,", "b@example.com,Remote,"]))
    token, global_ = await token_of(admin), global_id("BulkInvite", bulk_invite_id)
    nothing = {"revokedRows": 0, "isRevoking": False, "emailsCanceled": 0, "emailFailures": []}
    before = await api.ask(SUMMARY, token, id=global_)
    unsent = {"invitedRows": 0, "pendingCount": 0, "viewerCanRevokePending": False}
    assert before == nothing | unsent | {"viewerCanChange": True}
    await work()
    await send_bulk_invite(admin, bulk_invite_id)
    await work()
    await rows("UPDATE bulk_invites SET created_at = now() - interval '20 days'")
    reader = await make_member(admin.organization_id, Role.ANALYST)
    for who, may in ((admin, True), (reader, False)):
        found = await api.ask(SUMMARY, await token_of(who), id=global_)
        sent = {"invitedRows": 2, "pendingCount": 2, "viewerCanRevokePending": may}
        assert found == nothing | sent | {"viewerCanChange": may}
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
    found = await api.ask(SUMMARY, token, id=global_)
    assert (found["pendingCount"], found["viewerCanRevokePending"]) == (0, False)


async def test_says_while_a_worker_still_revokes(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "REVOKE_CHUNK", 1)
    admin = await make_admin()
    people = ["a@example.com,Remote,", "b@example.com,Remote,"]
    bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
    await work()
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
    token, global_ = await token_of(admin), global_id("BulkInvite", bulk_invite_id)
    for is_revoking, pending in ((True, 1), (False, 0)):
        found = await api.ask(SUMMARY, token, id=global_)
        assert (found["isRevoking"], found["pendingCount"]) == (is_revoking, pending)
        await work()


async def test_only_who_uploaded_it_and_admins_can_change_it(api: Api) -> None:
    admin = await make_admin()
    groups = [await make_group(admin.organization_id)]
    uploader, other = [await make_member(admin.organization_id, Role.GROUP_ADMIN, groups) for _ in range(2)]
    global_ = global_id("BulkInvite", await upload(uploader, lines(["a@example.com,Remote,"])))
    for who, may in ((admin, True), (uploader, True), (other, False)):
        assert (await api.ask(SUMMARY, await token_of(who), id=global_))["viewerCanChange"] is may
