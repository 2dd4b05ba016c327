"""One execution of an event for all subscribers who get the same answer."""

import asyncio
from collections.abc import Hashable
from typing import Any

import strawberry
from strawberry.utils.await_maybe import await_maybe

from schema.execution.fast_path import FastPathExecutor
from schema.execution.request_context import RequestContext


@strawberry.type
class SharedEvent:
    """A base for what subscriptions yield. Events that are told together have the same `shared`."""

    shared: strawberry.Private[dict[Hashable, Any]]


class SharedExecutor(FastPathExecutor):
    """Executes an event once per document, variables and audience, and answers all with the same result.

    The result is worked out by a task of its own: a subscriber who leaves takes nothing away from the others.
    """

    def execute_operation(self, serially: bool | None = None) -> Any:
        event, context = self.root_value, self.context_value
        if not isinstance(event, SharedEvent) or not isinstance(context, RequestContext) or context.audience is None:
            return super().execute_operation(serially)
        context.executor = self
        if self.question not in event.shared:
            event.shared[self.question] = (asyncio.create_task(self._execute(serially)), self)
        return asyncio.shield(event.shared[self.question][0])

    @property
    def question(self) -> Hashable:
        """Executors with the same one answer an event alike.

        Documents come from a cache. The executor keeps this one alive, so its id is nobody else's meanwhile.
        """
        return (id(self.operation), repr(self.variable_values.coerced), self.context_value.audience)

    async def _execute(self, serially: bool | None) -> Any:
        return await await_maybe(super().execute_operation(serially))


class OrdinarySharedExecutor(SharedExecutor):
    """The same with every field resolved by graphql-core."""

    is_fast = False
