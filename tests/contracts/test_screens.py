"""What the console's screens ask for is valid, and stays far below the limits of one request."""

import re
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    Visitor,
    build_schema,
    parse,
    print_ast,
    validate,
    visit,
)

from app.settings.limits import Limits
from schema.__main__ import FILE
from schema.execution.complexity import estimate_complexity
from schema.execution.document_limits import check_document

WEB = Path(__file__).parents[2] / "web" / "src"
WRITTEN = re.compile(r"\bgraphql\(\s*`([^`]*)`")
LIMITS = Limits()
# Screens may grow to twice their size before anybody has to think of limits.
GROWTH = 2
HALF = Limits(**{name: getattr(LIMITS, name) // GROWTH for name in Limits.model_fields if name.startswith("query_")})


def definitions() -> dict[str, OperationDefinitionNode | FragmentDefinitionNode]:
    found = {}
    for file in sorted(WEB.rglob("*.ts*")):
        for text in WRITTEN.findall(file.read_text()):
            (definition,) = parse(text).definitions
            assert isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
            assert definition.name
            found[definition.name.value] = definition
    return found


DEFINITIONS = definitions()
OPERATIONS = [name for name, one in DEFINITIONS.items() if isinstance(one, OperationDefinitionNode)]


class Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        if node.name.value not in self.names:
            self.names.add(node.name.value)
            visit(DEFINITIONS[node.name.value], self)


def document(name: str) -> DocumentNode:
    """As the client sends it: the operation, and the fragments that it needs."""
    spreads = Spreads()
    visit(DEFINITIONS[name], spreads)
    text = "\n".join(print_ast(DEFINITIONS[each]) for each in (name, *sorted(spreads.names)))
    return parse(text, max_tokens=HALF.query_tokens)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(FILE.read_text())


def test_the_console_s_operations_are_found() -> None:
    assert {"CurrentUsers", "InvitedUsers", "BulkProgress", "InvitedUsersChanged"} <= set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_of_the_console_is_valid_and_far_below_the_limits(schema: GraphQLSchema, name: str) -> None:
    asked = document(name)
    assert validate(schema, asked) == []
    assert check_document(asked, HALF) == []
    (operation,) = [each for each in asked.definitions if isinstance(each, OperationDefinitionNode)]
    whole_page = {"first": LIMITS.page_size, "last": LIMITS.page_size}
    assert estimate_complexity(schema, asked, operation, whole_page, LIMITS.page_size) <= HALF.query_cost
