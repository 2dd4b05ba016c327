"""With the fast path and without it, the real schema returns the same data and the same errors in the same order.

Over every document of the console, GraphiQL's examples and generated documents. Rows are generated, too, and hold
nulls and values of wrong types where they must not.
"""

import gc
import importlib
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from graphql import OperationDefinitionNode, OperationType, parse
from graphql.language import VariableDefinitionNode
from starlette.requests import HTTPConnection
from strawberry.types import ExecutionResult
from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition

from app.authentication.caller import Caller
from app.bulk_invites.queries import BulkInviteRecord
from app.bulk_invites.row_queries import RowRecord
from app.groups.queries import GroupRow
from app.invitations.queries import InvitationRow
from app.members.queries import MemberRow
from app.organizations.queries import OrganizationRow
from app.pubsub.events import ChangeKind
from app.settings import Settings
from app.settings.limits import Limits
from schema.api.bulk_invites.rows import BulkInviteRow
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Context
from schema.api.groups import Group
from schema.api.invitations.types import Invitation
from schema.api.members import Member
from schema.api.organizations import Organization
from schema.api.root import build_schema
from schema.api.subscriptions.fields import InvitationChange, MemberChange
from schema.api.user_errors import user_error
from schema.api.users import Viewer
from schema.execution import schema as execution_schema
from schema.execution.errors import Code
from schema.execution.request_context import Transport
from schema.execution.schema import LimitedSchema
from tests.support.console_documents import OPERATIONS, console_document, example_documents
from tests.support.generated_documents import VARIABLES, DocumentGenerator, value_of
from tests.support.generated_rows import REFUSALS, RowGenerator

# graphql-core, with the fast path or without, drops coroutines of fields beside one that fails.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MODULES = [
    importlib.import_module(f"schema.api.{name}")
    for name in (
        "bulk_invites.csv_template",
        "bulk_invites.types",
        "delivery_lists",
        "groups",
        "invitations.lists",
        "invitations.preview",
        "invitations.types",
        "loaders",
        "members",
        "operations.acts",
        "operations.operations",
        "users",
    )
]
ROWS: dict[Any, Any] = {
    Invitation: InvitationRow,
    Member: MemberRow,
    Group: GroupRow,
    Organization: OrganizationRow,
    BulkInvite: BulkInviteRecord,
    BulkInviteRow: RowRecord,
}
EVENTS: dict[str, Any] = {"invitedUsersChanged": InvitationChange, "currentUsersChanged": MemberChange}
UNLIMITED = Limits(
    **{name: 10**9 for name in Limits.model_fields if name.startswith("query_")}, errors_told=10**9, page_size=100
)
FAULT_RATES = (0.0, 0.02, 0.2)
GENERATED = 40
KINDS = ("@skip", "@include", "fragment ", "... on", "alias", "__typename")


