"""The GraphQL documents of the console and of GraphiQL's examples."""

import re
from pathlib import Path

from graphql import (
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

WEB = Path(__file__).parents[2] / "web" / "src"
WRITTEN = re.compile(r"\bgraphql\(\s*`([^`]*)`")
EXAMPLE = re.compile(r"\bquery: `([^`]*)`")


def _definitions() -> dict[str, OperationDefinitionNode | FragmentDefinitionNode]:
    found = {}
    for file in sorted(WEB.rglob("*.ts*")):
        for text in WRITTEN.findall(file.read_text()):
            (definition,) = parse(text).definitions
            assert isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
            assert definition.name
            found[definition.name.value] = definition
    return found


DEFINITIONS = _definitions()
OPERATIONS = [name for name, one in DEFINITIONS.items() if isinstance(one, OperationDefinitionNode)]


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        if node.name.value not in self.names:
            self.names.add(node.name.value)
            visit(DEFINITIONS[node.name.value], self)


def console_document(name: str) -> str:
    """As the client sends it: the operation, and the fragments that it needs."""
    spreads = _Spreads()
    visit(DEFINITIONS[name], spreads)
    return "\n".join(print_ast(DEFINITIONS[each]) for each in (name, *sorted(spreads.names)))


def example_documents() -> list[str]:
    """GraphiQL's examples."""
    return EXAMPLE.findall((WEB / "graphiql" / "examples.ts").read_text())
