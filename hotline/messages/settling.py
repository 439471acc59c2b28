"""Settling a draft: whether it makes sense, and what follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hotline.city.reference import CategoryRow, DistrictRow, Reference
from hotline.kit import places
from hotline.kit.refusals import Refusal, Refusals
from hotline.kit.text import clean
from hotline.kit.viewer import Role, Viewer
from hotline.messages import rules
from hotline.messages.contact import read_email, read_national_id, read_phone
from hotline.messages.drafts import (
    ADDRESS,
    BODY,
    EMAIL,
    FIRST_YEAR,
    NAME,
    REASON,
    CategoryRequired,
    ClaimIsTheCitizens,
    DistrictRequired,
    Draft,
    LongAgo,
    NotYet,
    OfficeSettles,
    PlaceIncomplete,
    ReporterDraft,
    ZoneRequired,
    find_category,
    find_district,
)
from hotline.messages.tables import Channel, Ground, MessageKind, Urgency


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
    if draft.happened_at is not None:
        # PostgreSQL knows fewer offsets than a time may be written with.
        draft = replace(draft, happened_at=draft.happened_at.astimezone(UTC))
    channel = draft.channel or (Channel.WEB if Role.FRONTEND in by.roles else Channel.PHONE)
    return Settled(draft, category, district, urgency, ground, kind, channel, triaged, dispatched)


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
    elif happened_at.year < FIRST_YEAR:
        yield LongAgo("happenedAt")
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
            # That of its cell: told beside the cell, that of the exact place would narrow it.
            cell = places.cell(places.check_in_city(draft.latitude, draft.longitude, city.bounds))
            district = city.district_of(cell.latitude, cell.longitude)
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
    email = _optional(reporter.email, EMAIL, problems, "reporter", "email")
    with problems.caught("reporter", "phone"):
        phone = phone and read_phone(phone)
    with problems.caught("reporter", "nationalId"):
        national_id = national_id and read_national_id(national_id)
    with problems.caught("reporter", "email"):
        email = email and read_email(email)
    return ReporterDraft(
        name=_optional(reporter.name, NAME, problems, "reporter", "name"),
        phone=phone,
        national_id=national_id,
        home=_optional(reporter.home, ADDRESS, problems, "reporter", "home"),
        email=email,
    )


def _optional(text: str | None, limit: int, problems: _Problems, *path: str) -> str | None:
    """A text cleaned; a blank one is none."""
    with problems.caught(*path):
        return clean(text, limit=limit, path=path[-1]) if text and not text.isspace() else None
    return None
