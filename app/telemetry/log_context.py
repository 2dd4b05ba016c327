"""What log lines are about: ids that every line has until the request, the task or the email is over."""

from uuid import UUID

from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.types import EventDict, WrappedLogger

_of_process: dict[str, str] = {}


def name_process(**ids: str) -> None:
    """Puts these ids on every line of this process, such as the worker's name."""
    _of_process.update(ids)


def ids_of_process() -> dict[str, str]:
    return _of_process


def begin(**ids: UUID | str | int | None) -> None:
    """Something new begins: its lines have these ids, and none of what this task did before."""
    clear_contextvars()
    bind(**ids)


def bind(**ids: UUID | str | int | None) -> None:
    """Puts these ids on the lines that follow in this task, and in tasks that it starts. None is left out."""
    bind_contextvars(**{name: _plain(value) for name, value in ids.items() if value is not None})


def end() -> None:
    """What began is over."""
    clear_contextvars()


def add_process_ids(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A processor of structlog."""
    for name, value in _of_process.items():
        line.setdefault(name, value)
    return line


def _plain(value: UUID | str | int) -> str | int:
    return str(value) if isinstance(value, UUID) else value
