"""What deliveries need to know of the emails they send, provided by the noun that each kind of email belongs to.

`app/email_kinds.py` registers one EmailKind for each value of `deliveries.kind`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from app.deliveries.bounces import BouncedEmail
from app.links import Purpose, make_token
from app.mail.message import Email
from app.pubsub.events import Event
from app.settings import Settings


@dataclass(frozen=True)
class EmailContext:
    """The delivery that an email is composed for. `date` is PostgreSQL's now(), as the clocks of workers differ."""

    generation: int
    message_id: str
    date: datetime
    settings: Settings

    def link(self, page: str, purpose: Purpose, subject_id: UUID, nonce: bytes) -> str:
        """The address of a page of the console with a token for this generation. It is stored nowhere."""
        return f"{self.settings.public_url}/{page}#{self._token(purpose, subject_id, nonce)}"

    def one_click_link(self, path: str, purpose: Purpose, subject_id: UUID, nonce: bytes) -> str:
        """The same for programs, which send no fragment: the server gets the token as the last part of the path."""
        return f"{self.settings.public_url}{path.format(token=self._token(purpose, subject_id, nonce))}"

    def _token(self, purpose: Purpose, subject_id: UUID, nonce: bytes) -> str:
        return make_token(self.settings.secret_keys, purpose, subject_id, self.generation, nonce)


class EmailData(Protocol):
    """The rows behind one email, loaded when it is about to be sent."""

    @property
    def email(self) -> str:
        """The recipient's address, as it was typed."""
        ...

    def is_wanted(self, generation: int) -> bool:
        """Whether the email of this generation is still to be sent; if not, its delivery is canceled."""
        ...

    def compose(self, context: EmailContext) -> Email:
        """The same rows and context give the same bytes. Raises ValueError for an address that cannot be used."""
        ...

    def events(self) -> Sequence[Event]:
        """What to publish whenever the status of the delivery has changed."""
        ...


async def _nothing_to_record(_subject_id: UUID, _generation: int) -> None:
    pass


async def _nothing_to_do(_subject_id: UUID, _generation: int, _bounced: BouncedEmail) -> None:
    pass


async def _nothing_to_lock(_subject_ids: Sequence[UUID]) -> None:
    pass


@dataclass(frozen=True)
class EmailKind:
    """One kind of email.

    `load` returns the data of the emails about these subjects, by subject id, and leaves out subjects that no longer
    exist. `record_accepted` is called with subject id and generation in the transaction that records that a mail
    server accepted the email, before the delivery is locked, and in the order of subject ids. `lock` is called before
    something else than an attempt changes deliveries: it locks their subjects in the order of ids, so that whether the
    emails are wanted stays as it is, and has others count the emails again. `record_bounced` is called with subject id
    and generation in the transaction that records that the email came back, with both locked.
    """

    load: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, EmailData]]]
    record_accepted: Callable[[UUID, int], Awaitable[None]] = _nothing_to_record
    lock: Callable[[Sequence[UUID]], Awaitable[None]] = _nothing_to_lock
    record_bounced: Callable[[UUID, int, BouncedEmail], Awaitable[None]] = _nothing_to_do


EmailKinds: TypeAlias = Mapping[str, EmailKind]
