"""Acts of operators on emails, in the API."""

import asyncio
from typing import Any

import pytest

from app.database.sql import rows, value
from app.operations import delivery_acts
from app.operations.act_loop import work_on_acts
from tests.support.factories import global_id, make_admin, token_of
from tests.support.graphql_client import Api, ApiError, codes, nodes
from tests.support.many_deliveries import make_failed, make_failure_group
from tests.support.operators import make_operator

ACT = """
    errors { code message path }
    act {
      id kind actorName status summary reason expectedCount changedCount stopReason finishedAt
      skipped { reason count } canaries { deliveryId outcome reply isSameAgain failureGroup { id } }
    }
"""
RETRY = f"mutation ($input: RetryDeliveriesInput!) {{ retryDeliveries(input: $input) {{ changedCount {ACT} }} }}"
DISCARD = f"mutation ($input: DiscardDeliveriesInput!) {{ discardDeliveries(input: $input) {{ changedCount {ACT} }} }}"
SETTLE = f"mutation ($input: SettleUnknownInput!) {{ settleUnknown(input: $input) {{ changedCount {ACT} }} }}"
STOP = f"mutation ($input: StopOperatorActInput!) {{ stopOperatorAct(input: $input) {{ {ACT} }} }}"
NODE = "query ($id: ID!) { node(id: $id) { ... on OperatorAct { status changedCount summary } } }"
CANARIES = """
query ($id: ID!) {
  node(id: $id) {
    ... on OperatorAct { canaries { deliveryId outcome reply isSameAgain failureGroup { id } } }
  }
}
"""
FAILED = {"statuses": ["FAILED"]}


@pytest.fixture
async def operator(database: None) -> str:
    """A session of an operator with full rights."""
    _, token = await make_operator(name="Grace Hopper")
    return token


async def test_a_retry_says_what_it_did_and_what_it_left(api: Api, operator: str) -> None:
    group_id = await make_failure_group()
    await make_failed(group_id=group_id)
    await make_failed(status="sending", group_id=group_id)
    filters = {"failureGroupIds": [global_id("FailureGroup", group_id)]}
    payload = await api.change(RETRY, operator, filter=filters, expectedCount=2, reason="Mended.")
    assert payload == {
        "changedCount": 1,
        "errors": [],
        "act": {
            "id": payload["act"]["id"],
            "kind": "RETRY_DELIVERIES",
            "actorName": "Grace Hopper",
            "status": "DONE",
            "summary": "Retried 1 email that failed with “550 mailbox full” to partner.example; 1 skipped",
            "reason": "Mended.",
            "expectedCount": 2,
            "changedCount": 1,
            "stopReason": None,
            "finishedAt": payload["act"]["finishedAt"],
            "skipped": [{"reason": "BEING_SENT", "count": 1}],
            "canaries": [],
        },
    }


async def test_discarded_the_invitation_s_email_says_why(api: Api, operator: str) -> None:
    admin = await make_admin()
    await make_failed(admin)
    payload = await api.change(DISCARD, operator, filter=FAILED, expectedCount=1, reason="The mailbox is gone.")
    assert (payload["changedCount"], payload["act"]["summary"]) == (1, "Discarded 1 email that failed")
    query = "{ invitedUsers { edges { node { delivery { status discardReason } } } } }"
    (found,) = nodes(await api.ask(query, await token_of(admin)))
    assert found["delivery"] == {"status": "CANCELED", "discardReason": "The mailbox is gone."}


@pytest.mark.parametrize(("settled", "status"), [("SENT", "sent"), ("SEND_AGAIN", "queued")])
async def test_settles_what_is_unknown(api: Api, operator: str, settled: str, status: str) -> None:
    unknown = await make_failed(status="unknown")
    asked = {"filter": {"statuses": ["UNKNOWN"]}, "as": settled, "expectedCount": 1}
    payload = await api.ask(SETTLE, operator, input=asked)
    assert (payload["changedCount"], payload["errors"]) == (1, [])
    assert await value("SELECT status FROM deliveries WHERE id = $1", unknown["id"]) == status


async def test_more_than_expected_is_a_conflict_that_says_how_many(api: Api, operator: str) -> None:
    admin = await make_admin()
    for _ in range(3):
        await make_failed(admin)
    payload = await api.change(RETRY, operator, filter=FAILED, expectedCount=2)
    assert payload == {
        "changedCount": 0,
        "act": None,
        "errors": [
            {
                "code": "CONFLICT",
                "message": "The list has changed: it has 3 now, not 2. Look at it again.",
                "path": ["expectedCount"],
            }
        ],
    }


async def test_a_long_one_is_followed_by_its_id_and_stopped(
    api: Api, operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_acts, "AT_ONCE", 1)
    admin = await make_admin()
    for _ in range(2):
        await make_failed(admin)
    first = (await api.change(RETRY, operator, filter=FAILED, expectedCount=2))["act"]
    assert (first["status"], first["finishedAt"]) == ("RUNNING", None)
    assert (await api.ask(NODE, operator, id=first["id"]))["summary"] == "Retrying emails that failed: 0 so far"
    stopped = await api.change(STOP, operator, actId=first["id"])
    assert (stopped["act"]["id"], stopped["act"]["status"]) == (first["id"], "STOPPED")
    assert stopped["act"]["stopReason"] == "Stopped by Grace Hopper."
    assert codes(await api.change(STOP, operator, actId=first["id"])) == ["CONFLICT"]
    second = (await api.change(RETRY, operator, filter=FAILED, expectedCount=2))["act"]
    await work_on_acts("worker", 30.0, asyncio.Event())
    done = await api.ask(NODE, operator, id=second["id"])
    assert done == {"status": "DONE", "changedCount": 2, "summary": "Retried 2 emails that failed"}


