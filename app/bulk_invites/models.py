"""Tables of bulk invites. The first line of a docstring is the table's comment in PostgreSQL."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class BulkInvite(Model):
    """One uploaded file of people to invite, and the work on it.

    A worker works in two phases: it validates all rows, and after the review it sends them. It does so in chunks,
    each in a transaction of its own that holds the lease.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)

    # The tenant, and the members by whose rights the work is done: who uploaded it, who sent it, and who revoked its
    # invitations. The last is set only while a worker has to finish a revocation that was too long for one request.
    organization_id = fields.UUIDField()
    requested_by_user_id = fields.UUIDField()
    sent_by_user_id = fields.UUIDField(null=True)
    revoked_by_user_id = fields.UUIDField(null=True)

    # A `lifecycle.Status`.
    status = fields.CharField(max_length=16, default="validating")

    # Whether the uploaded bytes are a CSV file, rather than rows as `csv.reader.RowsFile` writes them.
    is_csv = fields.BooleanField()

    # Whether those bytes are still a workbook or a page; the worker replaces them by the CSV of one sheet.
    is_spreadsheet = fields.BooleanField(db_default=False)

    # The sheet that the rows come from, null where the file has none, and all of the workbook, hidden ones last.
    sheet = fields.TextField(null=True)
    sheets = ArrayField(element_type="text", null=True)

    # First and last line of each run of rows that the sheet hides; null for none.
    hidden_lines = fields.JSONField[list[list[int]]](null=True)

    # Whether a file whose columns are not understood waits for a mapping, instead of being refused. It is kept whole
    # then until it is sent, canceled or failed.
    asks_for_columns = fields.BooleanField(db_default=False)

    # The columns as `file_columns.write_columns` stores them, null before they were read; and whether the bulk invite
    # is MAPPING, which is stored as READY.
    columns = fields.JSONField[list[dict[str, object]]](null=True)
    is_mapping_due = fields.BooleanField(db_default=False)

    # What the columns mean, as `stored_mapping.write_mapping` stores it; null unless `asks_for_columns`.
    mapping = fields.JSONField[dict[str, object]](null=True)

    # Whether valid rows wait for `sendBulkInvite`, rather than being sent as soon as all are validated.
    is_reviewed = fields.BooleanField()

    # The name of the uploaded file without its folders, null for rows and for text.
    filename = fields.TextField(null=True)

    # The encoding that the file was read with, by its IANA name; windows-1252 is guessed. Null for rows, and where
    # an earlier version read the file.
    encoding = fields.TextField(null=True)

    # What rows get that name no role, or no groups; null where they get none.
    default_role = fields.TextField(null=True)
    default_group_ids = ArrayField(element_type="uuid", null=True)

    # Why it is FAILED, as `failure.write_failure` stores it; null in any other status.
    failure = fields.JSONField[dict[str, object]](null=True)

    # Names of columns that the file has beside email, role and groups.
    ignored_columns = ArrayField(element_type="text", default=list)

    # All rows, 0 until the worker has counted them; edits under review keep it up to date.
    total_rows = fields.IntField(default=0)

    # Rows that the running phase is done with. Sending starts at `error_rows`, as these are not sent.
    processed_rows = fields.IntField(default=0)

    # Rows by the result of their validation: without a problem, with warnings alone, with an error.
    valid_rows = fields.IntField(default=0)
    warning_rows = fields.IntField(default=0)
    error_rows = fields.IntField(default=0)

    # Rows by the result of sending: with an invitation, or no longer valid since the review.
    invited_rows = fields.IntField(default=0)
    skipped_rows = fields.IntField(default=0)

    # Invitations by the newest email of each: accepted by a mail server, rejected for good or given up, without a
    # reply of any mail server yet. Counted by the worker from the deliveries.
    emails_sent = fields.IntField(default=0)
    emails_failed = fields.IntField(default=0)
    emails_waiting = fields.IntField(default=0)

    # The same for emails that were withdrawn before they were sent, and for invitations that were revoked since.
    emails_canceled = fields.IntField(db_default=0)
    revoked_rows = fields.IntField(db_default=0)

    # The same for emails that a mail server accepted first, and that came back.
    emails_bounced = fields.IntField(db_default=0)

    # Why emails failed, as `email_failures.write_failures` stores it; null where none did.
    email_failures = fields.JSONField[list[dict[str, object]]](null=True)

    # True once no email can change its result any more. Until then, emails are counted again from `count_emails_at`.
    emails_settled = fields.BooleanField(default=True)
    count_emails_at = fields.DatetimeField(null=True)

    # Whether something happened that the counts do not show yet: until they do, progress does not end.
    is_count_due = fields.BooleanField(db_default=False)

    # The edit of many rows that a worker has to finish, as `mass_edits.write_edit` stores it, and by whose rights;
    # null where none is under way. Stored as READY, the bulk invite is VALIDATING meanwhile.
    edit = fields.JSONField[dict[str, object]](null=True)
    edited_by_user_id = fields.UUIDField(null=True)

    # How often rows were edited: a change that people can see, where no count changes.
    edit_count = fields.IntField(db_default=0)

    # The line of the last row that the running phase is done with; the next chunk begins after it. An edit goes from
    # the last line to the first.
    cursor_line = fields.IntField(default=0)

    # Increased by a trigger with each change that a client can see, so that clients can drop older states.
    sequence = fields.BigIntField(default=1)

    # When it was uploaded, when a worker first took it, when the running phase began, when its status became final.
    created_at = fields.DatetimeField(db_default=Now())
    started_at = fields.DatetimeField(null=True)
    phase_started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    # When `sequence` last increased; set by the same trigger. Missed events are found by it.
    changed_at = fields.DatetimeField(db_default=Now())

    # When the file and the rows were deleted; null while they are there.
    purged_at = fields.DatetimeField(null=True)

    # Which lease allows to change it, null where no worker has it, and until when no other lease is given.
    lease_owner = fields.TextField(null=True)
    lease_until = fields.DatetimeField(null=True)

    # Leases since a worker last finished a chunk or stopped as it should; after MAX_ATTEMPTS it is FAILED.
    attempts = fields.SmallIntField(db_default=0)

    class Meta:
        table = "bulk_invites"
        indexes = (("organization_id", "created_at", "id"),)


