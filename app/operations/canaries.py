"""Canaries: of each failure group one email is sent first, and the others only if it does not fail again alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.database.sql import rows
from app.email_kinds import EMAIL_KINDS
from app.mail import without_recipient
from app.operations.act_progress import forget_canaries, save
from app.operations.acts import ActRecord, ActStatus
from app.operations.deliveries import EmailTo, find_recipients
from app.operations.delivery_changes import DeliveryJob, change_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.operations.delivery_rules import CHANGED, CanaryResult, SkipReason, is_same_again
from app.operations.matching_deliveries import IdRange, count_matching, find_largest_groups, find_matching_ids

MAX_CANARIES = 20
RESULT_SECONDS = 300
LOOKED_AT = 200
MAX_COUNTED = 10_000_000
MAX_REPLY = 300
NO_RESULT = "No email that was sent first had a result within 5 minutes."


async def send_canaries(act: ActRecord) -> ActRecord:
    """Makes one email of each of the largest failure groups due; where none can be, the act goes on without."""
    job = DeliveryJob.of(act)
    id_range = IdRange(until=act.until_id)
    kept = job.filters.kept_statuses
    statuses = [each for each in CHANGED[job.change] if not kept or each in kept]
    filters = replace(job.filters, statuses=statuses)
    groups = await find_largest_groups(filters, MAX_CANARIES, id_range) if statuses else []
    chosen: dict[UUID, UUID | None] = {}
    for group_id in groups:
        delivery_id = await _find_canary(_of_group(filters, group_id), id_range)
        if delivery_id is not None:
            chosen[delivery_id] = group_id
    changed = await change_deliveries(replace(job, spread_seconds=0), list(chosen), is_canary=True)
    act = replace(act, changed_count=act.changed_count + len(changed.ids))
    if not changed.ids:
        return await save(replace(act, status=ActStatus.RUNNING))
    found = await rows("SELECT id, attempt_count, now()::text AS now FROM deliveries WHERE id = ANY($1)", changed.ids)
    canaries = [
        {
            "delivery_id": str(each["id"]),
            "failure_group_id": str(chosen[each["id"]]) if chosen[each["id"]] else None,
            "attempt": each["attempt_count"],
            "at": each["now"],
            "outcome": None,
            "reply": None,
            "is_same_again": None,
        }
        for each in sorted(found, key=lambda each: groups.index(chosen[each["id"]]))
    ]
    return await save(replace(act, canaries=canaries))


async def check_canaries(act: ActRecord) -> ActRecord:
    """Looks what came of the canaries. Once all have a result, the act goes on or is stopped."""
    results = await _find_results(act.canaries)
    checked = [_with_result(each, results[each["delivery_id"]]) for each in act.canaries]
    act = replace(act, canaries=checked)
    if any(each["outcome"] is None and not results[each["delivery_id"]].is_over for each in checked):
        return await save(act)
    await forget_canaries([UUID(each["delivery_id"]) for each in checked])
    if any(each["is_same_again"] is False for each in checked):
        return await save(replace(act, status=ActStatus.RUNNING))
    words = [each["reply"] for each in checked if each["is_same_again"]]
    left = await _count_left(act)
    act = replace(act, skipped={SkipReason.CANARY_FAILED.value: left} if left else {})
    return await save(act.ended(ActStatus.STOPPED, words[0] if words else NO_RESULT))


def _of_group(filters: DeliveryFilter, group_id: UUID | None) -> DeliveryFilter:
    if group_id is None:
        return replace(filters, is_ungrouped=True)
    return replace(filters, failure_group_ids=[group_id])


async def _find_canary(filters: DeliveryFilter, id_range: IdRange) -> UUID | None:
    """The first whose email is still wanted."""
    while ids := await find_matching_ids(filters, LOOKED_AT, id_range):
        found = await rows(
            "SELECT id, kind, subject_id, generation FROM deliveries WHERE id = ANY($1) ORDER BY id", ids
        )
        for name, kind in EMAIL_KINDS.items():
            of_kind = [each for each in found if each["kind"] == name]
            data = await kind.load([each["subject_id"] for each in of_kind]) if of_kind else {}
            for each in of_kind:
                email = data.get(each["subject_id"])
                if email is not None and email.is_wanted(each["generation"]):
                    found_id: UUID = each["id"]
                    return found_id
        id_range = replace(id_range, above=ids[-1])
    return None


async def _find_results(canaries: Sequence[Mapping[str, Any]]) -> dict[str, CanaryResult]:
    found = await rows(
        """
        SELECT c.id, d.kind, d.subject_id, d.former_recipient, d.status, d.failure_group_id, a.outcome, a.reply_code,
               a.reply, before.reply_code AS code_before, before.reply AS reply_before,
               before.number IS NULL AS is_replaced,
               c.at < now() - make_interval(secs => $4) AS is_late
          FROM unnest($1::uuid[], $2::int[], $3::text[]::timestamptz[]) AS c (id, attempt, at)
          LEFT JOIN deliveries d ON d.id = c.id
          LEFT JOIN LATERAL (
            SELECT outcome, reply_code, reply FROM delivery_attempts
             WHERE delivery_id = c.id AND number > c.attempt AND outcome IS NOT NULL ORDER BY number LIMIT 1
          ) AS a ON true
          LEFT JOIN LATERAL (
            SELECT number, reply_code, reply FROM delivery_attempts
             WHERE delivery_id = c.id AND number <= c.attempt ORDER BY number DESC LIMIT 1
          ) AS before ON true
        """,
        [UUID(each["delivery_id"]) for each in canaries],
        [each["attempt"] for each in canaries],
        [each["at"] for each in canaries],
        float(RESULT_SECONDS),
    )
    emails = {each["id"]: EmailTo(each["kind"], each["subject_id"], each["former_recipient"]) for each in found}
    recipients = await find_recipients([emails[each["id"]] for each in found if each["reply"]])
    results = {}
    for each in found:
        is_sent = each["status"] == "sent" and each["outcome"] is None  # a late reply, or settled by an operator
        words = (each["reply_code"], each["reply"])
        results[str(each["id"])] = CanaryResult(
            outcome="accepted" if is_sent else each["outcome"],
            group_id=each["failure_group_id"],
            words=words,
            # An attempt that failed in the same words takes the place of the one before.
            words_before=words if each["is_replaced"] else (each["code_before"], each["reply_before"]),
            is_over=each["is_late"] or each["status"] in {None, "canceled", "bounced"},
            recipient=recipients.get(emails[each["id"]], ""),
        )
    return results


def _with_result(canary: Mapping[str, Any], result: CanaryResult) -> Mapping[str, Any]:
    """What was found out once stays so, whatever becomes of the email later."""
    if canary["outcome"] is not None:
        return canary
    group_id = UUID(canary["failure_group_id"]) if canary["failure_group_id"] else None
    code, reply = result.words
    words = " ".join(str(each) for each in (code, without_recipient(reply or "", result.recipient)) if each)
    return {
        **canary,
        "outcome": result.outcome,
        "reply": words[:MAX_REPLY] or None,
        "is_same_again": is_same_again(group_id, result),
    }


async def _count_left(act: ActRecord) -> int:
    """How many the filter keeps but for the canaries, which it may keep again."""
    filters = DeliveryJob.of(act).filters
    found = await rows(
        "SELECT id, status, failure_group_id FROM deliveries WHERE id = ANY($1)",
        [UUID(each["delivery_id"]) for each in act.canaries],
    )
    again = sum(
        (not filters.kept_statuses or each["status"] in filters.kept_statuses)
        and (not filters.failure_group_ids or each["failure_group_id"] in filters.failure_group_ids)
        for each in found
    )
    return await count_matching(filters, MAX_COUNTED, IdRange(until=act.until_id)) - again
