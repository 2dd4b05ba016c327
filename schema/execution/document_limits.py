"""How large a document may be, as far as that can be told without its variables."""

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
class _Figures:
    """What the selections of a document add up to, fragments counted once."""

    aliases: int = 0
    repeats: int = 0
    directives: int = 0
    fragments: int = 0
    mutations: int = 0
    depth: int = 0


def check_document(document: DocumentNode, limits: Limits) -> list[RequestError]:
    """What is too much in a document.

    Called alone and first: some rules of the specification take quadratic time over repeated fields.
    """
    figures = _figures(document)
    return [
        too_complex(f"{name} of the query", figure, limit)
        for name, figure in asdict(figures).items()
        if figure > (limit := getattr(limits, f"query_{name}"))
    ]


def too_complex(what: str, figure: int, limit: int) -> RequestError:
    sentence = f"Too much in one request: {what} {figure:,}, limit {limit:,}."
    return RequestError(Code.QUERY_TOO_COMPLEX, sentence, figure=figure, limit=limit)


def _figures(document: DocumentNode) -> _Figures:
    fragments = fragments_of(document)
    figures = _Figures(fragments=len(fragments))
    depths = _Depths(fragments)
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        figures.directives += len(definition.directives or ()) + _on_variables(definition)
        for selection_set in _selection_sets(definition.selection_set):
            _add(selection_set, figures)
        if isinstance(definition, OperationDefinitionNode):
            figures.depth = max(figures.depth, depths.of(definition.selection_set))
            if definition.operation is OperationType.MUTATION:
                figures.mutations = max(figures.mutations, _Fields(fragments).of(definition.selection_set))
    return figures


def _on_variables(definition: OperationDefinitionNode | FragmentDefinitionNode) -> int:
    return sum(len(variable.directives or ()) for variable in definition.variable_definitions or ())


def _add(selection_set: SelectionSetNode, figures: _Figures) -> None:
    names = [_response_name(selection) for selection in selection_set.selections]
    figures.repeats += len(names) - len(set(names))
    for selection in selection_set.selections:
        figures.directives += len(selection.directives or ())
        figures.aliases += isinstance(selection, FieldNode) and selection.alias is not None


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
    waiting = [selection_set]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [inner for one in current.selections if (inner := getattr(one, "selection_set", None))]


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


@dataclass
class _Fields:
    """How many fields stand in a selection itself, those of its fragments included."""

    fragments: Mapping[str, FragmentDefinitionNode]
    known: dict[str, int] = field(default_factory=dict)

    def of(self, selection_set: SelectionSetNode) -> int:
        return sum(self._of_one(selection) for selection in selection_set.selections)

    def _of_one(self, selection: SelectionNode) -> int:
        match selection:
            case InlineFragmentNode():
                return self.of(selection.selection_set)
            case FragmentSpreadNode(name=name) if name.value in self.fragments:
                if name.value not in self.known:
                    self.known[name.value] = 0
                    self.known[name.value] = self.of(self.fragments[name.value].selection_set)
                return self.known[name.value]
        return 1


@dataclass
class _Depths:
    """How deep selections go. Unknown and circular fragments are left to the specification's own rules."""

    fragments: Mapping[str, FragmentDefinitionNode]
    known: dict[str, int] = field(default_factory=dict)

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
        if name not in self.known and name in self.fragments:
            self.known[name] = 0
            self.known[name] = self.of(self.fragments[name].selection_set)
        return self.known.get(name, 0)
