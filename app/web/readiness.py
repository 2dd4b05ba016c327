"""Whether the process may get work: checks for load balancers, orchestrators and deployments."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.database.connection import ask_database
from app.database.probe import Readiness


async def live(_: Request) -> Response:
    """Returns 200 as long as the event loop turns. Nothing else is asked: a restart mends no database."""
    return JSONResponse({"status": "alive"})


async def ready(_: Request) -> Response:
    """Returns 200 where the database suits this version and takes what is written, else 503 and why.

    Within three seconds, whatever the pool is busy with. A database that a newer version has migrated suits, since both
    work on it during an upgrade; `notice` says so. Redis is not asked: without it only latency suffers.
    """
    return respond(await ask_database())


def respond(readiness: Readiness) -> Response:
    body = {"status": readiness.problem or "ready"} | ({"notice": readiness.notice} if readiness.notice else {})
    return JSONResponse(body, 503 if readiness.problem else 200)
