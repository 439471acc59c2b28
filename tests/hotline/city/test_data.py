"""The city's files are rows somebody reviewed: these tests hold them together."""

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from hotline.city.tables import UnitKind

ROOT = Path(__file__).parents[3]
DATA = ROOT / "hotline/city/data"
DEMO = ROOT / "api/demo"
TEXTS = sorted([*DATA.iterdir(), DEMO / "phrases.csv", DEMO / "words.toml"])
NOTES = {
    "WAITING_FOR_CITIZEN",
    "WAITING_FOR_AUTHORITY",
    "TRIAGED",
    "DISPATCHED",
    "ACKNOWLEDGED",
    "FIRST_ACTION",
    "ACTION",
    "RESOLUTION_CLAIMED",
    "RETURNED",
    "INSPECTION_VISIT",
    "VERIFIED",
    "FEEDBACK_SOUGHT",
    "FEEDBACK_SATISFIED",
    "FEEDBACK_UNSATISFIED",
    "UNREACHABLE",
    "CITIZEN_CALLED_AGAIN",
    "REFERRED",
    "REJECTED",
    "OBJECTED",
    "CLOSED",
    "RULED_DISMISSED",
    "RULED_UPHELD",
}

# Arabic ye, kaf and te marbuta, tatweel, Arabic-Indic digits.
FOREIGN_LETTER = re.compile("[يىكةـ٠-٩]")
# A prefix or suffix torn from its word by a space, or glued to a letter that joins: both want a half-space.
# «انتهای» and «بهایی» are whole words.
HALF_SPACE_MISSING = re.compile(
    r"\bن?می [\u0600-\u06ff]|[\u0600-\u06ff] (?:ها|های|هایی|هایش|تر|ترین|ام|اند)\b"
    r"|[بپتثجچحخسشصضطظعغفقکگلمنهی](?<!\bانت)(?<!\bب)(?:های|هایی|هایش|هایشان)\b"
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


DISTRICTS = rows(DATA / "districts.csv")
UNITS = rows(DATA / "units.csv")
TYPES = rows(DATA / "request_types.csv")
PHRASES = rows(DEMO / "phrases.csv")
WORDS = tomllib.loads((DEMO / "words.toml").read_text("utf-8"))


def test_fifteen_districts_lie_within_the_city_and_share_its_messages() -> None:
    bounds = tomllib.loads((DATA / "city.toml").read_text("utf-8"))["bounds"]
    assert [int(row["number"]) for row in DISTRICTS] == list(range(1, 16))
    for row in DISTRICTS:
        assert bounds["south"] < float(row["latitude"]) < bounds["north"]
        assert bounds["west"] < float(row["longitude"]) < bounds["east"]
    assert sum(float(row["weight"]) for row in DISTRICTS) == pytest.approx(1)


def test_each_district_has_a_tile_of_its_own() -> None:
    assert len({(row["tile_row"], row["tile_col"]) for row in DISTRICTS}) == len(DISTRICTS)


def test_units_form_one_tree() -> None:
    parents = {row["code"]: row["parent_code"] for row in UNITS}
    assert len(parents) == len(UNITS) >= 55
    assert list(parents.values()).count("") == 1
    for unit in parents:
        steps = 0
        while unit := parents[unit]:
            steps += 1
            assert steps < len(parents), "a unit is above itself"


def test_units_are_of_known_kinds_and_known_districts() -> None:
    assert {row["kind"] for row in UNITS} <= set(UnitKind)
    assert {row["district_number"] for row in UNITS} - {""} == {row["number"] for row in DISTRICTS}
    assert all((row["kind"] == "SECTION") == bool(row["section"]) for row in UNITS)


def test_each_request_type_has_its_unit_in_every_district() -> None:
    codes = {row["code"] for row in UNITS}
    places = Counter((row["district_number"], row["section"]) for row in UNITS if row["section"])
    assert set(places.values()) == {1}
    for row in TYPES:
        if row["unit_kind"] == "CENTRAL":
            assert row["unit_code"] in codes
        else:
            assert not row["unit_code"]
            assert all((district["number"], row["unit_kind"]) in places for district in DISTRICTS)


def test_request_types_are_many_and_each_is_itself() -> None:
    assert len(TYPES) >= 120
    for column in ("code", "title_fa", "title_en", "description_fa", "description_en"):
        repeated = [text for text, times in Counter(row[column] for row in TYPES).items() if times > 1]
        assert repeated == []
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", row["code"]) for row in TYPES + UNITS)
    assert {row["kind"] for row in TYPES} == {"OPERATIONAL", "INFORMATION", "OPINION"}


def test_a_request_type_is_urgent_exactly_when_it_names_a_ground() -> None:
    for row in TYPES:
        assert (row["urgent_by_default"] == "true") == bool(row["ground"]), row["code"]
    assert {row["ground"] for row in TYPES} == {"", "HAZARD", "COSTLY_VIOLATION", "RESOURCE_WASTE"}


def test_targets_are_in_order() -> None:
    for row in TYPES:
        first, resolution = int(row["first_action_minutes"]), int(row["resolution_hours"]) * 60
        assert 0 < first <= resolution, row["code"]
        # The clock runs on urgent messages alone, and those have two hours whatever their type (R2).
        assert first == 120, row["code"]
        assert int(row["feedback_minutes"]) == 1440
        assert float(row["weight"]) > 0
        assert not (row["urgent_by_default"] == row["working_hours"] == "true"), (
            "urgent clocks run on the wall clock"
        )


def test_citizens_have_words_for_every_request_type() -> None:
    times = Counter(row["request_type"] for row in PHRASES)
    assert set(times) == {row["code"] for row in TYPES}
    assert min(times.values()) >= 4
    assert len({row["body_fa"] for row in PHRASES}) == len(PHRASES)
    placeholders = {name for row in PHRASES for name in re.findall(r"\{(.*?)\}", row["body_fa"])}
    assert placeholders == {"street", "alley", "landmark", "since", "phone", "plate"}


def test_the_demo_has_words_enough() -> None:
    least = {"streets": 80, "alleys": 30, "landmarks": 60, "since": 10, "given_names": 60, "family_names": 60}
    for name, number in least.items():
        assert len(set(WORDS[name])) == len(WORDS[name]) >= number, name
    assert set(WORDS["notes"]) == NOTES
    assert all(5 <= len(set(notes)) == len(notes) <= 10 for notes in WORDS["notes"].values())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_persian_is_clean(path: Path) -> None:
    raw = path.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    text = raw.decode("utf-8")
    assert FOREIGN_LETTER.findall(text) == []
    assert [hit.group() for hit in HALF_SPACE_MISSING.finditer(text)] == []


@pytest.mark.parametrize("torn", ["می شود", "نمی آید", "درخت ها", "درختهای", "يک", "كوچه", "بزرگ تر"])
def test_the_check_of_persian_bites(torn: str) -> None:
    assert FOREIGN_LETTER.search(torn) or HALF_SPACE_MISSING.search(torn)
