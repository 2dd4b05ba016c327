"""Every text and every list that an argument takes has a bound, and what is past it a coded answer."""

import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)
from strawberry.types.arguments import convert_argument

from schema.api.bulk_invites.mutations import BulkInviteInput, BulkInviteRowInput
from schema.api.root import build_schema
from tests.support.factories import global_id, make_admin, token_of
from tests.support.graphql_client import Api, ApiError

SCHEMA: Any = build_schema()._schema
LONG_TEXT = "é" * 20_000
LONG_LIST = 3_700
# What is too long is judged like anything else, and is neither a good password nor a link.
JUDGED = {"passwordCheck.password", "passwordResetPreview.token"}
# Bounded by the body's length and by the organization's row limit, and read by a worker.
PEOPLE = {"bulkInvite.input.source.csv", "bulkInvite.input.source.rows"}

Way = list[tuple[str, GraphQLInputType]]
Place = tuple[str, str, Way]


def places(root: GraphQLObjectType) -> Iterator[Place]:
    """Root type, field, and the way to a text or list in its arguments."""
    for name, field in root.fields.items():
        for argument, definition in field.args.items():
            yield from places_in(root.name, name, [(argument, definition.type)])


def places_in(root: str, name: str, way: Way) -> Iterator[Place]:
    kind = way[-1][1]
    named = get_named_type(kind)
    if is_list_type(get_nullable_type(kind)):
        yield root, name, way
    elif isinstance(named, GraphQLInputObjectType):
        for key, inner in named.fields.items():
            yield from places_in(root, name, [*way, (key, inner.type)])
    elif named.name in {"String", "ID"}:
        yield root, name, way


def least(definition: GraphQLInputType) -> Any:
    """The smallest value that fits a type."""
    named = get_named_type(definition)
    if is_list_type(get_nullable_type(definition)):
        return []
    if isinstance(named, GraphQLInputObjectType):
        if named.is_one_of:
            return {"csv": "email,role"}
        return {key: least(each.type) for key, each in named.fields.items() if is_required_input_field(each)}
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    return {"Int": 1, "Boolean": True}.get(named.name, "x")


def filled(way: Way, value: Any) -> Any:
    """The value of the first argument of the way, with `value` at its end."""
    (_, kind), *rest = way
    if not rest:
        return value
    named = get_named_type(kind)
    start = {} if isinstance(named, GraphQLInputObjectType) and named.is_one_of else least(kind)
    return {**start, rest[0][0]: filled(rest, value)}


def excessive(kind: GraphQLInputType) -> Any:
    if not is_list_type(get_nullable_type(kind)):
        return LONG_TEXT
    element: Any = getattr(get_nullable_type(kind), "of_type")  # noqa: B009 - not every type has one
    return [least(element)] * LONG_LIST


def path_of(place: Place) -> str:
    return ".".join([place[1], *(name for name, _ in place[2])])


EVERY_PLACE = [
    place
    for root in (SCHEMA.query_type, SCHEMA.mutation_type)
    if root
    for place in places(root)
    if path_of(place) not in PEOPLE | JUDGED
]


@pytest.mark.parametrize("place", EVERY_PLACE, ids=path_of)
async def test_what_is_too_long_finds_nothing_and_changes_nothing(api: Api, place: Place) -> None:
    root, name, way = place
    fields = SCHEMA.get_type(root).fields
    required: dict[str, Any] = {
        each: least(argument.type) for each, argument in fields[name].args.items() if is_required_argument(argument)
    }
    values = {**required, way[0][0]: filled(way, excessive(way[-1][1]))}
    declared = ", ".join(f"${each}: {fields[name].args[each].type}" for each in values)
    passed = ", ".join(f"{each}: ${each}" for each in values)
    counted = {"totalCount", "pending"} & {*getattr(get_named_type(fields[name].type), "fields", {})}
    selected = "{ errors { code } }" if root == "Mutation" else f"{{ {' '.join(counted) or '__typename'} }}"
    query = f"{root.lower()} ({declared}) {{ {name}({passed}) {selected} }}"
    session = await token_of(await make_admin())
    response = await api.http.post(
        "/graphql", json={"query": query, "variables": values}, headers={"authorization": f"Bearer {session}"}
    )
    answer = response.json()
    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    found = (answer.get("data") or {}).get(name)
    if root == "Mutation" and found:
        codes += [error["code"] for error in found["errors"]]
        found = None
    assert codes or found in (None, {"totalCount": 0}, {"pending": 0}, [None] * LONG_LIST), answer
    assert "INTERNAL_SERVER_ERROR" not in codes, answer


@pytest.mark.parametrize("query", ["{ invitedUsers(filter: {search: $s})", "{ currentUsers(filter: {search: $s})"])
async def test_a_search_as_long_as_an_address_may_be_is_understood(api: Api, query: str) -> None:
    session = await token_of(await make_admin())
    asked = f"query ($s: String) {query} {{ totalCount }} }}"
    assert await api.ask(asked, session, s=" " + "x" * 254) == {"totalCount": 0}
    too_long = "A search can have at most 254 characters."
    too_many = "A search can have at most 16 words."
    words = " ".join(f"word{number}" for number in range(17))
    for search, sentence in (("x" * 255, too_long), ("%" * 240_000, too_long), (words, too_many)):
        with pytest.raises(ApiError) as raised:
            await api.ask(asked, session, s=search)
        assert (raised.value.code, raised.value.errors[0]["message"]) == ("BAD_USER_INPUT", sentence)


async def test_unknown_groups_thirty_times_over_cost_more_than_one_request_may(api: Api) -> None:
    session = await token_of(await make_admin())
    fields = " ".join(f"a{n}: invitedUsers(filter: {{groupIds: $ids}}) {{ totalCount }}" for n in range(30))
    ids = [global_id("Group", uuid4()) for _ in range(3_700)]
    with pytest.raises(ApiError) as raised:
        await api(f"query ($ids: [ID!]) {{ {fields} }}", session, ids=ids)
    assert raised.value.code == "QUERY_TOO_COMPLEX"


def test_rows_are_converted_at_a_call_each() -> None:
    """Nobody else is served meanwhile, and a list has tens of thousands."""
    schema = build_schema()
    rows = [{"email": f"a{n}@b.example", "role": "Remote", "groups": ["Kiosks"]} for n in range(1_000)]
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    scalars = schema.schema_converter.scalar_registry
    sys.setprofile(count)
    try:
        converted: Any = convert_argument({"source": {"rows": rows}}, BulkInviteInput, scalars, schema.config)
    finally:
        sys.setprofile(None)
    assert converted.source.rows[999] == BulkInviteRowInput(email="a999@b.example", role="Remote", groups=["Kiosks"])
    assert calls < 3_000
