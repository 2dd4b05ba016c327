"""The states of a bulk invite, and what each allows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.errors import NotReady


class Status(StrEnum):
    """VALIDATING, then READY for review, SENDING, COMPLETED. CANCELED and FAILED are final too.

    MAPPING waits for somebody to say what the columns mean, and goes back to VALIDATING.
    """

    VALIDATING = "validating"
    MAPPING = "mapping"
    READY = "ready"
    SENDING = "sending"
    COMPLETED = "completed"
    CANCELED = "canceled"
    FAILED = "failed"

    @property
    def is_in_progress(self) -> bool:
        """Whether a worker validates or sends its rows."""
        return self in {Status.VALIDATING, Status.SENDING}

    @property
    def is_final(self) -> bool:
        return self in {Status.COMPLETED, Status.CANCELED, Status.FAILED}


def status_of(stored: Mapping[str, Any]) -> Status:
    """Returns the status of a bulk invite by its columns: while many rows are edited, they are validated again.

    Then, and while it is MAPPING, it is stored as READY: a worker of the release before would validate the file's rows
    anew, and knows no MAPPING.
    """
    status = Status(stored["status"])
    if status is Status.READY and stored["edit"] is not None:
        return Status.VALIDATING
    return Status.MAPPING if status is Status.READY and stored["is_mapping_due"] else status


# The same rules in SQL, for bulk invites without an alias and with the alias `b`.
IN_PROGRESS_SQL = "status IN ('validating', 'sending')"
WORK_SQL = f"({IN_PROGRESS_SQL} OR revoked_by_user_id IS NOT NULL OR edit IS NOT NULL)"  # what workers lease
# The expression of an index, in which MAPPING is READY.
INDEXED_STATUS_SQL = "CASE WHEN b.status = 'ready' AND b.edit IS NOT NULL THEN 'validating' ELSE b.status END"
STATUS_SQL = """
    CASE WHEN b.status = 'ready' AND b.edit IS NOT NULL THEN 'validating'
         WHEN b.status = 'ready' AND b.is_mapping_due THEN 'mapping' ELSE b.status END
"""
# Until its rows are counted, a bulk invite ($1) has none: those of a previous validation wait to be deleted.
HAS_ROWS_SQL = "EXISTS (SELECT FROM bulk_invites WHERE id = $1 AND total_rows > 0)"
SENTENCES = {
    Status.VALIDATING: "This file is still being checked. Wait until that is done.",
    Status.MAPPING: "Say first what the columns of this file mean.",
    Status.SENDING: "The invitations of this file are already being sent.",
    Status.COMPLETED: "The invitations of this file have already been sent.",
    Status.CANCELED: "This file was canceled. Upload it again.",
    Status.FAILED: "This file could not be used. Correct it and upload it again.",
}


def require_ready(status: Status) -> None:
    """A bulk invite can be sent and its rows edited while it is READY. Raises NotReady in any other status."""
    if status is not Status.READY:
        raise NotReady(SENTENCES[status])
