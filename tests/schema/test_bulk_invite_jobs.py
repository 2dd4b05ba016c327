"""Operators list uploaded files of all organizations, and stop them."""

from typing import Any
from uuid import uuid4

import pytest

from app.database.sql import value
from tests.support.bulk_uploads import lines, upload, validated
from tests.support.factories import global_id, make_admin, token_of
from tests.support.graphql_client import Api, codes, nodes
from tests.support.operators import make_operator

LIST = """
query ($filter: BulkInviteJobFilter, $first: Int, $after: String) {
  operations { bulkInvites(filter: $filter, first: $first, after: $after) {
    edges { cursor node {
      id organizationId organizationName filename status rowCount processedRowCount attemptCount worker failure
      createdAt startedAt finishedAt
    } }
    pageInfo { hasNextPage endCursor } totalCount totalCountIsExact
  } }
}
"""
STOP = """
mutation ($input: StopBulkInviteInput!) {
  stopBulkInvite(input: $input) {
    act { id kind actorName status reason changedCount finishedAt } errors { code message path }
  }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { __typename id ... on BulkInviteJob { status } } }"
ONE = lines(["ada@example.com,Analyst,"])


async def listed(api: Api, token: str, **variables: Any) -> Any:
    return (await api(LIST, token, **variables))["operations"]["bulkInvites"]


class TestList:
    async def test_has_those_of_all_organizations_in_pages(self, api: Api) -> None:
        _, token = await make_operator(may_act=False)
        first, second = await make_admin(), await make_admin()
        older, newer = await validated(first, ONE), await upload(second, ONE)
        page = await listed(api, token, first=1)
        assert (page["totalCount"], page["totalCountIsExact"], page["pageInfo"]["hasNextPage"]) == (2, True, True)
        (found,) = nodes(page)
        assert found["id"] == global_id("BulkInviteJob", newer)
        assert (found["organizationName"], found["status"], found["attemptCount"]) == ("Acme Devices", "VALIDATING", 0)
        (found,) = nodes(await listed(api, token, first=1, after=page["pageInfo"]["endCursor"]))
        assert (found["id"], found["rowCount"]) == (global_id("BulkInviteJob", older), 1)
        assert found["startedAt"] is not None

    async def test_is_filtered(self, api: Api) -> None:
        _, token = await make_operator()
        first, second = await make_admin(), await make_admin()
        older = await validated(first, ONE)
        await upload(second, ONE)
        of_first = global_id("Organization", first.organization_id)
        for filter_ in ({"statuses": ["READY"]}, {"organizationId": of_first}):
            found = nodes(await listed(api, token, filter=filter_))
            assert [each["id"] for each in found] == [global_id("BulkInviteJob", older)]
        assert nodes(await listed(api, token, filter={"organizationId": "nobody's"})) == []

    async def test_no_admin_sees_one_as_a_job(self, api: Api) -> None:
        admin = await make_admin()
        job_id = global_id("BulkInviteJob", await upload(admin, ONE))
        assert await api(NODE, await token_of(admin), id=job_id) == {"node": None}
        _, token = await make_operator()
        found = await api(NODE, token, id=job_id)
        assert found == {"node": {"__typename": "BulkInviteJob", "id": job_id, "status": "VALIDATING"}}


class TestStop:
    async def test_says_what_was_done(self, api: Api) -> None:
        operator, token = await make_operator()
        job_id = global_id("BulkInviteJob", await upload(await make_admin(), ONE))
        values = {"bulkInviteId": job_id, "reason": "It kills the workers.", "idempotencyKey": "key"}
        first, again = [await api.change(STOP, token, **values) for _ in range(2)]
        assert again == first
        act = first["act"]
        assert (act["kind"], act["status"], act["changedCount"]) == ("STOP_BULK_INVITE", "DONE", 1)
        assert (act["actorName"], act["reason"]) == (operator.name, "It kills the workers.")
        assert act["finishedAt"] is not None
        (found,) = nodes(await listed(api, token))
        assert found["status"] == "CANCELED"

    async def test_is_refused_without_changing_anything(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, ONE)
        job_id = global_id("BulkInviteJob", bulk_invite_id)
        _, full = await make_operator()
        _, reading = await make_operator(may_act=False)
        refused = [
            (await token_of(admin), job_id, "why", "NOT_PERMITTED"),
            (reading, job_id, "why", "NOT_PERMITTED"),
            (full, job_id, " ", "REQUIRED"),
            (full, job_id, "x" * 501, "TOO_LONG"),
            (full, global_id("BulkInvite", bulk_invite_id), "why", "NOT_FOUND"),
            (full, global_id("BulkInviteJob", uuid4()), "why", "NOT_FOUND"),
        ]
        for token, subject_id, reason, code in refused:
            payload = await api.change(STOP, token, bulkInviteId=subject_id, reason=reason)
            assert (codes(payload), payload["act"]) == ([code], None)
        assert await value("SELECT status FROM bulk_invites") == "validating"
        assert await value("SELECT count(*) FROM operator_acts") == 0

    @pytest.mark.usefixtures("database")
    async def test_the_organization_reads_in_its_activity_that_operators_did(self, api: Api) -> None:
        admin = await make_admin()
        _, token = await make_operator()
        job_id = global_id("BulkInviteJob", await upload(admin, ONE))
        await api.change(STOP, token, bulkInviteId=job_id, reason="It kills the workers.")
        activity = await api("{ auditEntries { edges { node { actorName text } } } }", await token_of(admin))
        newest = nodes(activity["auditEntries"])[0]
        assert newest["actorName"] == "operators of the service"
        assert newest["text"] == "Inviting the people in a list of people was stopped"
