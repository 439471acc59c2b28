"""What frontends read about the schema is what the schema says."""

import pytest

from api import reference
from api.reachable import refusals_of
from hotline.kit.viewer import Role
from schema.acting import ACT
from schema.problems import SENTENCES
from schema.reader.catalogue import Catalogue, catalogue_of, definition_of
from schema.requiring import readers_of, words_of
from schema.root import build

ROOTS = {"Query", "Mutation", "Subscription"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(build()._schema)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference.pages()


def test_the_reference_is_current(pages: dict[str, str]) -> None:
    written = {page.name: page.read_text("utf-8") for page in reference.PAGES.glob("*.md")}
    assert written == pages, "run `python -m api.reference` and commit what it writes"


def test_every_field_that_is_not_everybody_s_says_what_it_requires(catalogue: Catalogue) -> None:
    silent = []
    for (type_name, name), declaration in catalogue.declarations.items():
        type_ = catalogue.type(type_name)
        field = type_.fields[name]
        said = field.description if type_name in ROOTS else f"{type_.description} {field.description}"
        if readers_of(catalogue, type_name, field, declaration) != set(Role) and "Requires:" not in (said or ""):
            silent.append(f"{type_name}.{name}")
    assert silent == []


def test_every_act_says_what_it_requires(catalogue: Catalogue) -> None:
    acts = catalogue.type("Mutation")
    assert [name for name, field in acts.fields.items() if "Requires:" not in (field.description or "")] == []


def test_requirements_are_said_in_words() -> None:
    assert words_of(frozenset({Role.COUNCILLOR})) == "councillor"
    assert words_of(frozenset({Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.BOARD_SECRETARY})) == "the board"
    assert words_of(frozenset({Role.OPERATOR, Role.CITIZEN})) == "the citizen by receipt or operator"


def test_a_mutation_s_refusals_are_found_behind_what_it_calls(catalogue: Catalogue) -> None:
    acts = catalogue.type("Mutation")

    def codes(name: str) -> set[str]:
        return {refusal.code for refusal in refusals_of(definition_of(acts.fields[name]).metadata[ACT])}

    assert {"UNKNOWN_CATEGORY", "GROUND_REQUIRED", "IDEMPOTENCY_KEY_REUSED", "KEY_INVALID"} <= codes(
        "registerMessage"
    )
    assert {"OBJECTED_ALREADY", "TOO_LATE_TO_OBJECT", "NOT_FOUND"} <= codes("raiseObjection")
    assert "AGENDA_CONFLICT" in codes("moveAgendaItem")
    assert "AGENDA_CONFLICT" not in codes("addNote")


def test_whatever_an_act_may_come_to_is_a_problem_code(catalogue: Catalogue) -> None:
    acts = catalogue.type("Mutation")
    for name, field in acts.fields.items():
        for refusal in refusals_of(definition_of(field).metadata[ACT]):
            assert refusal.code in SENTENCES, f"{name}: {refusal.__name__} is declared too high up"


def test_every_field_of_a_root_is_found_in_the_index(pages: dict[str, str], catalogue: Catalogue) -> None:
    for root in ROOTS:
        for name in catalogue.type(root).fields:
            assert f"[`{name}`](" in pages["README.md"]
