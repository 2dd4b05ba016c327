"""The alerts of docs/operations: promtool takes them, each has its tests and its paragraph in the runbook."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.support.installed_programs import installed_program
from tests.support.operations_files import ALERTS, ALERTS_TEST, alerts

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SEVERITIES = {"page", "ticket"}


@pytest.fixture(scope="module")
def promtool() -> str:
    return installed_program("promtool", "prometheus")


@pytest.mark.parametrize(("command", "file"), [("check", ALERTS), ("test", ALERTS_TEST)])
def test_promtool_is_content(promtool: str, command: str, file: Path) -> None:
    done = subprocess.run([promtool, command, "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", ["> 600", "> 20", "== 0", "> 0.02", "> 3"])
def test_the_tests_notice_another_threshold(promtool: str, tmp_path: Path, number: str) -> None:
    rules = ALERTS.read_text()
    assert number in rules
    (tmp_path / ALERTS.name).write_text(rules.replace(number, "> 1e9"))
    (tmp_path / ALERTS_TEST.name).write_text(ALERTS_TEST.read_text())
    done = subprocess.run(
        [promtool, "test", "rules", tmp_path / ALERTS_TEST.name], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1


def test_each_alert_is_shown_to_fire_and_not_to_fire() -> None:
    fires, is_silent = Counter[str](), Counter[str]()
    for test in yaml.safe_load(ALERTS_TEST.read_text())["tests"]:
        for case in test.get("alert_rule_test", ()):
            (fires if case.get("exp_alerts") else is_silent)[case["alertname"]] += 1
        for case in test.get("promql_expr_test", ()):
            (name,) = set(re.findall(r'alertname="(\w+)"', case["expr"]))
            (fires if case.get("exp_samples") else is_silent)[name] += 1
            # Of two kinds with the same alert, or of two processes, the other one is silent.
            is_silent[name] += "ALERTS{" in str(case.get("exp_samples", ""))
    names = {rule["alert"] for rule in alerts()}
    assert set(fires) == names
    assert names <= set(is_silent)


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: str(rule["alert"]))
def test_each_alert_says_what_is_wrong_how_urgent_it_is_and_where_to_read_on(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in SEVERITIES
    notes = rule["annotations"]
    assert notes["summary"]
    assert notes["description"]
    assert notes["runbook_url"] == f"docs/runbook.md#{str(rule['alert']).lower()}"


def test_the_runbook_has_a_paragraph_for_each_alert(root: Path) -> None:
    text = (root / "docs" / "runbook.md").read_text()
    headings = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in HEADING.findall(text)}
    assert {str(rule["alert"]).lower() for rule in alerts()} <= headings
