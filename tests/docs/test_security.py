"""docs/security.md names tests that are there."""

import ast
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
NAMED: Final = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_that_the_page_names_exists() -> None:
    named = set(NAMED.findall((ROOT / "docs" / "security.md").read_text("utf-8")))
    assert len(named) > 30
    assert {(path, name) for path, name in named if name not in _tests(ROOT / path)} == set()


def test_every_line_of_its_tables_names_a_test_or_says_that_it_does_not_apply() -> None:
    lines = (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    rows = [
        line
        for line in lines
        if line.startswith("|") and not line.startswith(("|---", "| who ", "| chapter", "| advice"))
    ]
    assert [row for row in rows if not NAMED.search(row) and "does not apply" not in row] == []
    assert len(rows) > 35


def _tests(path: Path) -> set[str]:
    if not path.exists():
        return set()
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
