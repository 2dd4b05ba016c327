"""The pages that the service renders itself."""

import html
from collections.abc import Callable
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.web.public_path import public_path

_PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root { color-scheme: light dark; --text: #1b1f24; --dimmed: #59636e; --line: #dee2e6; --side: #f6f8fa }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --dimmed: #a6b0bb; --line: #3a4048; --side: #101214 } }
body { font: 14px/22px system-ui, sans-serif; color: var(--text); max-width: 860px; margin: 32px auto; padding: 0 16px }
h1 { font-size: 22px; line-height: 30px } h2 { font-size: 14px; margin: 24px 0 8px }
pre { background: var(--side); border: 1px solid var(--line); border-radius: 8px; padding: 12px;
      overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
details { border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; margin: 0 0 12px }
summary { cursor: pointer } summary span { color: var(--dimmed); display: block }
iframe { width: 100%; height: 560px; border: 1px solid var(--line); border-radius: 8px; background: #fff }
</style>
<h1>$title</h1>
$body
</html>
""")
_EXAMPLES = {
    "Sign in": 'mutation { signIn(input: {email: "…", password: "…"})'
    " { viewer { user { name } } errors { message } } }",
    "Invite somebody": 'mutation { invite(input: {email: "ada@example.com", role: ANALYST})'
    " { invitation { id status delivery { status } } errors { code message path } } }",
    "Invited Users": "{ invitedUsers(first: 10) { totalCount nodes: edges { node"
    " { email role status delivery { status attempts { outcome reply } } } } } }",
    "Current Users": "{ currentUsers(first: 10) { totalCount edges { node { name email role groups { name } } } } }",
}


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """Returns a page; `body` is HTML, `title` is text."""
    return HTMLResponse(_PAGE.substitute(title=html.escape(title), body=body), status)


def graphql_page(public_url: str) -> Callable[[Request], Response]:
    """Returns the page for browsers at the API's address."""

    def respond(_: Request) -> Response:
        address = html.escape(public_url)
        examples = "".join(f"<h2>{name}</h2><pre>{html.escape(text)}</pre>" for name, text in _EXAMPLES.items())
        return page(
            "GraphQL API",
            f"<p>Send operations to <code>{address}/graphql</code> by POST, as <code>application/json</code>, or try"
            f" them out in <a href='{address}/graphiql'>GraphiQL</a>.</p>{examples}",
        )

    return respond


def not_built_page(request: Request) -> Response:
    """The page at `/` where the console is not built."""
    return page(
        "The console is not built",
        f"<p>The API works without it: see <a href='{public_path(request)}/graphql'>/graphql</a>. To have the console,"
        " run this in the repository, then start the service again:</p><pre>./dev build</pre>",
    )


def accept_page(_: Request) -> Response:
    """Where an invitation's link leads. The token stays in the browser: it is a fragment."""
    return page(
        "Your invitation",
        "<p>Give the part of this page's address after <code>#</code> to the API as <code>token</code>:</p>"
        '<pre>mutation { accept(input: {token: "…", name: "…", password: "…"})'
        " { viewer { user { name } } errors { message } } }</pre>",
    )


def reset_password_page(_: Request) -> Response:
    """Where a password-reset link leads. Its token is a fragment, too."""
    return page(
        "Choose a new password",
        "<p>Give the part of this page's address after <code>#</code> to the API as <code>token</code>:</p>"
        '<pre>mutation { resetPassword(input: {token: "…", password: "…"}) { errors { message } } }</pre>',
    )
