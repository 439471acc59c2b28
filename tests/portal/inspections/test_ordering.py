from datetime import timedelta
from typing import Any

from portal.inspections.ordering import SOON, ordered
from tests.world import START


def test_what_is_due_comes_first_by_the_time_left() -> None:
    stops = [_stop("later", 1, due=SOON * 2), _stop("soon", 2, due=SOON / 2), _stop("late", 3, due=-SOON)]
    due, way = ordered(stops, START)
    assert (_names(due), _names(way)) == (["late", "soon"], ["later"])


def test_the_rest_goes_from_one_to_the_nearest_and_finishes_a_district_first() -> None:
    stops = [
        _stop("far in another", 2, at=(32.70, 51.70)),
        _stop("third", 1, at=(32.66, 51.66)),
        _stop("next door, but another district", 2, at=(32.6501, 51.6501)),
        _stop("second", 1, at=(32.655, 51.655)),
        _stop("due", 1, at=(32.65, 51.65), due=timedelta(0)),
    ]
    due, way = ordered(stops, START)
    assert _names(due) == ["due"]
    assert _names(way) == ["second", "third", "next door, but another district", "far in another"]


def test_without_anything_due_it_begins_with_what_has_the_least_time_and_leaves_out_nobody() -> None:
    stops = [_stop("first", 1), _stop("nowhere", None, at=None), _stop("beside", 1)]
    _, way = ordered(stops, START)
    assert _names(way) == ["first", "beside", "nowhere"]
    assert ordered([], START) == ([], [])


def _stop(
    name: str,
    district: int | None,
    *,
    at: tuple[float, float] | None = (32.65, 51.65),
    due: timedelta | None = None,
) -> dict[str, Any]:
    return {
        "name": name,
        "district": district and {"number": district},
        "place": at and {"latitude": at[0], "longitude": at[1]},
        "nextDueAt": None if due is None else (START + due).isoformat(),
    }


def _names(stops: list[dict[str, Any]]) -> list[str]:
    return [stop["name"] for stop in stops]
