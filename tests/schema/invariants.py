"""What holds of a message after whatever was done to it (domain §3 to §5), asked of what is stored."""

import json
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, Final
from uuid import UUID

from hotline.city.reference import reference
from hotline.clocks.computing import clocks_of
from hotline.clocks.standing import Standing, event_of, next_due, row_of
from hotline.custody.charging import WHOLE
from hotline.custody.figures import EVENTS, deltas
from hotline.figures.figures import CONTRIBUTION
from hotline.figures.stages import BY_STAGE
from hotline.figures.tables import COUNTS
from hotline.follow_ups.tables import FollowUpKind
from hotline.messages.rules import OVER, TRANSITIONS
from hotline.messages.tables import MessageState
from tests.drafts import row, rows
from tests.incidents import BROKEN

_SUMS: Final = ", ".join(f"sum({count}) AS {count}" for count in COUNTS)
_ANY: Final = " OR ".join(f"sum({count}) <> 0" for count in COUNTS)
_COLUMNS: Final = ", ".join(COUNTS)
_KEPT: Final = f"""
SELECT day, district_id, category_id, {_SUMS} FROM (
    SELECT day, district_id, category_id, {_COLUMNS} FROM daily_figure
    UNION ALL SELECT day, district_id, category_id, {_COLUMNS} FROM figure_delta
) kept GROUP BY 1, 2, 3 HAVING {_ANY} ORDER BY 1, 2, 3
"""
_RECOMPUTED: Final = f"""
SELECT day, district_id, category_id, {_SUMS} FROM ({CONTRIBUTION}) made
GROUP BY 1, 2, 3 HAVING {_ANY} ORDER BY 1, 2, 3
"""
_STOOD: Final = "day, district_id, category_id, mark"
_KEPT_BY_STAGE: Final = f"""
SELECT {_STOOD}, sum(counted) AS counted FROM (
    SELECT {_STOOD}, counted FROM stage_figure UNION ALL SELECT {_STOOD}, counted FROM stage_delta
) kept GROUP BY 1, 2, 3, 4 HAVING sum(counted) <> 0 ORDER BY 1, 2, 3, 4
"""
_RECOMPUTED_BY_STAGE: Final = f"""
SELECT {_STOOD}, sum(counted) AS counted FROM ({BY_STAGE}) made GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
# Every breach and every objection among the figures happened at a stage.
_STAGELESS: Final = f"""
SELECT day, district_id, category_id, first_action_breached, feedback_breached, resolution_breached, objected
FROM ({_KEPT}) kept WHERE (first_action_breached, feedback_breached, resolution_breached, objected) <> (
    SELECT {
    ", ".join(
        f"coalesce(sum(counted) FILTER (WHERE starts_with(mark, '{begins}:')), 0)"
        for begins in ("LATE_AT:FIRST_ACTION", "LATE_AT:FEEDBACK", "LATE_AT:RESOLUTION", "OBJECTED_AT")
    )
} FROM ({_KEPT_BY_STAGE}) stood
    WHERE (stood.day, stood.district_id, stood.category_id) = (kept.day, kept.district_id, kept.category_id)
)
"""

_HANDS: Final = "day, unit_id, state, district_id, sum(begun) AS begun, sum(net) AS net, sum(offset_us) AS us"
_GROUPED: Final = (
    "GROUP BY day, unit_id, state, district_id HAVING sum(begun) <> 0 OR sum(net) <> 0 OR sum(offset_us) <> 0"
)
_FROM_FIGURES: Final = f"""
SELECT {_HANDS} FROM (
    SELECT day, unit_id, state, district_id, begun, net, offset_us FROM custody_figure WHERE day < 'infinity'
    UNION ALL SELECT day, unit_id, state, district_id, begun, net, offset_us FROM custody_delta
) kept {_GROUPED}
"""
_FROM_SPANS: Final = f"SELECT {_HANDS} FROM ({deltas(EVENTS)}) made {_GROUPED}"


async def timeline(id_: UUID) -> list[dict[str, Any]]:
    return await rows("SELECT * FROM follow_up WHERE message_id = $1 ORDER BY recorded_at, id", id_)


async def hold(id_: UUID, before: list[dict[str, Any]], *, alone: bool = False) -> list[dict[str, Any]]:
    """Assert what holds of the message; its timeline, which `before` began. One never merged is `alone`."""
    message, told = await row("SELECT * FROM message WHERE id = $1", id_), await timeline(id_)
    _timeline_only_grows(before, told)
    _every_step_is_in_the_table(message, told)
    others = [] if alone else await rows(_OTHERS, id_)
    _custody_tiles(message, _open_life(told, others), await rows(_SPANS, id_))
    await _nothing_ends_unheard(message)
    await _nobody_judges_themselves(id_)
    return told


async def of_all() -> None:
    """Assert what holds of all messages together: incidents and figures."""
    for says, sql in BROKEN.items():
        assert await rows(sql) == [], says
    assert await rows(_KEPT) == await rows(_RECOMPUTED)
    assert await rows(_KEPT_BY_STAGE) == await rows(_RECOMPUTED_BY_STAGE)
    assert await rows(_STAGELESS) == []
    assert await rows(f"({_FROM_FIGURES}) EXCEPT ALL ({_FROM_SPANS})") == []
    assert await rows(f"({_FROM_SPANS}) EXCEPT ALL ({_FROM_FIGURES})") == []


def _timeline_only_grows(before: list[dict[str, Any]], told: list[dict[str, Any]]) -> None:
    assert told[: len(before)] == before
    for entry in told:
        assert entry["happened_at"] <= entry["recorded_at"]
    if before:
        assert all(entry["recorded_at"] > before[-1]["recorded_at"] for entry in told[len(before) :])


def _every_step_is_in_the_table(message: dict[str, Any], told: list[dict[str, Any]]) -> None:
    states = [MessageState(entry["state"]) for entry in told]
    assert states[0] == MessageState.REGISTERED
    assert states[-1] == message["state"]
    for state, to in pairwise(states):
        assert state == to or to in TRANSITIONS[state], (state, to)
    # A verdict belongs to the cycle it is on, whenever it is found.
    verdicts = {FollowUpKind.BREACHED, FollowUpKind.RESCINDED}
    cycles = [entry["cycle"] for entry in told if entry["kind"] not in verdicts]
    assert cycles == sorted(cycles)
    assert cycles[-1] == message["cycle"]


def _custody_tiles(message: dict[str, Any], lives: list[list[Any]], spans: list[dict[str, Any]]) -> None:
    """Held from the first instant to now, or to its end; nobody's between an end and the objection to it."""
    assert spans[0]["began_at"] == message["registered_at"]
    stretches: list[list[Any]] = []
    for span in spans:
        assert span["ended_at"] is None or span["ended_at"] > span["began_at"]
        if stretches and stretches[-1][1] == span["began_at"]:
            stretches[-1][1] = span["ended_at"]
        else:
            stretches.append([span["began_at"], span["ended_at"]])
    # So held times sum exactly to the open life: the same borders, and nothing twice in between.
    assert stretches == lives
    last = spans[-1]
    if lives[-1][1] is not None:
        assert last["ended_at"] is not None
        assert message["holder_unit_id"] is message["holder_person_id"] is None
    else:
        now = ("state", "cycle", "holder_unit_id", "holder_person_id")
        assert (last["state"], last["cycle"], last["unit_id"], last["person_id"]) == tuple(
            message[name] for name in now
        )


