"""A real Postfix on a port of its own, which throws away what it accepts. Postfix itself has to be started by root."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from devserver.ports import choose_port
from tests.support.installed_programs import installed_program
from tests.support.waiting import until

STOP_SECONDS = 30.0
# No client is in mynetworks, so that what Postfix does to strangers is done to us.
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = /dev/stdout
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example
inet_interfaces = 127.0.0.1
mynetworks = 192.0.2.0/24
mydestination =
smtpd_peername_lookup = no
smtpd_recipient_restrictions = reject_unauth_destination
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_transport = discard:
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
cleanup unix n - n - 0 cleanup
defer unix - - n - 0 bounce
discard unix - - n - - discard
postlog unix-dgram n - n - 1 postlogd
proxymap unix - - n - - proxymap
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
"""


class Postfix:
    """`port` is where it listens; `configure` changes what it accepts, as its operator would."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port = choose_port(0)
        self._program = program
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def configure(self, mailboxes: Iterable[str], **options: str) -> None:
        """Accepts email for these mailboxes alone; `options` are of postconf(5), and replace those of before."""
        self._write_configuration(list(mailboxes), options)
        if self._process is None:
            await self._start()
        else:
            reload = await self._run("reload")
            assert await reload.wait() == 0

    async def stop(self) -> None:
        """Stops all of Postfix's processes, which leave the process group that started them."""
        if self._process is not None:
            async with asyncio.timeout(STOP_SECONDS):
                await (await self._run("stop")).wait()
                await self._process.wait()

    def _write_configuration(self, mailboxes: list[str], options: dict[str, str]) -> None:
        configuration = self._folder / "etc"
        configuration.mkdir(exist_ok=True)
        main = MAIN.format(
            folder=self._folder,
            domains=", ".join(sorted({mailbox.partition("@")[2] for mailbox in mailboxes})),
            mailboxes=", ".join(f"{mailbox}=1" for mailbox in mailboxes),
        )
        main += "".join(f"{name} = {value}\n" for name, value in options.items())
        (configuration / "main.cf").write_text(main)
        (configuration / "master.cf").write_text(MASTER.format(port=self.port))

    async def _start(self) -> None:
        (self._folder / "spool").mkdir()
        (self._folder / "data").mkdir()
        shutil.chown(self._folder / "data", "postfix", "postfix")
        self._process = await self._run("start-fg")
        await until(self._greets)

    async def _run(self, command: str) -> asyncio.subprocess.Process:
        with (self._folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                self._program,
                "-c",
                str(self._folder / "etc"),
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def _greets(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, (self._folder / "log").read_text()
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            greeting = await reader.readline()
            writer.close()
            return greeting.startswith(b"220")
        return False


@pytest.fixture
def postfix_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="senturo-postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # Postfix's processes run as another user
        yield folder


@pytest.fixture
async def postfix(postfix_folder: Path) -> AsyncIterator[Postfix]:
    program = installed_program("postfix", "postfix")
    if os.geteuid():
        pytest.skip("Postfix has to be started by root.")
    server = Postfix(program, postfix_folder)
    yield server
    await server.stop()
