"""Writing the ledger: every span ends where the next begins, at the transaction's one instant (domain §5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.custody.figures import counted
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a message: a unit, and a person of it; no person means the unit's manager."""

    unit: UUID
    person: UUID | None = None


def row_of(message_id: UUID, holder: Holder, *, state: str, cycle: int, at: datetime) -> Row:
    """The first span of a message."""
    return {
        "id": new_id(),
        "message_id": message_id,
        "cycle": cycle,
        "state": state,
        "unit_id": holder.unit,
        "person_id": holder.person,
        "began_at": at,
    }


async def pass_on(tx: Transaction, message_id: UUID, holder: Holder | None, *, state: str, cycle: int) -> None:
    """From now on `holder` has the message, and whatever is merged into it: a merged message follows its
    incident's custody. None ends custody: a closed message is nobody's. The figures follow."""
    await tx.connection.execute(_END, message_id, tx.at)
    if holder is not None:
        await tx.connection.execute(_BEGIN, message_id, tx.at, state, cycle, holder.unit, holder.person)


_WITH_MERGED: Final = "SELECT id FROM message WHERE id = $1 OR (incident_id = $1 AND state = 'MERGED')"
_OF_SPAN: Final = "message_id, unit_id, person_id, state"

# A span that would have lasted no time is none.
_END: Final = f"""
WITH ended AS (
    UPDATE custody_span SET ended_at = $2
    WHERE ended_at IS NULL AND began_at < $2 AND message_id IN ({_WITH_MERGED})
    RETURNING {_OF_SPAN}, ended_at AS at, 0 AS begun, -1 AS net
), none AS (
    DELETE FROM custody_span WHERE ended_at IS NULL AND began_at = $2 AND message_id IN ({_WITH_MERGED})
    RETURNING {_OF_SPAN}, began_at AS at, -1 AS begun, -1 AS net
)
{counted("SELECT * FROM ended UNION ALL SELECT * FROM none")}
"""

_BEGIN: Final = f"""
WITH begun AS (
    INSERT INTO custody_span (id, message_id, cycle, state, unit_id, person_id, began_at)
    SELECT gen_random_uuid(), id, CASE WHEN id = $1 THEN $4 ELSE cycle END,
           CASE WHEN id = $1 THEN $3 ELSE state END, $5, $6, $2
    FROM message WHERE id = $1 OR (incident_id = $1 AND state = 'MERGED')
    RETURNING {_OF_SPAN}, began_at AS at, 1 AS begun, 1 AS net
)
{counted("SELECT * FROM begun")}
"""