async def test_canaries_are_shown_with_what_came_of_them(api: Api, operator: str) -> None:
    group_id = await make_failure_group()
    failed = await make_failed(group_id=group_id)
    act = (await api.change(RETRY, operator, filter=FAILED, expectedCount=1, canary=True))["act"]
    assert act["status"] == "TRYING"
    await work_on_acts("worker", 30.0, asyncio.Event())
    shown = await api.ask(CANARIES, operator, id=act["id"])
    assert shown["canaries"] == [
        {
            "deliveryId": global_id("Delivery", failed["id"]),
            "outcome": None,
            "reply": None,
            "isSameAgain": None,
            "failureGroup": {"id": global_id("FailureGroup", group_id)},
        }
    ]


async def test_the_same_key_and_input_are_one_act(api: Api, operator: str) -> None:
    failed = await make_failed()
    asked: dict[str, Any] = {"filter": FAILED, "expectedCount": 1, "idempotencyKey": "k"}
    first = await api.change(RETRY, operator, **asked)
    await rows("UPDATE deliveries SET status = 'failed' WHERE id = $1", failed["id"])
    assert (await api.change(RETRY, operator, **asked))["act"] == first["act"]
    assert await value("SELECT status FROM deliveries") == "failed"
    other = {**asked, "filter": {"statuses": ["DEFERRED"]}}
    assert codes(await api.change(RETRY, operator, **other)) == ["IDEMPOTENCY_KEY_REUSED"]


async def test_who_may_look_alone_and_who_is_no_operator_change_nothing(api: Api) -> None:
    await make_failed(status="unknown")
    _, reader = await make_operator(may_act=False)
    member = await token_of(await make_admin())
    asked: list[tuple[str, dict[str, Any]]] = [
        (RETRY, {"filter": {}, "expectedCount": 1}),
        (DISCARD, {"filter": {}, "expectedCount": 1, "reason": "Enough."}),
        (SETTLE, {"filter": {}, "as": "SENT", "expectedCount": 1}),
        (STOP, {"actId": global_id("OperatorAct", await make_failure_group())}),
    ]
    for mutation, values in asked:
        for session in (reader, member):
            assert codes(await api.ask(mutation, session, input=values)) == ["NOT_PERMITTED"]
        with pytest.raises(ApiError) as raised:
            await api.ask(mutation, None, input=values)
        assert raised.value.code == "UNAUTHENTICATED"
    assert await value("SELECT status FROM deliveries") == "unknown"
    assert await value("SELECT count(*) FROM operator_acts") == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"expectedCount": -1}, "OUT_OF_RANGE"),
        ({"spreadSeconds": 86_401}, "OUT_OF_RANGE"),
        ({"reason": "x" * 501}, "TOO_LONG"),
        ({"idempotencyKey": ""}, "REQUIRED"),
        ({"filter": {"recipientDomain": "x" * 256}}, "TOO_LONG"),
        ({"filter": {"failureGroupIds": ["x"] * 51}}, "TOO_LONG"),
    ],
    ids=str,
)
async def test_bad_input_is_answered_by_a_code(api: Api, operator: str, values: dict[str, Any], code: str) -> None:
    assert codes(await api.change(RETRY, operator, **{"filter": {}, "expectedCount": 0, **values})) == [code]


@pytest.mark.parametrize(
    "empty", [{"statuses": []}, {"failureGroupIds": []}, {"recipientDomain": " @. "}, {"messageId": "<>"}], ids=str
)
async def test_what_is_empty_by_mistake_does_not_mean_all(api: Api, operator: str, empty: dict[str, Any]) -> None:
    await make_failed()
    (name,) = empty
    payload = await api.change(DISCARD, operator, filter=empty, expectedCount=1, reason="Enough.")
    (error,) = payload["errors"]
    assert error["message"] == f"Enter a value for `{name}`, or leave it out for all."
    assert (error["code"], error["path"]) == ("REQUIRED", ["filter", name])
    assert await value("SELECT status FROM deliveries") == "failed"
    everything = dict.fromkeys(("statuses", "failureGroupIds", "recipientDomain", "messageId"))
    payload = await api.change(DISCARD, operator, filter=everything, expectedCount=1, reason="Enough.")
    assert (payload["changedCount"], payload["errors"]) == (1, [])


async def test_ids_of_other_things_are_told_apart(api: Api, operator: str) -> None:
    for wrong in ("nonsense", global_id("Group", await make_failure_group())):
        assert codes(await api.change(STOP, operator, actId=wrong)) == ["NOT_FOUND"]


async def test_all_acts_are_listed_with_their_sentences(api: Api, operator: str) -> None:
    await make_failed()
    await api.change(RETRY, operator, filter=FAILED, expectedCount=1)
    await api.change(DISCARD, operator, filter={"statuses": ["QUEUED"]}, expectedCount=1, reason="Enough.")
    answer = await api("{ operations { acts { edges { node { summary } } } } }", operator)
    assert [each["summary"] for each in nodes(answer["operations"]["acts"])] == [
        "Discarded 1 email that waited",
        "Retried 1 email that failed",
    ]
