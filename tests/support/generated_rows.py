"""Random rows in the place of the database, the same ones for the same seed; some hold what they must not."""

import types
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from app import errors as refusals
from app.activity.queries import EntryRecord
from app.activity.timeline_kinds import TimelineRecord
from app.authentication.caller import Caller
from app.bulk_invites.problem_groups import ProblemGroup
from app.bulk_invites.queries import BulkInviteRecord
from app.bulk_invites.review.problems import Problem
from app.bulk_invites.row_queries import RowRecord
from app.database.keyset import PageRequest
from app.database.pages import Edge, Page
from app.deliveries.queries import AttemptRow
from app.errors import Refusal
from app.groups.queries import GroupRow
from app.invitations.counts import InvitationCounts
from app.invitations.previews import InvitationPreview
from app.invitations.queries import InvitationRow
from app.members.queries import MemberRow
from app.operations.acts import ActRecord
from app.operations.deliveries import DeliveryRow
from app.organizations.queries import OrganizationRow
from app.suppressions.queries import SuppressionRow

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# What is written as JSON has parts that only its module knows.
EMPTY: Mapping[Any, Any] = {Mapping: {}, Sequence: ()}
REFUSALS: tuple[Refusal, ...] = (
    refusals.NotFound("group", "groupId"),
    refusals.RateLimited(30),
    refusals.TooManyRows(row_count=7, limit=5),
    refusals.InvitationNotPending("accepted"),
    refusals.AlreadyInvited("ada@example.com", UUID(int=7)),
    refusals.InvitationDeclined("ada@example.com", EPOCH),
    refusals.Suppressed(UUID(int=7), "ada@example.com", "it does not exist", "no such user", EPOCH, is_complaint=False),
)


class Odd:
    """A value that fits no type."""

    def __repr__(self) -> str:
        return "odd"

    def __str__(self) -> str:
        raise ValueError("odd has no text")

    def __hash__(self) -> int:
        raise TypeError("odd has no hash")


