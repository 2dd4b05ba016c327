"""The health check of the web process."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.database.connection import ask_database


async def health(_: Request) -> Response:
    """Returns 200 while the database responds, else 503, within three seconds and whatever the pool is busy with.

    Redis is not checked: without it only latency suffers.
    """
    try:
        await ask_database()
    except Exception:  # noqa: BLE001 - whatever the error is, the process cannot serve requests
        return JSONResponse({"status": "database unreachable"}, 503)
    return JSONResponse({"status": "ok"})
