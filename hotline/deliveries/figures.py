"""How sending stands: the numbers that must read nought (testing rule 4)."""

from typing import Final

# One row. `undelivered` asks the messages, not the deliveries, so that a delivery that was never written counts:
# urgent, told to the citizen as dispatched, and nothing arrived after five minutes.
HEALTH: Final = """
SELECT count(*) FILTER (WHERE state = 'PENDING')::int AS pending,
       count(*) FILTER (WHERE state = 'STUCK')::int AS stuck,
       (SELECT count(*) FROM message
        WHERE message.urgency = 'URGENT' AND message.state = 'DISPATCHED'
          AND message.dispatched_at < payesh_now() - interval '5 minutes'
          AND NOT EXISTS (
              SELECT FROM delivery arrived WHERE arrived.message_id = message.id AND arrived.kind = 'CENTRE'
                  AND arrived.state = 'DELIVERED' AND arrived.created_at >= message.dispatched_at
          ))::int AS undelivered,
       min(created_at) AS oldest_pending_at
FROM delivery WHERE state IN ('PENDING', 'STUCK')
"""
