"""A small schema behind the real endpoint, for tests that need no database."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import strawberry
import uvicorn
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from strawberry.relay import Node, NodeID

from app import errors as refusals
from app.database.pages import Edge, Page
from app.errors import NotSignedIn
from app.settings.limits import Limits
from schema.api.node import NodeQueries
from schema.api.pagination import Connection, connection, page_request
from schema.api.user_errors import ERROR_TYPES, Payload, RefusalsAsErrors, user_errors
from schema.execution.request_context import RequestContext, Transport
from schema.execution.scalars import Upload
from schema.execution.schema import LimitedSchema
from schema.transport.endpoint import GraphQLEndpoint

ORIGIN = "https://toy.example"
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
SECRET = "open-sesame"
FRUITS = {
    UUID(int=1): "apple",
    UUID(int=2): "banana",
    UUID(int=3): "cherry",
}


@dataclass
class World:
    """What tests can see and steer from outside."""

    contexts: list["ToyContext"] = field(default_factory=list)
    signed_in: bool = True
    context_fails_with: Exception | None = None
    node_calls: list[list[str]] = field(default_factory=list)
    requests: list[Any] = field(default_factory=list)
    watching: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    ticks: asyncio.Queue[int] = field(default_factory=asyncio.Queue)


@dataclass(kw_only=True)
class ToyContext(RequestContext):
    world: World
    forgotten: int = 0

    async def authorize_upload(self) -> None:
        await self.revalidate_session()

    async def revalidate_session(self) -> None:
        if not self.world.signed_in:
            raise NotSignedIn

    def reset_loaders(self) -> None:
        self.forgotten += 1


Info = strawberry.Info[ToyContext, None]


@strawberry.type
class Fruit(Node):
    id: NodeID[UUID]
    name: str

    @classmethod
    async def find(cls, info: Info, ids: list[UUID]) -> list[Self | None]:
        info.context.world.node_calls.append([str(one) for one in ids])
        return [cls(id=one, name=FRUITS[one]) if one in FRUITS else None for one in ids]


@strawberry.input
class PlantInput:
    name: str
    places: int = 1


@strawberry.input(one_of=True)
class Place:
    name: strawberry.Maybe[str]
    number: strawberry.Maybe[int]


@strawberry.input
class Sieve:
    names: list[str] | None = None


@strawberry.type
class PlantPayload(Payload):
    fruit: Fruit | None
    names: list[str]


@strawberry.type
class Query(NodeQueries):
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"Hello, {name}"

    @strawberry.field
    def named(
        self,
        any: list[str] | None = None,  # noqa: A002 - a list of each kind
        sieve: Sieve | None = None,
        plants: list[PlantInput] | None = None,
    ) -> int:
        return len(any or ()) + len(plants or ()) + len(sieve.names or () if sieve else ())

    @strawberry.field
    def itself(self) -> "Query":
        return Query()

    @strawberry.field
    def many(self) -> "list[Query]":
        return [Query(), Query()]

    @strawberry.field
    def distance(self, to: Place) -> int:
        return to.number.value if to.number else 0

    @strawberry.field
    def secret(self) -> str:
        raise NotSignedIn

    @strawberry.field
    def forbidden(self) -> str:
        raise refusals.NotPermitted("Only an Admin can see this.")

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError(f"the database password is {SECRET}")

    @strawberry.field
    def fruit(self, id: strawberry.ID) -> Fruit | None:  # noqa: A002 - as the API names it
        return None

    @strawberry.field
    def fruits(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Fruit]:
        request = page_request(info, first, after, last, before)
        info.context.world.requests.append(request)
        rows = list(FRUITS.items())[: request.size]
        page = Page(
            edges=[Edge(row, row[1]) for row in rows],
            has_next=len(rows) < len(FRUITS),
            has_previous=False,
            total_count=len(FRUITS) if request.count else None,
        )
        return connection(page, lambda row: Fruit(id=row[0], name=row[1]))


@strawberry.type
class Mutation:
    @strawberry.mutation(extensions=[RefusalsAsErrors()])
    async def plant(self, input: PlantInput) -> PlantPayload:  # noqa: A002 - as the API names it
        match input.name:
            case "":
                raise refusals.Required("name", "a name")
            case "many":
                raise refusals.TooManyRows(row_count=7, limit=5)
            case "fast":
                raise refusals.RateLimited(30)
            case "broken":
                raise RuntimeError(SECRET)
        return PlantPayload(fruit=Fruit(id=UUID(int=1), name=input.name), names=[input.name])

    @strawberry.mutation(extensions=[RefusalsAsErrors()])
    async def uproot(self, names: list[str]) -> PlantPayload:
        unknown = [refusals.NotFound("fruit").at("names", str(place)) for place, _ in enumerate(names)]
        return PlantPayload(fruit=None, names=[], errors=user_errors(unknown))

    @strawberry.mutation
    def sign_in(self, info: Info) -> bool:
        info.context.require_cookies()
        info.context.response.set_cookie("session", "s3cret", httponly=True)
        return True

    @strawberry.mutation
    async def read(self, file: Upload) -> str:
        return (await file.read()).decode()


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncGenerator[int, None]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def ticks(self, info: Info) -> AsyncGenerator[int, None]:
        world = info.context.world
        world.watching.set()
        try:
            while True:
                yield await world.ticks.get()
        finally:
            world.stopped.set()

    @strawberry.subscription
    async def breaking(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError(SECRET)


def build_schema(**options: Any) -> LimitedSchema:
    return LimitedSchema(Query, Mutation, Subscription, types=ERROR_TYPES, **options)


def build_endpoint(
    world: World | None = None,
    *,
    limits: Limits | None = None,
    introspection: bool = True,
    **options: Any,
) -> GraphQLEndpoint:
    seen = world or World()

    async def get_context(
        connection: HTTPConnection, transport: Transport, parameters: Mapping[str, object]
    ) -> ToyContext:
        if seen.context_fails_with:
            raise seen.context_fails_with
        context = ToyContext(connection=connection, transport=transport, connection_params=parameters, world=seen)
        seen.contexts.append(context)
        return context

    return GraphQLEndpoint(
        build_schema(limits=limits or Limits(), introspection=introspection),
        get_context=get_context,
        allowed_origins=[ORIGIN],
        **options,
    )


def post(client: TestClient, query: str, accept: str = GRAPHQL_JSON, **body: Any) -> Any:
    return client.post("/", json={"query": query, **body}, headers={"Accept": accept})


def ask(client: TestClient, query: str, **variables: object) -> Any:
    """The response body."""
    return client.post("/", json={"query": query, "variables": variables}).json()


@asynccontextmanager
async def served(app: Any, listening: socket.socket | None = None) -> AsyncIterator[str]:
    """The app behind a real server; yields its `127.0.0.1:port`, or the path of a Unix socket."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", ws="websockets-sansio", timeout_keep_alive=75)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with listening or socket.create_server(("127.0.0.1", 0)) as sock:
        await server.startup(sockets=[sock])
        name = sock.getsockname()
        try:
            yield name if isinstance(name, str) else f"127.0.0.1:{name[1]}"
        finally:
            await server.shutdown(sockets=[sock])
