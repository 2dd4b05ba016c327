"""Changes of several things by one request: which ones are meant, and what became of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

from app.errors import CountChanged, OutOfRange, Refusal, TooLong

MAX_AT_ONCE = 500
# No more are counted to tell somebody how many there are.
MAX_COUNTED = 10_000

Filter = TypeVar("Filter")
Subject = TypeVar("Subject")
# In the order of the request, or by the position in it.
Ids: TypeAlias = Sequence[UUID] | Mapping[int, UUID]


@dataclass(frozen=True)
class Matching(Generic[Filter]):
    """Whatever the filter keeps, as long as that is as many as the caller has seen."""

    filter: Filter
    expected_count: int

    def require_bounded(self, noun: str) -> None:
        """Raises TooLong, OutOfRange. `noun` is what they are called."""
        if self.expected_count > MAX_AT_ONCE:
            raise TooLong("expectedCount", "One request", MAX_AT_ONCE, noun).at("matching", "expectedCount")
        if self.expected_count < 0:
            raise OutOfRange("expectedCount", "The number expected", "0 or more").at("matching", "expectedCount")

    def require_count(self, count: int) -> None:
        """Raises CountChanged where another number match now; a `count` above MAX_COUNTED says "more than that"."""
        if count != self.expected_count:
            raise CountChanged(self.expected_count, count, MAX_COUNTED)


@dataclass
class BatchResult:
    """What became of each; `refused` is by the position in the request. `source` is the field that says which."""

    source: str
    done: list[UUID] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)

    @property
    def refusals(self) -> list[Refusal]:
        """In the order of the request; each one's path names the position of its id. What a filter chose has none."""
        found = sorted(self.refused.items())
        if self.source == "matching":
            return [refusal.at("matching") for _, refusal in found]
        return [refusal.at(self.source, str(position)) for position, refusal in found]

    def try_each(
        self, subjects: Sequence[tuple[int, Subject]], check: Callable[[Subject], None]
    ) -> list[tuple[int, Subject]]:
        """Returns those, with their positions, for which `check` raises no refusal; the others are refused."""
        passed = []
        for position, subject in subjects:
            try:
                check(subject)
            except Refusal as refusal:
                self.refused[position] = refusal
            else:
                passed.append((position, subject))
        return passed

    def require_done(self) -> None:
        """Raises the refusal of a request about one."""
        for refusal in self.refused.values():
            raise refusal


def result_for(chosen: Ids | Matching[Filter], ids_field: str) -> BatchResult:
    """An empty result; `ids_field` is where the request has its ids, if it has any."""
    return BatchResult("matching" if isinstance(chosen, Matching) else ids_field)


def positions_of(ids: Ids, ids_field: str, noun: str) -> dict[UUID, list[int]]:
    """Returns each id, in the order of ids, with where the request has it. Raises TooLong."""
    if len(ids) > MAX_AT_ONCE:
        raise TooLong(ids_field, "One request", MAX_AT_ONCE, noun)
    positions: dict[UUID, list[int]] = {}
    for position, each in ids.items() if isinstance(ids, Mapping) else enumerate(ids):
        positions.setdefault(each, []).append(position)
    return dict(sorted(positions.items()))
