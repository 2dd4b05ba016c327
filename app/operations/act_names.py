"""The sentences of acts, with what their ids are called."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.database.sql import rows
from app.operations.act_sentences import ActOutcome, GroupWords, Names, counted, describe_filter, summarize
from app.operations.acts import ActRecord
from app.operations.delivery_filters import DeliveryFilter


async def load_summaries(acts: Sequence[ActRecord]) -> dict[UUID, str]:
    """What each act did, in a sentence, by its id."""
    names = await _load_names([each.input.get("filter", {}) for each in acts])
    return {each.id: _summary(each, names) for each in acts}


async def describe_emails(filters: DeliveryFilter, count: int) -> str:
    """Returns `6,667 emails that failed to partner.example`."""
    data = filters.as_data()
    return f"{counted(count, 'email')}{describe_filter(data, await _load_names([data]), count)}"


async def _load_names(filters: Sequence[Mapping[str, Any]]) -> Names:
    group_ids = {group_id for each in filters for group_id in each.get("failure_group_ids", ())}
    organization_ids = {each["organization_id"] for each in filters if "organization_id" in each}
    return Names(await _load_groups(group_ids), await _load_organizations(organization_ids))


def _summary(act: ActRecord, names: Names) -> str:
    outcome = ActOutcome(act.status, act.changed_count, sum(act.skipped.values()))
    return summarize(act.kind, act.input, outcome, names)


async def _load_groups(ids: set[str]) -> dict[str, GroupWords]:
    if not ids:
        return {}
    found = await rows(
        "SELECT id, reply_code, reply, recipient_domain FROM failure_groups WHERE id = ANY($1)", list(map(UUID, ids))
    )
    return {str(each.pop("id")): GroupWords(**each) for each in found}


async def _load_organizations(ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = await rows("SELECT id, name FROM organizations WHERE id = ANY($1)", list(map(UUID, ids)))
    return {str(each["id"]): each["name"] for each in found}
