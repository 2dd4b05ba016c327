"""When an email that no server has accepted is tried again, and when it is discarded.

Source: RFC 5321 section 4.5.4.1 (retry after a while, then less often, and give up after days).
"""

from datetime import datetime, timedelta

INTERVALS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
JITTER = 0.2
GIVE_UP_AFTER = timedelta(hours=48)


def next_attempt_at(failures: int, first_failure_at: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again after the `failures`-th failure (1 or more); None: give up.

    `chance` in 0..1 spreads the moment by ±20 %, so that what failed together is not tried together.
    """
    interval = INTERVALS[min(failures, len(INTERVALS)) - 1]
    moment = now + interval * (1 + JITTER * (2 * chance - 1))
    return moment if moment <= first_failure_at + GIVE_UP_AFTER else None
