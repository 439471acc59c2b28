"""The small city with something of every kind in it: what all roles could ask for and act on."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from hotline.deliveries import hooks
from hotline.kit import database
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from hotline.messages.tables import MessageState
from policy_board.solutions import actions as solutions
from tests import board, cycle, dossiers, minutes, resolutions, sittings, world
from tests.schema import rows

AT: Final = datetime(2026, 3, 21, 12, tzinfo=UTC)


async def fill() -> None:
    async with database.transaction() as tx:
        await rows.fill(tx.connection, AT)
        # Behind the codes that those rows have.
        await tx.connection.execute("SELECT setval('tracking_1405', 1000)")
        await tx.connection.execute(_SENT_BY_A_CITIZEN, world.id_of("file", "own"), rows.message_id(2), AT)
        await tx.connection.execute(_TOLD_TO_ANOTHER, world.id_of("escalation", 14), world.head_of_office().person)
        await tx.connection.execute(_OTHER_FRONTEND, world.id_of("token", "other"), world.START)
        await tx.connection.execute(_A_DAY_OFF, world.id_of("holiday", 1))
    await fill_board()
    for state in (MessageState.TRIAGED, MessageState.UNDER_INSPECTION, MessageState.OBJECTED):
        await cycle.at(state)
    dossier = await dossiers.ready()
    await solutions.propose(dossier, dossiers.SOLUTION, by=world.office_analyst())
    for frontend in (world.frontend(), replace(world.frontend(), token=world.id_of("token", "other"))):
        await hooks.register("https://example.org/told", by=frontend)


async def fill_rest() -> None:
    """What only time and others bring about: one row each of what `fill` has none of."""
    async with database.transaction() as tx:
        for number, sql in enumerate(_REST):
            await tx.connection.execute(sql.format(id=world.id_of("rest", number), at=AT.isoformat()))


async def fill_board() -> None:
    """Only what the board makes of it."""
    await board.fill()
    await minutes.fill()
    await resolutions.fill()
    # One of its meetings is left in session: whoever is there can be at no other.
    await sittings.fill()


def viewer_of(role: Role) -> Viewer:
    """The person of that role; a citizen with the receipts of three messages; a frontend; nobody."""
    if role is Role.CITIZEN:
        return world.citizen(rows.message_id(1), rows.message_id(2), rows.message_id(8))
    if role is Role.FRONTEND:
        return world.frontend()
    return ANONYMOUS if role is Role.PUBLIC else world.viewer(role)


_SENT_BY_A_CITIZEN: Final = """
INSERT INTO file (id, message_id, media_type, size, sha256, uploaded_at)
VALUES ($1, $2, 'image/jpeg', 1, sha256('own'), $3)
"""
_TOLD_TO_ANOTHER: Final = "UPDATE escalation SET person_id = $2 WHERE id = $1"
_REST: Final = (
    "INSERT INTO delivery_alarm VALUES ('{id}', 'CENTRE', '{at}')",
    "INSERT INTO inbound (id, source, external_id, received_at, result, text, pii_text, pii_sender)"
    " VALUES ('{id}', 'SMS', 'x', '{at}', 'APPLIED', 'masked', 'unmasked', '0913')",
    "INSERT INTO breach_charge (id, millionths, at_breach, breached_at, clock_id, person_id, unit_id)"
    " SELECT '{id}', 1000000, true, '{at}', c.id, p.id, u.id FROM (SELECT id FROM clock ORDER BY id LIMIT 1) c,"
    " (SELECT id FROM person WHERE username = 'executive_agent') p, (SELECT id FROM unit WHERE code = '1-roads') u",
    "SELECT payesh_record_access(p.id, m.id, 'LEGAL') FROM (SELECT id FROM message ORDER BY id LIMIT 1) m,"
    " (SELECT id FROM person WHERE username = 'operator') p",
    "INSERT INTO feedback_try (id, channel, result, tried_at, message_id, request_id, tried_by_id)"
    " SELECT '{id}', 'CALL', 'BUSY', '{at}', r.message_id, r.id, p.id FROM feedback_request r,"
    " (SELECT id FROM person WHERE username = 'operator') p ORDER BY r.id LIMIT 1",
    "INSERT INTO visit (id, found, visited_at, recorded_at, latitude, longitude, follow_up_id, inspection_id,"
    " inspector_id, message_id) SELECT '{id}', 'DONE', '{at}', '{at}', 32.6, 51.6, f.id, i.id, p.id, i.message_id"
    " FROM inspection i JOIN follow_up f ON f.message_id = i.message_id,"
    " (SELECT id FROM person WHERE username = 'inspector') p ORDER BY i.id, f.id LIMIT 1",
)
_A_DAY_OFF: Final = "INSERT INTO holiday VALUES ($1, '2026-06-05', 'روز خوب', 'A good day')"
_OTHER_FRONTEND: Final = """
INSERT INTO token (id, secret_hash, name, role, scopes, created_at)
VALUES ($1, repeat('0', 64), 'Other frontend', 'FRONTEND', '{register}', $2)
"""
