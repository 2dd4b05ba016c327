"""The mail server refuses this service, whomever an email is for."""

from app.database.sql import value
from app.deliveries.queries import find_pause
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.delivery_queue import delivery_of, let_pause_pass
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.smtp_script import reply


class TestMisconfiguration:
    async def test_no_recipient_is_burnt_and_nothing_more_is_tried(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        settings = email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 2})
        invited = [await make_invitation(admin) for _ in range(10)]
        email_worker.server.on("mail", reply(530, "5.7.0 sign in first"))
        await email_worker.deliver()
        pause = await find_pause()
        assert pause is not None
        assert pause.reason == "5.7.0 sign in first"
        for invitation_id in invited:
            row = await delivery_of(invitation_id)
            assert row["status"] in {"queued", "deferred"}
            assert row["retry_count"] == 0
        tries = sum("MAIL" in line for _, line in email_worker.server.told)
        assert tries <= settings.email_concurrency
        assert await email_worker.deliver() == 0

    async def test_after_the_pause_one_email_tries_and_meets_the_same(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        for _ in range(5):
            await make_invitation(admin)
        email_worker.server.on("mail", reply(530, "5.7.0 sign in first"))
        await email_worker.deliver()
        before = len(email_worker.server.told)
        await let_pause_pass()
        assert await email_worker.deliver() == 1
        assert sum("MAIL" in line for _, line in email_worker.server.told[before:]) == 1
        assert await find_pause() is not None

    async def test_when_it_is_put_right_everything_goes_out_by_itself(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = [await make_invitation(admin) for _ in range(5)]
        email_worker.server.on("mail", reply(530, "5.7.0 sign in first"), times=1)
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        await email_worker.deliver()
        assert email_worker.server.taken == []
        await let_pause_pass()
        await email_worker.deliver()
        assert email_worker.server.copies.total() == 5
        assert [(await delivery_of(each))["status"] for each in invited] == ["sent"] * 5
        assert await value("SELECT count(*) FROM email_pauses") == 0

    async def test_a_refused_recipient_pauses_nothing(self, email_worker: EmailWorker, admin: Actor) -> None:
        await make_invitation(admin, "gone@acme.example")
        await make_invitation(admin, "here@acme.example")
        email_worker.server.on("rcpt", reply(550, "5.1.1 nobody here"), recipient="gone@acme.example")
        await email_worker.deliver()
        assert email_worker.server.copies == {"here@acme.example": 1}
        assert await find_pause() is None
