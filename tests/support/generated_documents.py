"""Random valid documents over a schema, the same ones for the same seed."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)
from graphql.language import VariableDefinitionNode
from graphql.utilities import type_from_ast
from strawberry.relay import to_base64

NODES = ("Invitation", "Member", "BulkInvite", "Group")
VARIABLES = {"yes": True, "no": False, "either": True}
HEADER = "($yes: Boolean = true, $no: Boolean = false, $either: Boolean!)"
DIRECTIVES = ("@include(if: $yes)", "@skip(if: $no)", "@include(if: $no)", "@skip(if: $either)", "@include(if: true)")
MAX_DEPTH = 6


@dataclass
class DocumentGenerator:
    """Aliases, fragments, inline fragments, duplicate selections, directives with variables and `__typename`.

    Equal response names select the same field with the same arguments, so every document can be merged.
    """

    schema: GraphQLSchema
    random: Random
    fragments: dict[str, str] = field(default_factory=dict)
    aliases: int = 0

    def operation(self, kind: str, root: GraphQLObjectType) -> str:
        selections = self._selections(root, 0, self.random.randint(1, 2))
        uses = "__typename @include(if: $yes) @skip(if: $no) type: __typename @include(if: $either)"
        text = f"{kind} Generated{HEADER} {{ {selections} ... on {root.name} {{ {uses} }} }}"
        return "\n".join([text, *self.fragments.values()])

    def _selections(self, parent: Any, depth: int, count: int, *, aliased: bool = False) -> str:
        written = [self._selection(parent, depth, aliased=aliased) for _ in range(count)]
        return " ".join(written) or "__typename"

    def _selection(self, parent: Any, depth: int, *, aliased: bool) -> str:
        chance = self.random.random()
        if isinstance(parent, GraphQLUnionType) or (isinstance(parent, GraphQLInterfaceType) and chance < 0.6):
            concrete = self.random.choice(self.schema.get_possible_types(parent))
            return f"... on {concrete.name} {{ {self._inner(concrete, depth, aliased=True)} }}"
        if chance < 0.06:
            return f"__typename {self._directive()}"
        if chance < 0.14:
            return f"... {self._directive()} {{ {self._inner(parent, depth, aliased=aliased)} }}"
        if chance < 0.22 and depth:
            return self._fragment(parent, depth)
        return self._field(parent, depth, aliased=aliased)

    def _inner(self, parent: Any, depth: int, *, aliased: bool) -> str:
        return self._selections(parent, depth + 1, self.random.randint(1, 3), aliased=aliased)

    def _fragment(self, parent: GraphQLNamedType, depth: int) -> str:
        name = f"Fragment{len(self.fragments)}"
        self.fragments[name] = ""
        body = self._inner(parent, depth, aliased=True)
        self.fragments[name] = f"fragment {name} on {parent.name} {{ {body} }}"
        return f"...{name} {self._directive()}"

    def _field(self, parent: Any, depth: int, *, aliased: bool) -> str:
        names = [name for name in parent.fields if depth < MAX_DEPTH or not _has_subfields(parent.fields[name].type)]
        if not names:
            return "__typename"
        name = self.random.choice(names)
        definition = parent.fields[name]
        alias = ""
        if aliased or self.random.random() < 0.2:
            self.aliases += 1
            alias = f"alias{self.aliases}: "
        text = f"{alias}{name}{self._arguments(definition.args)} {self._directive()}"
        kind = get_named_type(definition.type)
        if not _has_subfields(kind):
            return text
        inner = self._selections(kind, depth + 1, self.random.randint(2, 5), aliased=aliased)
        if self.random.random() < 0.15 and not alias:
            return f"{text} {{ {inner} }} {text} {{ {self._inner(kind, depth, aliased=aliased)} }}"
        return f"{text} {{ {inner} }}"

    def _directive(self) -> str:
        return self.random.choice(DIRECTIVES) if self.random.random() < 0.12 else ""

    def _arguments(self, arguments: dict[str, GraphQLArgument]) -> str:
        values = [f"{name}: {_literal(name, one)}" for name, one in arguments.items() if _is_given(name, one)]
        return f"({', '.join(values)})" if values else ""


def _literal(name: str, given: GraphQLArgument | GraphQLInputField) -> str:
    return _written(_plain_value(name, given.type), given.type)


def _written(value: Any, kind: Any) -> str:
    """The value as GraphQL writes it: enum values and names of fields without quotes."""
    named = get_named_type(kind)
    if isinstance(value, list):
        return f"[{', '.join(_written(each, named) for each in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key}: {_written(each, named.fields[key].type)}' for key, each in value.items())} }}"
    return str(value) if isinstance(named, GraphQLEnumType) else json.dumps(value)


def _has_subfields(kind: Any) -> bool:
    return isinstance(get_named_type(kind), GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)


def _is_given(name: str, given: GraphQLArgument | GraphQLInputField) -> bool:
    return isinstance(given.type, GraphQLNonNull) or name == "first"


def value_of(schema: GraphQLSchema, definition: VariableDefinitionNode) -> Any:
    """A value for a variable of this type."""
    return _plain_value(definition.variable.name.value, type_from_ast(schema, definition.type))


def _plain_value(name: str, kind: Any) -> Any:
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return [_plain_value(name, kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        if "csv" in kind.fields:  # of a bulk invite's sources exactly one is given
            return {"csv": "Email"}
        return {key: _plain_value(key, one.type) for key, one in kind.fields.items() if _is_given(key, one)}
    if kind.name == "ID":
        return to_base64(NODES[len(name) % len(NODES)], UUID(int=len(name)))
    return {"Int": 3, "Boolean": True, "Float": 0.5}.get(kind.name, "text")
