"""graphql-transport-ws. Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

Strawberry's handler speaks the protocol; overridden here is what breaks clients, or lets them break it.
"""

from contextlib import aclosing, suppress
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import TypeAlias

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)
from strawberry.types.execution import ExecutionResult, PreExecutionError

from app.settings.limits import Limits
from schema.execution.errors import Code, RequestError, is_request_error, mask_error
from schema.execution.request_context import GetContext, RequestContext, Transport
from schema.execution.schema import LimitedSchema
from schema.transport.connection_limits import ConnectionLimit
from schema.transport.errors import HttpError
from schema.transport.websocket_adapter import WebSocketAdapter

INIT_SECONDS = 10.0
FieldTypes: TypeAlias = dict[str, tuple[type, ...]]
NULL = type(None)
MESSAGE_FIELDS: dict[str, FieldTypes] = {
    "connection_init": {"payload": (dict, NULL)},
    "ping": {},
    "pong": {},
    "subscribe": {"id": (str,), "payload": (dict,)},
    "complete": {"id": (str,)},
}
SUBSCRIBE_PAYLOAD_FIELDS: FieldTypes = {
    "query": (str,),
    "variables": (dict, NULL),
    "operationName": (str, NULL),
    "extensions": (dict, NULL),
}
# Of the message that the task of an operation was made for: Strawberry's Operation does not keep them.
_extensions: ContextVar[dict[str, object]] = ContextVar("extensions")


class GraphQLTransportWSHandler(BaseGraphQLTransportWSHandler[RequestContext, None]):
    """One socket. An operation fails alone; a malformed message closes the socket with 4400."""

    view: "WebSocketHandler"
    websocket: WebSocketAdapter

    async def handle_message(self, message: Message) -> None:
        if not _has_fields(message, {"type": (str,)}) or not _has_fields(message, MESSAGE_FIELDS.get(message["type"])):
            await self.handle_invalid_message("Malformed message")
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        payload = message.get("payload") or {}
        await super().handle_connection_init({"type": "connection_init", "payload": payload})

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if not _has_fields(message["payload"], SUBSCRIBE_PAYLOAD_FIELDS):
            await self.handle_invalid_message("Malformed message")
            return
        limit = self.view.limits.socket_operations
        if self.connection_acknowledged and len(self.operations) >= limit:
            sentence = f"This socket already has {limit} operations: complete one first."
            error = RequestError(Code.BAD_REQUEST, sentence)
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
            return
        _extensions.set(message["payload"].get("extensions") or {})
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[RequestContext, None]) -> None:
        """Strawberry's own closes the socket on a syntax error, and shares one context among operations."""
        try:
            errors = await self._send_results(operation)
        except WebSocketDisconnected:
            return
        except HttpError as error:
            errors = [error.error]
        except Exception as error:  # noqa: BLE001 - masked, logged and sent
            errors = [mask_error(error)]
        with suppress(WebSocketDisconnected):
            if errors:
                await operation.send_initial_errors(errors)
            else:
                await operation.send_operation_message({"id": operation.id, "type": "complete"})

    async def _send_results(self, operation: Operation[RequestContext, None]) -> list[GraphQLError] | None:
        """Sends each result; returns the errors that ended the operation, if any did."""
        context = await self.view.make_context(
            self.context.connection, Transport.SOCKET, self.context.connection_params
        )
        context.extensions = _extensions.get()
        context.push = partial(
            self._push, operation, f'{{"type":"next","id":{orjson.dumps(operation.id).decode()},"payload":'
        )
        with self.view.subscriptions.acquire(context.connection_key):
            return await self._send_all(operation, context)

    def _push(self, operation: Operation[RequestContext, None], start: str, payload: str) -> bool:
        """Sends a result that is encoded already. Returns False where that would take waiting."""
        return not operation.completed and self.websocket.send_nowait(f"{start}{payload}}}")

    async def _send_all(
        self, operation: Operation[RequestContext, None], context: RequestContext
    ) -> list[GraphQLError] | None:
        results = await self.schema.stream(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.operation_name,
        )
        async with aclosing(results):
            async for result in results:
                assert isinstance(result, ExecutionResult), "@defer and @stream are off"
                if isinstance(result, PreExecutionError) or is_request_error(result.errors, result.data):
                    return result.errors
                await operation.send_next(result)
        return None


class WebSocketHandler(GraphQL[RequestContext, None]):
    """Serves operations over WebSockets."""

    websocket_adapter_class = WebSocketAdapter
    graphql_transport_ws_handler_class = GraphQLTransportWSHandler

    def __init__(
        self,
        schema: LimitedSchema,
        make_context: GetContext,
        allowed_origins: frozenset[str],
        limits: Limits,
        subscriptions: ConnectionLimit,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
            max_subscriptions_per_connection=limits.socket_operations,
            allowed_origins=tuple(allowed_origins),
        )
        self.make_context = make_context
        self.limits = limits
        self.subscriptions = subscriptions

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> RequestContext:
        """The socket's own: Strawberry keeps `connection_params` in it, for the contexts of operations."""
        del response
        return RequestContext(request, Transport.SOCKET)


def _has_fields(value: object, types: FieldTypes | None) -> bool:
    if not isinstance(value, dict) or types is None:
        return False
    return all(isinstance(value.get(name), kinds) for name, kinds in types.items())
