"""Who sits on the board, and the rule of its quorum. What was is kept: a seat ends, a rule is followed by
another."""

from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.seats import rules
from policy_board.seats.rules import Interval, Share

# Whoever follows who sits on the board.
TOPIC: Final = "board_seat"


async def seat(person_id: UUID, *, by: Viewer) -> UUID:
    """Make a person a member of the board from now on; the seat's id. Raises NotFound, SeatedAlready and the
    refusals of `rules.can_seat`."""
    if refusal := rules.can_seat(by.roles):
        raise refusal()
    async with database.transaction() as tx:
        if await tx.connection.fetchval(_PERSON, person_id) is None:
            raise NotFound("personId")
        if await tx.connection.fetchval(_SEATED, person_id, tx.at) is not None:
            raise rules.SeatedAlready("personId")
        id_ = new_id()
        await tx.connection.execute(_SEAT, id_, person_id, tx.at, by.person)
        tx.notify(TOPIC, id_)
        return id_


async def unseat(person_id: UUID, *, by: Viewer) -> UUID:
    """End a member's seat now; its id. Raises NotSeated and the refusals of `rules.can_seat`."""
    if refusal := rules.can_seat(by.roles):
        raise refusal()
    async with database.transaction() as tx:
        id_: UUID | None = await tx.connection.fetchval(_UNSEAT, person_id, tx.at, by.person)
        if id_ is None:
            raise rules.NotSeated("personId")
        tx.notify(TOPIC, id_)
        return id_


async def rule(share: Share, *, by: Viewer) -> UUID:
    """Let another share of the members be the quorum from now on; the rule's id. Raises QuorumRuleWrong,
    QuorumRuleStands and the refusals of `rules.can_rule`."""
    if refusal := rules.can_rule(by.roles):
        raise refusal()
    if not share.sound:
        raise rules.QuorumRuleWrong("numerator")
    async with database.transaction() as tx:
        if await share_at(tx, tx.at) == share:
            raise rules.QuorumRuleStands("numerator")
        id_ = new_id()
        await tx.connection.execute(_RULE, id_, share.numerator, share.denominator, share.beyond, tx.at, by.person)
        tx.notify("quorum_rule", id_)
        return id_


async def seats(tx: Transaction) -> list[Interval]:
    """Everybody's time on the board."""
    return [Interval(*row) for row in await tx.connection.fetch(_SEATS)]


async def share_at(tx: Transaction, at: datetime) -> Share:
    """The rule in force at a moment."""
    row = await tx.connection.fetchrow(_SHARE, at)
    assert row is not None, "there is a rule from the beginning"
    return Share(*row)


# Locked, so that two who seat the same person come one after the other.
_PERSON: Final = "SELECT id FROM person WHERE id = $1 AND active FOR UPDATE"

_SEATED: Final = "SELECT id FROM board_seat WHERE person_id = $1 AND coalesce(until, 'infinity') > $2"

_SEAT: Final = "INSERT INTO board_seat (id, person_id, since, seated_by_id) VALUES ($1, $2, $3, $4)"

_UNSEAT: Final = """
UPDATE board_seat SET until = $2, ended_by_id = $3
WHERE person_id = $1 AND since < $2 AND until IS NULL RETURNING id
"""

_RULE: Final = """
INSERT INTO quorum_rule (id, numerator, denominator, beyond, since, by_id) VALUES ($1, $2, $3, $4, $5, $6)
"""

_SEATS: Final = "SELECT person_id, since, until FROM board_seat"

_SHARE: Final = """
SELECT numerator, denominator, beyond FROM quorum_rule WHERE since <= $1 ORDER BY since DESC LIMIT 1
"""
