"""A test email, with its conversation."""

from typing import Self

import strawberry

from app.mail import ConversationLine as RecordedLine
from app.mail import ConversationSide
from app.operations.test_email import send_test_email
from schema.api.context import Info
from schema.api.enums import register_enum
from schema.api.operations.access import require_operator
from schema.api.operations.acts import ActPayload, OperatorAct
from schema.api.user_errors import RefusalsAsErrors

register_enum(
    ConversationSide,
    "ConversationSide",
    "Who said a line of a conversation.",
    {
        "CLIENT": "This service.",
        "SERVER": "The mail server.",
        "NOTE": "Nobody: it says what happened, such as the start of TLS, or what it means.",
    },
)


@strawberry.type(description="A line of a conversation with the mail server.")
class ConversationLine:
    side: ConversationSide = strawberry.field(name="from", description="Who said it.")
    text: str = strawberry.field(description="What was said; what signs this service in is masked.")
    at_ms: int = strawberry.field(description="How many milliseconds after the start of the conversation.")

    @classmethod
    def of(cls, line: RecordedLine) -> Self:
        return cls(side=line.side, text=line.text, at_ms=line.at_ms)


@strawberry.input(description="Whom to send a test email.")
class SendTestEmailInput:
    to: str = strawberry.field(description="The address. Who did it and its domain are recorded, not the address.")


@strawberry.type(description="What became of a test email.")
class SendTestEmailPayload(ActPayload):
    conversation: list[ConversationLine] = strawberry.field(
        default_factory=list,
        description="What was said, line by line. Notes at its end say what happened, whom a refusal is about, and what"
        " that means for other emails.",
    )
    is_accepted: bool = strawberry.field(default=False, description="Whether the mail server accepted it.")


@strawberry.type
class SendTestEmailMutations:
    @strawberry.mutation(
        description="Sends a test email at once, over a connection of its own, also while sending is paused. Returns"
        " when the conversation is over, after less than a minute. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def send_test_email(self, info: Info, input: SendTestEmailInput) -> SendTestEmailPayload:  # noqa: A002
        sent = await send_test_email(require_operator(info), input.to)
        return SendTestEmailPayload(
            act=OperatorAct.of(sent.act),
            conversation=[ConversationLine.of(line) for line in sent.conversation],
            is_accepted=sent.is_accepted,
        )
