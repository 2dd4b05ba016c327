"""The console lets every act be found by what happened."""

import re
from pathlib import Path

from app.audit.action_names import AuditAction

KINDS = Path(__file__).resolve().parents[2] / "web" / "src" / "activity" / "kinds.ts"
# Of an account alone, and therefore in no organization's activity.
OF_ACCOUNTS = {action for action in AuditAction if action.startswith("user.")} - {AuditAction.USER_CREATED}


def test_each_act_is_of_one_kind_in_the_consoles_filter() -> None:
    named = re.findall(r"'([a-z_]+\.[a-z_]+)'", KINDS.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(set(AuditAction) - OF_ACCOUNTS)
