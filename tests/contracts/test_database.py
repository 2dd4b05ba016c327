"""What only the database can hold: that a value is there once, and that what is asked for often is indexed."""

from app.database.sql import rows

UNIQUE = {
    ("users", "email_key"),
    ("organizations", "slug"),
    ("sessions", "token_hash"),
    ("groups", "organization_id, name_key"),
    ("memberships", "organization_id, user_id"),
    ("deliveries", "message_id"),
    ("deliveries", "kind, subject_id, generation"),
    ("delivery_attempts", "delivery_id, number"),
    ("idempotency_keys", "organization_id, user_id, operation, key"),
}
INDEXED = {
    ("users", "email_key"),
    ("sessions", "user_id"),
    ("sessions", "expires_at"),
    ("memberships", "user_id"),
    ("memberships", "group_ids"),
    ("memberships", "organization_id, joined_at, id"),
    ("invitations", "organization_id, status, created_at, id"),
    ("invitations", "organization_id, status, email_key, id"),
    ("invitations", "group_ids"),
    ("audit_entries", "organization_id, created_at"),
    ("audit_entries", "subject_id"),
    ("idempotency_keys", "created_at"),
}


async def definitions() -> list[str]:
    found = await rows("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
    return [each["indexdef"].replace('"', "") for each in found]


async def test_one_pending_invitation_per_organization_and_address(database: None) -> None:
    (kept,) = [each for each in await definitions() if "invitations_waiting" in each]
    assert kept.startswith("CREATE UNIQUE INDEX")
    assert "(email_key, organization_id) WHERE" in kept
    assert "status" in kept.partition("WHERE")[2]
    assert "'pending'" in kept.partition("WHERE")[2]


async def test_what_there_is_once_is_unique(database: None) -> None:
    kept = [each for each in await definitions() if each.startswith("CREATE UNIQUE INDEX") and "WHERE" not in each]
    assert {
        (table, columns)
        for table, columns in UNIQUE
        if not any(f" ON public.{table} " in each and f"({columns})" in each for each in kept)
    } == set()


async def test_what_is_asked_for_often_is_indexed(database: None) -> None:
    kept = await definitions()
    assert {
        (table, columns)
        for table, columns in INDEXED
        if not any(f" ON public.{table} " in each and f"({columns}" in each for each in kept)
    } == set()


async def test_what_is_due_is_found_without_what_is_done(database: None) -> None:
    kept = await definitions()
    for name, condition in (
        ("deliveries_due", "queued"),
        ("deliveries_leased", "sending"),
        ("invitations_lapsing", "pending"),
    ):
        (index,) = [each for each in kept if f" {name} " in each]
        assert condition in index.partition("WHERE")[2]


async def test_keys_are_compared_byte_by_byte(database: None) -> None:
    """Another locale of the database neither joins two addresses nor puts pages in another order."""
    found = await rows(
        """
        SELECT c.relname AS table, a.attname AS column FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
         WHERE l.collname = 'C' AND c.relkind = 'r' AND a.attname LIKE '%key'
           AND c.relname IN ('users', 'invitations', 'groups')
        """
    )
    assert {(each["table"], each["column"]) for each in found} == {
        ("users", "email_key"),
        ("invitations", "email_key"),
        ("groups", "name_key"),
    }
