"""Spans of OpenTelemetry where traces are exported; elsewhere they are nothing, and nothing of it is imported.

Names and attributes of spans hold ids, codes and names of our own: no address, token, variable or text of anybody.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from enum import Enum
from types import TracebackType
from typing import Protocol, Self, TypeAlias

Attributes: TypeAlias = Mapping[str, str | float | bool | None]
_NONE: Attributes = {}
# W3C Trace Context, section 3.2.2: version 00.
_TRACE_PARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


class Kind(Enum):
    """Who is at the other end. Source: OpenTelemetry's specification of traces, SpanKind."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Span(Protocol):
    """What one piece of work took, and what came of it. None as the value of an attribute leaves it out."""

    def set(self, name: str, value: str | float | bool | None) -> None: ...
    def rename(self, name: str) -> None: ...
    def fail(self, error_type: str) -> None: ...

    def end(self) -> None:
        """Ends it before the `with` does."""
        ...


class Tracer(Protocol):
    """What makes spans, and knows the current one."""

    def open(
        self, name: str, attributes: Attributes, kind: Kind, parent: str | None, *, is_root: bool
    ) -> AbstractContextManager[Span]: ...
    def record(self, name: str, attributes: Attributes, parent: str, nanoseconds: tuple[int, int]) -> str | None: ...
    def event(self, name: str, attributes: Attributes) -> None: ...
    def trace_parent(self) -> str | None: ...
    def leave(self) -> None: ...


class NoSpan:
    """The span of whatever is not traced."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    def set(self, name: str, value: object) -> None:
        pass

    def rename(self, name: str) -> None:
        pass

    def fail(self, error_type: str) -> None:
        pass

    def end(self) -> None:
        pass


NO_SPAN = NoSpan()
_tracer: Tracer | None = None


def trace_with(tracer: Tracer | None) -> None:
    """Has spans of this process made by `tracer`; None: by nobody."""
    global _tracer  # noqa: PLW0603 - one for the process, as small a cost as can be where there is none
    _tracer = tracer


def span(
    name: str, attributes: Attributes = _NONE, kind: Kind = Kind.INTERNAL, *, is_root: bool = False
) -> AbstractContextManager[Span]:
    """A part of the current span; nothing where there is none, unless it may be the root of a new trace."""
    return NO_SPAN if _tracer is None else _tracer.open(name, attributes, kind, None, is_root=is_root)


def continued_span(
    name: str, trace_parent: str | None, attributes: Attributes = _NONE, kind: Kind = Kind.INTERNAL
) -> AbstractContextManager[Span]:
    """A part of a trace that began elsewhere; nothing without the `trace_parent` of it."""
    if _tracer is None or trace_parent is None:
        return NO_SPAN
    return _tracer.open(name, attributes, kind, trace_parent, is_root=False)


def record_span(name: str, attributes: Attributes, trace_parent: str, nanoseconds: tuple[int, int]) -> str | None:
    """Adds a span of the past, between two times of `time.time_ns()`. Returns the trace parent of what follows it."""
    return None if _tracer is None else _tracer.record(name, attributes, trace_parent, nanoseconds)


def event(name: str, attributes: Attributes = _NONE) -> None:
    """Notes a moment of the current span."""
    if _tracer is not None:
        _tracer.event(name, attributes)


def trace_parent() -> str | None:
    """The current span as W3C Trace Context writes it, to be continued elsewhere."""
    return None if _tracer is None else _tracer.trace_parent()


def trace_id(parent: str | None) -> str | None:
    """Returns the trace's id out of a trace parent; None where there is none, or it is malformed."""
    found = _TRACE_PARENT.fullmatch(parent or "")
    return found[1] if found else None


def leave() -> None:
    """The current task belongs to no span any more."""
    if _tracer is not None:
        _tracer.leave()
