"""Who may see the background work and act on it: operators alone."""

from app.errors import NotPermitted, NotSignedIn
from app.users.operators import Operator
from schema.api.context import Context, Info

NO_OPERATOR = "Only operators of this service may do this. An administrator names them on the command line."


def find_operator(info: Info) -> Operator | None:
    """The caller as an operator; None for everybody else."""
    return info.context.caller.operator if info.context.caller else None


def require_operator(info: Info) -> Operator:
    """Raises NotSignedIn, NotPermitted for who is no operator. What a read-only one may do is for actions to say."""
    return operator_of(info.context)


def operator_of(context: Context) -> Operator:
    """The same, of the caller of an operation."""
    if context.caller is None:
        raise NotSignedIn
    if context.caller.operator is None:
        raise NotPermitted(NO_OPERATOR)
    return context.caller.operator
