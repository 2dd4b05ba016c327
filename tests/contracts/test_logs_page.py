"""The page about logs has every event of the code, and no other."""

import re
from pathlib import Path

from app.audit.account_events import AccountEventKind
from app.telemetry.error_reports import REPORTED_IDS

CALLS = re.compile(
    r"""(?: \blogger\.(?:debug|info|warning|error|exception)\( | \blogger\.log\(\s*\w+, | \b_log_after_commit\(
          | \bOccasionalLog\((?:[^"()]|\([^()]*\))*? ) \s* "([a-z_]+)" """,
    re.VERBOSE,
)
ROWS = re.compile(r"^\| (`[^|]+) \| (?:info|debug|warning|error)", re.MULTILINE)
TREES = ("app", "schema", "workers")


def test_the_page_names_the_events_that_the_code_logs(root: Path) -> None:
    code = [path.read_text() for tree in TREES for path in (root / tree).rglob("*.py")]
    logged = {name for text in code for name in CALLS.findall(text)} | {kind.value for kind in AccountEventKind}
    page = (root / "docs" / "logs.md").read_text()
    named = [name for row in ROWS.findall(page) for name in re.findall(r"`([a-z_]+)`", row)]
    assert len(logged) > 50, "the pattern finds them no longer"
    assert sorted(named) == sorted(logged)


def test_the_page_explains_the_ids(root: Path) -> None:
    page = (root / "docs" / "logs.md").read_text()
    fields = page.partition("| field |")[2].partition("\n\n")[0]
    assert {*REPORTED_IDS} <= {*re.findall(r"`([a-z_]+)`", fields)}
