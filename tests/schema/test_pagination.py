"""Connections: which page is asked for, when rows are counted, and ids that lead back to their nodes."""

import base64
from uuid import UUID

import graphql
import pytest
from starlette.testclient import TestClient

from app.database.keyset import PageRequest
from schema.api.node import MAX_IDS
from tests.support.small_schema import World, ask, build_schema


def global_id(name: str, key: object) -> str:
    return base64.b64encode(f"{name}:{key}".encode()).decode()


def fields(named: graphql.GraphQLNamedType) -> dict[str, str]:
    assert isinstance(named, graphql.GraphQLObjectType)
    return {name: str(field.type) for name, field in named.fields.items()}


class TestConnections:
    def test_a_page_is_a_connection(self, client: TestClient) -> None:
        query = """{
          fruits(first: 2) {
            edges { cursor node { id name } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            totalCount
          }
        }"""
        assert ask(client, query)["data"]["fruits"] == {
            "edges": [
                {"cursor": "apple", "node": {"id": global_id("Fruit", UUID(int=1)), "name": "apple"}},
                {"cursor": "banana", "node": {"id": global_id("Fruit", UUID(int=2)), "name": "banana"}},
            ],
            "pageInfo": {
                "hasNextPage": True,
                "hasPreviousPage": False,
                "startCursor": "apple",
                "endCursor": "banana",
            },
            "totalCount": 3,
        }

    def test_its_types_are_named_after_the_node(self) -> None:
        types = graphql.build_schema(build_schema().as_str()).type_map
        assert fields(types["FruitEdge"]) == {"cursor": "String!", "node": "Fruit!"}
        whole = {
            "edges": "[FruitEdge!]!",
            "pageInfo": "PageInfo!",
            "totalCount": "Int!",
            "totalCountIsExact": "Boolean!",
        }
        assert fields(types["FruitConnection"]) == whole

    def test_arguments_that_may_be_left_out_are_printed_without_a_default(self) -> None:
        arguments = "first: Int, after: String, last: Int, before: String"
        assert f"fruits({arguments}): FruitConnection!" in build_schema().as_str()


class TestPageRequests:
    @pytest.mark.parametrize(
        ("arguments", "request_made"),
        [
            ("", PageRequest()),
            ("(first: null, after: null)", PageRequest()),
            ("(first: 1)", PageRequest(1)),
            ("(first: 100)", PageRequest(100)),
            ('(first: 3, after: "x")', PageRequest(3, "x")),
            ('(after: "x")', PageRequest(25, "x")),
            ("(last: 3)", PageRequest(3, backward=True)),
            ('(last: 3, before: "x")', PageRequest(3, "x", backward=True)),
            ('(before: "x")', PageRequest(25, "x", backward=True)),
        ],
    )
    def test_arguments_say_which_page(
        self, client: TestClient, world: World, arguments: str, request_made: PageRequest
    ) -> None:
        ask(client, f"{{ fruits{arguments} {{ pageInfo {{ endCursor }} }} }}")
        assert world.requests == [request_made]

    @pytest.mark.parametrize(
        "arguments",
        [
            "first: 0",
            "first: -1",
            "first: 101",
            "last: 0",
            "last: -5",
            "last: 101",
            "first: 1, last: 1",
            'after: "x", before: "y"',
            'first: 1, before: "x"',
            'last: 1, after: "x"',
        ],
    )
    def test_a_page_that_cannot_be_is_bad_input(self, client: TestClient, world: World, arguments: str) -> None:
        (error,) = ask(client, f"{{ fruits({arguments}) {{ totalCount }} }}")["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert world.requests == []

    @pytest.mark.parametrize(
        ("selection", "counted"),
        [
            ("totalCount", True),
            ("total: totalCount", True),
            ("totalCountIsExact", True),
            ("totalCount: edges { cursor }", False),
            ("edges { cursor }", False),
            ("... { totalCount }", True),
            ("... on FruitConnection { ... { n: totalCount } }", True),
            ("...Counted", True),
            ("...Counted @skip(if: true) edges { cursor }", False),
            ("...Counted @include(if: $no) edges { cursor }", False),
            ("... @include(if: $yes) { totalCount }", True),
            ("... @include(if: $no) { totalCount } edges { cursor }", False),
            ("totalCount @skip(if: $yes) edges { cursor }", False),
            ("totalCount @skip(if: $no)", True),
            ("totalCount @include(if: $yes) @skip(if: $yes) edges { cursor }", False),
            ("edges { cursor } pageInfo { endCursor }", False),
        ],
    )
    def test_rows_are_counted_only_where_the_count_is_selected(
        self, client: TestClient, world: World, selection: str, *, counted: bool
    ) -> None:
        query = (
            "query ($yes: Boolean = true, $no: Boolean = false) {"
            f"  fruits {{ {selection} }}"
            "  hello @include(if: $yes) @skip(if: $no)"
            "  itself @skip(if: true) { fruits { ...Counted } }"
            "} fragment Counted on FruitConnection { totalCount }"
        )
        assert "errors" not in ask(client, query)
        assert [request.count for request in world.requests] == [counted]

    def test_a_field_asked_for_twice_counts_if_either_does(self, client: TestClient, world: World) -> None:
        assert "errors" not in ask(client, "{ fruits { edges { cursor } } fruits { totalCount } }")
        assert [request.count for request in world.requests] == [True]


class TestNodes:
    def test_an_id_leads_back_to_its_node(self, client: TestClient) -> None:
        found = ask(client, "query ($id: ID!) { node(id: $id) { id } }", id=global_id("Fruit", UUID(int=2)))
        assert found == {"data": {"node": {"id": global_id("Fruit", UUID(int=2))}}}

    def test_what_the_type_does_not_give_out_is_null(self, client: TestClient) -> None:
        found = ask(client, "query ($id: ID!) { node(id: $id) { id } }", id=global_id("Fruit", UUID(int=9)))
        assert found == {"data": {"node": None}}

    def test_several_come_in_order_from_one_call(self, client: TestClient, world: World) -> None:
        ids = [global_id("Fruit", UUID(int=number)) for number in (3, 9, 1, 3)]
        found = ask(client, "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Fruit { name } } }", ids=ids)
        assert found["data"]["nodes"] == [{"name": "cherry"}, None, {"name": "apple"}, {"name": "cherry"}]
        assert world.node_calls == [[str(UUID(int=number)) for number in (1, 3, 9)]]

    @pytest.mark.parametrize(
        "bad",
        [
            "",
            "nonsense",
            "💥",
            global_id("Fruit", "apple"),
            global_id("Fruit", UUID(int=1).hex),
            global_id("Fruit", ""),
            global_id("Nothing", UUID(int=1)),
            global_id("Query", UUID(int=1)),
            global_id("Node", UUID(int=1)),
            global_id("PlantInput", UUID(int=1)),
            global_id("UserErrorCode", UUID(int=1)),
            global_id("String", UUID(int=1)),
        ],
    )
    def test_an_id_that_nobody_gave_out_is_unknown(self, client: TestClient, world: World, bad: str) -> None:
        answer = ask(client, "query ($id: ID!) { node(id: $id) { id } }", id=bad)
        assert answer == {"data": {"node": None}}
        assert world.node_calls == []

    def test_there_is_an_end_to_how_many(self, client: TestClient) -> None:
        ids = [global_id("Fruit", UUID(int=1))] * (MAX_IDS + 1)
        (error,) = ask(client, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
