"""The development mailbox: a Maildir as a page (`/mailbox`) and as JSON (`/mailbox.json`)."""

import asyncio
import email
import email.policy
import html
from email.message import EmailMessage
from functools import lru_cache
from heapq import nlargest
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.web.pages import page
from app.web.public_path import public_path

NEWEST = 500
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
LINKS_OPEN_OUTSIDE = '<base target="_blank">'  # as they do in a mail program
OWN_HEADERS = ("X-Envelope-To", "X-Received-At", "Return-Path")


def routes(directory: str) -> list[BaseRoute]:
    """Returns the routes: the page, the JSON, and one for the HTML part of each email."""
    folder = Path(directory)

    async def as_page(request: Request) -> Response:
        return page("Mailbox", _list(await asyncio.to_thread(_read, folder), f"{public_path(request)}/mailbox"))

    async def as_json(_: Request) -> Response:
        return JSONResponse(await asyncio.to_thread(_read, folder))

    async def one_html(request: Request) -> Response:
        email_id = request.path_params["id"]
        for found in await asyncio.to_thread(_read, folder):
            if found["id"] == email_id:
                return HTMLResponse(LINKS_OPEN_OUTSIDE + (found["html"] or ""))
        return page("Mailbox", "<p>There is no such email.</p>", 404)

    return [
        Route("/mailbox", as_page),
        Route("/mailbox.json", as_json),
        Route("/mailbox/{id}.html", one_html),
    ]


def _read(folder: Path) -> list[dict[str, Any]]:
    """Returns the newest emails, newest first. File names begin with the time of arrival, so no other file is read."""
    found = (path for part in ("new", "cur") for path in (folder / part).glob("*"))
    emails = [_parse(path) for path in nlargest(NEWEST, found, key=lambda path: path.name)]
    emails.sort(key=lambda each: (each["receivedAt"], each["id"]), reverse=True)
    return emails


@lru_cache(maxsize=10_000)
def _parse(path: Path) -> dict[str, Any]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return {
        "id": path.name.partition(":")[0],
        "from": str(message["From"] or ""),
        "to": [str(each) for each in message.get_all("X-Envelope-To", [])],
        "subject": str(message["Subject"] or ""),
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
        "headers": {name: str(text) for name, text in message.items() if name not in OWN_HEADERS},
        "receivedAt": str(message["X-Received-At"] or ""),
    }


def _part(message: EmailMessage, subtype: str) -> str | None:
    part = message.get_body(preferencelist=(subtype,))
    return part.get_content() if part is not None else None


def _list(emails: list[dict[str, Any]], address: str) -> str:
    if not emails:
        return "<p>No email yet. Invite somebody, and it arrives here.</p>"
    return "".join(_entry(each, address, is_open=position == 0) for position, each in enumerate(emails))


def _entry(found: dict[str, Any], address: str, *, is_open: bool) -> str:
    def escaped(text: object) -> str:
        return html.escape(str(text))

    headers = "\n".join(f"{name}: {text}" for name, text in found["headers"].items())
    source = f"{address}/{escaped(found['id'])}.html"
    frame = f'<iframe sandbox="{SANDBOX}" loading="lazy" title="HTML part" src="{source}">'
    return (
        f"<details{' open' if is_open else ''}><summary><strong>{escaped(found['subject'])}</strong>"
        f"<span>to {escaped(', '.join(found['to']))} · {escaped(found['receivedAt'])}</span></summary>"
        f"<p>From {escaped(found['from'])}</p>{frame}</iframe>"
        f"<h2>Text</h2><pre>{escaped(found['text'] or '')}</pre><h2>Headers</h2><pre>{escaped(headers)}</pre></details>"
    )
