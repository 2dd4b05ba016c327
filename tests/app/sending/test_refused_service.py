"""The mail server refuses this service, whomever an email is for."""

from app.database.sql import value
from app.deliveries.queries import find_pause
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.delivery_rows import delivery_of, let_pause_pass
from tests.support.email_sending import Post
from tests.support.factories import make_invitation
from tests.support.smtp_server import reply


class TestMisconfiguration:
    async def test_no_recipient_is_burnt_and_nothing_more_is_tried(self, post: Post, admin: Actor) -> None:
        settings = post.sender.settings = get_settings().model_copy(update={"email_concurrency": 2})
        invited = [await make_invitation(admin) for _ in range(10)]
        post.server.on("mail", reply(530, "5.7.0 sign in first"))
        await post.deliver()
        pause = await find_pause()
        assert pause is not None
        assert pause.reason == "5.7.0 sign in first"
        for invitation_id in invited:
            row = await delivery_of(invitation_id)
            assert row["status"] in {"queued", "deferred"}
            assert row["retry_count"] == 0
        tries = sum("MAIL" in line for _, line in post.server.told)
        assert tries <= settings.email_concurrency
        assert await post.deliver() == 0

    async def test_after_the_pause_one_email_tries_and_meets_the_same(self, post: Post, admin: Actor) -> None:
        for _ in range(5):
            await make_invitation(admin)
        post.server.on("mail", reply(530, "5.7.0 sign in first"))
        await post.deliver()
        before = len(post.server.told)
        await let_pause_pass()
        assert await post.deliver() == 1
        assert sum("MAIL" in line for _, line in post.server.told[before:]) == 1
        assert await find_pause() is not None

    async def test_when_it_is_put_right_everything_goes_out_by_itself(self, post: Post, admin: Actor) -> None:
        invited = [await make_invitation(admin) for _ in range(5)]
        post.server.on("mail", reply(530, "5.7.0 sign in first"), times=1)
        post.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        await post.deliver()
        assert post.server.taken == []
        await let_pause_pass()
        await post.deliver()
        assert post.server.copies.total() == 5
        assert [(await delivery_of(each))["status"] for each in invited] == ["sent"] * 5
        assert await value("SELECT count(*) FROM email_pauses") == 0

    async def test_a_refused_recipient_pauses_nothing(self, post: Post, admin: Actor) -> None:
        await make_invitation(admin, "gone@acme.example")
        await make_invitation(admin, "here@acme.example")
        post.server.on("rcpt", reply(550, "5.1.1 nobody here"), recipient="gone@acme.example")
        await post.deliver()
        assert post.server.copies == {"here@acme.example": 1}
        assert await find_pause() is None
