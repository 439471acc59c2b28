"""Whose place in the unit tree the demo's manager holds: one where warnings wait, so that a superior's inbox has
something in it at the first look."""

from datetime import datetime
from typing import Final

import asyncpg

from hotline.kit.viewer import Role


async def seat_the_manager(connection: "asyncpg.Connection[asyncpg.Record]", at: datetime) -> None:
    """Whoever holds the place with the most warnings that nobody has taken note of, and that do not climb away
    within the hour after `at`, signs in as the manager; where nothing waits, all stays as it is. The account moves;
    what its new owner did and was told stays theirs."""
    waiting = await connection.fetchrow(_WAITING, at)
    if waiting is None:
        return
    username = Role.MANAGER.lower()
    former = await connection.fetchrow("SELECT id, password_hash FROM person WHERE username = $1", username)
    assert former is not None, "the demo's people are settled first"
    await connection.execute("UPDATE person SET username = NULL, password_hash = NULL WHERE id = $1", former["id"])
    new = waiting["person_id"]
    await connection.execute(_SIGNS_IN, new, username, former["password_hash"])
    await connection.execute(_WORKS, former["id"], new, waiting["unit_id"])


_WAITING: Final = """
SELECT person_id, unit_id FROM escalation JOIN person ON person.id = person_id JOIN unit ON unit.id = unit_id
WHERE tell = 'MANAGER' AND acknowledged_at IS NULL AND username IS NULL AND unit.parent_id IS NOT NULL
    AND climbs_at > $1::timestamptz + interval '1 hour'
GROUP BY person_id, unit_id ORDER BY count(*) DESC, max(fired_at) DESC, person_id LIMIT 1
"""

_SIGNS_IN: Final = "UPDATE person SET username = $2, password_hash = $3 WHERE id = $1"

_WORKS: Final = "UPDATE person_role SET person_id = $2, unit_id = $3 WHERE person_id = $1 AND role = 'MANAGER'"
