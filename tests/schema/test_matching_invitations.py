"""Resending and revoking all that a filter keeps: never more, and never others, than the caller has seen."""

from typing import Any

import pytest

from app.batches import MAX_AT_ONCE
from app.database.sql import rows, value
from app.invitations.accept import accept, resolve_token
from app.members.actions import remove_member
from app.organizations.roles import Role
from app.pubsub.events import invitations_channel, many
from tests.support.audit_entries import audit_of
from tests.support.changed_rate_limits import Limit
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    PASSWORD,
    global_id,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import RESEND, REVOKE
from tests.support.published_events import hear
from tests.support.row_locks import LockQueue

BOTH = pytest.mark.parametrize("mutation", [RESEND, REVOKE], ids=["resend", "revoke"])
INVITATION = "SELECT FROM invitations WHERE id = $1 FOR UPDATE"


def matching(count: int, **filters: Any) -> dict[str, Any]:
    return {"filter": filters, "expectedCount": count}


def ids(answer: dict[str, Any]) -> set[str]:
    return {each["id"] for each in answer["invitations"]}


async def untouched() -> bool:
    """Has nothing been sent again or revoked?"""
    return not await value("SELECT count(*) FROM invitations WHERE generation > 1 OR status = 'revoked'")


@BOTH
async def test_acts_on_all_that_the_filter_keeps_and_on_nothing_else(api: Api, mutation: str) -> None:
    admin = await make_admin()
    analysts = [await make_invitation(admin, role=Role.ANALYST) for _ in range(3)]
    await make_invitation(admin, role=Role.REMOTE)
    await make_invitation(await make_admin(), role=Role.ANALYST)
    answer = await api.change(mutation, await token_of(admin), matching=matching(3, roles=["ANALYST"]))
    assert (answer["errors"], ids(answer)) == ([], {global_id("Invitation", each) for each in analysts})
    changed = await rows("SELECT id FROM invitations WHERE generation > 1 OR status = 'revoked'")
    assert {each["id"] for each in changed} == {*analysts}
    for each in analysts:
        assert len(await audit_of(each)) == 2


@BOTH
@pytest.mark.parametrize("seen", [2, 4])
async def test_is_refused_with_the_number_of_now_where_the_caller_has_seen_another(
    api: Api, mutation: str, seen: int
) -> None:
    admin = await make_admin()
    for _ in range(3):
        await make_invitation(admin)
    (error,) = (await api.change(mutation, await token_of(admin), matching=matching(seen)))["errors"]
    assert (error["code"], error["path"]) == ("CONFLICT", ["matching", "expectedCount"])
    assert error["message"] == f"The list has changed: it has 3 now, not {seen}. Look at it again."
    assert await untouched()


@BOTH
async def test_those_that_nobody_can_accept_are_chosen_as_they_are_in_the_list(api: Api, mutation: str) -> None:
    admin = await make_admin()
    gone = await make_member(admin.organization_id)
    blocked = await make_invitation(gone)
    await make_invitation(admin)
    await remove_member(admin, gone.membership_id)
    answer = await api.change(mutation, await token_of(admin), matching=matching(1, linkBlocked=True))
    assert (answer["errors"], ids(answer)) == ([], {global_id("Invitation", blocked)})


@BOTH
async def test_searches_and_states_of_emails_choose_as_they_do_in_the_list(api: Api, mutation: str) -> None:
    admin = await make_admin()
    chosen = await make_invitation(admin, "ada@example.com")
    await make_invitation(admin, "bob@example.com")
    await make_invitation(admin, "ada@elsewhere.example")
    await rows("UPDATE deliveries SET status = 'failed' WHERE subject_id = $1", chosen)
    filters = {"search": "ada@", "deliveries": ["FAILED"]}
    answer = await api.change(mutation, await token_of(admin), matching=matching(1, **filters))
    assert (answer["errors"], ids(answer)) == ([], {global_id("Invitation", chosen)})


@BOTH
async def test_what_is_not_the_caller_s_is_refused_one_by_one_and_the_rest_is_done(api: Api, mutation: str) -> None:
    admin = await make_admin()
    group = await make_group(admin.organization_id)
    actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
    own = await make_invitation(admin, group_ids=[group])
    await make_invitation(admin)
    answer = await api.change(mutation, await token_of(actor), matching=matching(2))
    assert ids(answer) == {global_id("Invitation", own)}
    assert [(error["code"], error["path"]) for error in answer["errors"]] == [("NOT_PERMITTED", ["matching"])]