def _open_life(told: list[dict[str, Any]], leading: list[dict[str, Any]]) -> list[list[Any]]:
    """From when to when it was open, by the states of its timeline alone; while it was merged, by those of the
    message `leading` it."""
    lives: list[list[Any]] = []
    over, own, leader = True, None, None
    entries = sorted([*told, *leading], key=lambda entry: entry["recorded_at"])
    for at, group in groupby(entries, key=lambda entry: entry["recorded_at"]):
        for entry in group:
            if entry["message_id"] == told[0]["message_id"]:
                own = entry["state"]
            else:
                leader = entry["state"]
        is_over = own is None or (leader if own == MessageState.MERGED else own) in OVER
        if over and not is_over:
            lives.append([at, None])
        elif is_over and not over:
            lives[-1][1] = at
        over = is_over
    return lives


async def _nothing_ends_unheard(message: dict[str, Any]) -> None:
    """No closing over an open inspection or an open objection; and no citizen is asked over one. Whoever is asked
    is so of what is said to be done, or of the incident that theirs is part of."""
    waiting = await rows(
        "SELECT 'inspection' FROM inspection WHERE message_id = $1 AND state = 'OPEN'"
        " UNION ALL SELECT 'objection' FROM objection WHERE message_id = $1 AND state = 'OPEN'",
        message["id"],
    )
    if message["state"] in {*OVER, MessageState.FEEDBACK_SOUGHT}:
        assert waiting == []
    asked = await rows("SELECT state FROM feedback_request WHERE message_id = $1 AND state = 'OPEN'", message["id"])
    assert not asked or message["state"] in {MessageState.FEEDBACK_SOUGHT, MessageState.MERGED}
    assert not (message["state"] == MessageState.VERIFIED and {"?column?": "inspection"} in waiting)