@dataclass
class RowGenerator:
    """`fault_rate` is how often a field of a row is null or odd, whatever its type."""

    seed: str
    fault_rate: float

    def make(self, kind: Any, *key: object) -> Any:
        """A value of this type; the same one for the same key."""
        return self._value(kind, Random(f"{self.seed} {kind} {key}"), self.fault_rate)

    def _value(self, kind: Any, random: Random, fault_rate: float) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in {types.UnionType, Union}:
            (some,) = [one for one in arguments if one is not types.NoneType]
            return None if random.random() < 0.3 else self._value(some, random, fault_rate)
        if origin in {tuple, frozenset, list, *EMPTY}:
            count = 0 if origin in EMPTY else random.randint(0, 3)
            made = [self._value(arguments[0], random, fault_rate) for _ in range(count)]
            return EMPTY[origin] if origin in EMPTY else origin(made)
        if issubclass(kind, Refusal):
            return random.choice(REFUSALS)
        if issubclass(kind, Problem):
            return Problem(*(self._value(hint, random, 0) for hint in get_type_hints(Problem).values()))
        if is_dataclass(kind):
            return self._row(kind, random, fault_rate)
        return _scalar(kind, random)

    def _row(self, kind: Any, random: Random, fault_rate: float) -> Any:
        hints = get_type_hints(kind)
        values = {}
        for one in fields(kind):
            value = self._value(hints[one.name], random, fault_rate)
            is_faulty = random.random() < fault_rate
            values[one.name] = random.choice([None, Odd()]) if is_faulty else value
        return kind(**values)

    def some(self, *key: object) -> bool:
        return Random(f"{self.seed} some {key}").random() < 0.8

    def by_id(self, kind: Any, id_field: str = "id") -> Callable[[UUID, Sequence[UUID]], Awaitable[list[Any]]]:
        """Rows with these ids, most of them."""

        async def find(_: UUID, ids: Sequence[UUID]) -> list[Any]:
            return [replace(self.make(kind, each), **{id_field: each}) for each in ids if self.some(kind, each)]

        return find

    def paged(self, kind: Any) -> Callable[..., Awaitable[Page[Any]]]:
        """Pages of such rows; the query's last argument is the PageRequest."""
        return returns(lambda *arguments: self._page(kind, arguments[-1]))

    def _page(self, kind: Any, request: PageRequest) -> Page[Any]:
        rows = [self.make(kind, "page", number) for number in range(min(request.size, 4))]
        edges = [Edge(row, f"cursor {number}") for number, row in enumerate(rows)]
        return Page(edges=edges, has_next=True, has_previous=False, total_count=9 if request.count else None)

    def queries(self, caller: Caller) -> dict[str, Any]:
        """Stands in for the queries, by the names under which the API imports them."""
        own = caller.actor.organization_id if caller.actor else None
        return {
            "find_groups": self.by_id(GroupRow),
            "find_members": self.by_id(MemberRow),
            "find_members_of_users": self.by_id(MemberRow, "user_id"),
            "find_invitations": self.by_id(InvitationRow),
            "find_bulk_invites": self.by_id(BulkInviteRecord),
            "find_rows": self.by_id(RowRecord),
            "find_problem_groups": returns(lambda _: [self.make(ProblemGroup, number) for number in range(2)]),
            "count_pending": returns(lambda ids: dict.fromkeys(ids, 3)),
            "find_with_pending": returns(lambda ids: {each for each in ids if self.some("pending", each)}),
            "find_superseded": returns(lambda _, ids: {each for each in ids if self.some("superseded", each)}),
            "count_sendable": returns(lambda _, ids: dict.fromkeys(ids, 3)),
            "find_suppressions": self.by_id(SuppressionRow),
            "find_suppressions_of": returns(
                lambda _, ids: {each: self.make(SuppressionRow, each) for each in ids if self.some("suppressed", each)}
            ),
            "list_suppressions": self.paged(SuppressionRow),
            "find_attempts": returns(lambda ids: {each: [self.make(AttemptRow, each)] for each in ids}),
            "find_organizations_of": returns(lambda _: [replace(self.make(OrganizationRow, 2), id=own)]),
            "find_waiting_invitations": returns(
                lambda *_: [self.make(InvitationPreview, number) for number in range(2)]
            ),
            "find_link": returns(lambda _: types.SimpleNamespace(subject_id=UUID(int=5))),
            "find_last_sent": returns(lambda _, ids: dict.fromkeys(ids, EPOCH)),
            "count_invitations": returns(lambda *_: self.make(InvitationCounts, "counts")),
            "count_pending_of_members": returns(lambda _, ids: dict.fromkeys(ids, 2)),
            "count_pending_beyond": returns(lambda _, changes: dict.fromkeys(changes, 1)),
            "count_members": returns(lambda _, ids: dict.fromkeys(ids, 3)),
            "count_admins": returns(lambda _: 1),
            "find_preview": returns(lambda _: self.make(InvitationPreview, "link")),
            "get_organization": returns(lambda _: self.make(OrganizationRow, 3)),
            "list_groups": self.paged(GroupRow),
            "list_members": self.paged(MemberRow),
            "list_invitations": self.paged(InvitationRow),
            "list_bulk_invites": self.paged(BulkInviteRecord),
            "list_rows": self.paged(RowRecord),
            "list_entries": self.paged(EntryRecord),
            "find_entries": self.by_id(EntryRecord),
            "list_deliveries": self.paged(DeliveryRow),
            "find_deliveries": returns(lambda ids: [replace(self.make(DeliveryRow, each), id=each) for each in ids]),
            "find_recipients": returns(lambda subjects: dict.fromkeys(subjects, "ada@example.com")),
            "list_acts": self.paged(ActRecord),
            "find_acts": returns(lambda ids: [replace(self.make(ActRecord, each), id=each) for each in ids]),
            "load_summaries": returns(lambda acts: {each.id: "Retried 1 email" for each in acts}),
            "read_time": returns(lambda: EPOCH),
            "load_timelines": returns(lambda _, ids: {each: [self.make(TimelineRecord, each)] for each in ids}),
        }


def returns(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """The function as a coroutine function."""

    async def call(*arguments: Any, **_: Any) -> Any:
        return function(*arguments)

    return call


def _scalar(kind: Any, random: Random) -> Any:
    if issubclass(kind, Enum):
        return random.choice(list(kind))
    made: dict[Any, Callable[[], Any]] = {
        UUID: lambda: UUID(int=random.getrandbits(128)),
        bool: lambda: random.random() < 0.5,
        int: lambda: random.randint(0, 1000),
        str: lambda: random.choice(["", "Ada", "é", "accepted", "text"]),
        datetime: lambda: EPOCH + timedelta(seconds=random.randint(0, 10**7)),
    }
    return made[kind]()
