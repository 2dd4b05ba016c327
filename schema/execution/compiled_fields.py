"""Compiles selections of plain fields to functions from a source object to the field's part of the response."""

from binascii import b2a_base64
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import to_nodes
from graphql.pyutils import Path
from strawberry.relay import Node
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from schema.execution.completers import Function, enum_completer, list_completer, scalar_completer, string_reader
from schema.execution.resolver_results import ResolverResults, SlowPathNeeded

PREFETCHED = "prefetched"
TYPENAME = "__typename"


class NotPrefetched(SlowPathNeeded):
    """The value was not fetched before: the field's resolver has to load it."""


def prefetched(read: Callable[[Any, Any], Any]) -> Mapping[Any, Any]:
    """`strawberry.field(metadata=prefetched(…))` lets the fast path read a field with an asynchronous resolver.

    `read` is called with the object and the context. It returns what the resolver would, without any effect or cost,
    or raises NotPrefetched.
    """
    return {PREFETCHED: read}


class _SharedInfo(Info[Any, Any]):
    """One for all rows of a selection, so it has no path."""

    @property
    def path(self) -> Path:
        raise SlowPathNeeded


class FieldCompiler:
    """Compiles the selections of one operation. `results` records the resolvers that the functions call."""

    def __init__(self, executor: StrawberryGraphQLCoreExecutionContext, results: ResolverResults) -> None:
        self._executor = executor
        self._results = results
        self._compiled: dict[tuple[str, int], dict[str, Function]] = {}

    def compile_selection(self, parent_type: GraphQLObjectType, selected: GroupedFieldSet) -> dict[str, Function]:
        """Returns a function for each field that can be compiled, by response name.

        Selections are known by their id: the executor keeps them, so no other gets the same one.
        """
        key = (parent_type.name, id(selected))
        if key not in self._compiled:
            functions = {name: self._compile_field(parent_type, details) for name, details in selected.items()}
            self._compiled[key] = {name: function for name, function in functions.items() if function is not None}
        return self._compiled[key]

    def _compile_field(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Function | None:
        name = details[0].node.name.value
        if name == TYPENAME:
            return lambda _: parent_type.name
        field = self._executor.schema.get_field(parent_type, name)
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
        if field is None or field.args or not isinstance(definition, StrawberryField):
            return None
        if definition.is_subscription or definition.extensions:
            return None
        if name == "id" and _has_default_id(parent_type):
            return _global_id(parent_type.name)
        resolve = self._resolver(field, definition, parent_type, details)
        complete = self._completer(field.type, details)
        if resolve is None or complete is None:
            return None
        is_string = is_non_null_type(field.type) and field.type.of_type is GraphQLString
        return string_reader(resolve, complete) if is_string else lambda source: complete(resolve(source))

    def _resolver(
        self,
        field: GraphQLField,
        definition: StrawberryField,
        parent_type: GraphQLObjectType,
        details: FieldDetailsList,
    ) -> Function | None:
        """From a source object to the field's value: an attribute, a prefetched value or a plain resolver."""
        resolver = definition.base_resolver
        if resolver is None:
            return attrgetter(definition.python_name)
        if read := definition.metadata.get(PREFETCHED):
            context = self._executor.context_value
            # Not recorded: where it fails, the asynchronous resolver has to fail as late as it would without it.
            return lambda source: read(source, context)
        if resolver.is_async or not resolver.self_parameter or not callable(resolver.wrapped_func):
            return None
        function: Callable[..., Any] = resolver.wrapped_func
        if resolver.info_parameter is None:
            return self._results.record(function, details)
        raw = self._executor.build_resolve_info(field, to_nodes(details), parent_type, cast("Path", None))
        info = _SharedInfo(_raw_info=raw, _field=definition)
        return self._results.record(lambda source: function(source, info), details)

    def _completer(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Function | None:
        """From a field's value to its part of the response; None for types that graphql-core has to complete."""
        if is_non_null_type(kind):
            return self._non_null_completer(kind.of_type, details)
        complete = self._non_null_completer(kind, details)
        return None if complete is None else lambda value: None if value is None else complete(value)

    def _non_null_completer(self, kind: Any, details: FieldDetailsList) -> Function | None:
        """The same; raises SlowPathNeeded for None."""
        if is_list_type(kind):
            complete = self._completer(kind.of_type, details)
            return None if complete is None else list_completer(complete)
        if isinstance(kind, GraphQLEnumType):
            return enum_completer(kind)
        if isinstance(kind, GraphQLScalarType):
            return scalar_completer(kind)
        if isinstance(kind, GraphQLObjectType):
            return self._object_completer(kind, details)
        return None

    def _object_completer(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Function | None:
        selected = self._executor.collect_subfields(kind, details).grouped_field_set
        functions = self.compile_selection(kind, selected)
        if len(functions) < len(selected):
            return None
        items = tuple(functions.items())
        if kind.is_type_of is None:
            return lambda value: {name: read(value) for name, read in items}
        origin = _origin(kind)

        def complete(value: Any) -> dict[str, Any]:
            if type(value) is not origin:
                raise SlowPathNeeded
            return {name: read(value) for name, read in items}

        return complete


def _origin(kind: GraphQLObjectType) -> type | None:
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition.origin if isinstance(definition, StrawberryObjectDefinition) else None


def _has_default_id(kind: GraphQLObjectType) -> bool:
    """Whether a type's global id is made of its name and its attribute `id`, as Strawberry does by default."""
    origin = _origin(kind)
    if origin is None or not issubclass(origin, Node):
        return False
    names = ("resolve_id", "resolve_typename")
    is_default = all(getattr(origin, name).__func__ is getattr(Node, name).__func__ for name in names)
    return is_default and origin.resolve_id_attr() == "id"


def _global_id(type_name: str) -> Function:
    def read(source: Any) -> str:
        if source.id is None:
            raise SlowPathNeeded
        return b2a_base64(f"{type_name}:{source.id}".encode(), newline=False).decode()

    return read
