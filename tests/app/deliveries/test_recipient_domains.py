"""Every email that is queued says for which domain it is."""

from app.authentication.client import Client
from app.authentication.password_reset import request_password_reset, reset_password
from app.bulk_invites.actions import send_bulk_invite
from app.database.sql import rows
from app.invitations.first_admin import create_organization_with_admin
from app.invitations.resend import resend
from app.organizations.actions import TimeLimit
from app.organizations.actor import Actor
from app.organizations.administration import NewOrganization
from tests.support.bulk_uploads import lines, upload, work
from tests.support.factories import make_invitation, make_user
from tests.support.in_process_email_worker import EmailWorker


async def domains(kind: str = "invitation") -> list[str | None]:
    found = await rows("SELECT recipient_domain FROM deliveries WHERE kind = $1 ORDER BY created_at, id", kind)
    return [each["recipient_domain"] for each in found]


async def test_of_an_invitation_and_its_resend(admin: Actor) -> None:
    invitation_id = await make_invitation(admin, "Ada@BÜCHER.Example")
    await resend(admin, [invitation_id])
    assert await domains() == ["xn--bcher-kva.example"] * 2


async def test_of_a_bulk_invite(admin: Actor) -> None:
    bulk_invite_id = await upload(admin, lines(["a@A.example,Analyst,", "b@b.example,Analyst,"]))
    await work()
    await send_bulk_invite(admin, bulk_invite_id)
    await work()
    assert sorted(filter(None, await domains())) == ["a.example", "b.example"]


async def test_of_a_first_admin(database: None) -> None:
    await create_organization_with_admin(NewOrganization("Beta", "beta", 100, TimeLimit(None)), "linus@Beta.example")
    assert await domains() == ["beta.example"]


async def test_of_a_new_password(email_worker: EmailWorker) -> None:
    await make_user("ada@Acme.example")
    await request_password_reset("ada@acme.example", "192.0.2.1")
    await email_worker.deliver()
    link = email_worker.newest_token("ada@Acme.example")
    await reset_password(link, "another password that nobody has", client=Client())
    assert [await domains(kind) for kind in ("password_reset", "password_changed")] == [["acme.example"]] * 2
