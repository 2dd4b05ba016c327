"""How the database goes about long lists."""

import pytest

from app.bulk_invites import sending, validation
from app.bulk_invites.actions import send_bulk_invite
from app.database import rows
from tests.support.bulk_uploads import lines, validated, work
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")


async def test_no_plan_is_kept_from_when_tables_were_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the sixth time on PostgreSQL may keep one; of statements on arrays it would compare all with all."""
    monkeypatch.setattr(validation, "CHUNK", 1)
    monkeypatch.setattr(sending, "CHUNK", 1)
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{number}@example.com,Analyst," for number in range(20)))
    await send_bulk_invite(admin, bulk_invite_id)
    await work()
    prepared = await rows(
        """
        SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements
         WHERE statement ~ 'email_key = ANY|unnest' AND statement !~ 'pg_prepared_statements'
           AND generic_plans + custom_plans > 5
        """
    )
    assert len(prepared) >= 4
    assert [each["statement"] for each in prepared if each["generic_plans"]] == []
