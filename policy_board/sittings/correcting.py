"""What was recorded as decided is corrected by a further decision, which says why; the former stays beside it."""

from typing import Final
from uuid import UUID

from hotline.kit.database import transaction
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.meetings.tables import MeetingState
from policy_board.sittings import moment, rules
from policy_board.sittings.deciding import write
from policy_board.sittings.rules import Draft
from policy_board.sittings.tables import Result


async def correct_decision(decision_id: UUID, draft: Draft, *, by: Viewer, reason: str) -> UUID:
    """Record anew what was decided then, by those who were present then; the further decision's id. Objections that
    are still to stand are among the draft's. Raises NotFound, CorrectionCrosses, all at once that is unsound in it,
    what is wrong with the reason and the refusals of `rules.can_correct`."""
    async with transaction() as tx:
        former, item, meeting = await moment.fetch_decision(tx, decision_id, by=by)
        state = MeetingState(meeting["state"])
        if refusal := rules.can_correct(by.roles, state=state, last=former["last"]):
            raise refusal()
        reason = clean(reason, limit=rules.REASON, path="reason")
        if rules.BRINGS[draft.result] != rules.BRINGS[Result(former["result"])]:
            raise rules.CorrectionCrosses("result")
        at = former["decided_at"]
        quorum = await moment.quorum_at(tx, meeting, at)
        number = former["number"] + 1
        id_ = await write(tx, item["id"], draft, quorum, by=by, number=number, decided_at=at, reason=reason)
        await tx.connection.execute(_DEFER_ANEW, item["id"], draft.until)
        tx.notify("agenda", item["agenda_id"])
        return id_


# What was deferred waits for its new day, if it still waits.
_DEFER_ANEW: Final = """
UPDATE agenda_item SET not_before = $2 WHERE continues_id = $1 AND state IN ('PROPOSED', 'ACCEPTED')
"""
