"""What came of an act, awaited where workers go on with it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from app.cli.output import CommandError, CommandOutput, print_progress
from app.cli.times import in_json
from app.operations.act_names import load_summaries
from app.operations.acts import ActRecord, ActStatus, find_acts

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 15.0
NOBODY = "Nothing has happened for a while. Is an email worker running?"


async def follow(act: ActRecord) -> CommandOutput:
    """Prints progress until the act has ended. Raises CommandError where it was stopped or failed."""
    said, idle = "", 0.0
    try:
        while act.status in {ActStatus.TRYING, ActStatus.RUNNING}:
            sentence = (await load_summaries([act]))[act.id]
            idle = 0.0 if sentence != said else idle + LOOK_SECONDS
            if sentence != said:
                print_progress(f"{sentence}.")
            elif idle == PATIENCE_SECONDS:
                print_progress(NOBODY)
            said = sentence
            await asyncio.sleep(LOOK_SECONDS)
            (act,) = await find_acts([act.id])
    except asyncio.CancelledError:
        print_progress(f"\nWorkers go on with it. `act list` says how far it is, `act stop {act.id}` stops it.")
        raise
    summary = (await load_summaries([act]))[act.id]
    reasons = [f"  {reason.replace('_', ' ')}: {count:,}" for reason, count in sorted(act.skipped.items())]
    text = "\n".join([f"{summary}.", *reasons])
    if act.status is not ActStatus.DONE:
        raise CommandError(f"{text}\nEnded early: {act.stop_reason}", as_data(act, summary))
    return CommandOutput(text, as_data(act, summary))


def as_data(act: ActRecord, summary: str) -> dict[str, Any]:
    return {
        "id": str(act.id),
        "kind": act.kind.upper(),
        "actorName": act.actor_name,
        "at": in_json(act.created_at),
        "finishedAt": in_json(act.finished_at),
        "status": act.status.upper(),
        "summary": summary,
        "reason": act.reason,
        "expectedCount": act.expected_count,
        "changedCount": act.changed_count,
        "skipped": {reason.upper(): count for reason, count in act.skipped.items()},
        "canaries": [_canary_data(each) for each in act.canaries],
        "stopReason": act.stop_reason,
    }


def _canary_data(canary: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "deliveryId": canary["delivery_id"],
        "failureGroupId": canary["failure_group_id"],
        "outcome": canary["outcome"] and canary["outcome"].upper(),
        "reply": canary["reply"],
        "isSameAgain": canary["is_same_again"],
    }
