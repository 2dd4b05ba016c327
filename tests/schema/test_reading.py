"""Reading what is at hand answers exactly as graphql-core would."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pytest
import strawberry
from strawberry.relay import Node, NodeID

from schema.execution.fast_path import FastPathExecutor, NotPrefetched, prefetched


@strawberry.enum
class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass
class Calls:
    """What was resolved the long way, and the names that are at hand."""

    long_way: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def name_at_hand(thing: "Thing", calls: Calls) -> str:
    if thing.id not in calls.names:
        raise NotPrefetched
    return calls.names[thing.id]


@strawberry.type
class Part:
    size: int | None
    must: int = strawberry.field(default=1)


@strawberry.interface
class Named:
    label: str


@strawberry.type
class Thing(Node, Named):
    id: NodeID[str]
    colour: Colour
    parts: list[Part]
    maybe: list[Part | None] | None = None

    @strawberry.field
    def upper(self) -> str:
        return self.label.upper()

    @strawberry.field
    def asked(self, info: strawberry.Info) -> str:
        return f"{info.field_name} {type(info.context).__name__}"

    @strawberry.field
    def place(self, info: strawberry.Info) -> list[str]:
        return [str(key) for key in info.path.as_list()]

    @strawberry.field
    def times(self, count: int = 2) -> str:
        return self.label * count

    @strawberry.field
    def broken(self) -> str:
        raise ValueError(f"no {self.label}")

    @strawberry.field
    async def late(self) -> Part:
        return Part(size=7)

    @strawberry.field(metadata=prefetched(name_at_hand))
    async def name(self, info: strawberry.Info) -> str:
        info.context.long_way.append(self.id)
        return f"the name of {self.id}"


def make_things() -> list[Thing]:
    return [
        Thing(id="a", label="é", colour=Colour.RED, parts=[Part(size=1), Part(size=None)]),
        Thing(id="b", label="b", colour=Colour.BLUE, parts=[], maybe=[None, Part(size=2)]),
    ]


@strawberry.type
class Query:
    @strawberry.field
    def things(self) -> list[Thing]:
        return make_things()

    @strawberry.field
    def odd(self) -> list[Thing | None]:
        """Rows that do not fit their types."""
        nothing: Any = None
        return [
            None,
            Thing(id="c", label=nothing, colour=Colour.RED, parts=[]),
            Thing(id="d", label="d", colour=nothing, parts=[Part(size=3, must=nothing)]),
        ]

    @strawberry.field
    def named(self) -> list[Named]:
        return [*make_things()]


STOCK = strawberry.Schema(Query, types=[Thing])
READING = strawberry.Schema(Query, types=[Thing], execution_context_class=FastPathExecutor)
QUERIES = [
    "{ things { id label colour __typename parts { size must } maybe { size } } }",
    "{ things { first: label ...on Named { label } ...Two upper } } fragment Two on Thing { colour parts { must } }",
    "query ($no: Boolean = false) { things { label @include(if: $no) id @skip(if: $no) upper @skip(if: true) } }",
    "{ things { z: id a: late { size } y: upper parts { a: size } parts { b: size } asked } }",
    "{ things { times three: times(count: 3) place } }",
    "{ things { label name } }",
    "{ things { label broken } }",
    "{ things { maybe { must } late { must size } broken } }",
    "{ odd { id } }",
    "{ odd { id label } }",
    "{ odd { id colour parts { size must } } }",
    "{ odd { colour } things { id } }",
    "{ named { __typename label ...on Thing { id colour } } }",
    "{ __schema { queryType { name } } things { __typename } }",
]


@pytest.mark.parametrize("query", QUERIES)
async def test_the_answer_is_what_it_would_be_without(query: str) -> None:
    expected, read = [await schema.execute(query, context_value=Calls()) for schema in (STOCK, READING)]
    assert str(read.data) == str(expected.data), "the order counts"
    assert [(error.message, error.path, error.locations) for error in read.errors or ()] == [
        (error.message, error.path, error.locations) for error in expected.errors or ()
    ]


async def test_what_is_at_hand_is_not_resolved() -> None:
    calls = Calls(names={"a": "Ada", "b": "Bob"})
    result = await READING.execute("{ things { name } }", context_value=calls)
    assert result.data == {"things": [{"name": "Ada"}, {"name": "Bob"}]}
    assert calls.long_way == []


async def test_what_is_not_at_hand_is_resolved_alone() -> None:
    calls = Calls(names={"a": "Ada"})
    result = await READING.execute("{ things { name } }", context_value=calls)
    assert result.data == {"things": [{"name": "Ada"}, {"name": "the name of b"}]}
    assert calls.long_way == ["b"]
