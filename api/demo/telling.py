"""The rows beside a timeline that its entries stand for, as the actions write them: inspections and visits,
objections, and the questions put to citizens."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final, NamedTuple

from api.demo.lines import NULL, uuid7_text
from api.demo.stories import Event

_INSPECTION: Final = """
    id message_id cycle cause state opened_at opened_by_id inspector_id assigned_at ended_at
"""
_VISIT: Final = """
    id inspection_id message_id follow_up_id inspector_id found visited_at recorded_at latitude longitude
"""
_OBJECTION: Final = """
    id message_id cycle reason text pii_text state opened_at opened_by_id ruled_at ruled_by_id ruling taken_up_at
    taken_up_by_id
"""
_REQUEST: Final = """
    id message_id cycle channel short_code state opened_at opened_by_id satisfied answered_at answered_through
    asked_by_id
"""
_TRY: Final = "id request_id message_id channel result tried_at tried_by_id"

# In the order in which the lines of a row's fields stand.
COLUMNS: Final = {
    "inspection": _INSPECTION.split(),
    "visit": _VISIT.split(),
    "objection": _OBJECTION.split(),
    "feedback_request": _REQUEST.split(),
    "feedback_try": _TRY.split(),
}
_CODES: Final = 100_000
# Prime to the number of codes, so that one after another differs and none comes twice before all have come.
_STEP: Final = 37_717


class Told(NamedTuple):
    """An entry as it stands on the timeline: `at` is in milliseconds since 1970, times are texts."""

    event: Event
    id: str
    actor: str
    at: int
    happened_at: str
    recorded_at: str
    note: str


class Teller:
    """Writes the rows of one message after another. No two open questions have the same code, as long as fewer
    than fifty thousand are open; nor do those of two tellers, of whom one is the `second`."""

    def __init__(self, random: Random, *, second: bool = False) -> None:
        self._random, self._asked = random, _CODES // 2 * second

    def write(
        self,
        lines: dict[str, list[str]],
        message_id: str,
        told: Iterable[Told],
        *,
        inspector: str,
        place: tuple[str, str],
        landline: bool,
    ) -> None:
        """The message's rows. `inspector` is charged with it; `landline`: its citizen hears no SMS."""
        rows: list[tuple[str, list[str]]] = []
        inspection: list[str] = []
        objection: list[str] = []
        request: list[str] = []
        for one in told:
            event, at = one.event, one.recorded_at
            match event.kind:
                case "INSPECTION_OPENED":
                    inspection = [self._id(one), message_id, str(event.cycle), cause(event), "OPEN", at]
                    inspection += [one.actor, inspector, at, NULL]
                    rows.append(("inspection", inspection))
                case "INSPECTION_VISIT":
                    visit = [self._id(one), inspection[0], message_id, one.id, inspector, finding(event)]
                    rows.append(("visit", [*visit, one.happened_at, at, *place]))
                case "VERIFIED":
                    inspection[4], inspection[9] = "VERIFIED", at
                case "FEEDBACK_SOUGHT":
                    channel = "CALL" if landline else "SMS"
                    request = [self._id(one), message_id, str(event.cycle), channel, self._code(), "OPEN", at]
                    request += [one.actor, NULL, NULL, NULL, NULL]
                    rows.append(("feedback_request", request))
                case "FEEDBACK_TRIED":
                    tried = [self._id(one), request[0], message_id, "CALL", "NO_ANSWER", at, one.actor]
                    rows.append(("feedback_try", tried))
                case "FEEDBACK":
                    request[5], request[8] = "ANSWERED", "t" if satisfied(event) else "f"
                    request[9:] = at, answered_through(event), one.actor
                case "CLOSED" if event.outcome == "UNREACHABLE":
                    request[5] = "UNREACHABLE"
                case "OBJECTED":
                    objection = [self._id(one), message_id, str(event.cycle), "NOT_RESOLVED", one.note, one.note]
                    objection += ["OPEN", at, *[NULL] * 6]
                    rows.append(("objection", objection))
                case "OBJECTION_TAKEN_UP":
                    objection[12:] = at, one.actor
                case "RULED":
                    objection[6] = "UPHELD" if upheld(event) else "DISMISSED"
                    objection[9:12] = at, one.actor, one.note
        for table, row in rows:
            lines[table].append("\t".join(row))

    def _id(self, one: Told) -> str:
        return uuid7_text(one.at, self._random)

    def _code(self) -> str:
        self._asked += 1
        return f"{self._asked * _STEP % _CODES:05}"


def cause(event: Event) -> str:
    return "BREACH" if event.by == "system" else "BY_HAND"


def finding(event: Event) -> str:
    """Only what an inspector found done stays with them (domain §3)."""
    return "DONE" if event.state == "UNDER_INSPECTION" else "NOT_DONE"


def satisfied(event: Event) -> bool:
    return event.note == "FEEDBACK_SATISFIED"


def answered_through(event: Event) -> str:
    """By the receipt's page, or to whoever called."""
    return "APP" if event.by == "citizen" else "CALL"


def upheld(event: Event) -> bool:
    return event.note == "RULED_UPHELD"


def inspected(played: Sequence[Event], cycle: int) -> bool:
    """Whether an inspector was brought in in that cycle."""
    return any(event.kind == "INSPECTION_OPENED" and event.cycle == cycle for event in played)
