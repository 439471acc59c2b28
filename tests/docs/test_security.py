"""docs/security.md and docs/asvs.md name tests that are there, and every item of the standard."""

import ast
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
# Why an item has no test of ours.
WHY: Final = (
    *("does not apply", "not met", "held by the code", "proxy's", "the surroundings'"),
    "the operator's of the machine",
)
NAMED: Final = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_that_the_page_names_exists() -> None:
    named = {found for page in ("security", "asvs") for found in NAMED.findall(_page(page))}
    assert len(named) > 70
    assert {(path, name) for path, name in named if name not in _tests(ROOT / path)} == set()


def test_every_line_of_its_tables_names_a_test_or_says_that_it_does_not_apply() -> None:
    lines = _page("security").splitlines()
    rows = [
        line
        for line in lines
        if line.startswith("|") and not line.startswith(("|---", "| who ", "| chapter", "| advice"))
    ]
    assert [row for row in rows if not NAMED.search(row) and "does not apply" not in row] == []
    assert len(rows) > 35


def test_every_item_of_asvs_stands_in_its_list_once_with_a_test_or_a_reason() -> None:
    """`asvs.txt`: the requirements of levels 1 and 2 in version 5.0.0, by section."""
    asked = []
    for line in (ROOT / "tests" / "docs" / "asvs.txt").read_text("utf-8").splitlines():
        section, *numbers = line.split()
        asked += [f"{section}.{number}" for number in numbers]
    rows = re.findall(r"^\| (\d[^|]*) \| ([^|]+) \| ([^|]+) \|$", _page("asvs"), re.MULTILINE)
    found: list[str] = []
    for items, stands, held in rows:
        # "10.1.1–10.7.3" is a whole chapter.
        chapter = items.partition(".")[0] + "." if "–" in items else None
        found += [item for item in asked if item.startswith(chapter)] if chapter else items.split(", ")
        assert NAMED.search(held) or any(why in stands for why in WHY), items
    assert sorted(found) == sorted(asked)


def _page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def _tests(path: Path) -> set[str]:
    if not path.exists():
        return set()
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
