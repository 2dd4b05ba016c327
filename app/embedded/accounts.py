"""Under which account PostgreSQL runs: it refuses root."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from app.embedded.programs import StartError, launcher

SAME = "same"
NAMESPACE = "namespace"


@cache
def ordinary_identity() -> str:
    """This account unless it is root; then root under another name if the kernel allows it, else `nobody`."""
    if os.geteuid() != 0:
        return SAME
    probe = [*launcher(signal.SIGKILL, NAMESPACE), "true"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:  # noqa: S603
        return NAMESPACE
    nobody = pwd.getpwnam("nobody")
    return f"{nobody.pw_uid}:{nobody.pw_gid}"


def hand_over(folder: Path, identity: str) -> None:
    """Gives a folder and all in it to the account that will use it."""
    if identity in {SAME, NAMESPACE}:
        return
    uid, gid = map(int, identity.split(":"))
    for parent in folder.resolve().parents:
        if not _lets_others_through(parent):
            raise StartError(
                f"PostgreSQL does not run as root, and the account it runs as instead cannot get to {folder},"
                f" because {parent} is closed to it: choose another folder with --data,"
                " or start this as another user."
            )
    os.chown(folder, uid, gid)
    for path in folder.rglob("*"):
        os.chown(path, uid, gid, follow_symlinks=False)


@cache
def reachable(package: Path, identity: str) -> Path:
    """A package's folder, or a copy of it where that folder is closed to the account."""
    if identity in {SAME, NAMESPACE} or all(map(_lets_others_through, (package, *package.parents))):
        return package
    copy = Path(tempfile.gettempdir(), f"senturo-{package.name}-{package.stat().st_mtime_ns}")
    if not copy.exists():
        building = Path(tempfile.mkdtemp(prefix=f"{copy.name}-"))
        building.chmod(0o755)
        for folder in package.parent.glob(f"{package.name}*"):
            shutil.copytree(folder, building / folder.name, symlinks=True)
        building.rename(copy)
    if copy.stat().st_uid != 0:
        raise StartError(f"{copy} belongs to somebody else: remove it and run this again.")
    return copy / package.name


def _lets_others_through(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)
