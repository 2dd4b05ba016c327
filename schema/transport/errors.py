"""HTTP requests that end with a status and one error, before or instead of any execution."""

from schema.execution.errors import Code, RequestError


class HttpError(Exception):
    """The response has this status, these headers and the one error. Header names are written with underscores."""

    def __init__(self, status: int, message: str, code: Code = Code.BAD_REQUEST, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = RequestError(code, message)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class TooManyConnections(HttpError):  # noqa: N818 - the client's, not ours
    """429: the client keeps as many connections open as it may; some may have closed after so many seconds."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(429, message, Retry_After=str(retry_after_seconds))
        self.error = RequestError(Code.RATE_LIMITED, message, retryAfterSeconds=retry_after_seconds)
