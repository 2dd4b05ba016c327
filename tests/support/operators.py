"""Operators: the command line's, and people with a session."""

from uuid import UUID

from app.database.sql import rows
from app.operations.acts import ActRecord, ActStatus
from app.users.operators import Operator
from app.users.sessions import start_session
from tests.support.factories import make_user

COMMAND_LINE = Operator(None, "root@host (command line)", may_act=True, sees_addresses=True)


async def make_operator(
    *, may_act: bool = True, sees_addresses: bool = False, name: str = "Olive Operator"
) -> tuple[Operator, str]:
    """Somebody in no organization who operates the service, and the token of a session of theirs."""
    user_id = await make_user(name=name)
    await let_operate(user_id, may_act=may_act, sees_addresses=sees_addresses)
    return Operator(user_id, name, may_act, sees_addresses), await start_session(user_id, None)


async def let_operate(user_id: UUID, *, may_act: bool = True, sees_addresses: bool = False) -> None:
    """Makes an operator of somebody who is there."""
    await rows(
        "UPDATE users SET is_operator = true, operator_may_act = $2, operator_sees_addresses = $3 WHERE id = $1",
        user_id,
        may_act,
        sees_addresses,
    )


def done(act: ActRecord) -> tuple[int, dict[str, int]]:
    """How many deliveries an act that is over has changed, and how many it skipped by reason."""
    assert act.status is ActStatus.DONE
    assert act.finished_at is not None
    return act.changed_count, dict(act.skipped)
