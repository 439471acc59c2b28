"""What is written about the software stays true."""

import re
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from tortoise import Tortoise

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked), target


def test_the_version_is_the_newest_in_the_changelog() -> None:
    headings = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def test_every_table_has_its_term_in_the_glossary(db: ModuleType) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    named = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]*[\u0600-\u06ff][^|]* \|", glossary, re.MULTILINE)
    assert Tortoise.apps is not None
    assert sorted(named) == sorted(model._meta.db_table for model in Tortoise.apps["payesh"].values())


def test_decisions_are_numbered_without_gaps_and_say_what_a_decision_must() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        headings = re.findall(r"^## (\w+)", path.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], path.name


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_registry(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    requirements = re.findall(r"^[a-z].*?(?=^[a-z]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(requirements) > 30
    assert [one for one in requirements if "==" not in one or "--hash=sha256:" not in one] == []


def test_every_dependency_is_among_the_requirements() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = (ROOT / "requirements-dev.txt").read_text("utf-8")
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", pinned, re.MULTILINE), f"run `make requirements` for {name}"


def test_every_row_of_the_contract_is_held_by_tests_that_there_are() -> None:
    page = ROOT / "docs" / "graphql.md"
    rows = re.findall(r"^\| (?!matter|---)(.+?) \| .+ \| (.+) \|$", page.read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 15
    for matter, held in rows:
        tests = re.findall(r"\[(test_\w+)\]\((\.\./tests/[\w/]+\.py)\)", held)
        assert tests != [], matter
        for name, file in tests:
            assert f"def {name}(" in (page.parent / file).read_text("utf-8"), f"{matter}: {name}"


@cache
def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
