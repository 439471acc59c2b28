"""Places: within the city or refused, and the 500 m cell that stands for one that may not be told exactly."""

import math
from dataclasses import dataclass
from typing import Final

from hotline.kit.refusals import Refusal

# Half a kilometre: in degrees of latitude, and of longitude at Iran's latitudes.
LATITUDE_STEP: Final = 0.0045
LONGITUDE_STEP: Final = 0.0053


class OutsideCity(Refusal):
    code, sentence = "COORDINATE_OUTSIDE_CITY", "This place is not within the city."


class SwappedCoordinates(Refusal):
    """Latitude and longitude changed places: the commonest slip."""

    code, sentence = "COORDINATE_SWAPPED", "Latitude and longitude seem to have changed places."


@dataclass(frozen=True, slots=True)
class Bounds:
    """A city's bounds in degrees."""

    south: float
    west: float
    north: float
    east: float

    def hold(self, latitude: float, longitude: float) -> bool:
        """False for NaN and infinity too."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float


def check_in_city(latitude: float, longitude: float, bounds: Bounds) -> Point:
    """The point. Raises `SwappedCoordinates` or `OutsideCity`."""
    if bounds.hold(latitude, longitude):
        return Point(latitude, longitude)
    raise (SwappedCoordinates if bounds.hold(longitude, latitude) else OutsideCity)("place")


def cell(point: Point) -> Point:
    """The centre of the 500 m cell the point lies in."""
    return Point(_centre(point.latitude, LATITUDE_STEP), _centre(point.longitude, LONGITUDE_STEP))


def _centre(degrees: float, step: float) -> float:
    return round(math.floor(degrees / step) * step + step / 2, 6)
