"""Figures by stage of the cycle: where messages stood when a clock of theirs ran out, and when their citizens
objected; as the marks `LATE_AT:FIRST_ACTION:DISPATCHED` and `OBJECTED_AT:CLOSED`.
"""

from typing import Final

# A row for each clock of the message `{t}` that ran out and for each objection to it, with its mark. Where it stood
# is what its timeline had come to by then: whatever is written later changes nothing that was counted.
STOOD: Final = """(
    SELECT 'LATE_AT:' || c.obligation || ':' || (
        SELECT p.state FROM follow_up p WHERE p.message_id = c.message_id AND p.recorded_at < c.breached_at
        ORDER BY p.recorded_at DESC, p.id DESC LIMIT 1) AS mark
    FROM clock c WHERE c.message_id = {t}.id AND c.state = 'BREACHED'
    UNION ALL
    SELECT 'OBJECTED_AT:' || (
        SELECT p.state FROM follow_up p WHERE p.message_id = f.message_id
        AND (p.recorded_at, p.id) < (f.recorded_at, f.id) ORDER BY p.recorded_at DESC, p.id DESC LIMIT 1)
    FROM follow_up f WHERE f.message_id = {t}.id AND f.kind = 'OBJECTED'
)"""

# What each message adds to the sums by stage, as CONTRIBUTION is for the others.
BY_STAGE: Final = f"""
SELECT message.id AS message_id,
       (message.registered_at AT TIME ZONE (SELECT time_zone FROM city))::date AS day,
       message.district_id,
       message.category_id,
       stood.mark,
       1 AS counted
FROM message, LATERAL {STOOD.replace("{t}", "message")} stood
WHERE message.district_id IS NOT NULL AND message.category_id IS NOT NULL AND stood.mark IS NOT NULL
"""
