"""From rows to verdicts: what is wrong with each, whom it would invite as what. Every row gets exactly one verdict."""

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from app.bulk_invites.csv.reader import Row
from app.bulk_invites.csv.template import EXAMPLE_KEYS
from app.bulk_invites.review.address_suggestions import addresses_within, repaired
from app.bulk_invites.review.address_warnings import intended_domain, is_role_account, looks_like_another
from app.bulk_invites.review.fast_parser import read_address
from app.errors import AlreadyInvited, AlreadyMember, ErrorCode, GrantNotAllowed, Refusal
from app.organizations import roles
from app.organizations.roles import Role, Scope
from app.users.addresses import Address

ROLES_BY_NAME = {name.lower(): role for role in Role for name in (role.label, role.name)}
ROLE_LABELS = ", ".join(role.label for role in Role)
CACHED = 4096
SHOWN = 60
# A row may name thousands of groups: this many unknown ones are told, and the others counted.
MAX_TOLD = 10
# Looking for a similar name takes some 15 microseconds a group: a file whose groups are all wrong must not take hours.
MAX_COMPARISONS = 200_000
SEVERAL_GROUPS = "Put a semicolon or a pipe between several groups."


class Severity(StrEnum):
    """An ERROR keeps a row from being sent, a WARNING does not."""

    WARNING = "warning"
    ERROR = "error"


class RowStatus(StrEnum):
    """VALID, WARNING and ERROR while reviewing; INVITED and SKIPPED once sent."""

    VALID = "valid"
    WARNING = "warning"
    ERROR = "error"
    INVITED = "invited"
    SKIPPED = "skipped"


class Problem(NamedTuple):
    """What is wrong with one cell of a row. `field` is email, role or groups; None: the row as a whole."""

    severity: Severity
    code: ErrorCode
    message: str
    field: str | None = None
    suggestion: str | None = None


class Reading(NamedTuple):
    """What a row says by itself: None where a cell cannot be understood."""

    row: Row
    address: Address | None
    role: Role | None
    group_ids: tuple[UUID, ...]
    problems: tuple[Problem, ...]


class RowVerdict(NamedTuple):
    """What becomes of a row: `reading` with the problems that others' rows, members and invitations make."""

    reading: Reading
    problems: tuple[Problem, ...]

    @property
    def status(self) -> RowStatus:
        if not self.problems:
            return RowStatus.VALID
        is_error = any(problem.severity is Severity.ERROR for problem in self.problems)
        return RowStatus.ERROR if is_error else RowStatus.WARNING


class Group(NamedTuple):
    id: UUID
    name: str


@dataclass(frozen=True)
class Lookups:
    """Of the addresses in question (their keys): who is a member, who is invited, in which line each comes first."""

    members: Collection[str]
    invited: Collection[str]
    first_lines: Mapping[str, int]


class Reader:
    """Reads rows for somebody who has `role` and, where that counts, the groups `own_groups`."""

    def __init__(
        self,
        role: Role,
        own_groups: Collection[UUID],
        groups: Iterable[Group],
        *,
        max_comparisons: int = MAX_COMPARISONS,
    ) -> None:
        self.role = role
        self.own_groups = frozenset(own_groups)
        self.groups = {group_key(group.name): group for group in groups}
        self._group_ids = {group.id for group in self.groups.values()}
        self._comparisons_left = max_comparisons
        # The same few roles and groups come again and again.
        self._read_role = lru_cache(CACHED)(self._judge_role)
        self._read_groups = lru_cache(CACHED)(self._judge_groups)

    def read(self, row: Row) -> Reading:
        problems: list[Problem] = []
        address: Address | None = None
        try:
            address = read_address(row.email)
        except Refusal as refusal:
            problems.append(_no_address(row.email, refusal))
        else:
            problems.extend(_suspicions(address))
        role, role_problems = self._read_role(row.role)
        group_ids, group_problems = self._read_groups(row.groups)
        problems += role_problems
        problems += group_problems
        if row.has_surplus_cells:
            problems.append(_SURPLUS)
        return Reading(row, address, role, group_ids, tuple(problems))

    def may_invite(self, role: Role, group_ids: Collection[UUID]) -> Problem | None:
        """What stands against inviting somebody with this role into these groups, which exist."""
        if not roles.may_grant(self.role, role):
            return _grant_not_allowed(role)
        if roles.may_use_groups(self.role, self.own_groups, group_ids):
            return None
        return _error(ErrorCode.GROUP_NOT_ALLOWED, self._group_refusal(group_ids), "groups")

    def knows_groups(self, group_ids: Collection[UUID]) -> bool:
        """Are all of these groups there?"""
        return self._group_ids.issuperset(group_ids)

    def _judge_role(self, text: str) -> tuple[Role | None, tuple[Problem, ...]]:
        role = ROLES_BY_NAME.get(text.lower())
        if not text:
            return None, (_error(ErrorCode.REQUIRED, f"Enter a role: {ROLE_LABELS}.", "role"),)
        if role is None:
            sentence = f'There is no role "{_short(text)}". Use one of: {ROLE_LABELS}.'
            suggestion = _closest(text, (role.label for role in Role))
            return None, (_error(ErrorCode.INVALID_ROLE, sentence, "role", suggestion),)
        if not roles.may_grant(self.role, role):
            return role, (_grant_not_allowed(role),)
        if roles.may_manage_anybody(role):
            sentence = f"This makes the person {_article(role.label)} {role.label}, who can invite and remove others."
            return role, (Problem(Severity.WARNING, ErrorCode.INVALID_ROLE, sentence, "role"),)
        return role, ()

    def _judge_groups(self, names: tuple[str, ...]) -> tuple[tuple[UUID, ...], tuple[Problem, ...]]:
        keys = {group_key(name): name for name in names}
        unknown = [name for key, name in keys.items() if key not in self.groups]
        problems = [self._unknown_group(name) for name in unknown[:MAX_TOLD]]
        if len(unknown) > MAX_TOLD:
            sentence = f"Of {len(unknown) - MAX_TOLD:,} more groups, your organization has none either."
            problems.append(_error(ErrorCode.UNKNOWN_GROUP, sentence, "groups"))
        group_ids = dict.fromkeys(self.groups[key].id for key in keys if key in self.groups)
        if not problems and not roles.may_use_groups(self.role, self.own_groups, group_ids):
            problems.append(_error(ErrorCode.GROUP_NOT_ALLOWED, self._group_refusal(group_ids), "groups"))
        return tuple(group_ids), tuple(problems)

    def _unknown_group(self, name: str) -> Problem:
        sentence = f'There is no group "{_short(name)}" in your organization.'
        if all(group_key(part) in self.groups for part in name.split(",")):
            sentence += f" {SEVERAL_GROUPS}"
        suggestion = None
        if self._comparisons_left > 0:
            self._comparisons_left -= len(self.groups)
            suggestion = _closest(name, (group.name for group in self.groups.values()))
        return _error(ErrorCode.UNKNOWN_GROUP, sentence, "groups", suggestion)

    def _group_refusal(self, group_ids: Collection[UUID]) -> str:
        own = sorted(group.name for group in self.groups.values() if group.id in self.own_groups)
        if roles.POLICIES[self.role].manages is not Scope.OWN_GROUPS or not own:
            return "You manage no groups. Ask an Admin of your organization."
        foreign = [group.name for group in self.groups.values() if group.id in group_ids and group.name not in own]
        choice = ", ".join(own[:10])
        if foreign:
            return f'"{foreign[0]}" is not one of your groups. Yours are: {choice}.'
        return f"Name at least one of your groups: {choice}."


