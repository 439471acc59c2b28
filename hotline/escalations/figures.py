"""How escalation stands: the numbers an operations page needs."""

from typing import Final

# One row, of clocks still to be met that have fired a rung, so that it asks what is open and not the years before.
# `untold` was for a place that nobody holds, with nobody above. A sweep looks every second: a rung or a climb that
# is a minute late says that no worker sweeps.
HEALTH: Final = """
SELECT count(*) FILTER (WHERE person_id IS NOT NULL)::int AS unacknowledged,
       count(*) FILTER (WHERE person_id IS NOT NULL AND climbs_at IS NULL)::int AS unacknowledged_at_the_top,
       count(*) FILTER (WHERE person_id IS NULL)::int AS untold,
       min(fired_at) AS oldest_unacknowledged_at,
       (SELECT count(*) FROM escalation WHERE climbs_at < payesh_now() - interval '1 minute')::int
           AS overdue_climbs,
       (SELECT count(*) FROM clock WHERE next_rung_at < payesh_now() - interval '1 minute')::int AS overdue_rungs
FROM clock JOIN escalation ON escalation.clock_id = clock.id
WHERE clock.rung > 0 AND clock.state IN ('RUNNING', 'PAUSED', 'BREACHED') AND clock.met_at IS NULL
    AND clock.cancelled_because IS NULL AND escalation.acknowledged_at IS NULL AND escalation.tell <> 'HOLDER'
"""
