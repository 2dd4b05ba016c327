"""Ids of another kind, ids that are none, and cursors of other lists: the answer says what is wrong, in words.

Every place of the schema that takes one is tried, so that a new one cannot be forgotten.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLInputObjectType, GraphQLOutputType, get_named_type, is_required_argument

from tests.schema.test_argument_bounds import SCHEMA, Place, Way, filled, least, path_of
from tests.support.factories import global_id, make_admin, make_group, make_invitation, token_of
from tests.support.graphql_client import Api, ApiError

# What belongs to the program and not to people: its names, and those of the database's columns.
INTERNAL = re.compile(r"GlobalID|UUID|Traceback|Error\b|\w+_\w+|<|\b[a-z]+[A-Z]|\bNone\b|cursor|base64", re.ASCII)
CURSORS = {"after", "before"}
# What an input needs beside what its type requires: one of these fields, and if there is none, this one.
ONE_OF: dict[str, list[tuple[set[str], dict[str, Any]]]] = {
    "updateGroups": [
        ({"id", "ids", "matching"}, {"id": global_id("Member", uuid4())}),
        ({"groupIds", "addGroupIds", "removeGroupIds"}, {"groupIds": []}),
    ],
    "updateBulkInviteRows": [
        ({"rowIds", "statuses", "all"}, {"all": True}),
        ({"role", "groupIds"}, {"role": "REMOTE"}),
    ],
    "removeBulkInviteRows": [({"rowIds", "statuses"}, {"statuses": ["ERROR"]})],
}


def places() -> Iterator[Place]:
    for root in (SCHEMA.query_type, SCHEMA.mutation_type):
        for name, field in root.fields.items():
            for argument, definition in field.args.items():
                yield from places_in(root.name, name, [(argument, definition.type)])


def places_in(root: str, name: str, way: Way) -> Iterator[Place]:
    key, kind = way[-1]
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        for inner_key, inner in named.fields.items():
            yield from places_in(root, name, [*way, (inner_key, inner.type)])
    elif named.name == "ID" or key in CURSORS:
        yield root, name, way


EVERY_PLACE = list(places())


# By a field that tells the type: what shows that nothing was found.
SELECTIONS = {"edges": "{ edges { __typename } }", "pending": "{ pending }"}
NOTHING: tuple[Any, ...] = (None, [None], {"edges": []}, {"pending": 0})


async def wrong_values(api: Api, session: str, place: Place) -> dict[str, str]:
    """What a person comes to have: an old link, a link to something else, part of a link, a page of another list."""
    if place[2][-1][0] in CURSORS:
        asked = "{ groups(first: 1) { edges { cursor } } invitedUsers(first: 1) { edges { cursor } } }"
        lists = await api(asked, session)
        own = "groups" if place[1] != "groups" else "invitedUsers"
        cursor = lists[own]["edges"][0]["cursor"]
        return {"another list's": cursor, "cut off": cursor[:-5], "none": "%C3%A9 page 2"}
    kinds = {
        each: global_id(each, uuid4()) for each in ("User", "Member", "Group", "Invitation", "BulkInvite", "Query")
    }
    return {
        **kinds,
        "cut off": kinds["Group"][:-3],
        "number": "7",
        "plain": str(uuid4()),
        "empty": "",
        "text": "ünsinn",
    }


def query_of(place: Place, value: str) -> tuple[str, dict[str, Any]]:
    root, name, way = place
    field = SCHEMA.get_type(root).fields[name]
    required = {each: least(argument.type) for each, argument in field.args.items() if is_required_argument(argument)}
    values = {**required, way[0][0]: filled(way, [value] if str(way[-1][1]).startswith("[") else value)}
    for fields, needed in ONE_OF.get(name, []):
        if fields.isdisjoint(values["input"]):
            values["input"] |= needed
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in values)
    passed = ", ".join(f"{each}: ${each}" for each in values)
    selected = "{ errors { code message } }" if root == "Mutation" else selection_of(field.type)
    return f"{root.lower()} ({declared}) {{ {name}({passed}) {selected} }}", values


def selection_of(kind: GraphQLOutputType) -> str:
    fields = getattr(get_named_type(kind), "fields", {})
    return next((chosen for field, chosen in SELECTIONS.items() if field in fields), "{ __typename }")


@pytest.mark.parametrize("place", EVERY_PLACE, ids=path_of)
async def test_a_wrong_one_is_answered_in_words(api: Api, place: Place) -> None:
    admin = await make_admin()
    session = await token_of(admin)
    await make_group(admin.organization_id)
    await make_invitation(admin)
    for kind, value in (await wrong_values(api, session, place)).items():
        query, values = query_of(place, value)
        response = await api.http.post(
            "/graphql", json={"query": query, "variables": values}, headers={"authorization": f"Bearer {session}"}
        )
        answer = response.json()
        told = list(answer.get("errors", []))
        found = (answer.get("data") or {}).get(place[1])
        if place[0] == "Mutation" and found:
            told += found["errors"]
        assert told or found in NOTHING, (kind, answer)
        for error in told:
            code = error.get("code") or error["extensions"]["code"]
            assert code != "INTERNAL_SERVER_ERROR", (kind, error)
            assert re.fullmatch(r"[A-Z].*[.?]", error["message"]), (kind, error)
            assert not INTERNAL.search(error["message"]), (kind, error)


@pytest.mark.parametrize(
    "asked",
    [
        "currentUsers(orderBy: {field: EMAIL, direction: ASC}, after: $after)",
        "invitedUsers(orderBy: {field: EMAIL, direction: DESC}, after: $after)",
        "invitedUsers(orderBy: {field: ROLE, direction: ASC}, after: $after)",
        "groups(before: $after)",
    ],
)
async def test_a_page_of_another_list_or_order_says_where_to_go_on(api: Api, asked: str) -> None:
    admin = await make_admin()
    session = await token_of(admin)
    await make_invitation(admin)
    own = "invitedUsers(orderBy: {field: EMAIL, direction: ASC}"
    first = await api.ask(f"{{ {own}) {{ pageInfo {{ endCursor }} }} }}", session)
    cursor = first["pageInfo"]["endCursor"]
    next_page = await api.ask(
        f"query ($after: String) {{ {own}, after: $after) {{ totalCount edges {{ cursor }} }} }}", session, after=cursor
    )
    assert next_page == {"totalCount": 1, "edges": []}
    with pytest.raises(ApiError) as raised:
        await api.ask(f"query ($after: String) {{ {asked} {{ totalCount }} }}", session, after=cursor)
    assert (raised.value.code, raised.value.errors[0]["message"]) == (
        "BAD_USER_INPUT",
        "This page is of another list, or of another order of this one. Start from the first page.",
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("Group", "This is the id of a group, not of a member."),
        ("Invitation", "This is the id of an invitation, not of a member."),
        ("Member", "There is no such member, or not any more."),
        (None, "This is not a complete id of a member. Open the list and choose again."),
    ],
)
async def test_an_id_of_another_kind_says_which(api: Api, given: str | None, message: str) -> None:
    session = await token_of(await make_admin())
    member_id = global_id(given, uuid4()) if given else global_id("Member", uuid4())[:-4]
    remove = "mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { errors { code message path } } }"
    answer = await api.change(remove, session, memberId=member_id)
    assert answer["errors"] == [{"code": "NOT_FOUND", "message": message, "path": ["memberId"]}]


@pytest.mark.parametrize(
    ("mutation", "more"),
    [("updateRole", {"role": "REMOTE"}), ("updateGroups", {"groupIds": []})],
    ids=["role", "groups"],
)
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("Group", "This is the id of a group, not of a member or invitation."),
        ("Invitation", "There is no such invitation, or not any more."),
        (None, "This is not a complete id of a member or invitation. Open the list and choose again."),
    ],
)
async def test_an_id_of_neither_kind_says_which(
    api: Api, mutation: str, more: dict[str, Any], given: str | None, message: str
) -> None:
    session = await token_of(await make_admin())
    subject_id = global_id(given, uuid4()) if given else global_id("Member", uuid4())[:-4]
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    change = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ errors {{ code message }} }} }}"
    answer = await api.change(change, session, id=subject_id, **more)
    assert answer["errors"] == [{"code": "NOT_FOUND", "message": message}]
