"""What is refused before it costs anything; what it costs is measured by `python -m tests.bench.attacks`."""

from dataclasses import asdict
from pathlib import Path

import pytest
from graphql import get_introspection_query

from schema.reader.faults import Fault
from schema.reader.limiting import Limits, measure, parse_within
from schema.reader.reading import Reader
from tests.attacks import ATTACKS

ROOT = Path(__file__).parents[3]
PAGES = [path for room in ("portal", "api", "docs") for path in sorted((ROOT / room).rglob("*.graphql"))]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_its_code_and_never_kept(name: str, reader: Reader) -> None:
    text, code = ATTACKS[name]
    before = len(reader._documents._recent)
    with pytest.raises(Fault) as refused:
        reader.document(text)
    assert (refused.value.code, len(reader._documents._recent)) == (code, before)


def test_every_document_of_ours_needs_no_more_than_two_thirds_of_any_limit() -> None:
    assert len(PAGES) > 50
    two_thirds = Limits(**{name: limit * 2 // 3 for name, limit in asdict(Limits()).items()})
    for page in PAGES:
        measure(parse_within(page.read_text("utf-8"), two_thirds), two_thirds)


def test_what_tools_ask_of_the_schema_is_within_the_limits(reader: Reader) -> None:
    everything = {"specified_by_url": True, "directive_is_repeatable": True, "input_value_deprecation": True}
    reader.document(get_introspection_query(schema_description=True, one_of=True, **everything))
