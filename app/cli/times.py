"""Times as commands print them: how long for people, ISO 8601 for scripts."""

from datetime import UTC, datetime

MINUTE, HOUR, DAY = 60, 3600, 86_400


def ago(now: datetime, moment: datetime) -> str:
    return f"{duration((now - moment).total_seconds())} ago"


def duration(seconds: float) -> str:
    """A time in its largest unit, rounded down; less than a second is none."""
    whole = max(0, int(seconds))
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if whole >= size:
            return f"{whole // size} {unit}"
    return f"{whole} s"


def in_json(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else None
