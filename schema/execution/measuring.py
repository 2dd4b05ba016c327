"""How long operations take, by their field of the root and what came of them, and how many subscriptions are open.

Not by the name that a client gives its operation: a client may make up as many as it likes.
"""

from collections.abc import Sequence

from graphql import GraphQLError
from graphql.language import FieldNode, OperationDefinitionNode
from strawberry.types.graphql import OperationType

from app.metrics.catalog import GRAPHQL_SECONDS, SUBSCRIBERS
from app.metrics.instruments import OTHER
from schema.execution.errors import Code
from schema.execution.request_context import RequestContext

SEVERAL = "several"
INVALID = "none"
OUTCOMES = {Code.INTERNAL_SERVER_ERROR: "failed", Code.UNAVAILABLE: "unavailable"}


def root_field_of(operation: OperationDefinitionNode) -> str:
    """Returns the name that the schema knows the operation's field by, SEVERAL where it has more."""
    match operation.selection_set.selections:
        case [FieldNode() as field]:
            return field.name.value
    return SEVERAL


def measure_valid(context: RequestContext, operation: OperationDefinitionNode) -> None:
    """The operation is valid and is executed next; `measure_end` has to follow."""
    context.root_field = root_field_of(operation)
    if context.operation_type is OperationType.SUBSCRIPTION:
        SUBSCRIBERS.add(context.root_field)


def measure_end(context: object, seconds: float, errors: Sequence[GraphQLError] | None) -> None:
    """The operation is over, with these errors as clients read them; None: nobody waited for its end.

    A subscription's time is its subscriber's.
    """
    if not isinstance(context, RequestContext):
        return
    if context.operation_type is OperationType.SUBSCRIPTION:
        if context.root_field:
            SUBSCRIBERS.add(context.root_field, amount=-1)
        return
    if errors is not None:
        kind = context.operation_type.value if context.operation_type else OTHER
        GRAPHQL_SECONDS.observe(seconds, kind, context.root_field or INVALID, _outcome(errors))


def _outcome(errors: Sequence[GraphQLError]) -> str:
    codes = [(error.extensions or {}).get("code") for error in errors]
    for code, outcome in OUTCOMES.items():
        if code in codes:
            return outcome
    return "refused" if errors else "ok"
