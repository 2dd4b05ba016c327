"""What the documents refer to is there."""

import re
from pathlib import Path

import pytest

LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "docs/deployment.md", "docs/command-line.md", "docs/graphql.md"]
)
def test_every_link_into_the_repository_leads_somewhere(root: Path, name: str) -> None:
    document = root / name
    missing = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert missing == []


def test_decisions_are_numbered_without_gaps_and_say_so(root: Path) -> None:
    files = sorted((root / "docs" / "decisions").glob("*.md"))
    numbers = [int(file.name[:4]) for file in files]
    assert numbers == list(range(1, len(files) + 1))
    for number, file in zip(numbers, files, strict=True):
        text = file.read_text()
        assert text.startswith(f"# {number}. ")
        headings = re.findall(r"^## (\w+)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], file.name
