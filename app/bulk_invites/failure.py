"""Why a bulk invite failed: the refusal of its file, stored as JSON with the bulk invite."""

import orjson

from app.errors import ErrorCode, Refusal, TooManyRows


def write_failure(refusal: Refusal) -> str:
    """Returns the refusal as JSON."""
    stored: dict[str, object] = {"code": refusal.code, "message": refusal.message, "path": refusal.path}
    if isinstance(refusal, TooManyRows):
        stored |= {"row_count": refusal.row_count, "limit": refusal.limit}
    return orjson.dumps(stored).decode()


def read_failure(text: str) -> Refusal:
    """Returns the refusal that `write_failure` wrote."""
    stored = orjson.loads(text)
    if "row_count" in stored:
        return TooManyRows(stored["row_count"], stored["limit"])
    return Refusal(ErrorCode(stored["code"]), stored["message"], tuple(stored["path"]) if stored["path"] else None)
