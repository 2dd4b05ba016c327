"""Answers to requests whose body has not come yet, or does not come to its end: over a real server, byte by byte."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings.limits import Limits
from schema.transport.lingering_close import close_lingering
from tests.support.small_schema import World, build_endpoint, served
from tests.support.tcp import tcp_connection
from tests.support.waiting import PATIENCE_SECONDS

LIMITS = Limits(request_bytes=1_000, list_bytes=10_000, upload_bytes=20_000)
FORM = "Content-Type: multipart/form-data; boundary=x\r\nGraphQL-Require-Preflight: 1"
JSON = "Content-Type: application/json"
ENDLESS = 2**40


class Wire:
    """One connection of a client that speaks HTTP by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, *headers: str, body: bytes = b"") -> None:
        head = "\r\n".join(["POST / HTTP/1.1", "Host: toy", *headers, "", ""])
        self.writer.write(head.encode() + body)
        await self.writer.drain()

    async def send_for_ever(self) -> None:
        while True:
            self.writer.write(b"x" * 2**16)
            await self.writer.drain()

    async def hear(self) -> tuple[int, str]:
        """Status and code of an answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split()[0])
        answer = json.loads(await self.reader.readexactly(length))
        return int(head.split()[1]), answer["errors"][0]["extensions"]["code"]

    async def is_closed(self) -> bool:
        try:
            return await self.reader.read() == b""
        except ConnectionResetError:
            return True


@asynccontextmanager
async def wire(address: str) -> AsyncIterator[Wire]:
    host, port = address.split(":")
    async with asyncio.timeout(PATIENCE_SECONDS), tcp_connection(host, int(port)) as (reader, writer):
        yield Wire(reader, writer)


def refusing_early(**limits: float) -> ASGIApp:
    """Answers FILE_TOO_LARGE before it has read anything."""
    error = {"message": "Too large.", "extensions": {"code": "FILE_TOO_LARGE"}}

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        response = JSONResponse({"errors": [error]}, status_code=413)
        await close_lingering(response, scope, receive, send, **limits)  # type: ignore[arg-type]

    return refuse


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with served(build_endpoint(world, limits=LIMITS)) as address:
        yield address


@pytest.mark.parametrize(
    ("kind", "length", "signed_in", "expected"),
    [
        (FORM, ENDLESS, True, (413, "FILE_TOO_LARGE")),
        (JSON, ENDLESS, True, (413, "FILE_TOO_LARGE")),
        (JSON, 10_001, True, (413, "FILE_TOO_LARGE")),
        (FORM, 10, False, (401, "UNAUTHENTICATED")),
        (FORM, ENDLESS, False, (401, "UNAUTHENTICATED")),
        (JSON, ENDLESS, False, (401, "UNAUTHENTICATED")),
        ("Content-Type: text/csv", ENDLESS, True, (415, "BAD_REQUEST")),
        (f"Origin: https://evil.example\r\n{FORM}", ENDLESS, True, (403, "FORBIDDEN")),
    ],
)
async def test_a_refusal_waits_for_no_byte_of_the_body(
    address: str, world: World, kind: str, length: int, signed_in: bool, expected: tuple[int, str]
) -> None:
    world.signed_in = signed_in
    async with wire(address) as client:
        await client.say(kind, f"Content-Length: {length}")
        assert await client.hear() == expected


async def test_who_sends_before_reading_still_gets_to_read(address: str) -> None:
    """A connection that is closed with bytes unread is reset, and takes the answer with it."""
    async with wire(address) as client:
        await client.say(FORM, f"Content-Length: {ENDLESS}")
        for _ in range(100):
            client.writer.write(b"x" * 2**16)
            await client.writer.drain()
        assert await client.hear() == (413, "FILE_TOO_LARGE")


async def test_a_file_without_end_is_not_taken_in() -> None:
    async with served(refusing_early(linger_bytes=2**16)) as address, wire(address) as client:
        await client.say(FORM, f"Content-Length: {ENDLESS}")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            await client.send_for_ever()


async def test_who_sends_nothing_more_is_not_waited_for() -> None:
    async with served(refusing_early(linger_seconds=0.01)) as address, wire(address) as client:
        await client.say(FORM, f"Content-Length: {ENDLESS}")
        assert await client.hear() == (413, "FILE_TOO_LARGE")
        assert await client.is_closed()


async def test_after_the_whole_body_the_connection_ends_at_once(address: str) -> None:
    async with wire(address) as client:
        await client.say(FORM, "Content-Length: 30000", body=b"x" * 30_000)
        assert await client.hear() == (413, "FILE_TOO_LARGE")
        assert await client.is_closed()


async def test_a_short_body_costs_no_connection(address: str) -> None:
    async with wire(address) as client:
        for _ in range(2):
            await client.say("Content-Type: text/csv", "Content-Length: 3", body=b"a,b")
            assert await client.hear() == (415, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("size", "signed_in", "expected"),
    [(0x2800, True, (413, "FILE_TOO_LARGE")), (0x800, False, (401, "UNAUTHENTICATED"))],
)
async def test_a_body_of_unsaid_length_is_refused_once_it_is_too_long(
    address: str, world: World, size: int, signed_in: bool, expected: tuple[int, str]
) -> None:
    world.signed_in = signed_in
    async with wire(address) as client:
        await client.say(JSON, "Transfer-Encoding: chunked", body=b"%x\r\n" % size + b"x" * size + b"\r\n")
        assert await client.hear() == expected


async def test_a_body_that_keeps_still_is_given_up(world: World) -> None:
    limits = Limits(body_stall_seconds=0.01)
    async with served(build_endpoint(world, limits=limits)) as address, wire(address) as client:
        await client.say(JSON, "Content-Length: 100", body=b'{"query": ')
        assert await client.hear() == (408, "BAD_REQUEST")
        assert await client.is_closed()
