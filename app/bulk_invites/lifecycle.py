"""The states of a bulk invite, and what each allows."""

from enum import StrEnum

from app.errors import NotReady


class Status(StrEnum):
    """VALIDATING, then READY for review, SENDING, COMPLETED. CANCELED and FAILED are final too."""

    VALIDATING = "validating"
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


# `is_in_progress` in SQL.
IN_PROGRESS_SQL = "status IN ('validating', 'sending')"
SENTENCES = {
    Status.VALIDATING: "This file is still being checked. Wait until that is done.",
    Status.SENDING: "The invitations of this file are already being sent.",
    Status.COMPLETED: "The invitations of this file have already been sent.",
    Status.CANCELED: "This file was canceled. Upload it again.",
    Status.FAILED: "This file could not be used. Correct it and upload it again.",
}


def require_ready(status: Status) -> None:
    """A bulk invite can be sent and its rows edited while it is READY. Raises NotReady in any other status."""
    if status is not Status.READY:
        raise NotReady(SENTENCES[status])
