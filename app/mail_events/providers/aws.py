"""Fetches what a verified or well-formed SNS message points to: a signing certificate, or the address that confirms.

Over TLS with a verified certificate of Amazon's host, without redirects, with bounds for size and time. urllib in
threads of its own, since nothing else here speaks HTTP to others; it uses the proxy of HTTPS_PROXY.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

Fetch = Callable[[str], Awaitable[bytes]]
MAX_BYTES = 64 * 1024
STEP_SECONDS = 5.0
ALL_SECONDS = 10.0
THREADS = 2
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="aws")


class FetchError(Exception):
    """`is_refused`: the host says that there is no such thing. Else it may be there later."""

    def __init__(self, *, is_refused: bool) -> None:
        super().__init__()
        self.is_refused = is_refused


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """None: the redirect is an error."""


async def fetch_from_aws(url: str) -> bytes:
    """`url` is https://. Raises FetchError."""
    try:
        async with asyncio.timeout(ALL_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_threads, _get, url)
    except TimeoutError:
        raise FetchError(is_refused=False) from None


def _get(url: str) -> bytes:
    opener = build_opener(HTTPSHandler(context=ssl.create_default_context()), _NoRedirects())
    request = Request(url, headers={"Accept": "*/*"})  # noqa: S310 - its scheme and host are Amazon's
    ends_at = time.monotonic() + ALL_SECONDS
    content = bytearray()
    try:
        with opener.open(request, timeout=STEP_SECONDS) as response:
            while piece := response.read1(4096):
                content += piece
                if len(content) > MAX_BYTES or time.monotonic() > ends_at:
                    raise FetchError(is_refused=False)
    except HTTPError as error:
        error.close()
        raise FetchError(is_refused=400 <= error.code < 500) from None  # noqa: PLR2004 - client errors
    except (OSError, HTTPException, ValueError):
        raise FetchError(is_refused=False) from None
    return bytes(content)
