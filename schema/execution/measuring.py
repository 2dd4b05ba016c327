"""How long operations take, by their field of the root and what came of them, and how many subscriptions are open.

Not by the name that a client gives its operation: a client may make up as many as it likes.
"""

from collections.abc import Sequence

from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from app.metrics.catalog import GRAPHQL_SECONDS, SUBSCRIBERS
from app.metrics.instruments import OTHER
from schema.execution.errors import Code
from schema.execution.request_context import RequestContext

SEVERAL = "several"
INVALID = "none"
OUTCOMES = {Code.INTERNAL_SERVER_ERROR: "failed", Code.UNAVAILABLE: "unavailable"}


def measure_valid(context: RequestContext) -> None:
    """The operation is valid and is executed next; `measure_end` has to follow."""
    context.is_valid = True
    if context.operation_type is OperationType.SUBSCRIPTION:
        SUBSCRIBERS.add(_root_field(context))


def measure_end(context: object, seconds: float, errors: Sequence[GraphQLError] | None) -> None:
    """The operation is over, with these errors as clients read them; None: nobody waited for its end.

    A subscription's time is its subscriber's.
    """
    if not isinstance(context, RequestContext):
        return
    if context.operation_type is OperationType.SUBSCRIPTION:
        if context.is_valid:
            SUBSCRIBERS.add(_root_field(context), amount=-1)
        return
    if errors is not None:
        kind = context.operation_type.value if context.operation_type else OTHER
        GRAPHQL_SECONDS.observe(seconds, kind, _root_field(context), _outcome(errors))


def _root_field(context: RequestContext) -> str:
    """The name that the schema knows the operation's field by, SEVERAL of more, INVALID where it was not executed."""
    if not context.is_valid:
        return INVALID
    return context.root_fields[0] if len(context.root_fields) == 1 else SEVERAL


def _outcome(errors: Sequence[GraphQLError]) -> str:
    codes = [(error.extensions or {}).get("code") for error in errors]
    for code, outcome in OUTCOMES.items():
        if code in codes:
            return outcome
    return "refused" if errors else "ok"
