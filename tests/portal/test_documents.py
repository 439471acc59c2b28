"""Every document of the portal and of Open311 asks only what the committed schema answers."""

from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate

from portal.asking import load

ROOT = Path(__file__).parents[2]
# What begins with an underscore is imported by others.
DOCUMENTS = sorted(path for room in ("portal", "api") for path in (ROOT / room).rglob("[!_]*.graphql"))
SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_is_valid_and_holds_one_operation(document: Path) -> None:
    parsed = parse(load(str(document), document.name))
    assert validate(SCHEMA, parsed) == []
    assert sum(isinstance(node, OperationDefinitionNode) for node in parsed.definitions) == 1


def test_a_document_that_asks_for_what_is_not_there_is_found() -> None:
    assert validate(SCHEMA, parse("{ viewer { shoeSize } }"))
