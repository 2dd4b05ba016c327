"""Under which account PostgreSQL runs: it refuses root."""

import os
import pwd
import signal
import subprocess
from functools import cache
from pathlib import Path

from devserver.programs import launcher

SAME = "same"
NAMESPACE = "namespace"


@cache
def ordinary_identity() -> str:
    """This account unless it is root; then root under another name if the kernel allows it, else `nobody`.

    Containers and chroots usually do not allow it.
    """
    if os.geteuid() != 0:
        return SAME
    probe = [*launcher(signal.SIGKILL, NAMESPACE), "true"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:  # noqa: S603
        return NAMESPACE
    nobody = pwd.getpwnam("nobody")
    return f"{nobody.pw_uid}:{nobody.pw_gid}"


def hand_over(folder: Path, identity: str) -> None:
    """Gives a folder and all in it to the account that will use it."""
    if identity == SAME:
        return
    uid, gid = (os.geteuid(), os.getegid()) if identity == NAMESPACE else map(int, identity.split(":"))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)
