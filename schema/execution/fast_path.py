"""Reads what is at hand without the ceremony of execution, which costs ten times the reading.

Most of an answer is attributes of rows that are in memory already. For each selection of such fields a reader is
put together once per operation, and called for each row. Whatever is not that simple, and whatever a reader trips
over, is left to graphql-core: arguments, asynchronous resolvers, interfaces and unions, null where there must be
none. Reading changes nothing, so a second try does no harm, and errors are graphql-core's own, with their path.
"""

from binascii import b2a_base64
from collections.abc import Awaitable, Callable, Mapping
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
from graphql.pyutils import Path
from strawberry.relay import Node
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

Reader = Callable[[Any], Any]
AT_HAND = "at hand"
TYPENAME = "__typename"


class NotPrefetched(Exception):  # noqa: N818 - nothing is wrong
    """Read it the long way."""


def prefetched(read: Callable[[Any, Any], Any]) -> Mapping[Any, Any]:
    """`strawberry.field(metadata=at_hand(…))` gives an asynchronous resolver a short cut.

    `read` is called with the object and the context; it answers what the resolver would, or raises NotAtHand.
    """
    return {AT_HAND: read}


class FastPathExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as graphql-core does, but for what can be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._readers: dict[tuple[str, int], dict[str, Reader]] = {}

    def build_per_event_executor(self, payload: Any) -> "FastPathExecutor":
        executor = cast("FastPathExecutor", super().build_per_event_executor(payload))
        executor._readers = {}  # noqa: SLF001 - its own; the copy has this one's
        return executor

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        if path is None:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        found: dict[str, Any] = {}
        for name, reader in self._readers_of(parent_type, grouped_field_set).items():
            try:
                found[name] = reader(source_value)
            except Exception:  # noqa: BLE001, S112 - graphql-core meets it again, and tells of it
                continue
        if len(found) == len(grouped_field_set):
            return found
        rest = {name: details for name, details in grouped_field_set.items() if name not in found}
        others = super().execute_fields(parent_type, source_value, path, rest, position_context)

        def together(others: dict[str, Any]) -> dict[str, Any]:
            found.update(others)
            return {name: found[name] for name in grouped_field_set if name in found}

        async def awaited(others: Awaitable[dict[str, Any]]) -> dict[str, Any]:
            return together(await others)

        return awaited(others) if self.is_awaitable(others) else together(cast("dict[str, Any]", others))

    def _readers_of(self, parent_type: GraphQLObjectType, selected: GroupedFieldSet) -> dict[str, Reader]:
        """Of those fields that can be read. The executor keeps what was selected, so its id stays its own."""
        key = (parent_type.name, id(selected))
        if key not in self._readers:
            readers = {name: self._reader(parent_type, details) for name, details in selected.items()}
            self._readers[key] = {name: reader for name, reader in readers.items() if reader is not None}
        return self._readers[key]

    def _reader(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Reader | None:
        """From an object of the parent type to the field's part of the answer."""
        name = details[0].node.name.value
        if name == TYPENAME:
            return lambda _: parent_type.name
        field = self.schema.get_field(parent_type, name)
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
        if field is None or field.args or not isinstance(definition, StrawberryField):
            return None
        if definition.is_subscription or definition.extensions:
            return None
        if name == "id" and _is_node(parent_type):
            return _global_id(parent_type.name)
        get = self._getter(field, definition, parent_type, details)
        complete = self._completer(field.type, details)
        if get is None or complete is None:
            return None
        is_text = is_non_null_type(field.type) and field.type.of_type is GraphQLString
        return _text_reader(get, complete) if is_text else lambda source: complete(get(source))

    def _getter(
        self,
        field: GraphQLField,
        definition: StrawberryField,
        parent_type: GraphQLObjectType,
        details: FieldDetailsList,
    ) -> Reader | None:
        """The field's value, out of an attribute or a plain function."""
        resolver = definition.base_resolver
        if resolver is None:
            return attrgetter(definition.python_name)
        if read := definition.metadata.get(AT_HAND):
            context = self.context_value
            return lambda source: read(source, context)
        if resolver.is_async or not resolver.self_parameter or not callable(resolver.wrapped_func):
            return None
        function: Callable[..., Any] = resolver.wrapped_func
        if resolver.info_parameter is None:
            return function
        # One for many rows, so without a path: who asks for it trips, and is read the long way.
        nodes = [each.node for each in details]
        raw = self.build_resolve_info(field, nodes, parent_type, cast("Path", None))
        info: Info[Any, Any] = Info(_raw_info=raw, _field=definition)
        return lambda source: function(source, info)

    def _completer(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Reader | None:
        """From a field's value to its part of the answer; None for types that take more than reading."""
        if is_non_null_type(kind):
            return self._completer_of_some(kind.of_type, details)
        complete = self._completer_of_some(kind, details)
        return None if complete is None else lambda value: None if value is None else complete(value)

    def _completer_of_some(self, kind: Any, details: FieldDetailsList) -> Reader | None:
        """The same for a value that is not None; for None it raises."""
        if is_list_type(kind):
            complete = self._completer(kind.of_type, details)
            return None if complete is None else _list_completer(complete)
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            return _leaf_completer(kind)
        if isinstance(kind, GraphQLObjectType):
            return self._object_completer(kind, details)
        return None

    def _object_completer(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Reader | None:
        selected = self.collect_subfields(kind, details).grouped_field_set
        readers = self._readers_of(kind, selected)
        if len(readers) < len(selected):
            return None
        items = tuple(readers.items())
        if kind.is_type_of is None:
            return lambda value: {name: read(value) for name, read in items}
        origin = _origin(kind)

        def complete(value: Any) -> dict[str, Any]:
            if type(value) is not origin:
                raise NotPrefetched
            return {name: read(value) for name, read in items}

        return complete


def _origin(kind: GraphQLObjectType) -> type | None:
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition.origin if isinstance(definition, StrawberryObjectDefinition) else None


def _is_node(kind: GraphQLObjectType) -> bool:
    """Is its id made of its name and `id`, as Strawberry makes ids?"""
    origin = _origin(kind)
    if origin is None or not issubclass(origin, Node):
        return False
    names = ("resolve_id", "resolve_typename")
    is_usual = all(getattr(origin, name).__func__ is getattr(Node, name).__func__ for name in names)
    return is_usual and origin.resolve_id_attr() == "id"


def _global_id(type_name: str) -> Reader:
    return lambda source: b2a_base64(f"{type_name}:{source.id}".encode(), newline=False).decode()


def _list_completer(complete: Reader) -> Reader:
    def complete_all(values: Any) -> list[Any]:
        if type(values) is not list:
            raise NotPrefetched
        return [complete(value) for value in values]

    return complete_all


def _leaf_completer(kind: GraphQLScalarType | GraphQLEnumType) -> Reader:
    coerce = kind.coerce_output_value
    if isinstance(kind, GraphQLEnumType):
        known: dict[Any, Any] = {}

        def complete_enum(value: Any) -> Any:
            if value not in known:
                known[value] = _some(coerce(value))
            return known[value]

        return complete_enum

    def complete(value: Any) -> Any:
        if value is None:
            raise NotPrefetched
        return _some(coerce(value))

    return complete


def _text_reader(get: Reader, complete: Reader) -> Reader:
    """Most fields are texts, and most texts are what they are."""

    def read(source: Any) -> Any:
        value = get(source)
        return value if type(value) is str else complete(value)

    return read


def _some(value: Any) -> Any:
    if value is None:
        raise NotPrefetched
    return value
