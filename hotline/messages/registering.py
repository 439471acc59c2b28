"""Registering a message: the hot path, so all its rows are one statement."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.clocks import settling as clocks
from hotline.clocks.standing import next_due, row_of
from hotline.custody import spans
from hotline.custody.figures import counted
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.deliveries import telling
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.incidents.merging import merge_within
from hotline.kit import database, events, jobs, places, rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.jalali import jalali_year
from hotline.kit.masking import mask
from hotline.kit.numbering import tracking_code
from hotline.kit.places import Point
from hotline.kit.refusals import Forbidden, Refusals
from hotline.kit.rows import Row
from hotline.kit.searching import found_by
from hotline.kit.viewer import ActorKind, Role, Viewer
from hotline.messages import idempotency, rules
from hotline.messages.contact import is_mobile
from hotline.messages.drafts import Draft
from hotline.messages.idempotency import Attempt
from hotline.messages.settling import Settled, settle
from hotline.messages.tables import MessageState, Urgency
from hotline.messages.triaging import facts_of

REGISTER_SCOPE: Final = "register"


@dataclass(frozen=True, slots=True)
class Registration:
    """The answer to a registration; `replayed` says that it is a first answer again."""

    id: UUID
    tracking_code: str
    replayed: bool = False


async def register(draft: Draft, *, by: Viewer, idempotency_key: str | None = None) -> Registration:
    """Register a message (R1); an operator also triages it, in the same transaction (domain §3).

    An urgent one is on its way to the operations centre when this returns: its delivery is committed with it. One
    that is a duplicate is merged at once, and its own work order never leaves. Raises Forbidden, KeyReused, the
    refusals of merging, and Refusals with all that is wrong with the draft.
    """
    if refusal := rules.can_register(by.roles):
        raise refusal()
    if Role.FRONTEND in by.roles and REGISTER_SCOPE not in by.scopes:
        raise Forbidden()
    attempt = None
    if idempotency_key is not None:
        attempt = idempotency.attempt(by, idempotency_key, "register", draft.fingerprint())
    city = await reference()
    try:
        async with database.transaction() as tx:
            settled = settle(draft, by=by, at=tx.at, city=city)
            (registration,) = await write(tx, [settled], by=by, city=city, attempt=attempt, tell=True)
            if draft.into_id is not None:
                into = draft.into_id
                await merge_within(tx, registration.id, by=by, version=None, into_id=into, city=city)
            return registration
    except (Refusals, asyncpg.UniqueViolationError) as stopped:
        # A repeat: another got there first, or the draft was good when it was first sent.
        if attempt and (first := await idempotency.answered(attempt)):
            return await _again(first)
        raise stopped


async def _again(message_id: UUID) -> Registration:
    async with database.transaction() as tx:
        code = await tx.connection.fetchval("SELECT tracking_code FROM message WHERE id = $1", message_id)
    return Registration(message_id, code, replayed=True)


async def write(
    tx: Transaction,
    drafts: Sequence[Settled],
    *,
    by: Viewer,
    city: Reference,
    attempt: Attempt | None = None,
    tell: bool = False,
) -> list[Registration]:
    """Write settled drafts with all their rows, in one statement however many they are; `attempt` is of an only
    one. `tell` the reporters: not those of messages brought in from another system."""
    year = jalali_year(tx.at)
    numbers = await tx.connection.fetch(_NUMBERS, year, len(drafts))
    registrations = [Registration(new_id(), tracking_code(year, number)) for (number,) in numbers]
    made: tuple[list[Row], ...] = ([], [], [], [], [])
    for settled, registration in zip(drafts, registrations, strict=True):
        for of_all, of_one in zip(made, _rows(settled, registration, by, tx.at, city), strict=True):
            of_all.extend(of_one)
    keys = idempotency.rows_of(attempt, registrations[0].id, tx.at)
    leaving = [
        delivery
        for settled, registration in zip(drafts, registrations, strict=True)
        for delivery in _leaving(settled, registration, tx.at, tell=tell)
    ]
    tx.number = await tx.connection.fetchval(_INSERT, *map(rows.encode, (*made, keys, leaving)))
    for registration in registrations:
        tx.notify("message", registration.id)
    if leaving:
        jobs.wake_workers(tx)
    return registrations


def _leaving(settled: Settled, registration: Registration, at: datetime, *, tell: bool) -> Iterator[Row]:
    """Rows of the deliveries that leave with it."""
    if settled.dispatched and settled.urgency == Urgency.URGENT:
        yield deliveries.dispatch_of(registration.id, version=1, at=at)
    if tell and _hears_sms(settled):
        yield telling.text_of(registration.id, telling.REGISTERED, registration.id, at=at)


def _hears_sms(settled: Settled) -> bool:
    reporter = settled.draft.reporter
    return reporter is not None and is_mobile(reporter.phone)


def _rows(
    settled: Settled, registration: Registration, by: Viewer, at: datetime, city: Reference
) -> tuple[Sequence[Row], ...]:
    """Rows of message, reporter, follow-ups, clocks and custody."""
    entries = _entries(settled, by, city)
    follow_ups = timeline.rows_of(registration.id, entries, by=by, at=at, cycle=1)
    started = clocks.first(registration.id, follow_ups, city=city)
    holder = Holder(city.office, operator_of(by))
    message = {
        **_message(settled, registration, by, at, city),
        "state": entries[-1].state,
        "next_due_at": next_due(clock.value for clock in started),
    }
    return (
        [message],
        _reporter(settled, registration.id),
        follow_ups,
        [row_of(clock) for clock in started],
        [spans.row_of(registration.id, holder, state=entries[-1].state, cycle=1, at=at)],
    )


def _entries(settled: Settled, by: Viewer, city: Reference) -> list[Entry]:
    unit = city.office if by.kind == ActorKind.PERSON else None
    told = settled.draft.happened_at
    facts: dict[str, object] = {
        "urgency": settled.urgency,
        "category": settled.category and str(settled.category.id),
        "claimed": settled.draft.claimed_ground is not None,
        "kind": settled.kind,
    }
    said = FollowUpKind.REGISTERED
    entries = [Entry(said, MessageState.REGISTERED, Audience.CITIZEN, unit, None, told, facts)]
    if settled.triaged and settled.category:
        responsible = city.unit_for(settled.category, settled.district)
        facts = facts_of(settled.urgency, settled.category, responsible, leaves=settled.dispatched, first=True)
        entries.append(Entry(FollowUpKind.TRIAGED, MessageState.TRIAGED, Audience.CITIZEN, unit, facts=facts))
    if settled.dispatched:
        entries.append(Entry(FollowUpKind.DISPATCHED, MessageState.DISPATCHED, Audience.CITIZEN, unit))
    return entries


def _message(settled: Settled, registration: Registration, by: Viewer, at: datetime, city: Reference) -> Row:
    draft, category, district = settled.draft, settled.category, settled.district
    masked = mask(draft.body)
    cell = None
    if draft.latitude is not None and draft.longitude is not None:
        cell = places.cell(Point(draft.latitude, draft.longitude))
    operator = operator_of(by)
    return {
        "id": registration.id,
        "tracking_code": registration.tracking_code,
        "kind": settled.kind,
        "channel": settled.channel,
        "cycle": 1,
        "urgency": settled.urgency,
        "ground": settled.ground,
        "claimed_ground": draft.claimed_ground,
        "special": draft.special_reason is not None,
        "special_reason": draft.special_reason,
        "text": masked,
        "pii_text": draft.body,
        # From the masked text: what a role may not read it may not search by.
        "found_by": found_by(masked, registration.tracking_code),
        "category_id": category and category.id,
        "district_id": district and district.id,
        "unit_id": category and city.unit_for(category, district),
        # Custody moves on receipt, not on sending: until then the office has it.
        "holder_unit_id": city.office,
        "holder_person_id": operator,
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "cell_latitude": cell and cell.latitude,
        "cell_longitude": cell and cell.longitude,
        "address": draft.address,
        "registered_at": at,
        "dispatched_at": at if settled.dispatched else None,
        "registered_by_id": operator,
        "registered_through_id": by.token if by.kind == ActorKind.FRONTEND else None,
        "calls": 1,
        "version": 1,
    }


def operator_of(by: Viewer) -> UUID | None:
    """The person who registers, and so has the message in hand; through a frontend nobody does yet."""
    return by.person if by.kind == ActorKind.PERSON else None


def _reporter(settled: Settled, message_id: UUID) -> list[Row]:
    reporter = settled.draft.reporter
    if reporter is None:
        return []
    personal = {f"pii_{name}": value for name, value in asdict(reporter).items()}
    return [{"message_id": message_id, **personal}] if any(personal.values()) else []


_NUMBERS: Final = "SELECT payesh_next_tracking($1) FROM generate_series(1, $2)"

# One statement for all rows of a registration: a round trip each would double what it costs.
_INSERT: Final = f"""
WITH message_rows AS (
    {rows.insert("message", 1)} RETURNING id, district_id, category_id, registered_at, urgency
), reporter_rows AS ({rows.insert("reporter", 2)}
), follow_up_rows AS ({rows.insert("follow_up", 3)}
), clock_rows AS ({rows.insert("clock", 4)}
), span_rows AS (
    {rows.insert("custody_span", 5)}
    RETURNING message_id, unit_id, person_id, state, began_at AS at, 1 AS begun, 1 AS net
), key_rows AS ({rows.insert("idempotency", 6)}
), {deliveries.enqueued(7)}, custody_deltas AS (
    {counted("SELECT * FROM span_rows", messages="message_rows")}
), figure_deltas AS (
    INSERT INTO figure_delta (day, district_id, category_id, registered, urgent)
    SELECT (registered_at AT TIME ZONE (SELECT time_zone FROM city))::date, district_id, category_id,
           1, (urgency = 'URGENT')::int
    FROM message_rows WHERE district_id IS NOT NULL AND category_id IS NOT NULL
)
{events.NUMBER}
"""
