"""What the console's screens ask for is valid, and stays far below the limits of one request."""

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

from app.settings.limits import Limits
from schema.__main__ import FILE
from schema.execution.complexity import estimate_complexity
from schema.execution.document_limits import check_document
from tests.support.console_documents import OPERATIONS, console_document

LIMITS = Limits()
# Screens may grow to twice their size before anybody has to think of limits.
GROWTH = 2
HALF = Limits(**{name: getattr(LIMITS, name) // GROWTH for name in Limits.model_fields if name.startswith("query_")})


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(FILE.read_text())


def test_the_console_s_operations_are_found() -> None:
    assert {"CurrentUsers", "InvitedUsers", "BulkProgress", "InvitedUsersChanged"} <= set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_of_the_console_is_valid_and_far_below_the_limits(schema: GraphQLSchema, name: str) -> None:
    document = parse(console_document(name), max_tokens=HALF.query_tokens)
    assert validate(schema, document) == []
    assert check_document(document, HALF) == []
    (operation,) = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    whole_page = {"first": LIMITS.page_size, "last": LIMITS.page_size}
    assert estimate_complexity(schema, document, operation, whole_page, LIMITS.page_size) <= HALF.query_cost
