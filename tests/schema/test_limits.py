"""How much one request may ask for."""

import time
from typing import Any

import pytest
from graphql import get_introspection_query
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.settings.limits import Limits
from schema.execution import documents
from schema.execution.errors import Code
from tests.support.small_schema import ask, build_endpoint, build_schema

SMALL = Limits(
    query_tokens=200,
    query_depth=4,
    query_aliases=3,
    query_fragments=3,
    query_repeats=2,
    query_directives=3,
    query_mutations=2,
    query_cost=100,
    query_values=60,
    errors_told=2,
)


@pytest.fixture
def client() -> TestClient:
    return TestClient(build_endpoint(limits=SMALL))


def nested(depth: int) -> str:
    return "{ itself " * (depth - 1) + "{ hello }" + " }" * (depth - 1)


class TestDocuments:
    @pytest.mark.parametrize(
        ("query", "what", "figure", "limit"),
        [
            (nested(5), "depth", 5, 4),
            ("{ ...A } fragment A on Query { itself " + nested(4) + " }", "depth", 5, 4),
            ("{ itself { ... on Query { itself " + nested(3) + " } } }", "depth", 5, 4),
            ("{ a: hello b: hello c: hello d: hello }", "aliases", 4, 3),
            ("{ hello hello hello hello }", "repeats", 3, 2),
            ("{ ...A ...A ...A ...A } fragment A on Query { hello }", "repeats", 3, 2),
            ("{ ... { hello } ... { hello } ... { hello } ... { hello } }", "repeats", 3, 2),
            ("{ hello @a @b @c @d }", "directives", 4, 3),
            ("query @a @b { hello @c ... @d { hello } }", "directives", 4, 3),
            (
                "{ hello } " + " ".join(f"fragment F{n} on Query {{ hello }}" for n in range(4)),
                "fragments",
                4,
                3,
            ),
            ("mutation { signIn a: signIn b: signIn }", "mutations", 3, 2),
            ("mutation { ...A ... { b: signIn } } fragment A on Mutation { signIn a: signIn }", "mutations", 3, 2),
            ("query ($n: Int @a @b @c @d) { fruits(first: $n) { totalCount } }", "directives", 4, 3),
        ],
    )
    def test_too_much_is_refused_with_figure_and_limit(
        self, client: TestClient, query: str, what: str, figure: int, limit: int
    ) -> None:
        (error,) = ask(client, query)["errors"]
        assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "figure": figure, "limit": limit}
        assert what in error["message"]

    def test_as_much_as_allowed_passes(self, client: TestClient) -> None:
        assert "errors" not in ask(client, nested(4))
        assert "errors" not in ask(client, "{ a: hello b: hello c: hello }")

    @pytest.mark.parametrize("query", ["{ " + "hello " * 300 + "}", "# comment\n" * 300 + "{ hello }"])
    def test_too_many_tokens_are_not_even_parsed(self, client: TestClient, query: str) -> None:
        (error,) = ask(client, query)["errors"]
        assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "limit": 200}

    def test_a_document_that_is_too_long_is_not_even_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "parse", None)
        query = "{ hello }" + " " * 65_528
        (error,) = ask(TestClient(build_endpoint()), query)["errors"]
        assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "figure": 65_537, "limit": 65_536}
        assert error["message"] == "Too much in one request: characters of the query 65,537, limit 65,536."

    @pytest.mark.parametrize(
        ("query", "variables"),
        [
            ("{ named(sieve: {" + " ".join(f"u{n}: 1" for n in range(600)) + "}) }", {}),
            ("{ named(sieve: {names: 1, u: [" + '"x"' * 600 + "]}) }", {}),
            ("{ " + " ".join(f"unknown{n}" for n in range(1_900)) + " }", {}),
            ('{ named(any: ["' + "x" * 60_000 + '", 1, 2, 3, 4, 5, 6, 7]) }', {}),
            ("{ fruits(first: " + "9" * 60_000 + ") { totalCount } }", {}),
            ("query ($s: Sieve) { named(sieve: $s) }", {"s": {"names": ["x" * 200_000], **dict.fromkeys("abcdef", 1)}}),
            ("query ($s: Sieve) { named(sieve: $s) }", {"s": {"names": [{}] * 20_000}}),
        ],
    )
    def test_mistakes_in_what_is_long_are_told_briefly(self, query: str, variables: dict[str, object]) -> None:
        errors = ask(TestClient(build_endpoint()), query, **variables)["errors"]
        assert {error["extensions"]["code"] for error in errors} <= {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}
        assert len(errors) <= 9
        assert max(len(error["message"]) for error in errors) <= 1_001

    @pytest.mark.parametrize(
        "query",
        [
            # Strawberry's own depth rule answers these with a KeyError or never comes back.
            "{ ...Missing }",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
            "{ ...A } fragment A on Query { ...A itself { ...A } }",
        ],
    )
    def test_fragments_that_lead_nowhere_are_invalid(self, client: TestClient, query: str) -> None:
        assert ask(client, query)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    def test_nesting_past_what_python_can_parse_is_a_request_error(self) -> None:
        client = TestClient(build_endpoint(limits=Limits(query_tokens=1_000_000, request_bytes=1_000_000)))
        (error,) = ask(client, "{a" * 20_000)["errors"]
        assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"

    def test_the_standard_introspection_query_passes(self) -> None:
        answer = ask(TestClient(build_endpoint()), get_introspection_query())
        assert "errors" not in answer

    def test_introspection_that_goes_round_in_circles_is_invalid(self) -> None:
        circle = "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }"
        error = ask(TestClient(build_endpoint()), circle)["errors"][0]
        assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    @pytest.mark.parametrize(
        "query",
        [
            "{ " + "hello " * 1_900 + "}",
            "{ "
            + " ".join(f"...F{n}" for n in range(200))
            + " } "
            + " ".join(f"fragment F{n} on Query {{ a b c }}" for n in range(150)),
        ],
    )
    def test_quadratic_rules_never_see_what_is_too_big(self, query: str) -> None:
        client = TestClient(build_endpoint())
        started = time.process_time()
        assert ask(client, query)["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
        assert time.process_time() - started < 1

    @pytest.mark.parametrize(("fragments", "levels"), [(50, 5), (50, 10), (30, 10), (20, 20), (20, 30), (10, 30)])
    def test_fragments_that_nest_past_what_python_can_walk_are_too_complex(self, fragments: int, levels: int) -> None:
        chain = " ".join(
            f"fragment F{n} on Query {{ {'... { ' * levels}...F{n + 1}{' }' * (levels + 1)}" for n in range(fragments)
        )
        query = f"{{ ...F0 }} {chain} fragment F{fragments} on Query {{ hello }}"
        (error,) = ask(TestClient(build_endpoint()), query)["errors"]
        assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX"}
        assert error["message"] == "Too much in one request: the query is nested too deeply."

    def test_fragments_that_double_at_each_level_take_no_longer_than_others(self) -> None:
        levels = 22
        doubling = " ".join(
            f"fragment F{n} on Query {{ ... on Query {{ ...F{n + 1} }} ...F{n + 1} }}" for n in range(levels)
        )
        client = TestClient(build_endpoint())
        started = time.process_time()
        (error,) = ask(client, f"{{ ...F0 }} {doubling} fragment F{levels} on Query {{ hello }}")["errors"]
        assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
        assert time.process_time() - started < 1


LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False)
ENDPOINT = build_endpoint(limits=SMALL)


