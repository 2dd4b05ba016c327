"""Kinds of email: each is one registration, and the send loop knows none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.deliveries.actions import queue_delivery
from app.deliveries.emails import EmailContext, EmailKind
from app.email_kinds import EMAIL_KINDS
from app.mail import Email
from app.organizations.actor import Actor
from app.pubsub.events import Event
from tests.support.delivery_queue import delivery_of
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker


@dataclass(frozen=True)
class Newsletter:
    """The data of a kind of email that only this test registers."""

    email: str
    wanted_generation: int = 1

    def is_wanted(self, generation: int) -> bool:
        return generation == self.wanted_generation

    def compose(self, context: EmailContext) -> Email:
        return Email(context.settings.mail_from, self.email, f"Message-ID: {context.message_id}\r\n\r\n".encode())

    def events(self) -> list[Event]:
        return []


class TestKinds:
    async def test_another_kind_of_email_is_one_registration(self, email_worker: EmailWorker, admin: Actor) -> None:
        await make_invitation(admin, "ada@acme.example")
        to_grace, to_nobody, to_linus = uuid4(), uuid4(), uuid4()
        newsletters = {to_grace: Newsletter("grace@acme.example"), to_linus: Newsletter("linus@acme.example", 2)}
        accepted = []

        async def load(subject_ids: Sequence[UUID]) -> dict[UUID, Newsletter]:
            return {each: newsletters[each] for each in subject_ids if each in newsletters}

        async def record(subject_id: UUID, generation: int) -> None:
            accepted.append((subject_id, generation))

        email_worker.sender.kinds = {**EMAIL_KINDS, "newsletter": EmailKind(load, record)}
        for subject_id in (to_grace, to_nobody, to_linus):
            await queue_delivery("newsletter", subject_id, 1, "acme.example", recipient_domain="acme.example")
        assert await email_worker.deliver() == 4
        assert email_worker.server.copies == {"ada@acme.example": 1, "grace@acme.example": 1}
        assert accepted == [(to_grace, 1)]
        statuses = [(await delivery_of(each))["status"] for each in (to_grace, to_nobody, to_linus)]
        assert statuses == ["sent", "canceled", "canceled"]

    async def test_each_kind_is_loaded_only_where_some_of_it_are_due(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        await make_invitation(admin)

        async def load(subject_ids: Sequence[UUID]) -> dict[UUID, Newsletter]:
            raise AssertionError("none is due")

        email_worker.sender.kinds = {**EMAIL_KINDS, "newsletter": EmailKind(load)}
        await email_worker.deliver()
        assert email_worker.server.copies.total() == 1

    async def test_what_a_later_release_queued_is_left_to_its_workers(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        subject_id = uuid4()
        await queue_delivery("newsletter", subject_id, 1, "acme.example", recipient_domain="acme.example")
        await make_invitation(admin)
        assert await email_worker.deliver() == 1
        assert (await delivery_of(subject_id))["status"] == "queued"
