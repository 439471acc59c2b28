from datetime import datetime, timedelta, timezone

import pytest

from api.importing.drafting import COLUMNS, BadCell, column_of, draft_of
from hotline.kit.refusals import Refusals
from hotline.messages.drafts import Draft, ReporterDraft
from hotline.messages.tables import Channel, Ground, Urgency

FULL = {
    "body": "دریچه باز",
    "category_code": " open-manhole ",
    "district_number": "۲",
    "urgency": "urgent",
    "ground": "HAZARD",
    "latitude": "۳۲.۶۵",
    "longitude": "51.66",
    "address": "کنار پارک",
    "channel": "SMS",
    "reporter_name": "شهروند نمونه",
    "reporter_phone": "09120000000",
    "reporter_national_id": "0013542419",
    "received_at": "2026-03-21T09:30:00+03:30",
}


def draft(row: dict[str, str]) -> Draft:
    return draft_of(list(row), list(row.values()))


def test_every_column_has_its_place_in_the_draft() -> None:
    assert list(FULL) == list(COLUMNS)
    assert draft(FULL) == Draft(
        body="دریچه باز",
        category_code="open-manhole",
        district_number=2,
        urgency=Urgency.URGENT,
        ground=Ground.HAZARD,
        latitude=32.65,
        longitude=51.66,
        address="کنار پارک",
        channel=Channel.SMS,
        reporter=ReporterDraft("شهروند نمونه", "09120000000", "0013542419"),
        happened_at=datetime(2026, 3, 21, 9, 30, tzinfo=timezone(timedelta(hours=3.5))),
    )


def test_blank_cells_say_nothing() -> None:
    assert draft(dict.fromkeys(FULL, " ")) == Draft(body="", reporter=ReporterDraft())


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("district_number", "سه"),
        ("district_number", "3.5"),
        ("district_number", "9" * 5000),
        ("urgency", "VERY"),
        ("ground", "ANGER"),
        ("channel", "PIGEON"),
        ("latitude", "32,65"),
        ("received_at", "1405/01/01"),
        ("received_at", "2026-13-01T00:00:00Z"),
    ],
)
def test_a_cell_that_is_not_of_its_column_is_refused_with_what_would_be(column: str, text: str) -> None:
    with pytest.raises(Refusals) as refused:
        draft(FULL | {column: text})
    (problem,) = refused.value.problems
    assert isinstance(problem, BadCell)
    assert column_of(problem) == column
    assert problem.details["wanted"] in str(problem)


def test_all_bad_cells_of_a_row_are_told_at_once() -> None:
    with pytest.raises(Refusals) as refused:
        draft(FULL | {"urgency": "VERY", "latitude": "north"})
    assert [column_of(problem) for problem in refused.value.problems] == ["urgency", "latitude"]


def test_a_row_with_more_or_fewer_cells_than_the_header_is_refused() -> None:
    for cells in (["a"], ["a", "b", "c"]):
        with pytest.raises(Refusals, match=f"The row has {len(cells)} cells, and the header 2"):
            draft_of(["body", "address"], cells)
