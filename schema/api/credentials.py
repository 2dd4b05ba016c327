"""The session token of a request: in a bearer header, in a socket's `connectionParams`, or in a cookie."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection

from schema.execution.errors import Code, RequestError

BEARER = "bearer "
# More than any token has. What is longer is nobody's, and not looked up.
MAX_TOKEN_LENGTH = 200
UNREADABLE_SENTENCE = 'Credentials in `connectionParams` are read as {authorization: "Bearer <token>"} alone.'
# Names under which clients hand over credentials: not read, they must not be ignored either.
CREDENTIALS = ("auth", "token", "session")


def find_bearer(connection: HTTPConnection, parameters: Mapping[str, object]) -> str | None:
    """Returns the bearer token of the header, or of a socket's parameters; None where there is none.

    `parameters` may have it as `authorization` or as `headers.authorization`, in any letter case. Raises RequestError
    for credentials there in another form: ignored, they would sign out without a word.
    """
    token = _bearer(connection.headers.get("authorization"))
    return token if token is not None else _bearer_of_parameters(parameters)


def find_cookie(connection: HTTPConnection, name: str, prefix: str) -> str | None:
    """Returns the cookie of this name that begins with `prefix`, as ours do.

    Each pair is read alone: another application's on the same host may have any form, and the same name.

    Source: RFC 6265, 5.4 (a browser sends what it was given, the longest path first).
    """
    for header in connection.headers.getlist("cookie"):
        for pair in header.split(";"):
            key, equals, text = pair.partition("=")
            value = text.strip().strip('"')
            if equals and key.strip() == name and value.startswith(prefix):
                return value
    return None


def _bearer_of_parameters(parameters: Mapping[str, object]) -> str | None:
    given = _lower_keys(parameters)
    headers = given.get("headers")
    authorization = given.get("authorization") or _lower_keys(headers).get("authorization")
    token = _bearer(authorization)
    is_unreadable = authorization if token is None else None
    if token is None and not authorization:
        is_unreadable = any(value and _names_credentials(key) for key, value in given.items())
    if is_unreadable:
        raise RequestError(Code.BAD_REQUEST, UNREADABLE_SENTENCE)
    return token


def _bearer(authorization: object) -> str | None:
    if isinstance(authorization, str) and authorization[: len(BEARER)].lower() == BEARER:
        return authorization[len(BEARER) :].strip()
    return None


def _lower_keys(given: object) -> dict[str, object]:
    return {str(key).lower(): value for key, value in given.items()} if isinstance(given, Mapping) else {}


def _names_credentials(key: str) -> bool:
    return any(word in key for word in CREDENTIALS)
