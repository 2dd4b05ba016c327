"""What an operation would cost: a point for each selection, times the length of the lists around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from app.database.keyset import DEFAULT_SIZE
from schema.execution.document_limits import fragments_of

Variables = Mapping[str, Any]
# How long a list is taken to be that is no page.
ASSUMED_LIST = 10
# What an answer about the schema weighs; whoever draws the schema needs one.
INTROSPECTION = {"__schema": 10_000, "__type": 1_000}


def complexity(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    page_size: int,
) -> int:
    """The cost of a valid document's operation. Pages have at most `page_size` rows."""
    defaults = {
        definition.variable.name.value: definition.default_value
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    reckoning = _Reckoning(schema, fragments_of(document), {**defaults, **variables}, page_size)
    return reckoning.of_all(operation.selection_set, schema.get_root_type(operation.operation), None)


def count_values(variables: Variables, enough: int) -> int:
    """How many values variables hold, those inside of lists and objects included; past `enough` it stops counting."""
    count = 0
    waiting: list[object] = [variables]
    while waiting and count <= enough:
        held = waiting.pop()
        inner = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
        count += len(inner)
        if count <= enough:
            waiting += inner
    return count


@dataclass
class _Reckoning:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    largest_page: int
    known: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def of_all(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, page_size: int | None) -> int:
        """`page_size` is the length of the lists right below: a connection's edges."""
        return sum(self._of(selection, parent, page_size) for selection in selection_set.selections)

    def _of(self, selection: SelectionNode, parent: GraphQLNamedType | None, page_size: int | None) -> int:
        match selection:
            case FieldNode():
                return self._of_field(selection, _definition(parent, selection.name.value), page_size)
            case InlineFragmentNode():
                condition = selection.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                return self.of_all(selection.selection_set, inner, page_size)
            case FragmentSpreadNode():
                return self._of_fragment(selection.name.value, page_size)
        return 0

    def _of_fragment(self, name: str, page_size: int | None) -> int:
        key = (name, page_size)
        if key not in self.known:
            fragment = self.fragments[name]
            inner = self.schema.get_type(fragment.type_condition.name.value)
            self.known[key] = self.of_all(fragment.selection_set, inner, page_size)
        return self.known[key]

    def _of_field(self, node: FieldNode, definition: GraphQLField | None, page_size: int | None) -> int:
        if definition is None or node.selection_set is None:
            return INTROSPECTION.get(node.name.value, 1)
        named = get_named_type(definition.type)
        inner = self.of_all(node.selection_set, named, self._page_size(node, definition))
        if is_composite_type(named) and is_list_type(get_nullable_type(definition.type)):
            return (page_size or self._asked_for(node) or ASSUMED_LIST) * (1 + inner)
        return 1 + inner

    def _page_size(self, node: FieldNode, definition: GraphQLField) -> int | None:
        if "first" not in definition.args:
            return None
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                size = self._value(argument.value)
                if isinstance(size, int):
                    return max(1, min(size, self.largest_page))
        return DEFAULT_SIZE

    def _asked_for(self, node: FieldNode) -> int | None:
        values = (self._value(argument.value) for argument in node.arguments or ())
        return max((len(value) for value in values if isinstance(value, list)), default=None)

    def _value(self, node: ValueNode) -> object:
        """As far as it matters here: a number, or a list of the right length."""
        match node:
            case IntValueNode():
                return int(node.value)
            case ListValueNode():
                return list(node.values)
            case VariableNode():
                value = self.variables.get(node.name.value)
                return self._value(value) if isinstance(value, ValueNode) else value
        return None


def _definition(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
    return fields.get(name)
