"""Who acts where an operator's command is run: whoever may run it has all rights."""

import os
import pwd
import socket

from app.users.operators import Operator


def acting_operator() -> Operator:
    """The command line as an operator. Acts are recorded under its user and host."""
    return Operator(None, f"{_user()}@{socket.gethostname()} (command line)", may_act=True, sees_addresses=True)


def _user() -> str:
    """Containers run as users that have no name."""
    user_id = os.getuid()
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)
