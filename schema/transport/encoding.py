"""An execution's result as bytes."""

import orjson
from strawberry.http import process_result
from strawberry.types import ExecutionResult

from schema.execution.errors import is_request_error


def payload(result: ExecutionResult) -> bytes:
    """A request error has no `data`, says the specification of responses; Strawberry sends null."""
    answer = process_result(result)
    if is_request_error(result.errors, result.data):
        del answer["data"]
    return orjson.dumps(answer)
