"""What the operating system lets this process use, whatever the file makes it do."""

import ctypes
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

from app.bulk_invites.spreadsheets.bounds import Bounds

# Source: prctl(2).
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
# Where the machine runs out of memory, this process is killed before all others. Source: proc(5).
_OUT_OF_MEMORY = Path("/proc/self/oom_score_adj")
_FIRST = "1000"


def apply_limits(bounds: Bounds) -> None:
    """After the last limit of processor time the process is killed; SIGXCPU comes a second before and says why.

    `RLIMIT_FSIZE` makes writing fail with OSError: Python ignores SIGXFSZ.
    """
    for limit, soft, hard in (
        (resource.RLIMIT_AS, bounds.memory_bytes, bounds.memory_bytes),
        (resource.RLIMIT_CPU, bounds.seconds, bounds.seconds + 1),
        (resource.RLIMIT_FSIZE, bounds.unpacked_bytes, bounds.unpacked_bytes),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        # Elsewhere, and where the worker died before this, the end of standard input ends the process.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        with suppress(OSError):
            _OUT_OF_MEMORY.write_text(_FIRST)
