"""Operators pause, resume and limit queues through the API."""

from typing import Any

import pytest

from app.database.sql import rows
from app.deliveries.pauses import pause_sending
from app.queues.limits import BULK_CONCURRENCY
from app.settings import get_settings
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, ApiError, codes

QUEUE = """
queue { name pauses { recipientDomain reason pausedBy pausedAt probesAt }
        limits { concurrency configuredConcurrency emailsPerMinute setBy setAt } }
act { kind actorName reason changedCount status finishedAt }
errors { code path message }
"""
PAUSE = f"mutation ($input: PauseQueueInput!) {{ pauseQueue(input: $input) {{ {QUEUE} }} }}"
RESUME = f"mutation ($input: ResumeQueueInput!) {{ resumeQueue(input: $input) {{ {QUEUE} }} }}"
LIMIT = f"mutation ($input: UpdateQueueLimitsInput!) {{ updateQueueLimits(input: $input) {{ {QUEUE} }} }}"
QUEUES = "{ operations { queues { name pauses { recipientDomain pausedBy probesAt } limits { concurrency } } } }"
EVERY_ACT = [
    (PAUSE, {"queue": "EMAIL", "reason": "?"}),
    (RESUME, {"queue": "EMAIL"}),
    (LIMIT, {"queue": "EMAIL"}),
]


async def operator(*, may_act: bool = True) -> str:
    """A session of an operator."""
    admin = await make_admin()
    await rows(
        "UPDATE users SET is_operator = true, operator_may_act = $2, is_address_confirmed = true WHERE id = $1",
        admin.user_id,
        may_act,
    )
    return await token_of(admin)


async def test_a_domain_is_paused_and_resumed(api: Api) -> None:
    session = await operator()
    payload = await api.change(
        PAUSE, session, queue="EMAIL", recipientDomain="Bücher.Example", reason="Their servers are down."
    )
    (pause,) = payload["queue"]["pauses"]
    assert (pause["recipientDomain"], pause["pausedBy"]) == ("xn--bcher-kva.example", "Grace Hopper")
    assert (pause["reason"], pause["probesAt"]) == ("Their servers are down.", None)
    act = payload["act"]
    assert (act["kind"], act["changedCount"], act["status"]) == ("PAUSE_QUEUE", 1, "DONE")
    payload = await api.change(RESUME, session, queue="EMAIL", recipientDomain="bücher.example")
    assert (payload["queue"]["pauses"], payload["act"]["changedCount"]) == ([], 1)


async def test_the_pause_of_the_mail_server_is_listed_beside_and_ended(api: Api) -> None:
    session = await operator()
    await pause_sending("535 who are you?")
    payload = await api.change(PAUSE, session, queue="EMAIL", reason="We look into it.")
    server, ours = payload["queue"]["pauses"]
    assert (server["pausedBy"], server["reason"], ours["pausedBy"]) == (None, "535 who are you?", "Grace Hopper")
    assert server["probesAt"] is not None
    payload = await api.change(RESUME, session, queue="EMAIL")
    assert (payload["queue"]["pauses"], payload["act"]["changedCount"]) == ([], 2)


async def test_limits_are_set_and_taken_back(api: Api) -> None:
    session = await operator()
    configured = get_settings().email_concurrency
    payload = await api.change(LIMIT, session, queue="EMAIL", concurrency=20, emailsPerMinute=600)
    limits = payload["queue"]["limits"]
    assert limits.pop("setAt") is not None
    assert limits == {
        "concurrency": 20,
        "configuredConcurrency": configured,
        "emailsPerMinute": 600,
        "setBy": "Grace Hopper",
    }
    payload = await api.change(LIMIT, session, queue="EMAIL")
    limits = payload["queue"]["limits"]
    assert (limits["concurrency"], limits["emailsPerMinute"], limits["setBy"]) == (configured, None, "Grace Hopper")


async def test_both_queues_are_listed(api: Api) -> None:
    session = await operator()
    await api.change(PAUSE, session, queue="BULK", reason="?")
    email, bulk = (await api.ask(QUEUES, session))["queues"]
    assert (email["name"], email["pauses"]) == ("EMAIL", [])
    assert [pause["pausedBy"] for pause in bulk["pauses"]] == ["Grace Hopper"]
    assert bulk["limits"] == {"concurrency": BULK_CONCURRENCY}


@pytest.mark.parametrize(("mutation", "values"), EVERY_ACT)
async def test_who_may_only_look_and_who_is_no_operator_is_refused(
    api: Api, mutation: str, values: dict[str, Any]
) -> None:
    for session in (await operator(may_act=False), await token_of(await make_admin())):
        payload = await api.change(mutation, session, **values)
        assert (codes(payload), payload["act"], payload["queue"]) == (["NOT_PERMITTED"], None, None)
    with pytest.raises(ApiError) as raised:
        await api.change(mutation, None, **values)
    assert raised.value.code == "UNAUTHENTICATED"
    assert await rows("SELECT FROM operator_acts") == []


async def test_refusals_name_the_field(api: Api) -> None:
    session = await operator()
    payload = await api.change(PAUSE, session, queue="EMAIL", recipientDomain="a@b.example", reason="?")
    assert payload["errors"][0]["path"] == ["recipientDomain"]
    payload = await api.change(LIMIT, session, queue="BULK", concurrency=11)
    assert (codes(payload), payload["errors"][0]["path"]) == (["OUT_OF_RANGE"], ["concurrency"])


async def test_a_key_stands_for_one_request(api: Api) -> None:
    session = await operator()
    first = await api.change(PAUSE, session, queue="EMAIL", reason="?", idempotencyKey="one")
    await api.change(RESUME, session, queue="EMAIL")
    again = await api.change(PAUSE, session, queue="EMAIL", reason="?", idempotencyKey="one")
    assert (again["act"], again["queue"]["pauses"]) == (first["act"], [])
    other = await api.change(PAUSE, session, queue="BULK", reason="?", idempotencyKey="one")
    assert codes(other) == ["IDEMPOTENCY_KEY_REUSED"]
