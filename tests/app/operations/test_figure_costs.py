"""What the figures of the operations page read: nothing that grows with the number of emails."""

import pytest

from app.database.sql import rows
from app.deliveries.earlier_failures import group_earlier_failures
from app.deliveries.failure_groups import MAX_GROUPS
from app.deliveries.old_failure_groups import forget_empty_groups, merge_old_groups
from app.operations.failures import FailureGroupFilter, find_failure_groups, list_failure_groups
from app.operations.overview import find_queues, find_throughput
from app.queues.counts import add_up_changes
from app.queues.names import QueueName
from tests.support.executed_statements import ExecutedStatements

EMAILS = 30_000
# One in ten is due, one in ten failed; every state is there.
FILL = """
INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status, attempt_count,
                        retry_count, failure_group_id)
SELECT uuidv7(), 'letter', gen_random_uuid(), 1, n::text, n % 2, CASE WHEN n % 10 < 2 THEN now() END,
       CASE n % 10 WHEN 0 THEN 'queued' WHEN 1 THEN 'deferred' WHEN 2 THEN 'failed' WHEN 3 THEN 'canceled'
                   ELSE 'sent' END,
       1, 0, CASE WHEN n % 10 IN (1, 2) THEN (SELECT array_agg(id) FROM failure_groups)[n % $2 + 1] END
  FROM generate_series(1, $1) n
"""


@pytest.fixture
async def many(database: None) -> None:
    await rows(
        "INSERT INTO failure_groups (id, reply, last_at) SELECT gen_random_uuid(), n::text, now() - interval '2 days'"
        " FROM generate_series(1, $1) n",
        MAX_GROUPS,
    )
    await rows(FILL, EMAILS, MAX_GROUPS)
    while await add_up_changes():
        pass
    await rows("UPDATE deliveries SET status = 'sending' WHERE id = (SELECT id FROM deliveries LIMIT 1)")
    await rows("VACUUM ANALYZE deliveries")


async def read_by(executed: ExecutedStatements) -> list[tuple[str, float]]:
    """How each part of the statements went through deliveries, and how many rows it read of them."""
    found = []
    for statement in executed.matching(r"(?s)^\s*(WITH|SELECT)"):
        for node in await statement.explain():
            if node.get("Relation Name") == "deliveries":
                read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                found.append((node["Node Type"], read * node["Actual Loops"]))
    return found


@pytest.mark.usefixtures("many")
class TestAFigureReads:
    async def test_the_first_in_line_of_each_priority_and_no_other_email(self, executed: ExecutedStatements) -> None:
        executed.clear()
        email, _ = await find_queues()
        assert email.oldest_waiting_at is not None
        assert sum((email.waiting_count, email.deferred_count, email.failed_count)) >= EMAILS // 10
        read = await read_by(executed)
        assert {kind for kind, _ in read} <= {"Index Scan", "Index Only Scan"}
        assert sum(count for _, count in read) <= 2

    async def test_no_email_for_failure_groups_and_plots(self, executed: ExecutedStatements) -> None:
        executed.clear()
        listed = await list_failure_groups(FailureGroupFilter(), 200)
        assert len(listed) == 200
        await find_failure_groups([each.id for each in listed])
        await find_throughput(QueueName.EMAIL, 1440, 96)
        assert await read_by(executed) == []

    async def test_those_alone_that_have_no_group_yet_to_find_theirs(self, executed: ExecutedStatements) -> None:
        await rows("UPDATE deliveries SET failure_group_id = NULL WHERE message_id = '2'")
        executed.clear()
        await group_earlier_failures({})
        await rows("UPDATE deliveries SET failure_group_id = NULL WHERE message_id = '2'")
        (looked_up,) = executed.matching("LEFT JOIN LATERAL")
        read = [node for node in await looked_up.explain() if node.get("Relation Name") == "deliveries"]
        assert read
        assert "Seq Scan" not in {node["Node Type"] for node in read}
        assert max(node["Actual Rows"] for node in read) <= 1

    async def test_no_other_email_than_it_moves_to_let_old_groups_give_way(self, executed: ExecutedStatements) -> None:
        await rows("UPDATE failure_groups SET last_at = now() - interval '1 year' WHERE reply = '1'")
        await rows("UPDATE failure_groups SET last_at = now() WHERE reply <> '1'")
        executed.clear()
        await merge_old_groups()
        (looked_up,) = executed.matching("JOIN failure_groups")
        read = [node for node in await looked_up.explain() if node.get("Relation Name") == "deliveries"]
        assert read
        assert "Seq Scan" not in {node["Node Type"] for node in read}
        assert max(node["Actual Rows"] for node in read) <= EMAILS // MAX_GROUPS

    async def test_one_email_of_each_group_to_find_the_empty_ones(self, executed: ExecutedStatements) -> None:
        executed.clear()
        await forget_empty_groups()
        (deletion,) = executed.matching("DELETE FROM failure_groups")
        read = [node for node in await deletion.explain() if node.get("Relation Name") == "deliveries"]
        assert read
        assert "Seq Scan" not in {node["Node Type"] for node in read}