class BulkInviteRow(Model):
    """One row of a bulk invite, as it was validated; the invitation that it becomes has the same id."""

    id = fields.UUIDField(primary_key=True, default=uuid7)

    bulk_invite_id = fields.UUIDField()

    # The physical line of the file in which the row begins, or the place of a row that came by the API, from 1.
    line = fields.IntField()

    # The cell, trimmed, and the key by which addresses are compared; null where the cell is no address.
    email = fields.TextField()
    email_key = fields.TextField(null=True)

    # The cells, trimmed; `groups` holds a name per element.
    role = fields.TextField()
    groups = ArrayField(element_type="text", default=list)

    # The role that the cell names, null for none, and those of the named groups that exist.
    granted_role = fields.TextField(null=True)
    group_ids = ArrayField(element_type="uuid", default=list)

    # Whether the line has more cells than the header.
    has_surplus_cells = fields.BooleanField(default=False)

    # Whether an edit replaced what the file says, and whether it left the address as the file has it.
    is_edited = fields.BooleanField(default=False)
    is_email_kept = fields.BooleanField(db_default=False)

    # A `rules.RowStatus` other than INVITED: a row that is valid or has warnings counts as invited once the
    # bulk invite was sent and its `cursor_line` has reached the row.
    status = fields.CharField(max_length=8)

    # As `problems.write_problems` stores them, the most important first; null where there are none. Partially indexed.
    problems = fields.JSONField[list[dict[str, object]]](null=True)

    # For each of `problems` the name of the group that it is about, null where it is about the whole cell; null where
    # none is about a group. The release before keeps it as it is.
    problem_values = ArrayField(element_type="text", null=True)

    class Meta:
        table = "bulk_invite_rows"
        unique_together = (("bulk_invite_id", "line"),)


class BulkInvitePiece(Model):
    """A part of the uploaded bytes, in their order."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    bulk_invite_id = fields.UUIDField()

    # The place of the piece among those of the bulk invite, from 0.
    number = fields.IntField()

    # At most `uploaded_file.PIECE_BYTES`.
    content = fields.BinaryField()

    class Meta:
        table = "bulk_invite_pieces"
        unique_together = (("bulk_invite_id", "number"),)


class ColumnMapping(Model):
    """A mapping that an organization confirmed, for its next files with the same header."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()

    # SHA-256 of the header's names, as `remembered_columns.header_key` returns it.
    header_key = fields.BinaryField()

    # As `stored_mapping.write_mapping` stores it.
    mapping = fields.JSONField[dict[str, object]]()

    updated_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "column_mappings"
        indexes = (("organization_id", "updated_at"),)
