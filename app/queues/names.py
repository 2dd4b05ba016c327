"""The queues of background work."""

from enum import StrEnum


class QueueName(StrEnum):
    """As stored. EMAIL: deliveries. BULK: bulk invites."""

    EMAIL = "email"
    BULK = "bulk"


class RowsDone(StrEnum):
    """As stored: what a worker did to rows of bulk invites, in the place of a state."""

    VALIDATED = "rows_validated"
    INVITED = "rows_invited"