@BOTH
@pytest.mark.parametrize(
    ("count", "code"), [(MAX_AT_ONCE + 1, "TOO_LONG"), (-1, "OUT_OF_RANGE"), (MAX_AT_ONCE, "CONFLICT")]
)
async def test_at_most_five_hundred_at_once(api: Api, mutation: str, count: int, code: str) -> None:
    (error,) = (await api.change(mutation, await token_of(await make_admin()), matching=matching(count)))["errors"]
    assert (error["code"], error["path"]) == (code, ["matching", "expectedCount"])


@BOTH
async def test_takes_either_ids_or_a_filter(api: Api, mutation: str) -> None:
    token = await token_of(await make_admin())
    for asked in ({}, {"invitationIds": [], "matching": matching(0)}):
        with pytest.raises(ApiError) as refused:
            await api.change(mutation, token, **asked)
        assert refused.value.code == "BAD_USER_INPUT"
        assert refused.value.errors[0]["message"] == "Give exactly one of `invitationIds` and `matching`."


@BOTH
async def test_many_are_told_as_one_event(api: Api, mutation: str) -> None:
    admin = await make_admin()
    for _ in range(11):
        await make_invitation(admin)
    token = await token_of(admin)
    with hear() as heard:
        await api.change(mutation, token, matching=matching(11))
    assert heard.events == [many(invitations_channel(admin.organization_id))]


@BOTH
async def test_takes_as_many_statements_for_many_as_for_a_few(
    api: Api, executed: ExecutedStatements, mutation: str
) -> None:
    counts = []
    for count in (2, 12):
        admin = await make_admin()
        for _ in range(count):
            await make_invitation(admin)
        token = await token_of(admin)
        executed.clear()
        assert codes(await api.change(mutation, token, matching=matching(count))) == []
        counts.append(len(list(executed)))
    assert 0 < counts[0] == counts[1]


@BOTH
async def test_what_is_accepted_while_it_is_waited_for_is_not_chosen(
    api: Api, lock_queue: LockQueue, mutation: str
) -> None:
    admin = await make_admin()
    accepted, _ = [await make_invitation(admin, f"{name}@example.com") for name in ("ada", "bob")]
    link, token = await resolve_token(await link_token(accepted)), await token_of(admin)
    await lock_queue.lock(INVITATION, accepted)
    await lock_queue.joined_by(accept(None, link, "Ada", PASSWORD))
    await lock_queue.joined_by(api.change(mutation, token, matching=matching(2)))
    _, answer = await lock_queue.let_go()
    assert isinstance(answer, dict)
    assert codes(answer) == ["CONFLICT"]
    assert await untouched()


class TestResend:
    async def test_under_one_key_is_done_once_though_the_list_has_changed_since(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin)
        asked = {"matching": matching(1), "idempotencyKey": "one"}
        first = await api.change(RESEND, await token_of(admin), **asked)
        await make_invitation(admin)
        again = await api.change(RESEND, await token_of(admin), **asked)
        assert (codes(first), codes(again), ids(again)) == ([], [], ids(first))
        assert await value("SELECT max(generation) FROM invitations") == 2

    @pytest.mark.parametrize("other", [matching(2), matching(1, roles=["ANALYST"])])
    async def test_under_one_key_is_another_request_with_another_filter_or_number(
        self, api: Api, other: dict[str, Any]
    ) -> None:
        admin = await make_admin()
        await make_invitation(admin)
        await api.change(RESEND, await token_of(admin), matching=matching(1), idempotencyKey="one")
        answer = await api.change(RESEND, await token_of(admin), matching=other, idempotencyKey="one")
        assert codes(answer) == ["IDEMPOTENCY_KEY_REUSED"]

    async def test_counts_against_the_limits_like_any_other(self, api: Api, limit: Limit) -> None:
        inviter = await make_admin()
        admin = await make_member(inviter.organization_id)
        for _ in range(3):
            await make_invitation(inviter)
        limit(invitations_per_member="2/1h")
        answer = await api.change(RESEND, await token_of(admin), matching=matching(3))
        assert (len(answer["invitations"]), codes(answer)) == (2, ["RATE_LIMITED"])

    async def test_refused_for_its_number_costs_nothing(self, api: Api, limit: Limit) -> None:
        inviter = await make_admin()
        admin = await make_member(inviter.organization_id)
        for _ in range(2):
            await make_invitation(inviter)
        limit(invitations_per_member="2/1h")
        assert codes(await api.change(RESEND, await token_of(admin), matching=matching(1))) == ["CONFLICT"]
        assert codes(await api.change(RESEND, await token_of(admin), matching=matching(2))) == []
