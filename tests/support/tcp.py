"""Servers and connections of a test that leave nothing open when their block ends, however it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from ssl import SSLContext
from typing import Any

from devserver.ports import HOST

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def tcp_server(
    handle: Handle, port: int = 0, *, limit: int = 2**16, tls: SSLContext | None = None
) -> AsyncIterator[int]:
    """Listens on 127.0.0.1 and yields the port. `handle` has a task for every connection, and need not close it.

    At the end what still runs is cancelled. A peer that left is no error; others of `handle` are raised here.
    """
    tasks: set[asyncio.Task[None]] = set()
    errors: list[BaseException] = []
    is_over = False

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes note of the connection before anything of it has run, so that the end finds it."""
        if is_over:
            writer.close()
            return
        task = asyncio.ensure_future(handle(reader, writer))
        tasks.add(task)

        def close(_: object) -> None:
            tasks.discard(task)
            writer.close()
            if not task.cancelled() and (error := task.exception()) and not isinstance(error, OSError | EOFError):
                errors.append(error)

        task.add_done_callback(close)

    server = await asyncio.start_server(accept, HOST, port, limit=limit, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        is_over = True
        while running := list(tasks):
            for task in running:
                task.cancel()
            await asyncio.wait(running)
            await asyncio.sleep(0)  # for `close` of each
    if errors:
        raise BaseExceptionGroup("a connection's handling failed", errors)


@asynccontextmanager
async def tcp_connection(host: str, port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.close()
