"""Everything in the API says what it is for, in words a front-end developer can use."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema.__main__ import FILE

SHORTEST = 8


def described() -> Iterator[tuple[str, str | None]]:
    """Each element of the exported schema with its description, but for what GraphQL itself defines."""
    for name, named in build_schema(FILE.read_text(encoding="utf-8")).type_map.items():
        if not is_introspection_type(named) and not is_specified_scalar_type(named):
            yield name, named.description
            yield from _inside(named)


def _inside(named: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    match named:
        case GraphQLEnumType():
            yield from ((f"{named.name}.{name}", value.description) for name, value in named.values.items())
        case GraphQLInputObjectType():
            yield from ((f"{named.name}.{name}", field.description) for name, field in named.fields.items())
        case GraphQLObjectType() | GraphQLInterfaceType():
            for name, field in named.fields.items():
                yield f"{named.name}.{name}", field.description
                for argument, definition in field.args.items():
                    yield f"{named.name}.{name}({argument}:)", definition.description


@pytest.fixture(scope="module")
def descriptions() -> dict[str, str]:
    return {place: (text or "").strip() for place, text in described()}


def test_every_type_field_argument_and_value_is_described(descriptions: dict[str, str]) -> None:
    assert [place for place, text in descriptions.items() if len(text) < SHORTEST] == []


def test_a_description_is_a_sentence(descriptions: dict[str, str]) -> None:
    assert [place for place, text in descriptions.items() if text and text[-1] not in ".?!"] == []


def test_a_description_says_more_than_the_name(descriptions: dict[str, str]) -> None:
    def bare(text: str) -> str:
        return "".join(filter(str.isalpha, text)).lower()

    assert [
        place for place, text in descriptions.items() if bare(text) == bare(place.rpartition(".")[2].partition("(")[0])
    ] == []


def test_the_schema_as_a_whole_is_described() -> None:
    described = build_schema(FILE.read_text(encoding="utf-8")).description
    assert described is not None
    assert described.startswith("Inviting people to an organization")
