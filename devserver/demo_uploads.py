"""The files that were uploaded in the demo organization: one invited, one canceled, one to be reviewed."""

import asyncio
from datetime import timedelta
from uuid import UUID

from app.bulk_invites.actions import Upload, cancel_bulk_invite, create_bulk_invite, send_bulk_invite
from app.bulk_invites.uploaded_file import BytesContent
from app.bulk_invites.worker.loop import work_on_due
from app.database.sql import rows
from app.organizations.actor import Actor
from devserver.demo_times import date_back

LEASE_SECONDS = 60.0
NEW_STARTERS = """Email,Role,Groups,Start date
abebe.bikila@newstarters.example,Analyst,Berlin office,2 March
berta.lindqvist@newstarters.example,Analyst,Berlin office; Kiosks,2 March
carlos.mendez@newstarters.example,Broadcaster,London office,2 March
dana.scully@newstarters.example,Investigator,Nairobi office,9 March
emeka.obi@newstarters.example,Remote,,9 March
fatima.zahra@newstarters.example,Analyst,Warehouse,9 March
gustav.holm@newstarters.example,Analyst,Warehouse; Kiosks,9 March
helena.rossi@newstarters.example,Group Admin,Loaner pool,9 March
"""
FIELD_TEAM = """Email,Role,Groups
ines.duarte@field.example,Investigator,Field tablets
jonas.weber@field.example,Investigator,Field tablets
keiko.tanaka@field.example,Analyst,Field tablets
"""
CONTRACTORS = """Email,Role,Groups,Company
lea.martin@contractors.example,Analyst,Warehouse,Nordlicht
mei.chen@contractors.example,Analist,Warehouse,Nordlicht
nils.berg@gmial.com,Analyst,Kiosks,Nordlicht
omar.farouk@contractors.example,Analist,Loaner pool,Nordlicht
paula.silva@contractors,Broadcaster,Kiosks,Riverside
lea.martin@contractors.example,Remote,,Riverside
qadir.khan@contractors.example,Investigator,Wharehouse,Riverside
info@contractors.example,Analyst,Loaner pool,Riverside
rosa.alvarez@contractors.example,Admin,,Riverside
sent@partner.example,Analyst,Kiosks,Riverside
tom.becker@contractors.example,Broadcaster,Kiosks,Riverside
uma.patel@contractors.example,Remote,,Riverside
"""


async def send_new_starters(actor: Actor, ago: timedelta) -> list[UUID]:
    """A file that was sent as a whole. Returns its invitations in the order of the file."""
    bulk_invite_id = await upload(actor, "new-starters.csv", NEW_STARTERS)
    await date_back(ago)
    await send_bulk_invite(actor, bulk_invite_id)
    await _work()
    found = await rows("SELECT id FROM invitations WHERE bulk_invite_id = $1 ORDER BY email_key", bulk_invite_id)
    return [each["id"] for each in found]


async def cancel_field_team(actor: Actor, ago: timedelta) -> None:
    """A file that was canceled in its review."""
    bulk_invite_id = await upload(actor, "field-team.csv", FIELD_TEAM)
    await date_back(ago)
    await cancel_bulk_invite(actor, bulk_invite_id, revoke_pending=False)


async def upload(actor: Actor, filename: str, text: str) -> UUID:
    """A file as it stands in its review."""
    content = Upload(BytesContent(text.encode()), is_csv=True, filename=filename)
    bulk_invite_id = await create_bulk_invite(actor, content, is_reviewed=True)
    await _work()
    return bulk_invite_id


async def _work() -> None:
    """As a worker does."""
    await work_on_due("demo", LEASE_SECONDS, asyncio.Event())