@dataclass
class World:
    """Two schemas whose queries, mutations and subscriptions return what `rows` makes; the first has no fast path."""

    settings: Settings
    rows: RowGenerator = field(default_factory=lambda: RowGenerator("", 0))
    errors: int = 0
    nulls: int = 0

    def __post_init__(self) -> None:
        self.schemas = [build_schema(UNLIMITED, fast_path=fast_path) for fast_path in (False, True)]
        for schema in self.schemas:
            types = schema.documents.schema
            assert types.mutation_type
            assert types.subscription_type
            for name, mutation in types.mutation_type.fields.items():
                mutation.resolve = self._mutation(schema, name)
            for name, subscription in types.subscription_type.fields.items():
                subscription.subscribe = self._subscription(EVENTS.get(name))

    async def compare(self, document: str, variables: dict[str, Any], rows: RowGenerator) -> None:
        self.rows = rows
        caller: Caller = RowGenerator(rows.seed, 0).make(Caller)
        with pytest.MonkeyPatch.context() as patched:
            for name, function in rows.queries(caller).items():
                for module in MODULES:
                    patched.setattr(module, name, function, raising=False)
            ordinary, fast = [await self._execute(schema, caller, document, variables) for schema in self.schemas]
        assert fast == ordinary, document
        assert Code.GRAPHQL_VALIDATION_FAILED not in str(ordinary), document
        self.errors += sum(len(errors) for _, errors in ordinary)
        self.nulls += sum(data.count("null") for data, _ in ordinary)

    async def _execute(
        self, schema: LimitedSchema, caller: Caller, document: str, variables: dict[str, Any]
    ) -> list[tuple[str, list[Any]]]:
        subscriptions: Any = None
        scope = {"type": "http", "method": "POST", "headers": [], "client": ("127.0.0.1", 1)}
        context = Context(
            connection=HTTPConnection(scope),
            transport=Transport.HTTP,
            settings=self.settings,
            subscriptions=subscriptions,
            caller=caller,
        )
        (operation, *_) = parse(document).definitions
        assert isinstance(operation, OperationDefinitionNode)
        if operation.operation is not OperationType.SUBSCRIPTION:
            result = await schema.execute(document, variable_values=variables, context_value=context)
            return [comparable(result)]
        results = await schema.stream(document, variables, context)
        async with aclosing(results):
            return [comparable(result) async for result in results if isinstance(result, ExecutionResult)]

    def _mutation(self, schema: LimitedSchema, name: str) -> Callable[..., Any]:
        fields = get_object_definition(schema.mutation, strict=True).fields
        (kind,) = [one.type for one in fields if schema.config.name_converter.from_field(one) == name]
        payload: Any = kind
        values = [one for one in get_object_definition(payload, strict=True).fields if one.base_resolver is None]

        def resolve(*_: Any, **__: Any) -> Any:
            return payload(**{one.python_name: self._value(one.python_name, one.type) for one in values})

        return resolve

    def _value(self, name: str, kind: Any) -> Any:
        """A value of a payload."""
        if name == "errors":
            return [user_error(refusal) for refusal in REFUSALS]
        if isinstance(kind, StrawberryList):
            return [self._value(f"{name} {number}", kind.of_type) for number in range(2)]
        if isinstance(kind, StrawberryOptional):
            return self._value(name, kind.of_type) if self.rows.some("payload", name) else None
        if kind is str:
            return "token"
        if kind is Viewer:
            return Viewer(caller=self.rows.make(Caller))
        if kind not in ROWS:  # the union of members and invitations
            kind = Member if self.rows.some("union") else Invitation
        return kind.of(self.rows.make(ROWS[kind], name))

    def _subscription(self, kind: Any) -> Callable[..., Any]:
        async def subscribe(*_: Any, **__: Any) -> AsyncGenerator[Any, None]:
            subject_id = self.rows.make(InvitationRow).id
            for number in range(3):
                if kind is None:
                    yield BulkInvite.of(self.rows.make(BulkInviteRecord, number))
                else:
                    yield kind(kind=ChangeKind.UPDATED, subject_id=subject_id if number else None, shared={})

        return subscribe


def comparable(result: ExecutionResult) -> tuple[str, list[Any]]:
    """The data as text, so that the order of fields counts, and everything that clients read of the errors."""
    errors = [(error.message, error.path, error.locations, error.extensions) for error in result.errors or ()]
    return json.dumps(result.data), errors


@pytest.fixture(scope="module")
def world(settings: Settings) -> World:
    return World(settings)


@pytest.fixture(autouse=True)
def _unmasked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Errors are compared as they are before they are masked."""
    monkeypatch.setattr(execution_schema, "mask_error", lambda error: error)
    yield
    gc.collect()  # dropped coroutines are this test's, not the next one's


def variables_of(world: World, document: str) -> dict[str, Any]:
    """A value for each variable of the document."""
    (operation, *_) = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    definitions: tuple[VariableDefinitionNode, ...] = tuple(operation.variable_definitions or ())
    return {each.variable.name.value: value_of(world.schemas[0].documents.schema, each) for each in definitions}


@pytest.mark.parametrize("fault_rate", FAULT_RATES)
async def test_documents_of_the_console(world: World, fault_rate: float) -> None:
    assert len(OPERATIONS) >= 20
    for name in OPERATIONS:
        document = console_document(name)
        await world.compare(document, variables_of(world, document), RowGenerator(name, fault_rate))


@pytest.mark.parametrize("fault_rate", FAULT_RATES)
async def test_examples_of_graphiql(world: World, fault_rate: float) -> None:
    examples = example_documents()
    assert len(examples) >= 8
    for number, document in enumerate(examples):
        await world.compare(document, variables_of(world, document), RowGenerator(f"example {number}", fault_rate))


async def test_generated_documents(world: World) -> None:
    schema = world.schemas[0].documents.schema
    seen: Counter[str] = Counter()
    for number in range(GENERATED):
        kind, root = ("mutation", schema.mutation_type) if number % 4 == 0 else ("query", schema.query_type)
        assert root
        document = DocumentGenerator(schema, Random(number)).operation(kind, root)
        seen.update(word for word in KINDS if word in document)
        for fault_rate in FAULT_RATES:
            await world.compare(document, VARIABLES, RowGenerator(f"generated {number}", fault_rate))
    assert min(seen.values()) > GENERATED / 3
    assert world.errors > GENERATED
    assert world.nulls > GENERATED