async def _nobody_judges_themselves(id_: UUID) -> None:
    own = await rows(
        "SELECT objection.id FROM objection JOIN follow_up closed ON closed.message_id = objection.message_id"
        " AND closed.cycle = objection.cycle AND closed.kind IN ('CLOSED', 'REJECTED')"
        " AND closed.recorded_at < objection.opened_at"
        " WHERE objection.message_id = $1 AND objection.ruled_by_id = closed.actor_id",
        id_,
    )
    assert own == [], "ruled by who closed it"
    back = await rows("SELECT id FROM message WHERE id = $1 AND holder_person_id = closed_by_id", id_)
    assert back == [], "returned to who closed it"
    seen = await rows(
        "SELECT visit.id FROM visit JOIN follow_up acted ON acted.message_id = visit.message_id"
        " JOIN inspection ON inspection.id = visit.inspection_id AND acted.cycle >= inspection.cycle"
        " WHERE visit.message_id = $1 AND visit.found = 'DONE' AND acted.actor_id = visit.inspector_id"
        " AND acted.kind IN ('FIRST_ACTION', 'ACTION', 'RESOLUTION_CLAIMED')"
        " AND acted.recorded_at < visit.recorded_at AND inspection.ended_at = visit.recorded_at",
        id_,
    )
    assert seen == [], "verified by who did it"


async def clocks_are_what_the_timeline_says(id_: UUID, told: list[dict[str, Any]], at: datetime) -> None:
    """Stored clocks equal recomputed ones, as of `at`, when they were settled; and so the nearest due time."""
    city = await reference()
    events = [event_of({**entry, "facts": json.loads(entry["facts"])}) for entry in _typed(told)]
    made = clocks_of(events, city.policies, city.calendar, at)
    kept = await rows("SELECT * FROM clock WHERE message_id = $1 ORDER BY cycle, obligation", id_)
    made.sort(key=lambda value: (value.cycle, value.obligation))
    assert [(clock["cycle"], clock["obligation"]) for clock in kept] == [
        (value.cycle, value.obligation) for value in made
    ]
    for clock, value in zip(kept, made, strict=True):
        right = row_of(Standing(clock["id"], id_, clock["rung"], value))
        assert {name: clock[name] for name in right} == right
    charged = await rows(
        "SELECT clock_id, sum(millionths) AS all_of_it, count(*) FILTER (WHERE at_breach) AS named"
        " FROM breach_charge JOIN clock ON clock.id = clock_id WHERE message_id = $1 GROUP BY clock_id",
        id_,
    )
    assert {charge["clock_id"] for charge in charged} == {clock["id"] for clock in kept if clock["breached_at"]}
    assert all((charge["all_of_it"], charge["named"]) == (WHOLE, 1) for charge in charged)
    message = await row("SELECT next_due_at::text FROM message WHERE id = $1", id_)
    due = next_due(made)
    assert (
        message["next_due_at"] == "infinity"
        if due == "infinity"
        else datetime.fromisoformat(message["next_due_at"]) == due
    )


def _typed(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**entry, "kind": FollowUpKind(entry["kind"]), "state": MessageState(entry["state"])} for entry in told]


_OTHERS: Final = "SELECT * FROM follow_up WHERE message_id <> $1 ORDER BY recorded_at, id"
_SPANS: Final = "SELECT * FROM custody_span WHERE message_id = $1 ORDER BY began_at"
