"""What the cells of a row mean, each by itself: its address, its role and its groups, or what is wrong with them."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from app.bulk_invites.csv.encoding import GUESSED
from app.bulk_invites.csv.reader import Row
from app.bulk_invites.csv.template import EXAMPLE_KEYS
from app.bulk_invites.review import sheet_rows
from app.bulk_invites.review.address_suggestions import invalid_address
from app.bulk_invites.review.address_warnings import (
    address_warnings,
    encoding_guess,
    encoding_warning,
    quotes_warning,
)
from app.bulk_invites.review.defaults import NO_DEFAULTS, Defaults
from app.bulk_invites.review.fast_parser import read_address
from app.bulk_invites.review.group_names import Group, GroupNames
from app.bulk_invites.review.problems import Problem, error, grant_not_allowed, warning
from app.bulk_invites.review.role_names import find_role, suggest_role
from app.bulk_invites.review.sheet_rows import SheetRows
from app.errors import ErrorCode, InvalidEmail, Refusal, with_article
from app.names import name_key
from app.organizations import roles
from app.organizations.roles import Role, Scope
from app.users.addresses import Address, is_quoted

ROLE_LABELS = ", ".join(role.label for role in Role)
CACHE_SIZE = 4096
# Characters of a cell that a message quotes.
MAX_QUOTED = 60
# A row may name thousands of groups: this many unknown ones get an error each, and one error counts the others.
MAX_UNKNOWN_GROUPS = 10
# Groups that a suggestion offers to choose from.
MAX_CHOICES = 10
# A file whose groups are all wrong must not take hours.
MAX_COMPARISONS = 200_000
SEVERAL_GROUPS = "Put a semicolon or a pipe between several groups."
TEMPLATE_EXAMPLE = error(
    ErrorCode.INVALID_EMAIL, "This is the template's example. Replace it, or remove the row.", "email"
)
DEFAULT_GROUP_DELETED = error(
    ErrorCode.UNKNOWN_GROUP,
    "A group that was chosen for all rows does not exist any more. Name groups in this row.",
    "groups",
)
SURPLUS_CELLS = error(
    ErrorCode.INVALID_CSV,
    "This line has more cells than there are columns. Put quotation marks around a cell that has a comma in it."
    f" {SEVERAL_GROUPS}",
    field=None,
)


class ParsedRow(NamedTuple):
    """What the cells of `row` mean. `address` and `role` are None where they mean nothing.

    `groups` are the names in the row, and `group_ids` those that exist. `problems` are those that do not depend on
    other rows. `is_of_sheet` is whether the row has its number from a sheet.
    """

    row: Row
    address: Address | None
    role: Role | None
    groups: tuple[str, ...]
    group_ids: tuple[UUID, ...]
    problems: tuple[Problem, ...]
    is_of_sheet: bool = False


class RowParser:
    """Parses rows by the rights of a member who has `role` and, where the role is limited to them, `own_groups`.

    `groups` are all of the organization; `defaults` is what rows get that name no role or no groups. With
    `is_encoding_guessed`, addresses outside of ASCII get a warning and no suggestion. After `max_comparisons` names of
    groups have been compared, unknown ones get no suggestion. `sheet` is where the rows come from, None for CSV.
    """

    def __init__(
        self,
        role: Role,
        own_groups: Collection[UUID],
        groups: Iterable[Group],
        *,
        defaults: Defaults = NO_DEFAULTS,
        is_encoding_guessed: bool = False,
        sheet: SheetRows | None = None,
        max_comparisons: int = MAX_COMPARISONS,
    ) -> None:
        self.defaults = defaults
        self.is_encoding_guessed = is_encoding_guessed
        self.sheet = sheet
        self.role = role
        self.own_groups = frozenset(own_groups)
        self.groups = GroupNames(groups)
        self._comparisons_left = max_comparisons
        # A file repeats the same few roles and groups.
        self._cached_role = lru_cache(CACHE_SIZE)(self._parse_role)
        self._cached_groups = lru_cache(CACHE_SIZE)(self._parse_groups)

    def parse(self, row: Row, *, is_typed: bool = False) -> ParsedRow:
        """`is_typed`: the row's text did not come from the file's bytes."""
        is_guess = self.is_encoding_guessed and not is_typed and not row.email.isascii()
        address, problems = parse_address_cell(row.email, is_guess=is_guess)
        role, role_problems = self._cached_role(row.role)
        groups, group_ids, group_problems = self._cached_groups(row.groups)
        problems += role_problems
        problems += group_problems
        if row.has_surplus_cells:
            problems.append(SURPLUS_CELLS if self.sheet is None else sheet_rows.SURPLUS_CELLS)
        if self.sheet is not None and self.sheet.hides(row.line):
            problems.append(sheet_rows.HIDDEN_ROW)
        return ParsedRow(row, address, role, groups, group_ids, tuple(problems), self.sheet is not None)

    def grant_problem(self, role: Role, group_ids: Collection[UUID]) -> Problem | None:
        """Returns why the member may not invite anybody with this role into these groups, which exist, or None."""
        if not roles.may_grant(self.role, role):
            return grant_not_allowed(role)
        if roles.may_use_groups(self.role, self.own_groups, group_ids):
            return None
        return error(ErrorCode.GROUP_NOT_ALLOWED, self._group_refusal(group_ids), "groups")

    def groups_exist(self, group_ids: Collection[UUID]) -> bool:
        """Whether the organization has all of these groups."""
        return self.groups.ids.issuperset(group_ids)

    def _parse_role(self, text: str) -> tuple[Role | None, tuple[Problem, ...]]:
        role = find_role(text) if text else self.defaults.role
        if role is None and not text:
            return None, (error(ErrorCode.REQUIRED, f"Enter a role: {ROLE_LABELS}.", "role"),)
        if role is None:
            suggestion = suggest_role(text)
            hint = f"Did you mean {suggestion}?" if suggestion else f"Use one of: {ROLE_LABELS}."
            sentence = f'There is no role "{_quoted(text)}". {hint}'
            return None, (error(ErrorCode.INVALID_ROLE, sentence, "role", suggestion),)
        if not roles.may_grant(self.role, role):
            return role, (grant_not_allowed(role),)
        if roles.may_manage_anybody(role):
            sentence = f"This makes the person {with_article(role.label)}, who can invite and remove others."
            return role, (warning(ErrorCode.INVALID_ROLE, sentence, "role"),)
        return role, ()

    def _parse_groups(self, cells: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[UUID, ...], tuple[Problem, ...]]:
        names = tuple(dict.fromkeys(name for cell in cells for name in self.groups.split(cell)))
        group_ids, problems = self._check_groups(names)
        return names, group_ids, problems

    def _check_groups(self, names: tuple[str, ...]) -> tuple[tuple[UUID, ...], tuple[Problem, ...]]:
        found = {name_key(name): (name, self.groups.find(name)) for name in names}
        unknown = [name for name, group in found.values() if group is None]
        problems = [self._unknown_group(name) for name in unknown[:MAX_UNKNOWN_GROUPS]]
        if len(unknown) > MAX_UNKNOWN_GROUPS:
            sentence = _more_unknown(len(unknown) - MAX_UNKNOWN_GROUPS)
            problems.append(error(ErrorCode.UNKNOWN_GROUP, sentence, "groups"))
        group_ids = dict.fromkeys(group.id for _, group in found.values() if group)
        if not names:
            group_ids = dict.fromkeys(self.defaults.group_ids)
            if not self.groups_exist(group_ids):
                return (), (DEFAULT_GROUP_DELETED,)
        if not problems and not roles.may_use_groups(self.role, self.own_groups, group_ids):
            problems.append(error(ErrorCode.GROUP_NOT_ALLOWED, self._group_refusal(group_ids), "groups"))
        return tuple(group_ids), tuple(problems)

    def _unknown_group(self, name: str) -> Problem:
        sentence = f'There is no group "{_quoted(name)}" in your organization.'
        suggestion = None
        if self._comparisons_left > 0:
            self._comparisons_left -= len(self.groups)
            suggestion = self.groups.most_similar(name)
        if any(self.groups.find(part) for part in name.split(",")):
            sentence += f" {SEVERAL_GROUPS}"
        elif suggestion:
            sentence += f" Did you mean {suggestion}?"
        return error(ErrorCode.UNKNOWN_GROUP, sentence, "groups", suggestion, value=name)

    def _group_refusal(self, group_ids: Collection[UUID]) -> str:
        own = sorted(group.name for group in self.groups.all() if group.id in self.own_groups)
        if roles.POLICIES[self.role].manages is not Scope.OWN_GROUPS or not own:
            return "You manage no groups. Ask an Admin of your organization."
        foreign = [group.name for group in self.groups.all() if group.id in group_ids and group.name not in own]
        choices = ", ".join(own[:MAX_CHOICES])
        if foreign:
            return f'"{foreign[0]}" is not one of your groups. Yours are: {choices}.'
        return f"Name at least one of your groups: {choices}."


def parse_address_cell(text: str, *, is_guess: bool = False) -> tuple[Address | None, list[Problem]]:
    """Returns the address, None where there is none, and what is wrong with it whatever stands beside it.

    `is_guess`: its letters may be others, and so may those of what would be suggested for them.
    """
    try:
        address = read_address(text)
    except Refusal as refusal:
        if not is_guess:
            return None, [invalid_address(text, refusal)]
        plain = InvalidEmail(refusal.reason) if isinstance(refusal, InvalidEmail) else refusal
        return None, [error(plain.code, f"{plain.message} {encoding_guess(GUESSED)}", "email")]
    if address.key in EXAMPLE_KEYS:
        return address, [TEMPLATE_EXAMPLE]
    if is_guess and not address.typed.isascii():
        return address, [encoding_warning(address.typed, GUESSED)]
    problems = list(address_warnings(address))
    if is_quoted(text) and not any(problem.suggestion for problem in problems):
        problems.insert(0, quotes_warning(address))
    return address, problems


def _quoted(text: str) -> str:
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"


def _more_unknown(count: int) -> str:
    return "1 more group does not exist either." if count == 1 else f"{count:,} more groups do not exist either."
