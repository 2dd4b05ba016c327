"""What log lines are about: ids that every line has until the request, the task or the email is over."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from uuid import UUID

from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars
from structlog.types import EventDict, WrappedLogger

Describe = Callable[[], Mapping[str, str | int]]

_of_process: dict[str, str] = {}
_describe: ContextVar[Describe | None] = ContextVar("describe", default=None)


def name_process(**ids: str) -> None:
    """Puts these ids on every line of this process, such as the worker's name."""
    _of_process.update(ids)


def ids() -> dict[str, str | int]:
    """Returns what a line would have now."""
    describe = _describe.get()
    return {**_of_process, **get_contextvars(), **(describe() if describe else {})}


def begin(**ids: UUID | str | int | None) -> None:
    """Something new begins: its lines have these ids, and none of what this task did before."""
    end()
    bind(**ids)


def bind(**ids: UUID | str | int | None) -> None:
    """Puts these ids on the lines that follow in this task, and in tasks that it starts. None is left out."""
    bind_contextvars(**{name: _plain(value) for name, value in ids.items() if value is not None})


def describe_with(describe: Describe) -> None:
    """The same as `bind` for what comes so often that its ids are written out only when a line is."""
    _describe.set(describe)


def end() -> None:
    """What began is over."""
    clear_contextvars()
    _describe.set(None)


def add_ids(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A processor of structlog: adds what its own does not know."""
    describe = _describe.get()
    return {**_of_process, **(describe() if describe else {}), **line}


def _plain(value: UUID | str | int) -> str | int:
    return str(value) if isinstance(value, UUID) else value
