"""The complexity of an operation: a point for each selected field, times the length of the lists around it.

A value of a list in a field's arguments costs a point as well, and ROWS_A_POINT input objects of one.
"""

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
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from app.database.keyset import DEFAULT_SIZE
from schema.execution.document_limits import fragments_of

Variables = Mapping[str, Any]
# The assumed length of a list that is no page.
ASSUMED_LIST_LENGTH = 10
# The points of introspection fields, whatever is selected in them.
INTROSPECTION_POINTS = {"__schema": 10_000, "__type": 1_000}
# A long list of people is one text to the database; an id, a role, a state of a list is a value of its own.
ROWS_A_POINT = 10
# What is nested deeper fits no input type, and is refused as such.
MAX_INPUT_DEPTH = 10


def estimate_complexity(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    page_size: int,
) -> int:
    """Returns the points of a valid document's operation. Pages have at most `page_size` rows."""
    defaults = {
        definition.variable.name.value: definition.default_value
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    estimator = _Estimator(schema, fragments_of(document), {**defaults, **variables}, page_size)
    return estimator.selection_set(operation.selection_set, schema.get_root_type(operation.operation), None)


def count_values(variables: Variables, maximum: int) -> int:
    """Returns how many values variables hold, those inside of lists and objects included; stops past `maximum`."""
    count = 0
    unvisited: list[object] = [variables]
    while unvisited and count <= maximum:
        value = unvisited.pop()
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        count += len(children)
        if count <= maximum:
            unvisited += children
    return count


@dataclass
class _Estimator:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    max_page_size: int
    fragment_points: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def selection_set(
        self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, page_size: int | None
    ) -> int:
        """`page_size` is the length of the lists right below: a connection's edges."""
        return sum(self._selection(selection, parent, page_size) for selection in selection_set.selections)

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None, page_size: int | None) -> int:
        match selection:
            case FieldNode():
                return self._field(selection, _definition(parent, selection.name.value), page_size)
            case InlineFragmentNode():
                condition = selection.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                return self.selection_set(selection.selection_set, inner, page_size)
            case FragmentSpreadNode():
                return self._fragment(selection.name.value, page_size)
        return 0

    def _fragment(self, name: str, page_size: int | None) -> int:
        key = (name, page_size)
        if key not in self.fragment_points:
            fragment = self.fragments[name]
            inner = self.schema.get_type(fragment.type_condition.name.value)
            self.fragment_points[key] = self.selection_set(fragment.selection_set, inner, page_size)
        return self.fragment_points[key]

    def _field(self, node: FieldNode, definition: GraphQLField | None, page_size: int | None) -> int:
        arguments = sum(self._list_points(argument.value) for argument in node.arguments or ())
        if definition is None or node.selection_set is None:
            return INTROSPECTION_POINTS.get(node.name.value, 1) + arguments
        named = get_named_type(definition.type)
        inner = self.selection_set(node.selection_set, named, self._page_size(node, definition))
        if is_composite_type(named) and is_list_type(get_nullable_type(definition.type)):
            return arguments + (page_size or self._length_of_argument(node) or ASSUMED_LIST_LENGTH) * (1 + inner)
        return 1 + inner + arguments

    def _page_size(self, node: FieldNode, definition: GraphQLField) -> int | None:
        if "first" not in definition.args:
            return None
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                size = self._value(argument.value)
                if isinstance(size, int):
                    return max(1, min(size, self.max_page_size))
        return DEFAULT_SIZE

    def _length_of_argument(self, node: FieldNode) -> int | None:
        values = (self._value(argument.value) for argument in node.arguments or ())
        return max((len(value) for value in values if isinstance(value, list)), default=None)

    def _list_points(self, value: object, depth: int = 0) -> int:
        """Returns the points of the lists in an argument's value, which is a literal or a variable's."""
        if isinstance(value, VariableNode):
            value = self.variables.get(value.name.value)
        match value:
            case ObjectValueNode() | dict() if depth < MAX_INPUT_DEPTH:
                inner = [each.value for each in value.fields] if isinstance(value, ObjectValueNode) else value.values()
                return sum(self._list_points(each, depth + 1) for each in inner)
            case ListValueNode() | list():
                values = value.values if isinstance(value, ListValueNode) else value
                are_rows = bool(values) and isinstance(values[0], ObjectValueNode | dict)
                return -(-len(values) // ROWS_A_POINT) if are_rows else len(values)
        return 0

    def _value(self, node: ValueNode) -> object:
        """Returns integers, lists of the right length, and the values of variables; None for anything else."""
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
