"""Takes from this process what a file that took it over could use: other files, TCP, signals to other processes.

By Landlock, where the kernel has it: else the worker's environment, in /proc, could be read.
"""

import ctypes
import os
import struct
from pathlib import Path

# Source: landlock(7), linux/landlock.h. The numbers of the calls are the same on all architectures that Python runs on.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
# How many rights on files each version knows, from the first; later ones know no fewer.
_FILE_RIGHTS = (13, 14, 15, 15, 16)
# Versions that also know of TCP, and of signals and sockets without a path; both have two rights.
_TCP_VERSION, _SCOPE_VERSION = 4, 6
_BOTH = 0b11
# Codecs are loaded when a page names them.
_STANDARD_LIBRARY = Path(os.__file__).parent


def confine(file: int) -> None:
    """From now on, only the file with this descriptor and Python's standard library can be opened, and only be read.

    Descriptors that are open stay as they are. Call it once no privileges can be got any more.
    """
    libc = ctypes.CDLL(None)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return
    denied = struct.pack(
        "=3Q",
        (1 << _FILE_RIGHTS[min(version, len(_FILE_RIGHTS)) - 1]) - 1,
        _BOTH if version >= _TCP_VERSION else 0,
        _BOTH if version >= _SCOPE_VERSION else 0,
    )
    ruleset = libc.syscall(_CREATE_RULESET, denied, ctypes.c_size_t(len(denied)), 0)
    library = os.open(_STANDARD_LIBRARY, os.O_PATH)
    try:
        rules = (_READ_FILE, file), (_READ_FILE | _READ_DIRECTORY, library)
        if all(libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", *rule), 0) == 0 for rule in rules):
            libc.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(library)
        os.close(ruleset)