class TestCosts:
    @pytest.mark.parametrize(
        ("query", "variables", "figure"),
        [
            ("{ fruits(first: 100) { edges { node { name } } } }", {}, 301),
            ("query ($n: Int) { fruits(first: $n) { edges { node { name } } } }", {"n": 100}, 301),
            ("query ($n: Int = 99) { fruits(last: $n) { edges { node { name } } } }", {}, 298),
            (
                "{ fruits(first: 50) { ...F } } fragment F on FruitConnection { edges { cursor node { id } } }",
                {},
                201,
            ),
            ("{ many { many { hello } } }", {}, 210),
            ("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {"ids": ["a"] * 40}, 160),
            ('{ __schema { queryType { name } } __type(name: "Query") { name } }', {}, 11_000),
        ],
    )
    def test_lists_multiply(self, client: TestClient, query: str, variables: dict[str, object], figure: int) -> None:
        (error,) = ask(client, query, **variables)["errors"]
        assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "figure": figure, "limit": 100}
        assert f"{figure:,}" in error["message"]

    @pytest.mark.parametrize(
        ("query", "variables", "figure"),
        [
            ("query ($names: [String!]!) { a: named(any: $names) b: named(any: $names) }", {"names": ["x"] * 60}, 122),
            ("query ($s: Sieve) { named(sieve: $s) }", {"s": {"names": ["x"] * 200}}, 201),
            ("query ($n: [String!]) { named(sieve: {names: $n}) }", {"n": ["x"] * 200}, 201),
            ('query ($s: Sieve = {names: ["' + '", "'.join("x" * 120) + '"]}) { named(sieve: $s) }', {}, 121),
            ("{ named(any: [" + '"x" ' * 120 + "]) }", {}, 121),
            ("query ($p: [PlantInput!]) { named(plants: $p) }", {"p": [{"name": "x", "places": 1}] * 1_201}, 122),
        ],
    )
    def test_the_values_of_lists_in_arguments_cost_for_each_field_that_gets_them(
        self, query: str, variables: dict[str, object], figure: int
    ) -> None:
        client = TestClient(build_endpoint(limits=Limits(query_cost=100)))
        (error,) = ask(client, query, **variables)["errors"]
        assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "figure": figure, "limit": 100}

    def test_what_is_nested_deeper_than_any_input_is_a_mistake_and_no_fault(self, client: TestClient) -> None:
        deep: object = {}
        for _ in range(900):
            deep = {"names": deep}
        answer = ask(TestClient(build_endpoint()), "query ($s: Sieve) { named(sieve: $s) }", s=deep)
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"

    def test_a_default_page_is_affordable_and_its_count_is_not_multiplied(self, client: TestClient) -> None:
        query = "{ fruits { totalCount pageInfo { endCursor } edges { node { name } } } }"
        assert "errors" not in ask(client, query)

    def test_the_same_document_costs_what_its_variables_make_it(self, client: TestClient) -> None:
        query = "query ($n: Int) { fruits(first: $n) { edges { node { name } } } }"
        assert "errors" in ask(client, query, n=100)
        assert "errors" not in ask(client, query, n=2)

    def test_only_the_operation_that_runs_is_charged(self, client: TestClient) -> None:
        query = "query A { hello } query B { fruits(first: 100) { edges { node { name } } } }"
        body = {"query": query, "operationName": "A"}
        assert "errors" not in client.post("/", json=body).json()

    @pytest.mark.parametrize(
        "variables",
        [
            {"unused": [1] * 70},
            {"unused": [[1] * 30, {"a": [1] * 30}]},
            {"unused": {str(number): number for number in range(70)}},
        ],
    )
    def test_variables_may_hold_so_many_values(self, client: TestClient, variables: dict[str, object]) -> None:
        """Each of them is looked at one by one, and nobody else is served meanwhile."""
        (error,) = ask(client, "{ hello }", **variables)["errors"]
        assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
        assert error["extensions"]["figure"] > error["extensions"]["limit"] == 60
        assert "errors" not in ask(client, "{ hello }", unused=[1] * 50)

    def test_a_page_is_no_longer_than_the_setting_says(self) -> None:
        client = TestClient(build_endpoint(limits=Limits(page_size=30)))
        assert "errors" not in ask(client, "{ fruits(first: 30) { totalCount } }")
        (error,) = ask(client, "{ fruits(first: 31) { totalCount } }")["errors"]
        assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", "`first` must be from 1 to 30.")

    def test_no_more_errors_are_told_than_allowed(self, client: TestClient) -> None:
        assert len(ask(client, "{ a b c d }")["errors"]) == 2

    @settings(deadline=None)
    @given(st.recursive(LEAVES, st.lists))
    def test_no_variable_breaks_the_reckoning(self, size: object) -> None:
        query = "query ($n: Int) { fruits(first: $n) { edges { node { name } } } }"
        client = TestClient(ENDPOINT)
        for error in ask(client, query, n=size).get("errors", []):
            assert error["extensions"]["code"] in {"BAD_USER_INPUT", "QUERY_TOO_COMPLEX", "BAD_REQUEST"}


