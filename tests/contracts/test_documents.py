"""What the documents refer to is there: pages, headings, files, commands, decisions."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from app.cli.parser import parse

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"\.?[\w.-]+(?:/[\w.-]+)*/?")
COMMAND = re.compile(r"\./dev ([a-z]+)")
ADMINISTRATORS_COMMAND = re.compile(r"\./dev admin ((?:organization )?[a-z][a-z-]*)")
TREES = ("app", "schema", "workers", "devserver", "web", "tests", "benchmarks", "docs")
MADE_BY_COMMANDS = {"app/static"}
DATED_STATUS = re.compile(r"^(accepted|superseded by \[.+\]\(.+\)) · 20\d\d-\d\d-\d\d( · supersedes \[.+\]\(.+\))?$")
FOR_WHOM = re.compile(r"^For [a-z].+[:,] ")
ABOUT_THE_PROJECT = {"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
LONGEST_README = 150

PAGES = sorted(str(page.relative_to(ROOT)) for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """What a link to one of its headings ends with, as on GitHub."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(prose(page))}


def links(page: Path) -> set[Path]:
    """The files that a page links to."""
    return {(page.parent / path).resolve() for path, _ in LINK.findall(prose(page)) if path}


def places(page: Path) -> set[str]:
    """The files and folders of the repository that a page names in `code`."""
    named = {text for text in INLINE.findall(prose(page)) if PLACE.fullmatch(text)}
    return {text for text in named if text.partition("/")[0] in TREES and "/" in text}


@cache
def commands() -> frozenset[str]:
    listed = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True).stdout
    return frozenset(re.findall(r"^\./dev ([a-z]+)", listed, re.MULTILINE))


def is_superseded(page: Path) -> bool:
    return "\nStatus: superseded" in page.read_text()


def test_the_pages_are_found() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/graphql.md", "docs/decisions/0001-postgresql-is-the-truth.md"} <= {
        *PAGES
    }


@pytest.mark.parametrize("name", PAGES)
class TestEveryPage:
    def test_every_link_into_the_repository_leads_somewhere(self, name: str) -> None:
        page = ROOT / name
        missing = []
        for path, anchor in LINK.findall(prose(page)):
            target = page.parent / path if path else page
            if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
                missing.append(f"{path}#{anchor}")
        assert missing == []

    def test_every_file_and_folder_that_it_names_exists(self, name: str) -> None:
        if is_superseded(ROOT / name):
            return  # it names what was there then
        missing = [place for place in places(ROOT / name) if not (ROOT / place).exists()]
        assert sorted({*missing} - MADE_BY_COMMANDS) == []

    def test_every_command_that_it_names_exists(self, name: str) -> None:
        text = (ROOT / name).read_text()
        assert {*COMMAND.findall(text)} <= commands()
        for command in {*ADMINISTRATORS_COMMAND.findall(text)}:
            with pytest.raises(SystemExit) as ended:
                parse([*command.split(), "--help"])
            assert ended.value.code == 0, command


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("docs/") and "/decisions/0" not in name])
def test_every_page_begins_with_whom_it_is_for(name: str) -> None:
    first = (ROOT / name).read_text().split("\n\n")[1]
    assert FOR_WHOM.match(first), first


def test_the_index_links_to_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    wanted = {(ROOT / name).resolve() for name in PAGES} - {index.resolve(), *(each.resolve() for each in RECORDS)}
    assert wanted - links(index) == set()


def test_the_readme_is_short_and_leads_to_the_others() -> None:
    readme = ROOT / "README.md"
    assert len(readme.read_text().splitlines()) <= LONGEST_README
    assert {ROOT / "docs" / "README.md", *(ROOT / name for name in ABOUT_THE_PROJECT)} - {readme} <= links(readme)


class TestDecisions:
    def test_are_numbered_without_gaps_and_each_has_its_parts(self) -> None:
        assert [int(file.name[:4]) for file in RECORDS] == list(range(1, len(RECORDS) + 1))
        for number, file in enumerate(RECORDS, start=1):
            text = file.read_text()
            assert text.startswith(f"# {number}. ")
            headings = re.findall(r"^## (\w+)$", text, re.MULTILINE)
            assert headings == ["Context", "Decision", "Consequences", "Alternatives"], file.name

    @pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
    def test_have_a_status_and_its_date(self, file: Path) -> None:
        status = re.search(r"^Status: (.+)$", file.read_text(), re.MULTILINE)
        assert status is not None
        assert DATED_STATUS.match(status[1])

    @pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
    def test_are_in_the_index_with_title_and_status(self, file: Path) -> None:
        number, _, title = file.read_text().splitlines()[0].removeprefix("# ").partition(". ")
        index = (file.parent / "README.md").read_text()
        (line,) = re.findall(rf"^\| \[{number}\]\({re.escape(file.name)}\) \| (.+) \| (\w+).* \|$", index, re.MULTILINE)
        assert line[0] == title
        assert f"\nStatus: {line[1]}" in file.read_text()
