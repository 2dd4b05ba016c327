"""The fast path returns exactly what graphql-core does, and calls no resolver twice."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

import pytest
import strawberry
from strawberry.relay import Node, NodeID

from schema.execution.compiled_fields import NotPrefetched, prefetched
from schema.execution.fast_path import FastPathExecutor
from schema.execution.schema import LimitedSchema


@strawberry.enum
class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass
class Calls:
    """The prefetched names, and how often each resolver was called for each object."""

    names: dict[str, str] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


def prefetched_name(thing: "Thing", calls: Calls) -> str:
    if thing.id not in calls.names:
        raise NotPrefetched
    return calls.names[thing.id]


@strawberry.type
class Part:
    size: int | None
    must: int = strawberry.field(default=1)

    @strawberry.field
    def counted(self, info: strawberry.Info) -> str:
        info.context.counts["counted", str(self.size)] += 1
        return "once"

    @strawberry.field
    def failing(self, info: strawberry.Info) -> str:
        info.context.counts["failing", str(self.size)] += 1
        raise ValueError(f"no {self.size}")

    @strawberry.field
    def nothing(self, info: strawberry.Info) -> str:
        info.context.counts["nothing", str(self.size)] += 1
        return cast("str", None)

    @strawberry.field
    async def late(self) -> int:
        return 7


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

    @strawberry.field
    def box(self, info: strawberry.Info) -> "Box":
        info.context.counts["box", self.id] += 1
        return Box(parts=self.parts)

    @strawberry.field(metadata=prefetched(prefetched_name))
    async def name(self, info: strawberry.Info) -> str:
        info.context.counts["name", self.id] += 1
        return f"the name of {self.id}"


@strawberry.type
class Box:
    parts: list[Part] | None

    @strawberry.field
    async def heavy(self) -> list[Part]:
        return self.parts or []


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


ORDINARY = strawberry.Schema(Query, types=[Thing])
FAST = strawberry.Schema(Query, types=[Thing], execution_context_class=FastPathExecutor)
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
    "{ things { box { parts { size counted failing } } id } }",
    "{ things { box { parts { size nothing counted } heavy { counted failing } } } }",
    "{ things { maybe { counted nothing } box { parts { counted late } } parts { late failing } } }",
]


@pytest.mark.parametrize("query", QUERIES)
async def test_the_result_is_graphql_core_s(query: str) -> None:
    expected, fast = [await schema.execute(query, context_value=Calls()) for schema in (ORDINARY, FAST)]
    assert str(fast.data) == str(expected.data), "the order counts"
    assert [(error.message, error.path, error.locations) for error in fast.errors or ()] == [
        (error.message, error.path, error.locations) for error in expected.errors or ()
    ]


@pytest.mark.parametrize(
    ("query", "called"),
    [
        ("{ things { parts { failing } } }", {"failing": 1}),
        ("{ things { parts { counted failing } } }", {"counted": 1, "failing": 1}),
        ("{ things { box { parts { counted failing } } } }", {"box": 2, "counted": 1, "failing": 1}),
        ("{ things { box { parts { counted nothing } } } }", {"box": 2, "counted": 1, "nothing": 1}),
        ("{ things { maybe { counted failing } } }", {"counted": 1, "failing": 1}),
        ("{ things { box { heavy { counted failing } } } }", {"box": 2, "counted": 1, "failing": 1}),
        ("{ things { box { parts { counted late } } } }", {"box": 2, "counted": 2}),
    ],
)
async def test_no_resolver_is_called_twice_for_an_object(query: str, called: dict[str, int]) -> None:
    calls = Calls()
    await FAST.execute(query, context_value=calls)
    assert set(calls.counts.values()) == {1}
    assert Counter(name for name, _ in calls.counts) == called


async def test_what_is_prefetched_is_not_resolved() -> None:
    calls = Calls(names={"a": "Ada", "b": "Bob"})
    result = await FAST.execute("{ things { name } }", context_value=calls)
    assert result.data == {"things": [{"name": "Ada"}, {"name": "Bob"}]}
    assert calls.counts == {}


async def test_what_is_not_prefetched_is_resolved_alone() -> None:
    calls = Calls(names={"a": "Ada"})
    result = await FAST.execute("{ things { name } }", context_value=calls)
    assert result.data == {"things": [{"name": "Ada"}, {"name": "the name of b"}]}
    assert calls.counts == {("name", "b"): 1}


async def test_switched_off_graphql_core_resolves_everything() -> None:
    calls = Calls(names={"a": "Ada", "b": "Bob"})
    schema = LimitedSchema(Query, types=[Thing], fast_path=False)
    result = await schema.execute("{ things { name } }", context_value=calls)
    assert result.data == {"things": [{"name": "the name of a"}, {"name": "the name of b"}]}
