"""Refusals as data, and top-level errors that never say too much."""

from typing import Any

import graphql
import pytest
from starlette.testclient import TestClient

from app.errors import ErrorCode
from app.web.error_responses import MASK
from tests.support.small_schema import SECRET, ask, build_endpoint, build_schema

PLANT = """
mutation ($input: PlantInput!) {
  plant(input: $input) {
    fruit { name }
    names
    errors {
      __typename code message path
      ... on TooManyRows { rowCount limit }
      ... on RateLimited { retryAfterSeconds }
    }
  }
}
"""


@pytest.fixture
def client() -> TestClient:
    return TestClient(build_endpoint())


class TestRefusals:
    def test_a_refusal_is_data_beside_nothing_else(self, client: TestClient) -> None:
        assert ask(client, PLANT, input={"name": ""}) == {
            "data": {
                "plant": {
                    "fruit": None,
                    "names": [],
                    "errors": [
                        {
                            "__typename": "BasicError",
                            "code": "REQUIRED",
                            "message": "Enter a name.",
                            "path": ["name"],
                        }
                    ],
                }
            }
        }

    def test_a_refusal_with_more_to_tell_has_a_type_of_its_own(self, client: TestClient) -> None:
        (error,) = ask(client, PLANT, input={"name": "many"})["data"]["plant"]["errors"]
        assert (error["__typename"], error["rowCount"], error["limit"]) == ("TooManyRows", 7, 5)
        (error,) = ask(client, PLANT, input={"name": "fast"})["data"]["plant"]["errors"]
        assert (error["__typename"], error["retryAfterSeconds"]) == ("RateLimited", 30)

    def test_success_has_no_errors(self, client: TestClient) -> None:
        answer = ask(client, PLANT, input={"name": "fig"})["data"]["plant"]
        assert answer == {"fruit": {"name": "fig"}, "names": ["fig"], "errors": []}

    def test_several_ids_are_refused_one_by_one(self, client: TestClient) -> None:
        query = 'mutation { uproot(names: ["a", "b"]) { errors { code path } } }'
        assert ask(client, query)["data"]["uproot"]["errors"] == [
            {"code": "NOT_FOUND", "path": ["names", "0"]},
            {"code": "NOT_FOUND", "path": ["names", "1"]},
        ]

    @pytest.mark.parametrize("name", ["BasicError", "RateLimited", "TooManyRows"])
    def test_every_concrete_error_is_printed(self, name: str) -> None:
        """No field names them: a type that is not in the schema would be answered as another one."""
        assert f"type {name} implements UserError" in build_schema().as_str()

    def test_the_api_knows_every_code(self) -> None:
        printed = graphql.build_schema(build_schema().as_str()).type_map["UserErrorCode"]
        assert isinstance(printed, graphql.GraphQLEnumType)
        assert list(printed.values) == [code.value for code in ErrorCode]


class TestTopLevelErrors:
    @pytest.mark.parametrize(
        ("query", "code", "message"),
        [
            ("{ hello secret }", "UNAUTHENTICATED", "Sign in first."),
            ("{ forbidden }", "FORBIDDEN", "Only an Admin can see this."),
            ("{ fruits(first: 0) { totalCount } }", "BAD_USER_INPUT", None),
        ],
    )
    def test_what_a_caller_can_mend_is_said(
        self, client: TestClient, caplog: pytest.LogCaptureFixture, query: str, code: str, message: str | None
    ) -> None:
        (error,) = ask(client, query)["errors"]
        assert error["extensions"] == {"code": code}
        assert message in {None, error["message"]}
        assert error["path"]
        assert caplog.records == []

    def test_what_nobody_expected_is_masked_and_logged_under_its_id(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        answer = ask(client, "{ hello broken }")
        (error,) = answer["errors"]
        assert error["message"] == MASK
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert SECRET not in str(answer)
        logged = vars(caplog.records[0])
        assert logged["error_id"] == error["extensions"]["errorId"]
        assert "RuntimeError" in logged["exception"]
        assert logged["path"] == ["broken"]

    def test_a_mutation_that_breaks_is_masked_too(self, client: TestClient) -> None:
        (error,) = ask(client, PLANT, input={"name": "broken"})["errors"]
        assert error["message"] == MASK

    def test_variables_never_reach_the_log(self, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
        query = "query ($token: String!) { hello(name: $token) broken }"
        ask(client, query, token="t0p-s3cret")
        (logged,) = caplog.records
        assert "t0p-s3cret" not in str(vars(logged))
        # A renderer of tracebacks would add the local variables.
        assert logged.exc_info is None

    def test_errors_are_counted_out(self, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
        query = "{ " + " ".join(f"a{number}: broken" for number in range(25)) + " }"
        assert len(ask(client, query)["errors"]) == 20
        assert len(caplog.records) == 20


class TestIntrospection:
    def test_it_can_be_switched_off(self) -> None:
        client = TestClient(build_endpoint(introspection=False))
        error = ask(client, "{ __schema { types { name } } }")["errors"][0]
        assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert ask(client, "{ __typename }") == {"data": {"__typename": "Query"}}

    def test_without_it_no_names_are_suggested(self, client: TestClient) -> None:
        """Neither for the document nor for its variables, which are read later."""
        hidden = TestClient(build_endpoint(introspection=False))
        misspelt: list[tuple[str, dict[str, Any]]] = [
            ("{ helo }", {}),
            ("query ($to: Place!) { distance(to: $to) }", {"to": {"numbr": 1}}),
        ]
        for query, variables in misspelt:
            assert "Did you mean" in ask(client, query, **variables)["errors"][0]["message"]
            told = ask(hidden, query, **variables)["errors"][0]["message"]
            assert "Did you mean" not in told
            assert "'number'" not in told
