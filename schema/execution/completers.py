"""Completion of values that need no execution; anything unusual raises, and is left to graphql-core."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLScalarType

from schema.execution.resolver_results import SlowPathNeeded

Function = Callable[[Any], Any]


def list_completer(complete: Function) -> Function:
    def complete_all(values: Any) -> list[Any]:
        if type(values) is not list:
            raise SlowPathNeeded
        return [complete(value) for value in values]

    return complete_all


def scalar_completer(kind: GraphQLScalarType) -> Function:
    coerce = kind.coerce_output_value

    def complete(value: Any) -> Any:
        if value is None:
            raise SlowPathNeeded
        return _not_none(coerce(value))

    return complete


def enum_completer(kind: GraphQLEnumType) -> Function:
    coerce = kind.coerce_output_value
    names: dict[Any, Any] = {}

    def complete(value: Any) -> Any:
        if value not in names:
            names[value] = _not_none(coerce(value))
        return names[value]

    return complete


def string_reader(resolve: Function, complete: Function) -> Function:
    """Reads a String field: most values are strings, and are their own completion."""

    def read(source: Any) -> Any:
        value = resolve(source)
        return value if type(value) is str else complete(value)

    return read


def _not_none(value: Any) -> Any:
    if value is None:
        raise SlowPathNeeded
    return value
