"""Edits of many rows at once: which rows each of them changes, and what they say afterwards."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson

from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.problem_groups import MAX_VALUE, ProblemFilter, read_problem_filter
from app.bulk_invites.review.problems import Problem
from app.bulk_invites.review.rules import RowStatus
from app.database.sql import Where
from app.errors import ErrorCode
from app.names import loose_key, loose_key_sql
from app.organizations.roles import Role


class Cells(NamedTuple):
    """What a row says; `groups` has a name per element."""

    email: str
    role: str
    groups: tuple[str, ...]


class MassEdit(Protocol):
    """An edit of all rows that it has not changed yet, so that doing it twice is the same as once."""

    def narrow(self, where: Where) -> None:
        """Adds which rows it changes to the conditions of rows with the alias `r`."""

    def apply(self, cells: Cells, problems: Collection[Problem]) -> Cells | None:
        """Returns what a row says afterwards, or None where it is removed."""

    def audited(self) -> dict[str, object]:
        """Returns what the audit entry says of it."""


@dataclass(frozen=True)
class Selection:
    """Rows with these ids, in these statuses or with a problem like this.

    None does not choose by it, an empty collection chooses none.
    """

    ids: Collection[UUID] | None = None
    statuses: Collection[RowStatus] | None = None
    problem: ProblemFilter | None = None

    def narrow(self, where: Where) -> None:
        if self.ids is not None:
            where.add("r.id = ANY(?)", list(self.ids))
        if self.statuses is not None:
            where.add("r.status = ANY(?)", list(self.statuses))
        if self.problem is not None:
            self.problem.narrow(where)

    def audited(self) -> dict[str, object]:
        statuses: dict[str, object] = {} if self.statuses is None else {"statuses": list(self.statuses)}
        return statuses if self.problem is None else statuses | {"problem": self.problem.code}


@dataclass(frozen=True)
class ReplaceValue:
    """A cell that says `old` says `new`; of groups, a name in it. Empty is a cell that says nothing.

    Of groups, `new` may be `old` where that group was made since: the rows that have a problem with it, in any
    spelling, are validated again.
    """

    column: Meaning
    old: str
    new: str

    def narrow(self, where: Where) -> None:
        if self.old == self.new:
            self._narrow_to_unknown(where)
        elif self.column is not Meaning.GROUPS:
            where.add(f"left(r.{self.column}, {MAX_VALUE}) = ?", self.old)
        elif self.old:
            where.add("? = ANY(r.groups)", self.old)
        else:
            where.add("r.groups = '{}'")

    def apply(self, cells: Cells, _: Collection[Problem]) -> Cells:
        match self.column:
            case Meaning.EMAIL:
                return cells._replace(email=self.new)
            case Meaning.ROLE:
                return cells._replace(role=self.new)
        return cells._replace(groups=_replaced(cells.groups or ("",), self.old, self.new))

    def audited(self) -> dict[str, object]:
        return {self.column.value: [self.old, self.new]}

    def _narrow_to_unknown(self, where: Where) -> None:
        key = loose_key(self.old) if self.column is Meaning.GROUPS else ""
        if not key:
            where.add("false")
            return
        where.add("r.problem_values IS NOT NULL")
        where.add(
            f"""
            EXISTS (SELECT FROM groups g JOIN bulk_invites b ON b.organization_id = g.organization_id
                     WHERE b.id = r.bulk_invite_id AND {loose_key_sql("g.name")} = ?)
            """,
            key,
        )
        where.add(f"EXISTS (SELECT FROM unnest(r.problem_values) v WHERE {loose_key_sql('v')} = ?)", key)


@dataclass(frozen=True)
class ApplySuggestions:
    """What problems suggest, of those with this code; None: of all."""

    code: ErrorCode | None = None

    def narrow(self, where: Where) -> None:
        where.add("r.problems IS NOT NULL")
        where.add(
            """
            EXISTS (SELECT FROM jsonb_array_elements(r.problems) AS p (problem)
                     WHERE p.problem->>'suggestion' IS NOT NULL AND (?::text IS NULL OR p.problem->>'code' = ?))
            """,
            self.code,
            self.code,
        )

    def apply(self, cells: Cells, problems: Collection[Problem]) -> Cells:
        for problem in problems:
            if problem.suggestion is None or self.code not in {None, problem.code}:
                continue
            match problem.field:
                case Meaning.EMAIL:
                    cells = cells._replace(email=problem.suggestion)
                case Meaning.ROLE:
                    cells = cells._replace(role=problem.suggestion)
                case Meaning.GROUPS:
                    name = problem.value or "; ".join(cells.groups)
                    cells = cells._replace(groups=_replaced(cells.groups, name, problem.suggestion))
        return cells

    def audited(self) -> dict[str, object]:
        return {"suggestions": self.code or "ALL"}


@dataclass(frozen=True)
class SetRights:
    """The rows get this role and these groups, by their names; None leaves what they say."""

    role: Role | None = None
    groups: tuple[str, ...] | None = None
    of: Selection = field(default_factory=Selection)

    def narrow(self, where: Where) -> None:
        self.of.narrow(where)
        changes, parameters = [], list[object]()
        if self.role is not None:
            changes.append("r.role <> ?")
            parameters.append(self.role.label)
        if self.groups is not None:
            changes.append("r.groups <> ?::text[]")
            parameters.append(list(self.groups))
        where.add(" OR ".join(changes) or "false", *parameters)

    def apply(self, cells: Cells, _: Collection[Problem]) -> Cells:
        role = cells.role if self.role is None else self.role.label
        return Cells(cells.email, role, cells.groups if self.groups is None else self.groups)

    def audited(self) -> dict[str, object]:
        to = {"role": self.role, "groups": None if self.groups is None else list(self.groups)}
        return self.of.audited() | {name: [None, value] for name, value in to.items() if value is not None}


@dataclass(frozen=True)
class RemoveRows:
    of: Selection

    def narrow(self, where: Where) -> None:
        self.of.narrow(where)

    def apply(self, _cells: Cells, _: Collection[Problem]) -> None:
        return None

    def audited(self) -> dict[str, object]:
        return self.of.audited()


def write_edit(edit: MassEdit, row_count: int) -> str:
    """Returns an edit of `row_count` rows as JSON, for a worker to finish."""
    return orjson.dumps({"kind": _kind(edit), "rows": row_count, **vars(edit)}).decode()


def read_edit(text: str) -> MassEdit:
    """Returns the edit that `write_edit` wrote. Raises ValueError for one of another release."""
    stored = orjson.loads(text)
    match stored["kind"]:
        case "ReplaceValue":
            return ReplaceValue(Meaning(stored["column"]), stored["old"], stored["new"])
        case "ApplySuggestions":
            return ApplySuggestions(ErrorCode(stored["code"]) if stored["code"] else None)
        case "SetRights" | "SetRightsOfProblem":
            role, groups = stored["role"], stored["groups"]
            return SetRights(
                Role(role) if role else None, None if groups is None else tuple(groups), _selection(stored["of"])
            )
        case "RemoveRows" | "RemoveRowsOfProblem":
            return RemoveRows(_selection(stored["of"]))
    raise ValueError(stored["kind"])


def _kind(edit: MassEdit) -> str:
    """Returns the kind as it is stored.

    An edit of rows with a problem has a kind of its own: the release before does not know it, and would edit all rows.
    """
    is_of_problem = isinstance(edit, (SetRights, RemoveRows)) and edit.of.problem is not None
    return f"{type(edit).__name__}{'OfProblem' if is_of_problem else ''}"


def _selection(stored: dict[str, Any]) -> Selection:
    ids, statuses, problem = stored["ids"], stored["statuses"], stored.get("problem")
    return Selection(
        None if ids is None else [UUID(each) for each in ids],
        None if statuses is None else [RowStatus(each) for each in statuses],
        read_problem_filter(problem) if problem else None,
    )


def _replaced(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Returns each name once, in their order; an empty one is none."""
    return tuple(filter(None, dict.fromkeys(new if name == old else name for name in names)))
