"""From a key to a viewer: one statement finds who it is, their roles, where they work and what they manage."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.viewer import ANONYMOUS, ActorKind, Role, Viewer
from hotline.people.accounts import fold_username
from hotline.people.keys import seal
from hotline.people.rules import SESSION_LASTS

# Who the key stands for; `role` is set where it stands for one role alone.
_WHO_SIGNED_IN: Final = """
SELECT p.id AS person, p.name, p.language, NULL::uuid AS token, NULL AS role, ARRAY[]::text[] AS scopes,
    s.created_at, s.expires_at
FROM session s JOIN person p ON p.id = s.person_id
WHERE s.secret_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND p.active
"""
_WHO_HOLDS_IT: Final = """
SELECT p.id AS person, t.name, coalesce(p.language, 'fa') AS language, t.id AS token, t.role, t.scopes
FROM token t LEFT JOIN person p ON p.id = t.person_id
WHERE t.secret_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
  AND (t.person_id IS NULL OR p.active)
"""
_WHO_IS_CALLED: Final = """
SELECT p.id AS person, p.name, p.language, NULL::uuid AS token, NULL AS role, ARRAY[]::text[] AS scopes
FROM person p WHERE p.username = $1 AND p.active
"""
# A manager's units are not where the manager works: an agent's right there is not a manager's.
_WITH_PLACES: Final = """
WITH RECURSIVE who AS ({who}),
held AS (
    SELECT r.role, r.unit_id FROM person_role r JOIN who ON who.person = r.person_id
    WHERE who.role IS NULL OR who.role = r.role
),
managed (id) AS (
    SELECT held.unit_id FROM held WHERE held.role = 'MANAGER' AND held.unit_id IS NOT NULL
    UNION SELECT post.unit_id FROM post JOIN who ON who.person = post.person_id WHERE post.kind = 'MANAGER'
    UNION SELECT unit.id FROM unit JOIN managed ON unit.parent_id = managed.id
)
SELECT who.*,
    ARRAY(SELECT DISTINCT role FROM held) AS roles,
    ARRAY(SELECT DISTINCT unit_id FROM held WHERE unit_id IS NOT NULL AND role <> 'MANAGER') AS units,
    ARRAY(SELECT id FROM managed) AS managed
FROM who
"""
_USED: Final = "UPDATE session SET expires_at = $2 WHERE secret_hash = $1 AND revoked_at IS NULL"
# A use is written down when it moves the end by so much: a row in five minutes, whatever is asked meanwhile.
_NOTED: Final = timedelta(minutes=5)
_FIND_SESSION: Final = _WITH_PLACES.format(who=_WHO_SIGNED_IN)
_FIND_BEARER: Final = _WITH_PLACES.format(who=_WHO_HOLDS_IT)
_FIND_PERSON: Final = _WITH_PLACES.format(who=_WHO_IS_CALLED)


_ROLES_HELD: Final = """
SELECT roles FROM (
    SELECT array_agg(DISTINCT role ORDER BY role) AS roles FROM person_role
    JOIN person ON person.id = person_id AND active GROUP BY person_id
) held GROUP BY roles ORDER BY count(*) DESC, roles
"""


async def likely() -> list[Viewer]:
    """Viewers like those there are, not one of them: one for each set of roles that anybody holds."""
    nobody = UUID(int=0)
    unknown = [
        ANONYMOUS,
        Viewer(ActorKind.CITIZEN, frozenset({Role.CITIZEN}), messages=(nobody,)),
        Viewer(ActorKind.FRONTEND, frozenset({Role.FRONTEND}), token=nobody),
    ]
    held = await database.reads().fetch(_ROLES_HELD)
    return [
        *unknown,
        *(Viewer(ActorKind.PERSON, frozenset(map(Role, row["roles"])), person=nobody) for row in held),
    ]


async def of_session(key: str, *, used_for: timedelta | None = None) -> Viewer | None:
    """The person signed in under this cookie; None where the session has ended. Whoever uses it now may leave it
    unused for `used_for`; None where nobody does."""
    async with database.transaction() as tx:
        row, at = await tx.connection.fetchrow(_FIND_SESSION, seal(key), tx.at), tx.at
    if row is None:
        return None
    if used_for is not None:
        ends = min(row["created_at"] + SESSION_LASTS, at + used_for)
        if abs(ends - row["expires_at"]) >= _NOTED:
            await _note(key, ends)
    return _person(row)


async def of_token(secret: str) -> Viewer | None:
    """The frontend or the person a token stands for; None where it does not hold."""
    # On the primary, as sessions: a replica may not have heard of a revocation yet.
    async with database.transaction() as tx:
        row = await tx.connection.fetchrow(_FIND_BEARER, seal(secret), tx.at)
    if row is None:
        return None
    if row["role"] != Role.FRONTEND:
        return _person(row)
    return Viewer(
        kind=ActorKind.FRONTEND,
        roles=frozenset({Role.FRONTEND}),
        token=row["token"],
        scopes=frozenset(row["scopes"]),
        language=row["language"],
        name=row["name"],
    )


async def of_username(username: str) -> Viewer | None:
    """The person of that username, for a command whose caller has the database itself; None where they may not
    sign in."""
    async with database.transaction() as tx:
        row = await tx.connection.fetchrow(_FIND_PERSON, fold_username(username))
    return None if row is None else _person(row)


async def _note(key: str, ends: datetime) -> None:
    # A full disk keeps nobody from reading: the session ends sooner.
    with suppress(*database.UNAVAILABLE):
        async with database.transaction() as tx:
            await tx.connection.execute(_USED, seal(key), ends)


def _person(row: asyncpg.Record) -> Viewer:
    return Viewer(
        kind=ActorKind.PERSON,
        roles=frozenset(map(Role, row["roles"])),
        person=row["person"],
        token=row["token"],
        units=tuple(row["units"]),
        managed=tuple(row["managed"]),
        scopes=frozenset(row["scopes"]),
        language=row["language"],
        name=row["name"],
    )
