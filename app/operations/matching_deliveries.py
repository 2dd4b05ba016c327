"""Finds the deliveries that a filter keeps, in the order of their ids, of a million as fast as of a hundred.

Indexes hold deliveries by status and id; those of a failure group, of a domain and of an organization as well. The next
ones of each status (and group) are read from such an index, a bounded number, and merged. What more the filter asks
sifts these; where that leaves too few, all that match are read by whatever index finds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.pages import COUNT_LIMIT
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries.queries import DeliveryStatus
from app.operations.delivery_filters import MAX_CLOCK_DIFFERENCE, DeliveryFilter

WALKED_ROWS = 5_000
MAX_ID = 2**128 - 1
_SIFTED_COLUMNS = "d.id, d.status, d.kind, d.subject_id, d.inviting_organization_id, d.recipient_domain"
_OF_BULK_INVITE = """
    d.kind = 'invitation' AND EXISTS (SELECT FROM invitations i WHERE i.id = d.subject_id AND i.bulk_invite_id = {})
"""


@dataclass(frozen=True)
class IdRange:
    """Ids above `above`, below `below` and up to `until`; None: unbounded."""

    above: UUID | None = None
    below: UUID | None = None
    until: UUID | None = None


EVERYWHERE = IdRange()


async def find_matching_ids(
    filters: DeliveryFilter, limit: int, id_range: IdRange = EVERYWHERE, *, descending: bool = False
) -> list[UUID]:
    """The first `limit` of those that the filter keeps."""
    direction = "DESC" if descending else "ASC"
    matching = _Matching(filters, id_range)
    walked = max(limit, WALKED_ROWS // matching.key_count) if matching.sifting else limit
    async with transaction():
        await _plan_by_index()
        found = await rows(
            f"SELECT d.id FROM ({matching.merged(direction, walked)}) AS d WHERE {matching.sifted}"
            f" ORDER BY d.id {direction} LIMIT {limit}",
            *matching.parameters,
        )
        if matching.sifting and len(found) < limit:
            await _plan_by_index(combined=True)
            found = await rows(
                f"WITH matching AS MATERIALIZED ({matching.all()})"
                f" SELECT id FROM matching ORDER BY id {direction} LIMIT {limit}",
                *matching.parameters,
            )
    return [each["id"] for each in found]


async def count_matching(filters: DeliveryFilter, limit: int = COUNT_LIMIT, id_range: IdRange = EVERYWHERE) -> int:
    """How many the filter keeps; counted up to one more than `limit`."""
    matching = _Matching(filters, id_range)
    # From the end at which times match, rather than from where the clocks of processes may differ.
    direction = "DESC" if filters.created_after else "ASC"
    counted = f"{matching.all()} LIMIT {limit + 1}" if matching.sifting else matching.merged(direction, limit + 1)
    async with transaction():
        await _plan_by_index(combined=bool(matching.sifting))
        count: int = await value(f"SELECT count(*) FROM ({counted}) AS counted", *matching.parameters)
    return count


async def find_largest_groups(filters: DeliveryFilter, limit: int, id_range: IdRange) -> list[UUID | None]:
    """The failure groups that most of them are in, None for those in no group; the largest first."""
    matching = _Matching(filters, id_range)
    async with transaction():
        await _plan_by_index(combined=True)
        found = await rows(
            f"{matching.all('d.failure_group_id')}"
            f" GROUP BY d.failure_group_id ORDER BY count(*) DESC, d.failure_group_id LIMIT {limit}",
            *matching.parameters,
        )
    return [each["failure_group_id"] for each in found]


async def _plan_by_index(*, combined: bool = False) -> None:
    """PostgreSQL takes a key of a merge for an average one, of which it may rather read all.

    `combined`: what indexes find is looked up, in no order. PostgreSQL takes the parts of a filter for independent, and
    so expects to find enough soon when it looks through everything; that each row is dear speaks against it.
    """
    await rows(
        """
        SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true),
               set_config('enable_bitmapscan', $1, true), set_config('cpu_tuple_cost', $2, true)
        """,
        "on" if combined else "off",
        "1" if combined else "0.01",
    )


class _Matching:
    """A filter in SQL, for deliveries `d`: an index holds the `keys` in order, `sifting` conditions it does not."""

    def __init__(self, filters: DeliveryFilter, id_range: IdRange) -> None:
        self.parameters: list[object] = []
        self.sifting: list[str] = []
        self.key_count = 1
        self._keys: list[tuple[str, str]] = []
        self._conditions: list[str] = []
        if filters.is_ungrouped:
            self._conditions.append("d.failure_group_id IS NULL")
        after, before = filters.created_after, filters.created_before
        self._above = self._id(max(_above(id_range.above), _first_at(after, -1) if after else 0))
        self._below = self._id(
            min(_below(id_range.below), _below(id_range.until) + 1, _first_at(before, 1) if before else MAX_ID)
        )
        self._add_keys(filters)
        if filters.bulk_invite_id:
            self.sifting.append(_OF_BULK_INVITE.format(self._parameter(filters.bulk_invite_id)))
        for condition, bound in (
            ("d.message_id = {}", filters.message_id),
            ("d.created_at >= {}", after),
            ("d.created_at < {}", before),
        ):
            if bound:
                self._conditions.append(condition.format(self._parameter(bound)))

    def merged(self, direction: str, limit: int) -> str:
        """The next rows by the keys, as far as they have to be looked at.

        Columns are compared as one, and sorted by all: no other index than theirs has the rows in that order.
        """
        columns = _SIFTED_COLUMNS if self.sifting else "d.id"
        names = [f"d.{column}" for column, _ in self._keys] + ["d.id"]
        keys = [f"by_{column}.key" for column, _ in self._keys]
        conditions = [
            f"({', '.join(names)}) > ({', '.join([*keys, self._above])})",
            f"({', '.join(names)}) < ({', '.join([*keys, self._below])})",
            *(f"{name} IS NOT NULL" for name in names[:-1]),
            *self._conditions,
        ]
        ordered = ", ".join(f"{name} {direction}" for name in names)
        one = f"SELECT {columns} FROM deliveries d WHERE {' AND '.join(conditions)} ORDER BY {ordered} LIMIT {limit}"
        if not self._keys:
            return one
        sources = " CROSS JOIN ".join(f"unnest({values}) AS by_{column} (key)" for column, values in self._keys)
        return f"SELECT d.* FROM {sources} CROSS JOIN LATERAL ({one}) AS d ORDER BY d.id {direction} LIMIT {limit}"

    @property
    def sifted(self) -> str:
        return " AND ".join(f"({each})" for each in self.sifting) or "TRUE"

    def all(self, columns: str = "d.id") -> str:
        keyed = [f"d.{column} = ANY ({values})" for column, values in self._keys]
        ids = [f"d.id > {self._above}", f"d.id < {self._below}"]
        return (
            f"SELECT {columns} FROM deliveries d WHERE {' AND '.join([*ids, *keyed, *self._conditions, self.sifted])}"
        )

    def _add_keys(self, filters: DeliveryFilter) -> None:
        """Rows are read by the first of these, which the others sift, and by their status."""
        for column, kind, values in (
            ("failure_group_id", "uuid", set(filters.failure_group_ids)),
            ("recipient_domain", "text", {filters.recipient_domain} - {None}),
            ("inviting_organization_id", "uuid", {filters.organization_id} - {None}),
        ):
            if values and not self._keys and not filters.message_id:
                self._add_key(column, kind, list(values))
            elif values:
                self.sifting.append(f"d.{column} = ANY ({self._parameter(list(values))}::{kind}[])")
        statuses = filters.kept_statuses
        if self._keys or (statuses and not filters.message_id):
            self._add_key("status", "text", list(set(statuses or DeliveryStatus)))
        elif statuses:
            self.sifting.append(f"d.status = ANY ({self._parameter(list(statuses))}::text[])")

    def _add_key(self, column: str, kind: str, values: Sequence[object]) -> None:
        self._keys.append((column, f"{self._parameter(values)}::{kind}[]"))
        self.key_count *= len(values)

    def _parameter(self, parameter: object) -> str:
        self.parameters.append(parameter)
        return f"${len(self.parameters)}"

    def _id(self, number: int) -> str:
        return f"{self._parameter(UUID(int=min(max(number, 0), MAX_ID)))}::uuid"


def _above(bound: UUID | None) -> int:
    return bound.int if bound else 0


def _below(bound: UUID | None) -> int:
    return bound.int if bound else MAX_ID


def _first_at(moment: datetime, clock_differences: int) -> int:
    """The least id of that time, with so many MAX_CLOCK_DIFFERENCE added. Source: RFC 9562, section 5.7."""
    seconds = moment.timestamp() + clock_differences * MAX_CLOCK_DIFFERENCE.total_seconds()
    return min(max(int(seconds * 1000), 0), 2**48 - 1) << 80
