"""The account that PostgreSQL runs under: it refuses root."""

import os
import pwd
import signal
import subprocess
from functools import cache
from pathlib import Path

from devserver.programs import launcher_command

SAME = "same"
NAMESPACE = "namespace"


@cache
def unprivileged_identity() -> str:
    """Returns this account unless it is root; then a user namespace if the kernel allows it, else `nobody`'s ids.

    Containers and chroots usually do not allow a namespace.
    """
    if os.geteuid() != 0:
        return SAME
    probe = [*launcher_command(signal.SIGKILL, NAMESPACE), "true"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:  # noqa: S603
        return NAMESPACE
    nobody = pwd.getpwnam("nobody")
    return f"{nobody.pw_uid}:{nobody.pw_gid}"


def change_owner(folder: Path, identity: str) -> None:
    """Makes an account the owner of a folder and all in it."""
    if identity == SAME:
        return
    uid, gid = (os.geteuid(), os.getegid()) if identity == NAMESPACE else map(int, identity.split(":"))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)
