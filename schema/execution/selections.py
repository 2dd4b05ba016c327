"""What a query selects below a field, so that resolvers fetch no more than that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo
from graphql.language import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)


def selects(info: strawberry.Info, *names: str) -> bool:
    """Whether the path of subfields `names` is selected below this field.

    Looks through fragments, aliases and @skip/@include. `info.selected_fields` of Strawberry would translate the
    whole query for it.
    """
    raw = info._raw_info  # noqa: SLF001
    return any(_any_selects(node.selection_set, names, raw) for node in raw.field_nodes)


def _any_selects(selected: SelectionSetNode | None, names: Sequence[str], info: GraphQLResolveInfo[Any]) -> bool:
    return any(
        _selects(selection, names, info)
        for selection in (selected.selections if selected else ())
        if _is_included(selection.directives or (), info)
    )


def _selects(selection: SelectionNode, names: Sequence[str], info: GraphQLResolveInfo[Any]) -> bool:
    match selection:
        case FieldNode():
            is_next = selection.name.value == names[0]
            return is_next and (len(names) == 1 or _any_selects(selection.selection_set, names[1:], info))
        case FragmentSpreadNode():
            return _any_selects(info.fragments[selection.name.value].selection_set, names, info)
        case InlineFragmentNode():
            return _any_selects(selection.selection_set, names, info)
    raise TypeError(selection)


def _is_included(directives: Iterable[DirectiveNode], info: GraphQLResolveInfo[Any]) -> bool:
    return all(
        _condition(directive, info) is (directive.name.value == "include")
        for directive in directives
        if directive.name.value in {"skip", "include"}
    )


def _condition(directive: DirectiveNode, info: GraphQLResolveInfo[Any]) -> bool:
    (argument,) = directive.arguments or ()
    if isinstance(argument.value, VariableNode):
        # A dict of plain values: Strawberry puts it where graphql-core has its VariableValues.
        return bool(cast("Mapping[str, Any]", info.variable_values)[argument.value.name.value])
    assert isinstance(argument.value, BooleanValueNode)
    return argument.value.value
