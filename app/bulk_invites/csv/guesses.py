"""Guesses what the columns of a file mean, for a person to confirm: by what stands in them, then by their names."""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from app.bulk_invites.csv.address_cells import has_address, is_address
from app.bulk_invites.csv.column_names import EMAIL_RANKS, USER_NAME_RANK, column_key, means
from app.bulk_invites.csv.file_columns import FileColumn, Meaning, cells_in
from app.bulk_invites.csv.likely_names import is_of_others, probably_means
from app.names import loose_key
from app.organizations.roles import Role

_ROLES = frozenset(column_key(role.label) for role in Role)
_ADMINISTRATOR = "admin"
_BETWEEN_GROUPS = re.compile(r"[;|,\r\n\u2028]")
NOTHING: Mapping[int, Meaning] = MappingProxyType({})
# Of the cells of a column, those that have to fit: others are misspelled, or in other words.
MIN_ADDRESSES = 1 / 2
MIN_ROLES = MIN_GROUPS = 1 / 3


def guess_meanings(
    columns: Sequence[FileColumn],
    rows: Sequence[Sequence[str]],
    group_names: Collection[str] = (),
    known: Mapping[int, Meaning] = NOTHING,
) -> dict[int, Meaning]:
    """Returns what the columns probably mean by their places; no meaning twice.

    `rows` are the cells of the first rows, `group_names` those of the groups that there are, `known` what some columns
    certainly mean.
    """
    groups = frozenset(map(loose_key, group_names)) - {""}
    found = dict(known)
    for meaning in Meaning:
        if meaning in found.values():
            continue
        likelihoods = {
            each.position: _likelihood(meaning, each.header, cells_in(rows, each.position), len(rows), groups)
            for each in columns
            if each.position not in found
        }
        best = max(likelihoods, key=likelihoods.__getitem__, default=None)
        if best is not None and likelihoods[best] > 0:
            found[best] = meaning
    return found


def holds_addresses(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether most of a column's cells are addresses."""
    cells = cells_in(rows, place)
    return sum(map(is_address, cells)) * 2 > len(cells)


def _likelihood(meaning: Meaning, name: str, cells: Sequence[str], row_count: int, groups: Collection[str]) -> float:
    """Returns how likely it is among columns of the same file, 0 for surely not."""
    match meaning:
        case Meaning.EMAIL:
            return _likely_addresses(name, cells, row_count)
        case Meaning.ROLE:
            return _likely_roles(name, cells)
        case Meaning.GROUPS:
            return _likely_groups(name, cells, groups)


def _likely_addresses(name: str, cells: Sequence[str], row_count: int) -> float:
    """A person's own addresses stand in each row and differ; those of managers and the like repeat themselves."""
    is_named = EMAIL_RANKS.get(column_key(name), USER_NAME_RANK) < USER_NAME_RANK
    with_address = _part(list(map(has_address, cells)))
    if with_address < MIN_ADDRESSES:
        return is_named / 2
    likelihood = with_address + _part(list(map(is_address, cells)))
    likelihood += (is_named + probably_means(name, Meaning.EMAIL)) / 4
    likelihood += (len({cell.casefold() for cell in cells}) + len(cells)) / row_count / 2
    return likelihood / 2 if is_of_others(name) else likelihood


def _likely_roles(name: str, cells: Sequence[str]) -> float:
    keys = map(column_key, cells)
    part = _part([key in _ROLES or key.startswith(_ADMINISTRATOR) for key in keys])
    return _by_name(part, name, Meaning.ROLE, MIN_ROLES)


def _likely_groups(name: str, cells: Sequence[str], groups: Collection[str]) -> float:
    part = _part([any(loose_key(each) in groups for each in (cell, *_BETWEEN_GROUPS.split(cell))) for cell in cells])
    return _by_name(part, name, Meaning.GROUPS, MIN_GROUPS)


def _by_name(part: float, name: str, meaning: Meaning, least: float) -> float:
    """Returns the likelihood with this part of fitting cells.

    A name that is not sure needs one of them: directories have types of users, and access to doors.
    """
    if means(name, meaning):
        return part + 1 / 2
    if part and probably_means(name, meaning):
        return part + 1 / 4
    return part if part >= least else 0.0


def _part(fitting: Sequence[float]) -> float:
    return sum(fitting) / len(fitting) if fitting else 0.0
