"""One execution of an event for all subscribers who get the same result."""

import asyncio
from collections.abc import Hashable
from typing import Any

import strawberry
from strawberry.utils.await_maybe import await_maybe

from schema.execution.fast_path import FastPathExecutor
from schema.execution.request_context import RequestContext


@strawberry.type
class SharedEvent:
    """A base for what subscriptions yield. Those of one published event have the same `shared`."""

    shared: strawberry.Private[dict[Hashable, Any]]

    def share_scope(self, context: RequestContext) -> Hashable | None:
        """Operations in equal scopes have the same result of the same document and variables; None: they do not."""
        return context.share_scope


class SharedExecutor(FastPathExecutor):
    """Executes an event once per document, variables and share scope, and returns the same result to all.

    A task of its own executes: a subscriber who leaves takes nothing away from the others.
    """

    def execute_operation(self, serially: bool | None = None) -> Any:
        event, context = self.root_value, self.context_value
        if (
            not isinstance(event, SharedEvent)
            or not isinstance(context, RequestContext)
            or event.share_scope(context) is None
        ):
            return super().execute_operation(serially)
        context.executor = self
        key = self.share_key
        if key not in event.shared:
            event.shared[key] = (asyncio.create_task(self._execute(serially)), self)
        return asyncio.shield(event.shared[key][0])

    @property
    def share_key(self) -> Hashable:
        """Executors with the same one have the same result for an event.

        Documents come from a cache. The executor keeps this one alive, so its id is nobody else's meanwhile.
        """
        scope = self.root_value.share_scope(self.context_value)
        return (id(self.operation), repr(self.variable_values.coerced), scope)

    async def _execute(self, serially: bool | None) -> Any:
        return await await_maybe(super().execute_operation(serially))


class OrdinarySharedExecutor(SharedExecutor):
    """The same with every field resolved by graphql-core."""

    is_fast = False
