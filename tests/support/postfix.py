"""A real Postfix on a port of its own, which throws away what it accepts. It has to be started by root."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from devserver.ports import HOST, reserved_port
from devserver.programs import Program, StartError
from devserver.temporary_folder import TemporaryFolder
from tests.support.installed_programs import installed_program
from tests.support.servers import RunningProgram

GREETING_SECONDS = 5.0
LIFETIME_SECONDS = 900  # that of one whose test process was killed
# No client is in mynetworks, so that what Postfix does to strangers is done to us.
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = /dev/stdout
mail_owner = postfix
setgid_group = postdrop
myhostname = {hostname}
inet_interfaces = 127.0.0.1
mynetworks = 192.0.2.0/24
mydestination =
smtpd_peername_lookup = no
smtpd_recipient_restrictions = reject_unauth_destination
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_transport = discard:
"""
# qmgr(8) is woken every second: an email that it finds still locked by its last attempt waits for that.
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
cleanup unix n - n - 0 cleanup
defer unix - - n - 0 bounce
discard unix - - n - - discard
error unix - - n - - error
lmtp unix - - n - - lmtp
postlog unix-dgram n - n - 1 postlogd
proxymap unix - - n - - proxymap
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
"""


class Postfix:
    """`port` is where it listens; `configure` changes what it accepts, as its operator would.

    `services` are further lines of its master.cf, and `folder` is its own.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.services: list[str] = []
        self._hostname = f"{folder.name}.example"  # in the greeting: no other instance has it
        self.folder = folder
        self.master: RunningProgram | None = None

    def configure(self, mailboxes: Iterable[str], **options: str) -> None:
        """Accepts email for these mailboxes alone; `options` are of postconf(5), and replace those of before."""
        self._write_configuration(list(mailboxes), options)
        if self.master is None:
            self.master = self._start()
        else:
            self.master.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.master is not None:
            self.master.stop()

    @property
    def _configuration(self) -> Path:
        return self.folder / "etc"

    def _write_configuration(self, mailboxes: list[str], options: dict[str, str]) -> None:
        self._configuration.mkdir(exist_ok=True)
        main = MAIN.format(
            folder=self.folder,
            hostname=self._hostname,
            domains=", ".join(sorted({mailbox.partition("@")[2] for mailbox in mailboxes})),
            mailboxes=", ".join(f"{mailbox}=1" for mailbox in mailboxes),
        )
        main += "".join(f"{name} = {value}\n" for name, value in options.items())
        (self._configuration / "main.cf").write_text(main)
        (self._configuration / "master.cf").write_text(
            "".join([MASTER.format(port=self.port), *(f"{line}\n" for line in self.services)])
        )

    def _start(self) -> RunningProgram:
        """Starts master(8), and not `postfix start-fg`, a shell script that starts it later and waits for it."""
        (self.folder / "spool").mkdir()
        (self.folder / "data").mkdir()
        shutil.chown(self.folder / "data", "postfix", "postfix")
        self._run("postfix", "check")  # makes the folders of the queue
        master = Path(self._run("postconf", "-h", "daemon_directory").strip()) / "master"
        # It changes its account for a moment, after which Linux no longer ends it with this process (prctl(2)).
        command = (str(master), "-c", str(self._configuration), "-s", "-e", str(LIFETIME_SECONDS))
        return RunningProgram(Program("postfix", command, is_ready=lambda _pid: self._greets()))

    def _run(self, name: str, *arguments: str) -> str:
        """Returns what one of Postfix's commands writes."""
        command = [installed_program(name, "postfix"), "-c", str(self._configuration), *arguments]
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def _greets(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), GREETING_SECONDS) as connection:
                greeting = connection.makefile("rb").readline().decode()
        except OSError:
            return False
        if not greeting.startswith(f"220 {self._hostname} "):
            raise StartError(f"another server is at port {self.port}: {greeting}")
        return True


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    installed_program("postfix", "postfix")
    if os.geteuid():
        pytest.skip("Postfix has to be started by root.")
    with TemporaryFolder("senturo-postfix-") as temporary, reserved_port() as port:
        temporary.path.chmod(0o755)  # Postfix's processes run as another user
        server = Postfix(temporary.path, port)
        yield server
        server.stop()
