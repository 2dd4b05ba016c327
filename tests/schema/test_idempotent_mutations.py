"""Each mutation that takes an `idempotencyKey` keeps its promise: sent again or many times at once, it is done once."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.database.sql import row, rows, value
from app.idempotency import actions as idempotency
from app.operations import act_results, delivery_changes, queue_acts
from app.organizations.actor import Actor
from schema.__main__ import FILE
from tests.support.bulk_uploads import lines, validated
from tests.support.factories import global_id, make_admin, make_invitation, token_of
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.many_deliveries import make_failed
from tests.support.operators import let_operate

KEY = "one"
ANSWERS = {
    "invite": "invitation { id }",
    "resend": "invitations { id }",
    "updateInvitationEmail": "invitation { id email }",
    "bulkInvite": "bulkInvite { id }",
    "sendBulkInvite": "bulkInvite { id }",
    "retryDeliveries": "act { id changedCount }",
    "discardDeliveries": "act { id changedCount }",
    "settleUnknown": "act { id changedCount }",
    "pauseQueue": "act { id summary }",
    "resumeQueue": "act { id summary }",
    "updateQueueLimits": "act { id summary }",
    "stopBulkInvite": "act { id summary }",
}
DONE = {
    "invite": "SELECT count(*) FROM deliveries",
    "resend": "SELECT coalesce(sum(generation - 1), 0) FROM invitations",
    "updateInvitationEmail": "SELECT count(*) FROM audit_entries WHERE action = 'invitation.email_changed'",
    "bulkInvite": "SELECT count(*) FROM bulk_invites",
    "sendBulkInvite": "SELECT count(*) FROM audit_entries WHERE action = 'bulk_invite.sent'",
    "retryDeliveries": "SELECT count(*) FROM operator_acts WHERE kind = 'retry_deliveries'",
    "discardDeliveries": "SELECT count(*) FROM operator_acts WHERE kind = 'discard_deliveries'",
    "settleUnknown": "SELECT count(*) FROM operator_acts WHERE kind = 'settle_unknown'",
    "pauseQueue": "SELECT count(*) FROM operator_acts WHERE kind = 'pause_queue'",
    "resumeQueue": "SELECT count(*) FROM operator_acts WHERE kind = 'resume_queue'",
    "updateQueueLimits": "SELECT count(*) FROM operator_acts WHERE kind = 'update_queue_limits'",
    "stopBulkInvite": "SELECT count(*) FROM operator_acts WHERE kind = 'stop_bulk_invite'",
}
Input = dict[str, Any]


@dataclass
class Request:
    """A mutation under a key: what it asks, something else under the same key, and how often it was done."""

    api: Api
    name: str
    session: str
    asked: Input
    other: Input

    async def send(self, asked: Input | None = None) -> Any:
        document = f"""
        mutation ($input: {self.name[0].upper()}{self.name[1:]}Input!) {{
          {self.name}(input: $input) {{ {ANSWERS[self.name]} errors {{ code path }} }}
        }}
        """
        return await self.api.change(document, self.session, **(asked or self.asked), idempotencyKey=KEY)

    async def times_done(self) -> int:
        return int(await value(DONE[self.name]))


async def to_invite(_: Actor) -> tuple[Input, Input]:
    return {"email": "ada@example.com", "role": "ANALYST"}, {"email": "bob@example.com", "role": "ANALYST"}


async def to_resend(admin: Actor) -> tuple[Input, Input]:
    first, second = [{"invitationIds": [global_id("Invitation", await make_invitation(admin))]} for _ in range(2)]
    return first, second


async def to_correct(admin: Actor) -> tuple[Input, Input]:
    invitation_id = global_id("Invitation", await make_invitation(admin, "ada@exmaple.com"))
    first, second = [{"invitationId": invitation_id, "email": f"{name}@example.com"} for name in ("ada", "bob")]
    return first, second


async def to_upload(_: Actor) -> tuple[Input, Input]:
    first, second = [{"source": {"csv": lines([f"{name}@example.com,Analyst,"])}} for name in ("ada", "bob")]
    return first, second


async def to_send(admin: Actor) -> tuple[Input, Input]:
    first, second = [
        {"bulkInviteId": global_id("BulkInvite", await validated(admin, lines([f"{name}@example.com,Analyst,"])))}
        for name in ("ada", "bob")
    ]
    return first, second


async def to_retry(admin: Actor) -> tuple[Input, Input]:
    await make_failed(admin)
    of_status = {"filter": {"statuses": ["FAILED"]}, "expectedCount": 1}
    return of_status, {**of_status, "spreadSeconds": 1}


async def to_discard(admin: Actor) -> tuple[Input, Input]:
    asked, _ = await to_retry(admin)
    return {**asked, "reason": "Enough."}, {**asked, "reason": "Too much."}


async def to_settle(admin: Actor) -> tuple[Input, Input]:
    await make_failed(admin, status="unknown")
    asked = {"filter": {}, "expectedCount": 1}
    return {**asked, "as": "SENT"}, {**asked, "as": "SEND_AGAIN"}


async def to_pause(_: Actor) -> tuple[Input, Input]:
    return {"queue": "EMAIL", "reason": "To mend it."}, {"queue": "BULK", "reason": "To mend it."}


async def to_resume(_: Actor) -> tuple[Input, Input]:
    return {"queue": "EMAIL"}, {"queue": "BULK"}


async def to_limit(_: Actor) -> tuple[Input, Input]:
    return {"queue": "EMAIL", "concurrency": 3}, {"queue": "EMAIL", "concurrency": 4}


async def to_stop(admin: Actor) -> tuple[Input, Input]:
    bulk_invite_id = global_id("BulkInviteJob", await validated(admin, lines(["ada@example.com,Analyst,"])))
    first, second = [{"bulkInviteId": bulk_invite_id, "reason": reason} for reason in ("Wrong file.", "Too long.")]
    return first, second


Prepare = Callable[[Actor], Awaitable[tuple[Input, Input]]]
CASES: dict[str, Prepare] = {
    "invite": to_invite,
    "resend": to_resend,
    "updateInvitationEmail": to_correct,
    "bulkInvite": to_upload,
    "sendBulkInvite": to_send,
    "retryDeliveries": to_retry,
    "discardDeliveries": to_discard,
    "settleUnknown": to_settle,
    "pauseQueue": to_pause,
    "resumeQueue": to_resume,
    "updateQueueLimits": to_limit,
    "stopBulkInvite": to_stop,
}


@pytest.fixture(params=CASES)
async def request_under_key(request: pytest.FixtureRequest, api: Api) -> Request:
    admin = await make_admin()
    await let_operate(admin.user_id)
    asked, other = await CASES[request.param](admin)
    return Request(api, request.param, await token_of(admin), asked, other)


def test_none_is_left_out() -> None:
    inputs = re.findall(r"^input (\w+)Input [^}]*\bidempotencyKey:", FILE.read_text(), re.MULTILINE)
    assert {name[0].lower() + name[1:] for name in inputs} == set(CASES)


async def test_of_many_at_once_one_is_done_and_all_are_answered_with_it(request_under_key: Request) -> None:
    before = await request_under_key.times_done()
    answers = await asyncio.gather(*(request_under_key.send() for _ in range(8)))
    assert codes(answers[0]) == []
    assert answers == [answers[0]] * 8
    assert await request_under_key.times_done() == before + 1


async def test_another_input_under_the_key_is_refused_and_not_done(request_under_key: Request) -> None:
    await request_under_key.send()
    done = await request_under_key.times_done()
    (error,) = (await request_under_key.send(request_under_key.other))["errors"]
    assert (error["code"], error["path"]) == ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])
    assert await request_under_key.times_done() == done


async def test_of_different_inputs_at_once_one_is_done(request_under_key: Request) -> None:
    before = await request_under_key.times_done()
    both = (request_under_key.asked, request_under_key.other)
    answers = await asyncio.gather(*(request_under_key.send(asked) for asked in both))
    assert sorted(map(codes, answers)) == [[], ["IDEMPOTENCY_KEY_REUSED"]]
    assert await request_under_key.times_done() == before + 1


async def test_what_breaks_before_the_end_is_not_done_and_may_be_sent_again(
    request_under_key: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key, the change and the answer are one transaction: there is nothing in between for a crash to leave."""
    before = await request_under_key.times_done()

    def broken_off(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def break_off(statement: str, *values: object) -> Any:
            if statement.lstrip().startswith("UPDATE"):
                raise ConnectionError
            return await run(statement, *values)

        return break_off

    with monkeypatch.context() as broken:
        for module in (idempotency, delivery_changes, act_results):
            broken.setattr(module, "rows", broken_off(rows))
        broken.setattr(queue_acts, "row", broken_off(row))
        with pytest.raises(ApiError) as raised:
            await request_under_key.send()
        assert raised.value.code == "INTERNAL_SERVER_ERROR"
    assert await request_under_key.times_done() == before
    assert codes(await request_under_key.send()) == []
    assert await request_under_key.times_done() == before + 1
