"""Whether the web process may get requests: a check for load balancers and deployments."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.database.requirements import UnsuitableDatabaseError, database_problem, newer_version
from app.database.sql import rows

READY_SECONDS = 3.0


async def ready(_: Request) -> Response:
    """Returns 200 while the database responds and suits this version, else 503 and a sentence.

    A database that a newer version has migrated suits, since both work on it during an upgrade; `notice` says so.
    """
    notice = None
    try:
        async with asyncio.timeout(READY_SECONDS):
            problem = await database_problem(rows)
            notice = None if problem else await newer_version(rows)
    except UnsuitableDatabaseError as error:
        problem = str(error)
    except Exception:  # noqa: BLE001 - whatever the error is, the process cannot serve requests
        problem = "database unreachable"
    body = {"status": problem or "ready"} | ({"notice": notice} if notice else {})
    return JSONResponse(body, 503 if problem else 200)
