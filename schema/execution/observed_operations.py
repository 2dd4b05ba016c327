"""A log line and a span for each operation, by its root fields: names of the schema, never what a client wrote."""

import logging
import time
from collections.abc import Iterator

from graphql import DocumentNode, FieldNode, FragmentSpreadNode, InlineFragmentNode
from graphql.language import OperationDefinitionNode, SelectionSetNode
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from app.telemetry import log_context
from app.telemetry.spans import span, trace_id, trace_parent
from schema.execution.document_limits import fragments_of
from schema.execution.request_context import RequestContext, Transport

logger = logging.getLogger(__name__)
MAX_NAMES = 3  # of fields in a line and a span


class ObservedOperations(SchemaExtension):
    """Binds `operation` to the log lines of all that is resolved; a mutation has a line of its own, a query at DEBUG.

    A subscription may last for days: it has neither.
    """

    def on_execute(self) -> Iterator[None]:
        context, kind = self.execution_context.context, self.execution_context.operation_type
        if not isinstance(context, RequestContext):
            yield
            return
        operation = _joined(context.root_fields)
        log_context.bind(operation=operation)
        if kind is OperationType.SUBSCRIPTION:
            yield
            return
        began = time.monotonic()
        is_root = context.transport is Transport.SOCKET  # elsewhere the request has a span
        name, attributes = f"{kind.value} {operation}", {"graphql.operation.type": kind.value}
        with span(name, attributes, is_root=is_root) as this:
            if is_root:
                log_context.bind(trace_id=trace_id(trace_parent()))
            yield
            outcome = self._outcome(context)
            this.set("outcome", outcome)
        level = logging.INFO if kind is OperationType.MUTATION else logging.DEBUG
        if logger.isEnabledFor(level):
            milliseconds = round((time.monotonic() - began) * 1000, 1)
            extra = {"type": kind.value, "outcome": outcome, "refusals": context.refusals, "duration_ms": milliseconds}
            logger.log(level, "operation_executed", extra=extra)

    def _outcome(self, context: RequestContext) -> str:
        if getattr(self.execution_context.result, "errors", None):
            return "failed"
        return "refused" if context.refusals else "done"


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """Returns the names of the fields that a valid operation asks for, such as `invite`."""
    (first, *others) = operation.selection_set.selections
    if not others and isinstance(first, FieldNode):
        return (first.name.value,)
    fragments = fragments_of(document)
    names: dict[str, None] = {}

    def collect(selected: SelectionSetNode) -> None:
        for each in selected.selections:
            if isinstance(each, FieldNode):
                names[each.name.value] = None
            elif isinstance(each, InlineFragmentNode):
                collect(each.selection_set)
            elif isinstance(each, FragmentSpreadNode) and (fragment := fragments.pop(each.name.value, None)):
                # Once: fragments that spread the next one twice would be 2^n otherwise.
                collect(fragment.selection_set)

    collect(operation.selection_set)
    return tuple(names)


def _joined(names: tuple[str, ...]) -> str:
    return ",".join((*names[:MAX_NAMES], "…") if len(names) > MAX_NAMES else names)
