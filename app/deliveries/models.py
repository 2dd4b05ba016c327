from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class Delivery(Model):
    """One email to be handed to a mail server.

    A job of the email workers. All times are PostgreSQL's now().
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)

    # What the email is, such as `invitation`: which EmailKind loads and composes it.
    kind = fields.CharField(max_length=32)

    # The row that the email is about, in the table of its kind. No foreign key: the row may be deleted first.
    subject_id = fields.UUIDField()

    # The organization of the invitation that the email is about, for lists by status; null for other kinds.
    inviting_organization_id = fields.UUIDField(null=True)

    # The domain of the recipient's address, in lower case; null where an earlier version queued the email.
    recipient_domain = fields.TextField(null=True)

    # Which email about the subject this is: 1 for the first, one more for each resend. It is part of the link.
    generation = fields.IntField()

    # A DeliveryStatus. Only `sending` has a lease.
    status = fields.TextField(default="queued")

    # 0 for single emails, 1 for those of bulk invites. Of what is due, smaller numbers are claimed first.
    priority = fields.SmallIntField(default=0)

    # The email's Message-ID with its brackets. It never changes, so that a mailbox can recognise a second copy.
    message_id = fields.CharField(max_length=255, unique=True)

    # The address that it was for, once the invitation has another one; null while it has the same.
    former_recipient = fields.TextField(null=True)

    # How often the delivery has been claimed. The fencing token: a worker records the result of the attempt that it
    # claimed, and of no other. It never decreases, so a released claim leaves a gap in the attempts' numbers.
    attempt_count = fields.IntField(default=0)

    # How many attempts failed. It decides the interval to the next one. Attempts that held the email back do not count.
    retry_count = fields.IntField(default=0)

    # When the first attempt failed, or when the email was due and nothing could be sent; null before that. No attempt
    # is made more than 48 hours later.
    retrying_since = fields.DatetimeField(null=True)

    # Whether the email waits for no fault of its own: the mail server refused the connection, the rate or this service.
    is_held_back = fields.BooleanField(db_default=False)

    # The FailureGroup of its last failure; null where none failed, and once it is sent or canceled: see a trigger.
    failure_group_id = fields.UUIDField(null=True)

    # Whether it waits for the domain of its recipient to be resumed by an operator; then nothing is due.
    is_paused = fields.BooleanField(db_default=False)

    # Whether it is sent before the others of an operator's retry, also while the queue is paused, to see what happens.
    is_canary = fields.BooleanField(db_default=False)

    # Why an operator discarded it; null unless one did.
    discard_reason = fields.TextField(null=True)

    # The trace that it was queued in, as W3C Trace Context writes it; null where none was recorded.
    trace_parent = fields.TextField(null=True)

    # When the delivery may be claimed next. Null while it is claimed, and once nothing more will be tried.
    due_at = fields.DatetimeField(null=True)

    # The name of the worker process that has claimed the delivery; null while nobody has.
    lease_owner = fields.TextField(null=True)

    # When the claim expires unless its worker renews it; null while nobody has claimed the delivery.
    lease_until = fields.DatetimeField(null=True)

    # When a mail server accepted the email; null before that.
    sent_at = fields.DatetimeField(null=True)

    # When the email was queued.
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "deliveries"
        unique_together = (("kind", "subject_id", "generation"),)


class DeliveryAttempt(Model):
    """One SMTP conversation; `reply_code` and `reply` are the server's own words."""

    id = fields.UUIDField(primary_key=True, default=uuid7)

    delivery_id = fields.UUIDField()

    # The delivery's `attempt_count` when it was claimed.
    number = fields.IntField()

    # The name of the worker process that claimed the delivery.
    worker = fields.TextField()

    # When the delivery was claimed, before any byte was sent.
    started_at = fields.DatetimeField(db_default=Now())

    # When the result was recorded; null before that.
    finished_at = fields.DatetimeField(null=True)

    # An AttemptOutcome; null until the result is recorded.
    outcome = fields.TextField(null=True)

    # The SMTP reply code, such as 250 or 550; null where the server sent none.
    reply_code = fields.IntField(null=True)

    # The text of the server's reply in one line, or our reason where it sent none; null until the result is recorded.
    reply = fields.TextField(null=True)

    class Meta:
        table = "delivery_attempts"
        unique_together = (("delivery_id", "number"),)


class DeliveryBounce(Model):
    """What came back about an email, the gravest of it: see Bounce. It is BOUNCED unless it was sent again."""

    delivery_id = fields.UUIDField(primary_key=True)

    # A BounceKind.
    kind = fields.TextField()

    # An enhanced status code (RFC 3463), and the words of whoever sent it back.
    status = fields.TextField(null=True)
    diagnostic = fields.TextField(null=True)

    is_about_domain = fields.BooleanField(db_default=False)

    # When it came back, as whoever sent it says, and when that was recorded.
    bounced_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField(db_default=Now())

    # Of an invitation's email: whom to tell of it, and in which organization.
    inviter_id = fields.UUIDField(null=True)
    organization_id = fields.UUIDField(null=True)

    # The BounceDigest that told the inviter; null while it is to be told.
    digest_id = fields.UUIDField(null=True)

    class Meta:
        table = "delivery_bounces"
        # What came back lately, for those who watch the invitations.
        indexes = (("organization_id", "recorded_at"),)


class FailureGroup(Model):
    """What mail servers said in the same words, to emails for one domain: many failures with one cause."""

    # Made of the three next columns, so that whoever meets the same failure knows the id without looking it up.
    id = fields.UUIDField(primary_key=True)

    # The SMTP reply code; null where the server sent none.
    reply_code = fields.IntField(null=True)

    # The words, without what differs from one email to the next, such as addresses and queue ids.
    reply = fields.TextField()

    # Null where no server replied about a recipient, and where an earlier version queued the email.
    recipient_domain = fields.TextField(null=True)

    first_at = fields.DatetimeField(db_default=Now())

    # When it was last met, give or take a minute.
    last_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "failure_groups"


class EmailPause(Model):
    """Why and until when no email is sent: the mail server refuses us, not a recipient. At most one row."""

    queue = fields.CharField(max_length=16, primary_key=True, default="email")

    # When the pause began. It stays when the server goes on refusing within minutes of `resume_at`.
    paused_at = fields.DatetimeField(db_default=Now())

    # When the next email is sent to test whether the server still refuses.
    resume_at = fields.DatetimeField()

    # The text of the server's reply.
    reason = fields.TextField()

    class Meta:
        table = "email_pauses"


class ServiceRefusal(Model):
    """A domain for whose recipients the mail server refused this service since it last accepted an email."""

    id = fields.UUIDField(primary_key=True, default=uuid7)

    # What of this service it refused, such as `sender`.
    refused = fields.CharField(max_length=32)

    domain = fields.CharField(max_length=255)

    refused_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "service_refusals"
        unique_together = (("refused", "domain"),)
