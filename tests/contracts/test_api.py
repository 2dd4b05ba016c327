"""The printed schema keeps what `api.graphql` promises to the clients that are written against it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from inspect import Parameter, signature
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    print_ast,
)

from app import errors
from app.errors import ErrorCode, Refusal
from schema.api.user_errors import user_error

HERE = Path(__file__).parent
OF_REFUSALS = {
    "BasicError",
    "AlreadyInvited",
    "InvitationDeclined",
    "InvitationNotPending",
    "RateLimited",
    "Suppressed",
    "TooManyRows",
}
# Problems of single rows of a file, which are no refusals of a request.
ONLY_OF_ROWS = {ErrorCode.INVALID_ROLE, ErrorCode.DUPLICATE_IN_FILE, ErrorCode.HIDDEN_ROW}
# "accepted", since one of the texts is an invitation's status.
EXAMPLES: dict[Any, Any] = {
    str: "accepted",
    str | None: None,
    int: 1,
    bool: True,
    UUID: UUID(int=1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def contract() -> GraphQLSchema:
    return build_schema((HERE / "api.graphql").read_text())


@pytest.fixture(scope="module")
def printed(root: Path) -> GraphQLSchema:
    return build_schema((root / "schema" / "schema.graphql").read_text())


def promises(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Each name of the schema with what it is: `Type.field(argument)` with its type and default."""
    for name, each in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, type(each).__name__
        match each:
            case GraphQLEnumType():
                yield from ((f"{name}.{value}", "value") for value in each.values)
            case GraphQLUnionType():
                yield from ((f"{name}.{member.name}", "member") for member in each.types)
            case GraphQLInputObjectType():
                yield f"{name}@oneOf", str(each.is_one_of)
                for field, value in each.fields.items():
                    yield f"{name}.{field}", with_default(value)
            case GraphQLObjectType() | GraphQLInterfaceType():
                yield from ((f"{name}:{interface.name}", "implemented") for interface in each.interfaces)
                for field, output in each.fields.items():
                    yield f"{name}.{field}", str(output.type)
                    for argument, value in output.args.items():
                        yield f"{name}.{field}({argument})", with_default(value)


def with_default(value: GraphQLInputField | GraphQLArgument) -> str:
    default = value.default and value.default.literal
    return f"{value.type} = {print_ast(default)}" if default else str(value.type)


def refusals() -> list[Refusal]:
    """One of each class."""
    classes = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Refusal)]
    return [
        each(
            *(EXAMPLES[given.annotation] for given in _required(each) if given.kind is not given.KEYWORD_ONLY),
            **{given.name: EXAMPLES[given.annotation] for given in _required(each) if given.kind is given.KEYWORD_ONLY},
        )
        for each in classes
        if each is not Refusal
    ]


def _required(refusal: type[Refusal]) -> list[Parameter]:
    return [given for given in signature(refusal).parameters.values() if given.default is given.empty]


def test_every_name_that_is_there_is_what_was_promised(contract: GraphQLSchema, printed: GraphQLSchema) -> None:
    have = dict(promises(printed))
    promised = {name: what for name, what in promises(contract) if name in have}
    assert {name: have[name] for name in promised} == promised


def test_nothing_promised_is_missing(contract: GraphQLSchema, printed: GraphQLSchema) -> None:
    have = dict(promises(printed))
    assert [name for name, _ in promises(contract) if name not in have] == []


def test_nothing_optional_in_the_contract_became_required(contract: GraphQLSchema, printed: GraphQLSchema) -> None:
    """A client that leaves out what it never heard of is still understood."""
    known = dict(promises(contract))
    added = {name: what for name, what in promises(printed) if name not in known and name.partition(".")[0] in known}
    inputs = {name for name, each in contract.type_map.items() if isinstance(each, GraphQLInputObjectType)}
    required = [
        name
        for name, what in added.items()
        # An argument of a field that is new itself is no news to anybody.
        if (name.partition(".")[0] in inputs or (name.endswith(")") and name.partition("(")[0] in known))
        and what.endswith("!")
    ]
    assert required == []


def test_every_concrete_error_type_is_printed_with_the_fields_all_have(printed: GraphQLSchema) -> None:
    """Strawberry answers with another type's name for one that is nowhere in the printed schema."""
    interface = printed.type_map["UserError"]
    assert isinstance(interface, GraphQLInterfaceType)
    concrete = {each.name for each in printed.get_possible_types(interface)}
    assert concrete == {*OF_REFUSALS, "RowProblem"}
    answered = {type(user_error(each)).__name__ for each in refusals()}
    assert answered == OF_REFUSALS
    common = {name: str(field.type) for name, field in interface.fields.items()}
    assert common == {"code": "UserErrorCode!", "message": "String!", "path": "[String!]"}
    for each in printed.get_possible_types(interface):
        assert {name: str(each.fields[name].type) for name in common} == common


def test_every_refusal_has_a_code_that_the_api_knows(printed: GraphQLSchema) -> None:
    codes = printed.type_map["UserErrorCode"]
    assert isinstance(codes, GraphQLEnumType)
    assert set(codes.values) == {code.name for code in ErrorCode}
    assert {each.code for each in refusals()} | ONLY_OF_ROWS == set(ErrorCode)
