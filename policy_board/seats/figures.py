"""The quorum now, as SQL over a meeting `{t}`: what `rules.quorum` says of this moment."""

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
