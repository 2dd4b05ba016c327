"""The sentences of acts, with what their ids are called."""

from collections.abc import Sequence
from uuid import UUID

from app.database.sql import rows
from app.operations.act_sentences import ActOutcome, GroupWords, Names, summarize
from app.operations.acts import ActRecord


async def load_summaries(acts: Sequence[ActRecord]) -> dict[UUID, str]:
    """What each act did, in a sentence, by its id."""
    filters = [each.input.get("filter", {}) for each in acts]
    group_ids = {group_id for each in filters for group_id in each.get("failure_group_ids", ())}
    organization_ids = {each["organization_id"] for each in filters if "organization_id" in each}
    names = Names(await _load_groups(group_ids), await _load_organizations(organization_ids))
    return {each.id: _summary(each, names) for each in acts}


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
