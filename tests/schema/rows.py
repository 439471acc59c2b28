"""Messages of every sort in the small city: nulls, empty lists, Persian, emoji, control characters, all states."""

import json
from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

import asyncpg

from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.kit.numbering import tracking_code
from hotline.kit.searching import found_by
from hotline.kit.viewer import Role
from hotline.messages.tables import Channel, Ground, MessageKind, MessageState, Outcome
from tests import world
from tests.schema import bundle_rows, dossier_rows

TEXTS = (
    "چالهٔ خیابان بزرگ شده است، می‌ترسیم کسی بیفتد.",
    "آب از لوله می‌رود 💧💧 \u200f(از دیروز)",
    'quote " and \\ and /slash/ and <b>bold</b> & more',
    "tabs\tand\nlines\x01\x1f\x7f and \u2028 separators",
    "",
    "۰۹۱۳ ٠٩١٣ 0913 — naïve café 𝕌𝕟𝕚𝕔𝕠𝕕𝕖",
)
COUNT = 24


def message_id(number: int) -> UUID:
    return world.id_of("message", number)


def code(number: int) -> str:
    return tracking_code(1405, number)


async def fill(connection: asyncpg.Connection, at: datetime) -> None:
    """Insert them. Every third has no place, category, district or unit; every fourth is in the operator's hand."""
    states, texts = cycle(MessageState), cycle(TEXTS)
    categories = cycle([world.id_of("category", row[0]) for row in world.CATEGORIES])
    operator, inspector = world.operator().person, world.inspector().person
    unit, centre = world.executive_agent().units[0], world.dispatcher().units[0]
    for number in range(COUNT):
        state, bare, urgent = next(states), number % 3 == 0, number % 2 == 0
        closed = state is MessageState.CLOSED
        registered = at - timedelta(hours=number // 2)  # pairs share a time: ties fall to the id
        await connection.execute(
            """
            INSERT INTO message (id, tracking_code, kind, channel, state, cycle, urgency, ground, claimed_ground,
                special, special_reason, text, pii_text, category_id, district_id, unit_id, holder_unit_id,
                holder_person_id, inspector_id, latitude, longitude, cell_latitude, cell_longitude,
                address, registered_at, dispatched_at, closed_at, outcome, next_due_at, incident_id,
                merged_from, found_by, registered_by_id, version)
            VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, 1)
            """,
            message_id(number),
            code(number),
            list(MessageKind)[number % 3],
            list(Channel)[number % 5],
            state,
            "URGENT" if urgent else "ROUTINE",
            list(Ground)[number % 3] if urgent else None,
            list(Ground)[number % 2] if number % 5 == 0 else None,
            number % 6 == 0,
            "دو بار اعتراض" if number % 6 == 0 else None,
            text := next(texts),
            text + " — 09131234567",
            None if bare else next(categories),
            None if bare else world.id_of("district", number % 3 + 1),
            None if bare else (unit if number % 2 else centre),
            None if bare else (unit if number % 4 else centre),
            operator if number % 4 == 0 else None,
            inspector if number % 5 == 0 else None,
            *((None,) * 4 if bare else (32.6543, 51.6677 + number / 1000, 32.6525, 51.6675)),
            None if bare else "کوچهٔ ۱۲، پلاک ۴",
            registered,
            None if bare else registered,
            at if closed else None,
            Outcome.SATISFIED if closed else None,
            at + timedelta(days=number - 10),
            message_id(0) if state is MessageState.MERGED else None,
            MessageState.TRIAGED if state is MessageState.MERGED else None,
            found_by(text, code(number)),
            operator,
        )
        if number % 2:
            await connection.execute(
                "INSERT INTO reporter (message_id, pii_name, pii_phone, pii_national_id, pii_home, pii_email)"
                " VALUES ($1, $2, $3, NULL, $4, $5)",
                message_id(number),
                "نام\tآزمایشی",
                "09131234567",
                "خانه",
                "shahrvand@example.org",
            )
        await _timeline(connection, number, registered, operator, unit)
        await _around(connection, number, registered, at)
    await dossier_rows.fill(connection, at, [message_id(number) for number in range(COUNT)], TEXTS)
    await bundle_rows.fill(connection, at, dossier_rows.COUNT, TEXTS)


async def _timeline(
    connection: asyncpg.Connection, number: int, at: datetime, operator: UUID | None, unit: UUID
) -> None:
    kinds, audiences = list(FollowUpKind), list(Audience)
    for step in range(number % 5):
        person = step % 2 == 0
        await connection.execute(
            """
            INSERT INTO follow_up (id, message_id, kind, cycle, state, actor_kind, actor_id, unit_id, happened_at,
                recorded_at, text, pii_text, audience, salt, facts)
            VALUES ($1, $2, $3, 1, 'IN_ACTION', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            world.id_of("follow_up", (number, step)),
            message_id(number),
            kinds[(number + step) % len(kinds)],
            "PERSON" if person else "SYSTEM",
            operator if person else None,
            unit if person else None,
            at,
            at + timedelta(seconds=step // 2),
            TEXTS[step] if step else None,
            TEXTS[step] if step else None,
            audiences[(number + step) % 3],
            bytes(16),
            json.dumps(_facts(number, step, unit)),
        )


def _facts(number: int, step: int, unit: UUID) -> dict[str, object]:
    """As a breach has them, or a move near a deadline, or none."""
    if step % 3 == 0:
        clock, holder = str(world.id_of("clock", number)), str(world.operator().person)
        return {"obligation": "FIRST_ACTION", "clock": clock, "holder_unit": str(unit), "holder_person": holder}
    return {"near_deadline": ["FIRST_ACTION"]} if step % 3 == 1 else {}


async def _around(connection: asyncpg.Connection, number: int, registered: datetime, at: datetime) -> None:
    policy = await connection.fetchval("SELECT id FROM policy_version")
    if number % 2 == 0:
        met = number % 4 == 0
        await connection.execute(
            """
            INSERT INTO clock (id, message_id, obligation, cycle, policy_id, state, started_at, due_at, met_at,
                paused_seconds)
            VALUES ($1, $2, 'FIRST_ACTION', 1, $3, $4, $5, $6, $7, $8)
            """,
            world.id_of("clock", number),
            message_id(number),
            policy,
            "MET" if met else "RUNNING",
            registered,
            registered + timedelta(hours=2),
            registered + timedelta(hours=1) if met else None,
            number,
        )
        await _escalated(connection, number, registered, at)
    if number % 4 == 1:
        await connection.execute(
            """
            INSERT INTO delivery (id, kind, message_id, idempotency_key, state, attempts, created_at, delivered_at,
                last_error, receipt)
            VALUES ($1, 'CENTRE', $2, $3, $4, $5, $6, $7, $8, NULL)
            """,
            world.id_of("delivery", number),
            message_id(number),
            f"key {number}",
            "DELIVERED" if number % 8 == 1 else "PENDING",
            number,
            registered,
            at if number % 8 == 1 else None,
            None if number % 8 == 1 else "ConnectError",
        )
    if number % 3 == 1:
        released = number % 2 == 0
        await connection.execute(
            """
            INSERT INTO file (id, message_id, follow_up_id, media_type, size, sha256, taken_at, uploaded_at,
                uploaded_by_id, released_at, released_by_id)
            VALUES ($1, $2, NULL, 'image/jpeg', $3, $4, NULL, $5, $6, $7, $8)
            """,
            world.id_of("file", number),
            message_id(number),
            1000 + number,
            bytes(32),
            registered,
            world.operator().person,
            at if released else None,
            world.viewer(Role.HEAD_OF_OFFICE).person if released else None,
        )


async def _escalated(connection: asyncpg.Connection, number: int, registered: datetime, at: datetime) -> None:
    """To the holder, a superior, nobody; waiting and acknowledged."""
    person = world.manager().person if number % 3 else world.operator().person
    acknowledged = number % 8 == 0
    await connection.execute(
        """
        INSERT INTO escalation (id, clock_id, message_id, percent, tell, unit_id, person_id, fired_at,
            acknowledged_at, acknowledged_by_id, climbs_at, climbed)
        VALUES ($1, $2, $3, 75, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        world.id_of("escalation", number),
        world.id_of("clock", number),
        message_id(number),
        (None, "HOLDER", "MANAGER")[number % 3],
        world.id_of("unit", "district-1") if number % 3 else None,
        person if number % 3 and number != 10 else None,
        registered,
        at if acknowledged else None,
        world.manager().person if acknowledged else None,
        None if acknowledged else at,
        number % 3,
    )
    if number % 3 == 0:
        await connection.execute(
            "INSERT INTO review_candidate (id, message_id, cycle, cause, proposed_at)"
            " VALUES ($1, $2, 1, 'FIRST_ACTION_OVERDUE', $3)",
            world.id_of("review_candidate", number),
            message_id(number),
            at,
        )
