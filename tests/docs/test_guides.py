"""The guides of docs/guides say what the examples do and what the acts may be refused with."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, OperationType, parse

from api.reachable import refusals_of
from hotline.kit.viewer import Role
from schema.acting import ACT
from schema.reader.catalogue import definition_of
from schema.root import build
from tests.api.test_examples import EXAMPLES, role_of

GUIDES: Final = Path(__file__).parents[2] / "docs" / "guides"
PAGES: Final = sorted(set(GUIDES.glob("*.md")) - {GUIDES / "README.md"})
# Of requests rather than acts.
ALWAYS: Final = {"FORBIDDEN", "IDEMPOTENCY_KEY_REUSED"}


@pytest.fixture(scope="module")
def acts() -> GraphQLObjectType:
    found = build()._schema.mutation_type
    assert found is not None
    return found


def examples(page: Path) -> list[Path]:
    """The files a guide speaks of."""
    return [EXAMPLES / name for name in re.findall(r"\(\.\./examples/([\w-]+\.graphql)\)", page.read_text("utf-8"))]


def operations(page: Path) -> Iterator[OperationDefinitionNode]:
    for file in examples(page):
        for definition in parse(file.read_text("utf-8")).definitions:
            assert isinstance(definition, OperationDefinitionNode)
            yield definition


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_guide_tells_of_every_operation_of_its_examples_and_of_no_other(page: Path) -> None:
    told = re.findall(r"^\| \d+ \| `(\w+)` \|", page.read_text("utf-8"), re.MULTILINE)
    assert set(told) == {operation.name.value for operation in operations(page) if operation.name}
    assert len(told) == len(set(told))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_guide_s_refusals_are_those_of_its_acts(page: Path, acts: GraphQLObjectType) -> None:
    may_come = set(ALWAYS)
    for operation in operations(page):
        for field in operation.selection_set.selections:
            if operation.operation is OperationType.MUTATION and isinstance(field, FieldNode):
                act = definition_of(acts.fields[field.name.value]).metadata[ACT]
                may_come |= {refusal.code for refusal in refusals_of(act)}
    told = re.findall(r"^\| `([A-Z_]+)` \|", page.read_text("utf-8"), re.MULTILINE)
    assert told != []
    assert set(told) - may_come == set()


def test_there_is_a_guide_for_every_role_and_all_are_listed() -> None:
    told = [role_of(file) for page in PAGES for file in examples(page)]
    assert sorted(told) == sorted(Role)
    index = (GUIDES / "README.md").read_text("utf-8")
    assert {f"{name}.md" for name in re.findall(r"\]\(([\w-]+)\.md\) \|", index)} == {page.name for page in PAGES}
