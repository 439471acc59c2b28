"""A draft of a message: what is said about it before it is one."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.city.reference import CategoryRow, DistrictRow, Reference
from hotline.kit.refusals import Refusal
from hotline.messages.tables import Channel, Ground, MessageKind, Urgency

BODY: Final = 4000
NOTE: Final = 4000
ADDRESS: Final = 500
REASON: Final = 500
NAME: Final = 120
EMAIL: Final = 254
KEY: Final = 120
# Nobody living tells of anything earlier.
FIRST_YEAR: Final = 1900


class UnknownCategory(Refusal):
    """There is none of that code, or it is no longer in use."""

    code, sentence = "UNKNOWN_CATEGORY", "There is no such request type in use."


class UnknownDistrict(Refusal):
    code, sentence = "UNKNOWN_DISTRICT", "There is no district of that number."


class CategoryRequired(Refusal):
    code, sentence = "CATEGORY_REQUIRED", "An urgent message needs a request type, so that it can be handed on."


class DistrictRequired(Refusal):
    """Without it nobody could be sent."""

    code, sentence = "DISTRICT_REQUIRED", "Say where it is: a district, or a place on the map."


class PlaceIncomplete(Refusal):
    code, sentence = "PLACE_INCOMPLETE", "A place needs both latitude and longitude."


class NotYet(Refusal):
    code, sentence = "NOT_YET", "That lies in the future."


class LongAgo(Refusal):
    code, sentence = "LONG_AGO", "Nobody living saw that. Check the year."


class ZoneRequired(Refusal):
    code, sentence = "ZONE_REQUIRED", "A time needs its offset from UTC."


class ClaimIsTheCitizens(Refusal):
    """Domain §3: through a frontend the ground is a claim; an operator settles it."""

    code, sentence = "CLAIM_IS_THE_CITIZENS", "Only a citizen claims a ground; an operator settles it."


class OfficeSettles(Refusal):
    code, sentence = "OFFICE_SETTLES", "This is for the office to settle."


@dataclass(frozen=True, slots=True)
class ReporterDraft:
    """Who reports; every part is optional."""

    name: str | None = None
    phone: str | None = None
    national_id: str | None = None
    home: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be registered. Coordinates in degrees; `ground`, `urgency`, `kind` and `special_reason` are the
    office's to say, `claimed_ground` is a citizen's through a frontend."""

    body: str
    category_code: str | None = None
    district_number: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    claimed_ground: Ground | None = None
    ground: Ground | None = None
    urgency: Urgency | None = None
    channel: Channel | None = None
    kind: MessageKind | None = None
    special_reason: str | None = None
    reporter: ReporterDraft | None = None
    happened_at: datetime | None = None
    # The message that it is a duplicate of: one that leads an incident, or belongs to it.
    into_id: UUID | None = None

    def fingerprint(self) -> bytes:
        """The same for the same draft: SHA-256 over its fields, since an idempotency key stands for one body."""
        # ASCII JSON, since a draft may yet hold half a character.
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).digest()


def find_category(code: str, city: Reference) -> CategoryRow:
    """Raises UnknownCategory."""
    category = city.categories.get(code)
    if category is None or not category.active:
        raise UnknownCategory("categoryCode")
    return category


def find_district(number: int, city: Reference) -> DistrictRow:
    """Raises UnknownDistrict."""
    if number not in city.districts:
        raise UnknownDistrict("districtNumber")
    return city.districts[number]
