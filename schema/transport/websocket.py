"""graphql-transport-ws. Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

Strawberry's handler keeps the conversation; overridden here is what breaks clients, or lets them break it.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from datetime import timedelta
from functools import partial
from typing import TypeAlias

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
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
from schema.execution.errors import Code, RequestError, is_request_error, presentable
from schema.execution.request_context import GetContext, RequestContext, Transport
from schema.execution.schema import LimitedSchema
from schema.transport.body import Refused
from schema.transport.connection_limits import ConnectionLimit

MESSAGE_TOO_BIG = 1009
INIT_SECONDS = 10.0
Shape: TypeAlias = dict[str, tuple[type, ...]]
NULL = type(None)
SHAPES: dict[str, Shape] = {
    "connection_init": {"payload": (dict, NULL)},
    "ping": {},
    "pong": {},
    "subscribe": {"id": (str,), "payload": (dict,)},
    "complete": {"id": (str,)},
}
SUBSCRIBE_SHAPE: Shape = {
    "query": (str,),
    "variables": (dict, NULL),
    "operationName": (str, NULL),
    "extensions": (dict, NULL),
}


class Socket(ASGIWebSocketAdapter):
    """The wire: JSON texts of a bounded size. Both methods are Strawberry's, without their ways to fail."""

    view: "SocketSide"  # type: ignore[assignment]  # nobody else makes one
    ws: WebSocket

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        del ignore_parsing_errors
        while self.ws.application_state is WebSocketState.CONNECTED:
            message = await self.ws.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                raise NonTextMessageReceived
            if len(text.encode()) > self.view.limits.socket_message_bytes:
                await self.close(MESSAGE_TOO_BIG, "Message too big")
                return
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError as error:
                raise NonJsonMessageReceived from error

    async def send_json(self, message: Mapping[str, object]) -> None:
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    def send_at_once(self, text: str) -> bool:
        """Sends without a task to wait in; False where the socket is gone, or the client slow to read."""
        sending = self.ws.send({"type": "websocket.send", "text": text})
        try:
            sending.send(None)
        except StopIteration:
            return True
        except (OSError, WebSocketDisconnect, RuntimeError):
            return False
        sending.close()  # the server waits first, until there is room, and sends after that
        return False

    async def close(self, code: int, reason: str) -> None:
        if self.ws.application_state is WebSocketState.CONNECTED:
            await self.ws.close(code, reason)


class Conversation(BaseGraphQLTransportWSHandler[RequestContext, None]):
    """One socket. An operation fails alone; a message that makes no sense ends the socket with 4400."""

    view: "SocketSide"
    websocket: Socket

    async def handle_message(self, message: Message) -> None:
        if not _fits(message, {"type": (str,)}) or not _fits(message, SHAPES.get(message["type"])):
            await self.handle_invalid_message("Malformed message")
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        payload = message.get("payload") or {}
        await super().handle_connection_init({"type": "connection_init", "payload": payload})

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if not _fits(message["payload"], SUBSCRIBE_SHAPE):
            await self.handle_invalid_message("Malformed message")
            return
        limit = self.view.limits.socket_operations
        if self.connection_acknowledged and len(self.operations) >= limit:
            sentence = f"This socket already has {limit} operations: complete one first."
            error = RequestError(Code.BAD_REQUEST, sentence)
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[RequestContext, None]) -> None:
        """Strawberry's own closes the socket on a syntax error, and shares one context among operations."""
        try:
            refused = await self._send_results(operation)
        except WebSocketDisconnected:
            return
        except Refused as error:
            refused = [error.error]
        except Exception as error:  # noqa: BLE001 - masked, logged and answered
            refused = [presentable(error)]
        with suppress(WebSocketDisconnected):
            if refused:
                await operation.send_initial_errors(refused)
            else:
                await operation.send_operation_message({"id": operation.id, "type": "complete"})

    async def _send_results(self, operation: Operation[RequestContext, None]) -> list[GraphQLError] | None:
        """Sends each result; returns the errors that ended the operation, if any did."""
        context = await self.view.make_context(
            self.context.connection, Transport.SOCKET, self.context.connection_params
        )
        context.push = partial(
            self._push, operation, f'{{"type":"next","id":{orjson.dumps(operation.id).decode()},"payload":'
        )
        with self.view.subscriptions.held_by(context.holder):
            return await self._send_all(operation, context)

    def _push(self, operation: Operation[RequestContext, None], start: str, payload: str) -> bool:
        """Sends a result that is JSON already, unless that would take waiting."""
        return not operation.completed and self.websocket.send_at_once(f"{start}{payload}}}")

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


class SocketSide(GraphQL[RequestContext, None]):
    """How the endpoint talks over WebSockets."""

    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = Conversation

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
        """The socket's own: it only keeps `connection_params`, for the contexts of operations."""
        del response
        return RequestContext(request, Transport.SOCKET)


def _fits(value: object, shape: Shape | None) -> bool:
    if not isinstance(value, dict) or shape is None:
        return False
    return all(isinstance(value.get(name), kinds) for name, kinds in shape.items())
