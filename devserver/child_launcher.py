"""Replaces itself by another program that ends when its parent does, on request under an account other than root.

Run as a script: `child_launcher.py DEATH_SIGNAL PARENT IDENTITY command…`, where the identity is `same`,
`namespace` or `uid:gid`. It is a program of its own because code between fork and exec is unsafe in a
process with threads.
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1
NO_SETUID_FIXUP = 4
CLONE_NEWUSER = 0x10000000
ORDINARY_ID = 1000
FAILED = 125


def main() -> None:
    death_signal, parent, identity, *command = sys.argv[1:]
    try:
        _take_identity(identity)
        _die_with_parent(int(death_signal), int(parent))
        os.execvp(command[0], command)  # noqa: S606 - the command comes from this package, without a shell
    except OSError as error:
        sys.stderr.write(f"Cannot start {command[0]}: {error}\n")
        sys.exit(FAILED)


def _take_identity(identity: str) -> None:
    if identity == "namespace":
        _enter_user_namespace()
    elif identity != "same":
        _become(*map(int, identity.split(":")))


def _enter_user_namespace() -> None:
    """Root outside, an ordinary user inside: PostgreSQL starts, and its files still belong to root."""
    uid, gid = os.geteuid(), os.getegid()
    _call("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{ORDINARY_ID} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{ORDINARY_ID} {gid} 1", encoding="ascii")


def _become(uid: int, gid: int) -> None:
    """Changes the account. Root's way through closed folders is kept, as the data may be in one of them."""
    os.setgroups([])
    os.setgid(gid)
    if sys.platform == "linux":
        # Otherwise access(2), with which initdb looks for postgres, would not count the capability.
        _call("prctl", PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0)
    os.setuid(uid)
    if sys.platform == "linux":
        only = 1 << CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        effective_permitted_inheritable = (ctypes.c_uint32 * 6)(only, only, only)
        _call("capset", header, effective_permitted_inheritable)
        _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _die_with_parent(death_signal: int, parent: int) -> None:
    """Comes after the change of identity, which would undo it."""
    if sys.platform != "linux":
        return
    _call("prctl", PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(FAILED)


def _call(function: str, *arguments: Any) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{function}: {os.strerror(code)}")


if __name__ == "__main__":
    main()
