import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.places import Bounds, OutsideCity, Point, SwappedCoordinates, cell, check_in_city

ISFAHAN = Bounds(south=32.4, west=51.4, north=32.9, east=51.95)
LATITUDES = st.floats(ISFAHAN.south, ISFAHAN.north)
LONGITUDES = st.floats(ISFAHAN.west, ISFAHAN.east)
METRES_PER_DEGREE = 111_320


@given(LATITUDES, LONGITUDES)
def test_a_place_in_the_city_is_taken_as_it_is(latitude: float, longitude: float) -> None:
    assert check_in_city(latitude, longitude, ISFAHAN) == Point(latitude, longitude)


@given(LATITUDES, LONGITUDES)
def test_swapped_coordinates_are_told_from_a_place_outside(latitude: float, longitude: float) -> None:
    with pytest.raises(SwappedCoordinates):
        check_in_city(longitude, latitude, ISFAHAN)


@given(st.floats(), st.floats())
def test_any_two_numbers_are_a_place_in_the_city_or_refused(latitude: float, longitude: float) -> None:
    try:
        point = check_in_city(latitude, longitude, ISFAHAN)
    except (OutsideCity, SwappedCoordinates):
        return
    assert ISFAHAN.hold(point.latitude, point.longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(35.7, 51.4), (32.65, 52.0), (0, 0), (math.nan, 51.6), (32.6, math.inf), (-32.65, 51.67)],
)
def test_a_place_outside_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(OutsideCity):
        check_in_city(latitude, longitude, ISFAHAN)


@given(LATITUDES, LONGITUDES)
def test_a_cell_is_near_its_points_and_stands_for_itself(latitude: float, longitude: float) -> None:
    point = Point(latitude, longitude)
    centre = cell(point)
    north = (latitude - centre.latitude) * METRES_PER_DEGREE
    east = (longitude - centre.longitude) * METRES_PER_DEGREE * math.cos(math.radians(latitude))
    assert max(abs(north), abs(east)) <= 252
    assert cell(centre) == centre


def test_points_of_one_cell_cannot_be_told_apart() -> None:
    assert cell(Point(32.6521, 51.6681)) == cell(Point(32.6529, 51.6689))
