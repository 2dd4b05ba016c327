"""The whole product as `./dev up` starts it, and what a story in a browser needs around it."""

import email
import email.policy
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from app.settings import Settings
from devserver.postgres_account import SAME
from devserver.programs import launcher_command
from tests.support.factories import PASSWORD
from tests.support.graphql_operations import INVITE
from tests.support.server_output import watch
from tests.support.waiting import wait_until

START_SECONDS = 300.0
STOP_SECONDS = 60.0
WAIT_SECONDS = 60.0
LINK = re.compile(r"https?://\S+/(?:accept|reset-password)#\S+")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A page lives for seconds; to optimize its scripts took a fifth of the processor time of opening it.
    "--js-flags=--no-maglev --no-turbofan",
]
_CREATE_ORGANIZATION = [sys.executable, "-m", "app.cli", "organization", "create"]
_UP = [sys.executable, "-m", "devserver", "up"]
_numbers = count(1)


def chromium() -> str | None:
    """Where a Chromium is: CHROMIUM, or what the system has. The one without windows needs half the processor time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@dataclass(frozen=True)
class Product:
    """A running product with the demo organization, its first Admin, and the folder of its data."""

    url: str
    email: str
    password: str
    data: Path

    def emails_to(self, address: str) -> list[str]:
        """The texts of the emails to an address, newest first. Looking into files is quicker than `/mailbox.json`."""
        files = sorted((self.data / "mailbox" / "new").iterdir(), reverse=True)
        recipient = f"X-Envelope-To: {address}\n".encode()
        return [_text_of(content) for file in files if recipient in (content := file.read_bytes())]

    def emails_when_any(self, address: str, count: int = 1) -> list[str]:
        """The texts of the emails to an address, newest first, once `count` of them have come."""
        return wait_until(lambda: found if len(found := self.emails_to(address)) >= count else None)

    def link_to(self, address: str, count: int = 1) -> str:
        """The link in the newest email to an address, once `count` of them have come."""
        link = LINK.search(self.emails_when_any(address, count)[0])
        assert link is not None
        return link.group()

    def ask(self, query: str, token: str | None = None, **variables: Any) -> Any:
        """What the operation's only field answers."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        answer = httpx2.post(f"{self.url}/graphql", json=body, headers=headers, timeout=WAIT_SECONDS).json()
        assert not answer.get("errors"), answer
        (field,) = answer["data"].values()
        return field

    @property
    def environment(self) -> dict[str, str]:
        """Of a command that uses its servers."""
        return _environment() | {"SENTURO_DATA": str(self.data)}

    @cached_property
    def admin_token(self) -> str:
        """The session of the first Admin for whatever does not sign out."""
        return self.sign_in(self.email, self.password)

    def sign_in(self, email: str, password: str) -> str:
        mutation = "mutation ($input: SignInInput!) { signIn(input: $input) { sessionToken } }"
        token = self.ask(mutation, input={"email": email, "password": password, "bearer": True})["sessionToken"]
        assert isinstance(token, str)
        return token

    def groups(self) -> dict[str, str]:
        """Names and ids."""
        found = self.ask("{ groups(first: 100) { edges { node { id name } } } }", self.admin_token)
        return {edge["node"]["name"]: edge["node"]["id"] for edge in found["edges"]}

    def invite(self, email: str = "", role: str = "ANALYST", groups: list[str] | None = None) -> str:
        """Has the Admin invite somebody; answers the address."""
        email = email or address()
        values = {"email": email, "role": role, "groupIds": groups or []}
        answer = self.ask(INVITE, self.admin_token, input=values)
        assert answer["errors"] == []
        return email

    def join(self, role: str = "ANALYST", groups: list[str] | None = None, name: str = "") -> str:
        """Has somebody invited who accepts, with PASSWORD; answers the address."""
        email = self.invite(role=role, groups=groups)
        token = self.link_to(email).partition("#")[2]
        mutation = "mutation ($input: AcceptInput!) { accept(input: $input) { sessionToken errors { message } } }"
        values = {"token": token, "name": name or email.partition("@")[0], "password": PASSWORD, "bearer": True}
        assert self.ask(mutation, input=values)["errors"] == []
        return email

    def decline(self, email: str) -> None:
        """Has an invited person decline by the link in their newest email."""
        decline = "mutation ($link: String!) { decline(input: { token: $link }) { errors { message } } }"
        assert self.ask(decline, link=self.link_to(email).partition("#")[2])["errors"] == []

    def decline_another(self, email: str) -> None:
        """Has an invited person decline a later invitation, to another address of the same mailbox."""
        self.decline(self.invite(email.replace("@", "+other@")))

    def change_role(self, email: str, role: str) -> None:
        """Has the Admin give a member another role."""
        update = "mutation ($input: UpdateRoleInput!) { updateRole(input: $input) { errors { message } } }"
        assert self.ask(update, self.admin_token, input={"id": self.member_id(email), "role": role})["errors"] == []

    def remove(self, email: str) -> None:
        """Has the Admin remove a member."""
        remove = "mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { errors { message } } }"
        assert self.ask(remove, self.admin_token, input={"memberId": self.member_id(email)})["errors"] == []

    def member_id(self, email: str) -> str:
        find = "query ($s: String) { currentUsers(filter: {search: $s}) { edges { node { id } } } }"
        (edge,) = self.ask(find, self.admin_token, s=email)["edges"]
        return str(edge["node"]["id"])

    def revoke(self, email: str) -> None:
        """Has the Admin revoke an invitation."""
        find = "query ($s: String) { invitedUsers(filter: {search: $s}) { edges { node { id } } } }"
        (edge,) = self.ask(find, self.admin_token, s=email)["edges"]
        revoke = "mutation ($input: RevokeInput!) { revoke(input: $input) { errors { message } } }"
        assert self.ask(revoke, self.admin_token, input={"invitationIds": [edge["node"]["id"]]})["errors"] == []

    def create_organization(self, name: str, admin_email: str) -> None:
        """Has an operator make an organization, whose first Admin is invited."""
        slug = re.sub(r"\W+", "-", name).lower()
        subprocess.run(
            [*_CREATE_ORGANIZATION, "--name", name, "--slug", slug, "--admin-email", admin_email],
            env=self.environment,
            check=True,
            capture_output=True,
        )

    @asynccontextmanager
    async def database(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """The product's own database, for what no person can bring about: time that passes, work that is held up."""
        environment = json.loads((self.data / "environment.json").read_text(encoding="utf-8"))
        connection = await asyncpg.connect(environment["DATABASE_URL"])
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def row_limit(self, count: int) -> AsyncIterator[None]:
        """Every organization may upload so many people at once until the context ends."""
        async with self.database() as database:
            limits = await database.fetch("SELECT id, bulk_invite_row_limit FROM organizations")
            await database.execute("UPDATE organizations SET bulk_invite_row_limit = $1", count)
            try:
                yield
            finally:
                await database.executemany("UPDATE organizations SET bulk_invite_row_limit = $2 WHERE id = $1", limits)


def address(name: str = "somebody") -> str:
    """An address that no other story uses."""
    return f"{name}-{os.getpid()}-{next(_numbers)}@story.example"


@contextmanager
def running_product(data: Path) -> Iterator[Product]:
    """Starts the product in a folder of its own, and stops it; it ends with this process, too."""
    with (data.parent / "up.log").open("w", encoding="utf-8") as log:
        watch(Path(log.name))
        process = subprocess.Popen(
            [*launcher_command(signal.SIGTERM, SAME), *_UP, "--port", "0", "--data", str(data)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )
        try:
            yield _ready(process, data, Path(log.name))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _text_of(content: bytes) -> str:
    part = email.message_from_bytes(content, policy=email.policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _environment() -> dict[str, str]:
    """Without the settings that the tests themselves run with."""
    ours = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _ready(process: "subprocess.Popen[bytes]", data: Path, log: Path) -> Product:
    def look() -> bool:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        return (data / "ready.json").exists()

    wait_until(look, START_SECONDS)
    said = json.loads((data / "ready.json").read_text(encoding="utf-8"))
    return Product(said["url"], said["admin"]["email"], said["admin"]["password"], data)
