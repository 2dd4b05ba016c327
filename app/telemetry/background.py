"""Tasks that outlive what starts them."""

import contextvars

from app.telemetry import log_context, spans


def background_context() -> contextvars.Context:
    """Returns a context for such a task: its log lines and spans are not those of the request or email at hand."""
    context = contextvars.copy_context()
    context.run(log_context.end)
    context.run(spans.leave)
    return context
