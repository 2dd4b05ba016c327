"""Has emails of the running product come back, as a way in does.

By a process of its own: `python -m tests.browser.bounces KIND STATUS WORDS ADDRESS …`.
"""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from app.cli.connection import database_connection
from app.cli.dev_environment import use_dev_environment
from app.database.sql import value
from app.deliveries.bounces import Bounce, BounceKind
from app.mail_events.event import MailEvent, Result, Source
from app.mail_events.receive import receive
from tests.browser.product import Product
from tests.support.waiting import until

NO_SUCH_USER = "550 5.1.1 No such user here"
FIND = """
SELECT d.id FROM deliveries d JOIN invitations i ON i.id = d.subject_id AND i.generation = d.generation
 WHERE d.kind = 'invitation' AND d.status = 'sent' AND i.email = $1 ORDER BY i.created_at DESC LIMIT 1
"""


async def bounce(
    product: Product, *emails: str, kind: str = "hard", status: str = "5.1.1", diagnostic: str = NO_SUCH_USER
) -> None:
    """Has the newest emails of invitations to these addresses come back, once a mail server has taken them."""
    command = [sys.executable, "-m", "tests.browser.bounces", kind, status, diagnostic, *emails]
    environment = product.environment
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, capture_output=True)


async def _receive(kind: str, status: str, diagnostic: str, emails: list[str]) -> None:
    async with database_connection():
        for email in emails:
            await until(partial(value, FIND, email))
            delivery_id = await value(FIND, email)
            back = Bounce(BounceKind(kind), status or None, diagnostic or None, datetime.now(UTC))
            event = MailEvent(Source.PIPE, str(uuid4()), back, delivery_id)
            assert await receive(event) is Result.RECORDED


if __name__ == "__main__":
    use_dev_environment()
    asyncio.run(_receive(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
