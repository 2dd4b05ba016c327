"""The limits of a document that do not depend on its variables."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

from app.settings.limits import Limits
from schema.execution.errors import Code, RequestError


@dataclass
class _Counts:
    """Counts over a document, fragments counted once; each has its limit `query_…`."""

    aliases: int = 0
    repeats: int = 0
    directives: int = 0
    fragments: int = 0
    mutations: int = 0
    depth: int = 0


def check_document(document: DocumentNode, limits: Limits) -> list[RequestError]:
    """Returns an error for each limit that the document exceeds.

    Checked before validation: some rules of the specification take quadratic time over repeated fields.
    """
    counts = _count(document)
    return [
        too_complex(f"{name} of the query", count, limit)
        for name, count in asdict(counts).items()
        if count > (limit := getattr(limits, f"query_{name}"))
    ]


def too_complex(quantity: str, figure: int, limit: int) -> RequestError:
    sentence = f"Too much in one request: {quantity} {figure:,}, limit {limit:,}."
    return RequestError(Code.QUERY_TOO_COMPLEX, sentence, figure=figure, limit=limit)


def _count(document: DocumentNode) -> _Counts:
    fragments = fragments_of(document)
    counts = _Counts(fragments=len(fragments))
    depths = _DepthMeter(fragments)
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        counts.directives += len(definition.directives or ()) + _directives_on_variables(definition)
        for selection_set in _selection_sets(definition.selection_set):
            _add_selections(selection_set, counts)
        if isinstance(definition, OperationDefinitionNode):
            counts.depth = max(counts.depth, depths.of(definition.selection_set))
            if definition.operation is OperationType.MUTATION:
                counts.mutations = max(counts.mutations, _FieldCounter(fragments).of(definition.selection_set))
    return counts


def _directives_on_variables(definition: OperationDefinitionNode | FragmentDefinitionNode) -> int:
    return sum(len(variable.directives or ()) for variable in definition.variable_definitions or ())


def _add_selections(selection_set: SelectionSetNode, counts: _Counts) -> None:
    names = [_response_name(selection) for selection in selection_set.selections]
    counts.repeats += len(names) - len(set(names))
    for selection in selection_set.selections:
        counts.directives += len(selection.directives or ())
        counts.aliases += isinstance(selection, FieldNode) and selection.alias is not None


def _response_name(selection: SelectionNode) -> str:
    match selection:
        case FieldNode():
            return (selection.alias or selection.name).value
        case FragmentSpreadNode():
            return f"...{selection.name.value}"
        case InlineFragmentNode():
            return f"... on {selection.type_condition.name.value if selection.type_condition else ''}"
    raise TypeError(selection)


def _selection_sets(selection_set: SelectionSetNode) -> Iterator[SelectionSetNode]:
    unvisited = [selection_set]
    while unvisited:
        current = unvisited.pop()
        yield current
        unvisited += [inner for one in current.selections if (inner := getattr(one, "selection_set", None))]


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


@dataclass
class _FieldCounter:
    """How many fields a selection set has itself, those of its fragments included."""

    fragments: Mapping[str, FragmentDefinitionNode]
    by_fragment: dict[str, int] = field(default_factory=dict)

    def of(self, selection_set: SelectionSetNode) -> int:
        return sum(self._of_one(selection) for selection in selection_set.selections)

    def _of_one(self, selection: SelectionNode) -> int:
        match selection:
            case InlineFragmentNode():
                return self.of(selection.selection_set)
            case FragmentSpreadNode(name=name) if name.value in self.fragments:
                if name.value not in self.by_fragment:
                    self.by_fragment[name.value] = 0
                    self.by_fragment[name.value] = self.of(self.fragments[name.value].selection_set)
                return self.by_fragment[name.value]
        return 1


@dataclass
class _DepthMeter:
    """The depth of a selection set. Unknown and circular fragments are left to the rules of the specification."""

    fragments: Mapping[str, FragmentDefinitionNode]
    by_fragment: dict[str, int] = field(default_factory=dict)

    def of(self, selection_set: SelectionSetNode | None) -> int:
        if selection_set is None:
            return 0
        return max((self._of_one(selection) for selection in selection_set.selections), default=0)

    def _of_one(self, selection: SelectionNode) -> int:
        match selection:
            case FieldNode(name=name) if name.value.startswith("__"):
                return 0
            case FieldNode():
                return 1 + self.of(selection.selection_set)
            case InlineFragmentNode():
                return self.of(selection.selection_set)
            case FragmentSpreadNode():
                return self._of_fragment(selection.name.value)
        return 0

    def _of_fragment(self, name: str) -> int:
        if name not in self.by_fragment and name in self.fragments:
            self.by_fragment[name] = 0
            self.by_fragment[name] = self.of(self.fragments[name].selection_set)
        return self.by_fragment.get(name, 0)
