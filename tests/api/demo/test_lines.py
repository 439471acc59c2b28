from datetime import UTC, datetime
from random import Random
from uuid import UUID

from api.demo.lines import escaped, time_text, uuid7_text


def test_a_time_is_written_as_the_database_reads_it() -> None:
    at = datetime(2026, 3, 21, 23, 59, 59, 42_000, tzinfo=UTC)
    text = time_text(int(at.timestamp()) * 1000 + 42)
    assert text == "2026-03-21 23:59:59.042+00"
    assert datetime.fromisoformat(text) == at


def test_an_id_is_a_uuid_of_its_moment_and_its_seed() -> None:
    found = UUID(uuid7_text(1_700_000_000_000, Random(1)))
    assert (found.version, found.variant, found.int >> 80) == (7, "specified in RFC 4122", 1_700_000_000_000)
    assert found == UUID(uuid7_text(1_700_000_000_000, Random(1))) != UUID(uuid7_text(1_700_000_000_000, Random(2)))


def test_no_text_breaks_a_line() -> None:
    assert escaped("a\tb\nc\rd\\N") == "a\\tb\\nc\\rd\\\\N"
