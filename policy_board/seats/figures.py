"""The quorum now, as SQL over a meeting `{t}`: what `rules.quorum` says of this moment. And what it would be
made of after a change."""

from typing import Final

_MEMBERS: Final = "s.since <= payesh_now() AND coalesce(s.until, 'infinity') > payesh_now()"

MEMBERS: Final = f"(SELECT count(*) FROM board_seat s WHERE {_MEMBERS})::int"

PRESENT: Final = (
    f"(SELECT count(*) FROM board_seat s WHERE {_MEMBERS} AND EXISTS (SELECT FROM attendance a"
    " WHERE a.meeting_id = {t}.id AND a.person_id = s.person_id AND a.struck_at IS NULL"
    " AND a.arrived_at <= payesh_now() AND coalesce(a.left_at, 'infinity') > payesh_now()))::int"
)

NEEDED: Final = (
    "(SELECT greatest(1, {t}.quorum, CASE WHEN r.beyond THEN m.n * r.numerator / r.denominator + 1"
    " ELSE (m.n * r.numerator + r.denominator - 1) / r.denominator END)"
    f" FROM (SELECT {MEMBERS} AS n) m, quorum_rule r WHERE r.since <= payesh_now() ORDER BY r.since DESC LIMIT 1)"
)

# With $1 members more, and by the rule $2 of $3, beyond it where $4; by the one in force where these are null. A
# board has some ten members: a larger change than hundreds is none that is thought of.
IF: Final = f"""
SELECT least(greatest({MEMBERS} + $1::bigint, 0), 999)::int AS members, coalesce($2, r.numerator::int) AS numerator,
    coalesce($3, r.denominator::int) AS denominator, coalesce($4, r.beyond) AS beyond
FROM quorum_rule r WHERE r.since <= payesh_now() ORDER BY r.since DESC LIMIT 1
"""
