"""Writes what rows of a bulk invite under review say from now on, and checks again all that this concerns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from app.bulk_invites.csv.reader import Row as FileRow
from app.bulk_invites.review.lookups import load_lookups, load_row_parser
from app.bulk_invites.review.problems import write_problems, write_values
from app.bulk_invites.review.row_parser import ParsedRow
from app.bulk_invites.review.rules import RowStatus, RowVerdict, check_row
from app.database.sql import Row, force_custom_plans, rows
from app.organizations.actor import Actor

# As many rows with one address as are checked again, the first of them: any other stays a duplicate.
MAX_SAME_ADDRESS = 100
COLUMNS = """
    r.id, r.line, r.email, r.email_key, r.role, r.groups, r.has_surplus_cells, r.is_edited, r.is_email_kept, r.status,
    r.problems, r.problem_values
"""


class Rewrite(NamedTuple):
    """What a stored row says from now on. `is_typed`: its address did not come from the file's bytes."""

    stored: Row
    row: FileRow
    is_typed: bool
    is_edited: bool = True


async def rewrite_rows(
    actor: Actor, bulk_invite: Row, rewrites: Sequence[Rewrite], removed: Sequence[Row] = (), *, remaining: int = 0
) -> None:
    """Rewrites some rows and removes others, in the transaction that has locked the bulk invite.

    Those with an address that one of them had or has are checked again: which of them comes first may have changed.
    Of more than MAX_SAME_ADDRESS with one address, the last may name a line that was the first.
    `remaining` rows are still to be edited afterwards.
    """
    await force_custom_plans()
    bulk_invite_id: UUID = bulk_invite["id"]
    parser = await load_row_parser(actor, bulk_invite)
    parsed = [parser.parse(each.row, is_typed=each.is_typed) for each in rewrites]
    moved = [(each.stored, _key(to)) for each, to in zip(rewrites, parsed, strict=True)]
    moved = [(stored, key) for stored, key in moved if key != stored["email_key"]]
    concerned = {key for stored, key in moved for key in (key, stored["email_key"])}
    concerned |= {stored["email_key"] for stored in removed}
    await _move(bulk_invite_id, moved, removed)
    others = await _load_others(bulk_invite_id, concerned - {None}, {each.stored["id"] for each in rewrites})
    all_rewrites = [*rewrites, *others]
    parsed += [parser.parse(each.row, is_typed=each.is_typed) for each in others]
    keys = {each.address.key for each in parsed if each.address}
    lookups = await load_lookups(actor.organization_id, bulk_invite_id, list(keys))
    verdicts = [check_row(each, lookups) for each in parsed]
    await _write(bulk_invite_id, all_rewrites, verdicts)
    before = Counter(each.stored["status"] for each in all_rewrites) + Counter(each["status"] for each in removed)
    await _count(bulk_invite_id, before, Counter(verdict.status for verdict in verdicts), len(removed), remaining)


def file_row(stored: Row) -> FileRow:
    """Returns what a stored row says."""
    groups = tuple(stored["groups"])
    return FileRow(stored["line"], stored["email"], stored["role"], groups, stored["has_surplus_cells"], ())


def is_typed(stored: Row) -> bool:
    """Whether the address of a stored row did not come from the file's bytes."""
    return bool(stored["is_edited"] and not stored["is_email_kept"])


async def _move(bulk_invite_id: UUID, moved: Sequence[tuple[Row, str | None]], removed: Sequence[Row]) -> None:
    """Before anything is looked up, the table has the addresses that there are from now on."""
    if removed:
        await rows(
            "DELETE FROM bulk_invite_rows WHERE bulk_invite_id = $1 AND id = ANY($2)",
            bulk_invite_id,
            [each["id"] for each in removed],
        )
    if moved:
        await rows(
            """
            UPDATE bulk_invite_rows r SET email_key = moved.key FROM unnest($2::uuid[], $3::text[]) AS moved (id, key)
             WHERE r.id = moved.id AND r.bulk_invite_id = $1
            """,
            bulk_invite_id,
            [stored["id"] for stored, _ in moved],
            [key for _, key in moved],
        )


async def _load_others(bulk_invite_id: UUID, keys: Iterable[str | None], known: set[UUID]) -> list[Rewrite]:
    """Returns the rows with these addresses that are not known, to be written as they are."""
    found = await rows(
        f"""
        SELECT r.* FROM unnest($2::text[]) AS concerned (key) CROSS JOIN LATERAL (
            SELECT {COLUMNS} FROM bulk_invite_rows r WHERE r.bulk_invite_id = $1 AND r.email_key = concerned.key
               AND r.id <> ALL($4) ORDER BY r.line LIMIT $3) AS r
        """,
        bulk_invite_id,
        list(keys),
        MAX_SAME_ADDRESS,
        list(known),
    )
    return [Rewrite(each, file_row(each), is_typed(each), each["is_edited"]) for each in found]


async def _write(bulk_invite_id: UUID, rewrites: Sequence[Rewrite], verdicts: Sequence[RowVerdict]) -> None:
    parsed = [verdict.parsed for verdict in verdicts]
    await rows(
        """
        UPDATE bulk_invite_rows r
           SET email = w.email, email_key = w.email_key, role = w.role, groups = w.groups::text[],
               granted_role = w.granted_role, group_ids = w.group_ids::uuid[], has_surplus_cells = w.has_surplus_cells,
               is_edited = w.is_edited, is_email_kept = w.is_edited AND NOT w.is_typed,
               status = w.status, problems = w.problems, problem_values = w.problem_values::text[]
          FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bool[],
                      $10::bool[], $11::bool[], $12::text[], $13::jsonb[], $14::text[])
            AS w (id, email, email_key, role, groups, granted_role, group_ids, has_surplus_cells,
                  is_edited, is_typed, status, problems, problem_values)
         WHERE r.id = w.id AND r.bulk_invite_id = $1
        """,
        bulk_invite_id,
        [each.stored["id"] for each in rewrites],
        [each.address.typed if each.address else each.row.email for each in parsed],
        [_key(each) for each in parsed],
        [each.row.role for each in parsed],
        [_array(each.groups) for each in parsed],
        [each.role for each in parsed],
        [_array(map(str, each.group_ids)) for each in parsed],
        [each.row.has_surplus_cells for each in parsed],
        [each.is_edited for each in rewrites],
        [each.is_typed for each in rewrites],
        [verdict.status for verdict in verdicts],
        [write_problems(verdict.problems) for verdict in verdicts],
        [None if (values := write_values(verdict.problems)) is None else _array(values) for verdict in verdicts],
    )


async def _count(
    bulk_invite_id: UUID, before: Counter[str], after: Counter[str], removed_count: int, remaining: int
) -> None:
    """Corrects the counts by the difference: counting a million rows would take longer than editing some."""
    await rows(
        """
        UPDATE bulk_invites
           SET total_rows = total_rows - $2, processed_rows = total_rows - $2 - $3, valid_rows = valid_rows + $4,
               warning_rows = warning_rows + $5, error_rows = error_rows + $6, edit_count = edit_count + 1
         WHERE id = $1
        """,
        bulk_invite_id,
        removed_count,
        remaining,
        *(after[status] - before[status] for status in (RowStatus.VALID, RowStatus.WARNING, RowStatus.ERROR)),
    )


def _key(parsed: ParsedRow) -> str | None:
    return parsed.address.key if parsed.address else None


def _array(texts: Iterable[str | None]) -> str:
    """Returns PostgreSQL's text of an array, since there are no arrays of arrays of different lengths."""
    return f"{{{','.join(map(_element, texts))}}}"


def _element(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
