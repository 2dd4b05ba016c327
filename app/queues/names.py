"""The queues of background work."""

from enum import StrEnum


class QueueName(StrEnum):
    """As stored. EMAIL: deliveries. BULK: bulk invites."""

    EMAIL = "email"
    BULK = "bulk"
