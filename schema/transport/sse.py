"""GraphQL over server-sent events, distinct connections mode.

Source: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Send
from strawberry.http.streaming import merge_stream_with_heartbeat
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionResult

from schema.transport.negotiation import EVENT_STREAM
from schema.transport.responses import encode_result

# Proxies must neither buffer nor compress the events.
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
KEEP_ALIVE = ":\n\n"
# Proxies close idle connections after a minute or so.
KEEP_ALIVE_SECONDS = 15.0


class EventStream(StreamingResponse):
    """Sends each result as a `next` event, then `complete`. Lines end in LF: clients trip over CRLF."""

    def __init__(self, results: StreamResult, keep_alive_seconds: float = KEEP_ALIVE_SECONDS) -> None:
        async def frames() -> AsyncGenerator[str, None]:
            async with aclosing(results):
                async for result in results:
                    assert isinstance(result, ExecutionResult), "@defer and @stream are off"
                    yield _event("next", encode_result(result))
            yield _event("complete")

        stream = merge_stream_with_heartbeat(
            frames, lambda: KEEP_ALIVE, keep_alive_seconds, send_initial_heartbeat=True
        )
        self.frames = stream()
        super().__init__(self.frames, headers=HEADERS, media_type=EVENT_STREAM)

    async def stream_response(self, send: Send) -> None:
        """A client that disconnects ends its subscription at once, not when the generator is collected."""
        async with aclosing(self.frames):
            await super().stream_response(send)


def _event(name: str, data: bytes = b"") -> str:
    return f"event: {name}\ndata: {data.decode()}\n\n"