def check_row(reading: Reading, known: Lookups) -> RowVerdict:
    """What becomes of a row in its file and its organization. The first row of several with one address stands."""
    if reading.address is None:
        return RowVerdict(reading, reading.problems)
    key = reading.address.key
    problem: Problem | None = None
    first_line = known.first_lines.get(key, reading.row.line)
    if first_line < reading.row.line:
        problem = _error(
            ErrorCode.DUPLICATE_IN_FILE, f"This address is in line {first_line:,} already, which stands.", "email"
        )
    elif key in known.members:
        problem = already_member(reading.address.typed)
    elif key in known.invited:
        problem = already_invited(reading.address.typed)
    return RowVerdict(reading, (problem, *reading.problems) if problem else reading.problems)


def already_member(email: str) -> Problem:
    refusal = AlreadyMember(email)
    return _error(refusal.code, refusal.message, "email")


def already_invited(email: str) -> Problem:
    return _error(ErrorCode.ALREADY_INVITED, AlreadyInvited.sentence(email), "email")


def _grant_not_allowed(role: Role) -> Problem:
    refusal = GrantNotAllowed(role.label)
    return _error(refusal.code, refusal.message, "role")


def unknown_group() -> Problem:
    return _error(ErrorCode.UNKNOWN_GROUP, "One of the groups does not exist any more.", "groups")


def group_key(name: str) -> str:
    """Equal for two spellings of one group's name."""
    return " ".join(unicodedata.normalize("NFC", name).split()).lower()


def _no_address(text: str, refusal: Refusal) -> Problem:
    within = addresses_within(text)
    if len(within) > 1:
        sentence = f"This cell holds {len(within)} addresses: give each a line of its own."
        return _error(ErrorCode.INVALID_EMAIL, sentence, "email")
    meant = within[0] if within else repaired(text)
    sentence = f"{refusal.message} Do you mean {meant}?" if meant else refusal.message
    return _error(refusal.code, sentence, "email", meant)


def _suspicions(address: Address) -> tuple[Problem, ...]:
    local_part, _, domain = address.key.rpartition("@")
    if (intended := intended_domain(domain)) is not None:
        suggestion = f"{address.typed.rpartition('@')[0]}@{intended}"
        return (_suspicious(f"Is {domain} a slip of the keyboard? {suggestion} is more likely.", suggestion),)
    if address.key in EXAMPLE_KEYS:
        sentence = "This is the template's example. Replace it, or remove the line."
        return (_error(ErrorCode.INVALID_EMAIL, sentence, "email"),)
    if local_part.startswith("'"):
        return (_suspicious("It begins with an apostrophe, which is seldom part of an address.", address.typed[1:]),)
    if is_role_account(local_part):
        return (_suspicious(f"{local_part}@ is usually read by several people, each of whom could accept."),)
    if looks_like_another(address.typed):
        return (_suspicious("It has letters of another alphabet that look like these. Type it anew to be sure."),)
    return ()


def _error(code: ErrorCode, message: str, field: str, suggestion: str | None = None) -> Problem:
    return Problem(Severity.ERROR, code, message, field, suggestion)


def _suspicious(message: str, suggestion: str | None = None) -> Problem:
    return Problem(Severity.WARNING, ErrorCode.INVALID_EMAIL, message, "email", suggestion)


_SURPLUS = Problem(
    Severity.ERROR,
    ErrorCode.INVALID_CSV,
    "This line has more cells than the header. Put quotation marks around a cell that holds the separator."
    f" {SEVERAL_GROUPS}",
)


def _closest(text: str, choices: Iterable[str]) -> str | None:
    by_key: dict[str, str] = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(text[:SHOWN].casefold(), by_key, n=1, cutoff=0.75)
    return by_key[found[0]] if found else None


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _article(noun: str) -> str:
    return "an" if noun[0] in "AEIOU" else "a"
