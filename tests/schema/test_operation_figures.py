"""The figures of queues and failure groups in the API: for operators, and for nobody else."""

from uuid import UUID

import pytest

from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.claims import claim_due
from app.deliveries.failure_groups import Failure, find_groups
from app.deliveries.outcomes import record_failure
from app.mail import AttemptOutcome, AttemptResult
from tests.support.delivery_queue import queue_one
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, ApiError

FULL = AttemptResult(AttemptOutcome.DEFERRED, 452, "4.2.2 <ana@x.example>: The mailbox is full")
QUEUES = """
{ operations { at queues {
    name waitingCount oldestWaitingAt runningCount deferredCount failedCount unknownCount bouncedCount sentLastHourCount
    throughput(minutes: 3, points: 3) { from sentCount deferredCount failedCount }
} } }
"""
GROUP = """id replyCode reply recipientDomain deliveryCount deferredCount failedCount unknownCount bouncedCount
           firstAt lastAt"""
GROUPS = f"""
query ($filter: FailureGroupFilter, $first: Int) {{
  operations {{ failureGroups(filter: $filter, first: $first) {{ {GROUP} }} }}
}}
"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on FailureGroup {{ {GROUP} }} }} }}"


async def make_operator() -> str:
    admin = await make_admin()
    await rows("UPDATE users SET is_operator = true WHERE id = $1", admin.user_id)
    return await token_of(admin)


@pytest.fixture
async def session(api: Api) -> str:
    return await make_operator()


async def fail(result: AttemptResult = FULL, domain: str = "x.example") -> UUID:
    delivery_id = await queue_one()
    (claim,) = await claim_due("a", 1, 30)
    async with transaction():
        (group_id,) = await find_groups([Failure.of(result, f"ana@{domain}")])
        await record_failure(claim, result, group_id)
    return delivery_id


class TestQueues:
    async def test_both_with_every_figure(self, api: Api, session: str) -> None:
        await fail()
        await queue_one()
        operations = (await api(QUEUES, session))["operations"]
        email, bulk = operations["queues"]
        assert (email["name"], bulk["name"]) == ("EMAIL", "BULK")
        assert email["oldestWaitingAt"] <= operations["at"]
        assert (email["waitingCount"], email["deferredCount"], email["runningCount"]) == (1, 1, 0)
        assert [point["deferredCount"] for point in email["throughput"]] in ([0, 0, 1], [0, 1, 0])
        assert (bulk["waitingCount"], bulk["oldestWaitingAt"], bulk["sentLastHourCount"]) == (0, None, 0)
        assert len(bulk["throughput"]) == 3

    async def test_without_arguments_a_plot_is_of_a_day_in_quarters_of_an_hour(self, api: Api, session: str) -> None:
        for arguments in ("", "(minutes: null, points: null)"):
            found = await api(f"{{ operations {{ queues {{ throughput{arguments} {{ from }} }} }} }}", session)
            assert [len(queue["throughput"]) for queue in found["operations"]["queues"]] == [96, 96]

    @pytest.mark.parametrize("arguments", ["minutes: 0", "minutes: 1441", "points: 0", "points: 289"])
    async def test_a_plot_of_other_sizes_is_refused_in_words(self, api: Api, session: str, arguments: str) -> None:
        with pytest.raises(ApiError) as raised:
            await api(f"{{ operations {{ queues {{ throughput({arguments}) {{ from }} }} }} }}", session)
        assert raised.value.code == "BAD_USER_INPUT"
        assert "has to be 1 to" in raised.value.errors[0]["message"]


class TestFailureGroups:
    async def test_words_domain_and_counts_without_any_address(self, api: Api, session: str) -> None:
        await fail()
        await fail()
        (group,) = (await api(GROUPS, session))["operations"]["failureGroups"]
        assert (group["replyCode"], group["reply"]) == (452, "4.2.2 …: The mailbox is full")
        assert (group["recipientDomain"], group["deliveryCount"], group["deferredCount"]) == ("x.example", 2, 2)
        assert group["firstAt"] <= group["lastAt"]
        assert (await api(NODE, session, id=group["id"]))["node"] == group

    async def test_of_a_domain_however_it_is_written(self, api: Api, session: str) -> None:
        await fail(domain="bücher.example")
        await fail(domain="x.example")
        for written in ("bücher.example", " BÜCHER.example", "xn--bcher-kva.example"):
            found = await api(GROUPS, session, filter={"recipientDomain": written})
            (group,) = found["operations"]["failureGroups"]
            assert group["recipientDomain"] == "xn--bcher-kva.example"

    async def test_of_states_and_no_more_than_asked_for(self, api: Api, session: str) -> None:
        await fail()
        await fail(domain="y.example")
        found = await api(GROUPS, session, first=1, filter={"statuses": ["DEFERRED", "FAILED"]})
        assert len(found["operations"]["failureGroups"]) == 1
        found = await api(GROUPS, session, first=None, filter={"statuses": ["UNKNOWN"]})
        assert found["operations"]["failureGroups"] == []

    @pytest.mark.parametrize(
        ("variables", "sentence"),
        [
            ({"first": 0}, "`first` has to be 1 to 200."),
            ({"first": 201}, "`first` has to be 1 to 200."),
            ({"filter": {"recipientDomain": "x" * 256}}, "A domain can have at most 255 characters."),
            ({"filter": {"statuses": ["FAILED"] * 501}}, "`statuses` can have at most 500 values."),
        ],
    )
    async def test_what_is_too_much_is_refused_in_words(
        self, api: Api, session: str, variables: dict[str, object], sentence: str
    ) -> None:
        with pytest.raises(ApiError) as raised:
            await api(GROUPS, session, **variables)
        assert (raised.value.code, raised.value.errors[0]["message"]) == ("BAD_USER_INPUT", sentence)


async def test_nobody_else_sees_any_of_it(api: Api, session: str) -> None:
    await fail()
    (group,) = (await api(GROUPS, session))["operations"]["failureGroups"]
    for other in (await token_of(await make_admin()), None):
        assert await api(QUEUES, other) == {"operations": None}
        assert await api(NODE, other, id=group["id"]) == {"node": None}