class TestCaches:
    """Rules made anew for each request, as Strawberry's documentation shows them, never hit its cache."""

    def test_a_document_is_parsed_and_validated_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        runs: list[str] = []

        def counted(name: str) -> None:
            original = getattr(documents, name)

            def run(*args: Any, **kwargs: Any) -> Any:
                runs.append(name)
                return original(*args, **kwargs)

            monkeypatch.setattr(documents, name, run)

        for name in ("parse", "check_document", "validate"):
            counted(name)
        client = TestClient(build_endpoint())
        for _ in range(5):
            ask(client, "{ hello }")
            ask(client, "{ nothing }")
        assert sorted(runs) == sorted(["parse", "check_document", "validate"] * 2)

    def test_a_long_document_is_not_kept(self) -> None:
        schema = build_schema()
        long = "{ hello } " + " " * documents.CACHED_LENGTH
        assert schema.documents.parse(long) is not schema.documents.parse(long)
        assert schema.documents.parse("{ hello }") is schema.documents.parse("{ hello }")

    def test_invalid_stays_invalid_when_asked_again(self, client: TestClient) -> None:
        first, second = ask(client, "{ nothing }"), ask(client, "{ nothing }")
        assert first == second
        assert first["errors"][0]["extensions"]["code"] == Code.GRAPHQL_VALIDATION_FAILED
