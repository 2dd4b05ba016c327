"""The background work as it changes: the current state first, then each newer one, for as long as somebody operates."""

from collections.abc import AsyncGenerator, Hashable
from typing import Any

from app.database.outages import DatabaseUnavailable
from app.pubsub.channels import PublishedEvent
from app.users.operators import Operator
from app.web.error_responses import note_outage
from schema.api.context import Context
from schema.api.operations.access import operator_of
from schema.api.operations.operations import Operations, read_operations
from schema.api.subscriptions.shared import BuildEvent, check_session, shared_by


async def operations_of(context: Context) -> AsyncGenerator[Operations, None]:
    """Yields a state whenever something has changed, or the operator's rights have.

    Raises NotSignedIn when the session ends, NotPermitted when the operator is none any more.
    """
    operator = operator_of(context)
    assert operator.user_id is not None
    subscriptions = context.subscriptions
    # What those share who receive what is to be read now; None: nothing is.
    due: dict[Hashable, Any] | None = {}
    is_first = True
    async with subscriptions.operations.subscribe(context.received_at, operator.user_id) as subscriber:
        with subscriptions.left_by(subscriber):
            while True:
                if due is not None:
                    try:
                        state = await read_operations(operator, due)
                    except DatabaseUnavailable as error:
                        if is_first:
                            raise
                        note_outage(error)  # and read when woken
                    else:
                        due, is_first = None, False
                        yield state
                if due is None:
                    subscriptions.join(subscriber, context, _building(operator))
                published = await subscriber.next()
                await check_session(context)
                if published is not None:
                    due = shared_by(published)
                if operator_of(context) != operator:
                    operator = operator_of(context)
                    due = {} if due is None else due


def _building(operator: Operator) -> BuildEvent:
    async def build_event(published: PublishedEvent) -> Operations:
        return await read_operations(operator, shared_by(published))

    return build_event
