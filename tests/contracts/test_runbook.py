"""The runbook answers the same four questions for every alert."""

import re
from pathlib import Path

import pytest

RUNBOOK = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"
SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^#{1,2} |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall(RUNBOOK.read_text()))
# An alert's name is one word.
ALERTS = [heading for heading in SECTIONS if " " not in heading]


def test_alerts_are_found() -> None:
    assert {"EmailsWaitTooLong", "NoWorkerAlive", "MetricsMissing"} <= {*ALERTS}


@pytest.mark.parametrize("alert", ALERTS)
def test_says_what_it_means_how_to_see_it_what_to_do_and_when_it_is_over(alert: str) -> None:
    assert re.findall(r"^\*\*(\w+)", SECTIONS[alert], re.MULTILINE) == ["Means", "See", "Do", "Over"]
