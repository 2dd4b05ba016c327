"""Whatever operators write into an argument, the answer is an answer: here and for who reads it later."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_named_type

from app.database.sql import rows, value
from tests.schema.test_argument_bounds import EVERY_PLACE, SCHEMA, Place, excessive, filled, path_of, places_in
from tests.support.factories import make_admin
from tests.support.graphql_client import Api, codes
from tests.support.many_deliveries import make_failed
from tests.support.operators import make_operator

ACT_FIELDS = {"act", "errors"}
HOSTILE = {
    "NUL": "a\0b",
    "escape": "\x1b[2J\x1b]0;title\x07",
    "right to left": "\u202emoc.live",
    "noncharacter": "\uffff",
}
DISCARD = (
    "mutation ($input: DiscardDeliveriesInput!) { discardDeliveries(input: $input) { act { reason } errors { code } } }"
)
PAUSE = "mutation ($input: PauseQueueInput!) { pauseQueue(input: $input) { act { reason } errors { code } } }"


def fields_of_operations() -> Iterator[Place]:
    for name, field in SCHEMA.get_type("Operations").fields.items():
        for argument, definition in field.args.items():
            yield from places_in("Operations", name, [(argument, definition.type)])


def is_act(place: Place) -> bool:
    root, name, _ = place
    if root != "Mutation":
        return False
    payload: Any = get_named_type(SCHEMA.get_type(root).fields[name].type)
    return {*payload.fields} >= ACT_FIELDS


PLACES = [*(each for each in EVERY_PLACE if is_act(each)), *fields_of_operations()]


@pytest.fixture
async def operator(database: None) -> str:
    _, token = await make_operator()
    return token


async def answered(api: Api, session: str, place: Place, text: Any) -> list[str]:
    """The codes of what the operation answers with this at the place."""
    root, name, way = place
    is_mutation = root == "Mutation"
    field = SCHEMA.get_type(root).fields[name]
    selected = f"{name}({way[0][0]}: $value) {{ {'errors { code }' if is_mutation else '__typename'} }}"
    body = selected if is_mutation else f"operations {{ {selected} }}"
    query = f"{'mutation' if is_mutation else 'query'} ($value: {field.args[way[0][0]].type}) {{ {body} }}"
    headers = {"authorization": f"Bearer {session}"}
    variables = {"value": filled(way, text)}
    answer = (await api.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)).json()
    found = [error["extensions"]["code"] for error in answer.get("errors", [])]
    return found + (codes(answer["data"][name]) if is_mutation and answer.get("data") else [])


@pytest.mark.parametrize("place", PLACES, ids=path_of)
async def test_hostile_texts_are_answered(api: Api, operator: str, place: Place) -> None:
    is_list = isinstance(excessive(place[2][-1][1]), list)
    for text in HOSTILE.values():
        found = await answered(api, operator, place, [text] if is_list else text)
        assert "INTERNAL_SERVER_ERROR" not in found, text


@pytest.mark.parametrize("place", PLACES, ids=path_of)
async def test_what_is_too_long_is_answered_by_a_code(api: Api, operator: str, place: Place) -> None:
    found = await answered(api, operator, place, excessive(place[2][-1][1]))
    assert "INTERNAL_SERVER_ERROR" not in found
    # What no id can be is found nowhere, as any other.
    assert found or place[2][-1][0] in {"organizationId", "bulkInviteId", "after", "before"}
    assert not found or await value("SELECT count(*) FROM operator_acts") == 0


class TestReasons:
    async def test_are_kept_as_one_line_that_can_be_seen(self, api: Api, operator: str) -> None:
        await make_failed(await make_admin())
        typed = "  It is\x1b[2J\n\tgone\u202e.\u200b\0 "
        payload = await api.change(DISCARD, operator, filter={}, expectedCount=1, reason=typed)
        assert payload == {"act": {"reason": "It is [2J gone."}, "errors": []}
        assert await value("SELECT discard_reason FROM deliveries") == "It is [2J gone."
        payload = await api.change(PAUSE, operator, queue="EMAIL", reason=typed)
        assert payload["act"] == {"reason": "It is [2J gone."}
        assert await value("SELECT reason FROM queue_pauses") == "It is [2J gone."

    async def test_of_which_nothing_can_be_seen_are_none(self, api: Api, operator: str) -> None:
        for typed in ("\u200b", "\u202e", "\u2800", "\0", " \n"):
            payload = await api.change(DISCARD, operator, filter={}, expectedCount=1, reason=typed)
            assert codes(payload) == ["REQUIRED"]
            assert codes(await api.change(PAUSE, operator, queue="EMAIL", reason=typed)) == ["REQUIRED"]
        assert await rows("SELECT id FROM operator_acts") == []
