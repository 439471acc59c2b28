"""SQL for the figures: what one message contributes, and sums of a range of days.

A question adds up sums and the deltas not yet folded in one statement, so its answer is exact at its snapshot.
"""

from typing import Final

from hotline.figures.tables import COUNTS

# What each message adds to the figures of the day it was registered: day, district, category and every count.
# One definition serves a change of one message and recomputation of all, so the two cannot differ.
# A clock is found by its message and looked at then: asked for by its state, the ten thousand breaches of a storm
# would be gone through for each of them.
CONTRIBUTION: Final = """
SELECT message.id AS message_id,
       (message.registered_at AT TIME ZONE (SELECT time_zone FROM city))::date AS day,
       message.district_id,
       message.category_id,
       1 AS registered,
       (message.urgency = 'URGENT')::int AS urgent,
       decided.first_action_met,
       decided.first_action_breached,
       (message.state = 'CLOSED')::int AS closed,
       (SELECT count(*) FROM follow_up WHERE follow_up.message_id = message.id
           AND follow_up.kind = 'OBJECTED')::int AS objected,
       (message.cycle > 1)::int AS reopened,
       decided.feedback_met,
       decided.feedback_breached,
       decided.resolution_met,
       decided.resolution_breached
FROM message, LATERAL (
    SELECT count(*) FILTER (WHERE obligation = 'FIRST_ACTION' AND state = 'MET')::int AS first_action_met,
           count(*) FILTER (WHERE obligation = 'FIRST_ACTION' AND state = 'BREACHED')::int AS first_action_breached,
           count(*) FILTER (WHERE obligation = 'FEEDBACK' AND state = 'MET')::int AS feedback_met,
           count(*) FILTER (WHERE obligation = 'FEEDBACK' AND state = 'BREACHED')::int AS feedback_breached,
           count(*) FILTER (WHERE obligation = 'RESOLUTION' AND state = 'MET')::int AS resolution_met,
           count(*) FILTER (WHERE obligation = 'RESOLUTION' AND state = 'BREACHED')::int AS resolution_breached
    FROM clock WHERE clock.message_id = message.id
) decided
WHERE message.district_id IS NOT NULL AND message.category_id IS NOT NULL
"""

_COLUMNS: Final = ", ".join(COUNTS)
_SUMS: Final = ", ".join(f"coalesce(sum({count}), 0)::int AS {count}" for count in COUNTS)

# $1 and $2: first and last day, both included. One row for each district that has any.
BY_DISTRICT: Final = f"""
SELECT district_id, {_SUMS} FROM (
    SELECT district_id, {_COLUMNS} FROM district_figure WHERE day BETWEEN $1 AND $2
    UNION ALL
    SELECT district_id, {_COLUMNS} FROM figure_delta WHERE day BETWEEN $1 AND $2
) counted GROUP BY district_id
"""

# The same by category.
BY_CATEGORY: Final = f"""
SELECT category_id, {_SUMS} FROM (
    SELECT category_id, {_COLUMNS} FROM category_figure WHERE day BETWEEN $1 AND $2
    UNION ALL
    SELECT category_id, {_COLUMNS} FROM figure_delta WHERE day BETWEEN $1 AND $2
) counted GROUP BY category_id
"""

# The same by category within the district $3.
BY_CATEGORY_IN_DISTRICT: Final = f"""
SELECT category_id, {_SUMS} FROM (
    SELECT category_id, {_COLUMNS} FROM daily_figure WHERE day BETWEEN $1 AND $2 AND district_id = $3
    UNION ALL
    SELECT category_id, {_COLUMNS} FROM figure_delta WHERE day BETWEEN $1 AND $2 AND district_id = $3
) counted GROUP BY category_id
"""

# $1 and $2: first and last day, both included; $3: an obligation. By the day it was due, whenever it was met or the
# message closed: nobody improves a rate by leaving cases open. One row for each district that had any due, with the
# city's own sums beside it; what is not due yet, and what was cancelled, is not counted.
DUE_BY_DISTRICT: Final = """
SELECT district_id, due, met, paused, allowed,
       (sum(due) OVER ())::int AS city_due, (sum(met) OVER ())::int AS city_met,
       $1::date AS first, $2::date AS last, $3 AS obligation
FROM (
    SELECT message.district_id, count(*)::int AS due, count(*) FILTER (WHERE clock.state = 'MET')::int AS met,
           sum(clock.paused_seconds) AS paused, sum(clock.target_seconds) AS allowed
    FROM clock JOIN message ON message.id = clock.message_id, city
    WHERE clock.obligation = $3 AND clock.state IN ('MET', 'BREACHED') AND message.district_id IS NOT NULL
    AND clock.due_at >= $1::date::timestamp AT TIME ZONE city.time_zone
    AND clock.due_at < ($2::date + 1)::timestamp AT TIME ZONE city.time_zone
    GROUP BY message.district_id
) counted
"""
