"""Whether the web process may get requests: a check for load balancers and deployments."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.database.requirements import UnsuitableDatabaseError, database_problem
from app.database.sql import rows

READY_SECONDS = 3.0


async def ready(_: Request) -> Response:
    """Returns 200 while the database responds and suits this version, else 503 and a sentence."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            problem = await database_problem(rows)
    except UnsuitableDatabaseError as error:
        problem = str(error)
    except Exception:  # noqa: BLE001 - whatever the error is, the process cannot serve requests
        problem = "database unreachable"
    return JSONResponse({"status": problem or "ready"}, 503 if problem else 200)
