"""A draft of a message: what is said about it before it is one, and whether that makes sense."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final

from hotline.city.reference import CategoryRow, DistrictRow, Reference
from hotline.kit import places
from hotline.kit.refusals import Refusal, Refusals
from hotline.kit.text import clean
from hotline.kit.viewer import Role, Viewer
from hotline.messages import rules
from hotline.messages.contact import read_national_id, read_phone
from hotline.messages.tables import Channel, Ground, MessageKind, Urgency

BODY: Final = 4000
NOTE: Final = 4000
ADDRESS: Final = 500
REASON: Final = 500
NAME: Final = 120
KEY: Final = 120


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

    def fingerprint(self) -> bytes:
        """The same for the same draft: SHA-256 over its fields, since an idempotency key stands for one body."""
        # ASCII JSON, since a draft may yet hold half a character.
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).digest()


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft found good: its texts cleaned, its codes found, its urgency decided."""

    draft: Draft
    category: CategoryRow | None
    district: DistrictRow | None
    urgency: Urgency
    ground: Ground | None
    kind: MessageKind
    channel: Channel
    # Whether this registration also triages, and if so, whether the message then leaves the office.
    triaged: bool
    dispatched: bool


def settle(draft: Draft, *, by: Viewer, at: datetime, city: Reference) -> Settled:
    """The draft made good, or all that is wrong with it at once. Raises Refusals."""
    problems = _Problems()
    problems.extend(_whose_word(draft, by))
    draft = _cleaned(draft, problems)
    category, district = _found(draft, city, problems)
    problems.extend(_time(draft.happened_at, at))
    urgency, ground = _urgency(draft, category)
    if refusal := rules.grounded(urgency, ground):
        problems.found.append(refusal("ground"))
    kind = draft.kind or (category.kind if category else MessageKind.OPERATIONAL)
    # Through a frontend nobody has triaged it, unless its request type is urgent whoever reports it.
    triaged = category is not None and (Role.FRONTEND not in by.roles or urgency == Urgency.URGENT)
    dispatched = triaged and rules.leaves_the_office(urgency, kind)
    if urgency == Urgency.URGENT and draft.category_code is None:
        problems.found.append(CategoryRequired("categoryCode"))
    if dispatched and district is None and draft.district_number is None and draft.latitude is None:
        problems.found.append(DistrictRequired("districtNumber"))
    problems.raise_if_any()
    channel = draft.channel or (Channel.WEB if Role.FRONTEND in by.roles else Channel.PHONE)
    return Settled(draft, category, district, urgency, ground, kind, channel, triaged, dispatched)


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


@dataclass
class _Problems:
    """Refusals on the way, so that a form is corrected in one go."""

    found: list[Refusal] = field(default_factory=list)

    @contextmanager
    def caught(self, *path: str) -> Iterator[None]:
        """What is refused within is a problem at `path`, and the rest is looked at all the same."""
        try:
            yield
        except Refusal as refusal:
            refusal.path = path
            self.found.append(refusal)

    def extend(self, refusals: Iterator[Refusal]) -> None:
        self.found.extend(refusals)

    def raise_if_any(self) -> None:
        if self.found:
            raise Refusals(self.found)


def _whose_word(draft: Draft, by: Viewer) -> Iterator[Refusal]:
    if Role.FRONTEND not in by.roles:
        if draft.claimed_ground is not None:
            yield ClaimIsTheCitizens("claimedGround")
        return
    said = {
        "ground": draft.ground,
        "urgency": draft.urgency,
        "kind": draft.kind,
        "specialReason": draft.special_reason,
    }
    for name, value in said.items():
        if value is not None:
            yield OfficeSettles(name)


def _time(happened_at: datetime | None, at: datetime) -> Iterator[Refusal]:
    if happened_at is None:
        return
    if happened_at.tzinfo is None:
        yield ZoneRequired("happenedAt")
    elif happened_at > at:
        yield NotYet("happenedAt")


def _urgency(draft: Draft, category: CategoryRow | None) -> tuple[Urgency, Ground | None]:
    """What the office says; else what the request type is by default."""
    if draft.urgency is not None:
        return draft.urgency, draft.ground
    ground = draft.ground or (category.ground if category else None)
    return (Urgency.URGENT if ground else Urgency.ROUTINE), ground


def _found(draft: Draft, city: Reference, problems: _Problems) -> tuple[CategoryRow | None, DistrictRow | None]:
    category = district = None
    if draft.category_code is not None:
        with problems.caught("categoryCode"):
            category = find_category(draft.category_code, city)
    if (draft.latitude is None) != (draft.longitude is None):
        problems.found.append(PlaceIncomplete("place"))
    elif draft.latitude is not None and draft.longitude is not None:
        with problems.caught("place"):
            places.check_in_city(draft.latitude, draft.longitude, city.bounds)
            district = city.district_of(draft.latitude, draft.longitude)
    if draft.district_number is not None:
        with problems.caught("districtNumber"):
            district = find_district(draft.district_number, city)
    return category, district


def _cleaned(draft: Draft, problems: _Problems) -> Draft:
    reporter = draft.reporter
    body = ""
    with problems.caught("body"):
        body = clean(draft.body, limit=BODY, path="body")
    return replace(
        draft,
        body=body,
        address=_optional(draft.address, ADDRESS, problems, "place", "address"),
        special_reason=_optional(draft.special_reason, REASON, problems, "specialReason"),
        reporter=None if reporter is None else _reporter(reporter, problems),
    )


def _reporter(reporter: ReporterDraft, problems: _Problems) -> ReporterDraft:
    phone = _optional(reporter.phone, NAME, problems, "reporter", "phone")
    national_id = _optional(reporter.national_id, NAME, problems, "reporter", "nationalId")
    with problems.caught("reporter", "phone"):
        phone = phone and read_phone(phone)
    with problems.caught("reporter", "nationalId"):
        national_id = national_id and read_national_id(national_id)
    return ReporterDraft(
        name=_optional(reporter.name, NAME, problems, "reporter", "name"),
        phone=phone,
        national_id=national_id,
        home=_optional(reporter.home, ADDRESS, problems, "reporter", "home"),
    )


def _optional(text: str | None, limit: int, problems: _Problems, *path: str) -> str | None:
    """A text cleaned; a blank one is none."""
    with problems.caught(*path):
        return clean(text, limit=limit, path=path[-1]) if text and not text.isspace() else None
    return None
