"""Refusals of whole files as they are kept with the file, and told again."""

import orjson

from app.errors import ErrorCode, Refusal, TooManyRows


def write_failure(refusal: Refusal) -> str:
    """The refusal as JSON."""
    kept: dict[str, object] = {"code": refusal.code, "message": refusal.message, "path": refusal.path}
    if isinstance(refusal, TooManyRows):
        kept |= {"row_count": refusal.row_count, "limit": refusal.limit}
    return orjson.dumps(kept).decode()


def read_failure(text: str) -> Refusal:
    kept = orjson.loads(text)
    if "row_count" in kept:
        return TooManyRows(kept["row_count"], kept["limit"])
    return Refusal(ErrorCode(kept["code"]), kept["message"], tuple(kept["path"]) if kept["path"] else None)
