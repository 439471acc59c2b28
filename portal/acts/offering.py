"""Which of the acts a viewer is offered: the one next step, the others, and why not those one would look for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.acts.acts import ACTS, Act
from portal.acts.fields import FIELDS, Field

Row = Mapping[str, Any]

# The step a message waits for, by the states in which it is the next one; the first that the viewer may do stands
# out. None: in any state.
_NEXT: Final[Mapping[str, frozenset[str] | None]] = {
    "taking-note": None,
    "ruling": None,
    "result": None,
    "taking-up": None,
    "visits": None,
    "resumption": None,
    "acknowledgement": frozenset({"DISPATCHED", "ACKNOWLEDGED"}),
    "triage": frozenset({"REGISTERED", "RETURNED"}),
    "answer": frozenset({"TRIAGED"}),
    "claim": frozenset({"IN_ACTION"}),
    "actions": frozenset({"DISPATCHED", "ACKNOWLEDGED"}),
    "authority-answer": None,
    "feedback": None,
    "feedback-request": None,
    "closing": None,
}
# Acts on rows of the message, by the list they stand in. Those on files are offered beside the file.
_ON_ROWS: Final[Mapping[str, Sequence[str]]] = {
    "objections": ("ruling", "taking-up", "result"),
    "escalations": ("taking-note",),
    "files": ("release", "seal-check"),
}
_ON_A_ROW: Final = frozenset(name for names in _ON_ROWS.values() for name in names)
# What one would look for, and the reason is news: that a closed message cannot be triaged is none.
_NEWS: Final = frozenset(
    {
        "INSPECTION_OPEN",
        "NOBODY_TO_ASK",
        "OWN_ACT",
        "OWN_WORK",
        "NOT_HELD_BY_YOUR_UNIT",
        "NOT_YOUR_INSPECTION",
        "NOT_WITH_THE_OFFICE",
        "TOO_LATE_TO_OBJECT",
        "TAKEN_UP_ALREADY",
    }
)


@dataclass(frozen=True)
class Offered:
    """An act, and the row it is done to: the message, or an objection, an escalation or a file of it. `key` tells
    its form from all others on the page."""

    name: str
    row: Row

    @property
    def act(self) -> Act:
        return ACTS[self.name]

    @property
    def fields(self) -> Sequence[Field]:
        return FIELDS.get(self.name, ())

    @property
    def key(self) -> str:
        return key_of(self.name, self.row["id"])


@dataclass(frozen=True)
class Offer:
    next: Offered | None
    more: Sequence[Offered]
    refused: Mapping[str, str]


def offer(message: Row) -> Offer:
    """What the viewer may do now; `refused` gives reasons by act, each said once."""
    allowed: list[Offered] = []
    refused: dict[str, str] = {}
    for act in _all(message):
        permission = act.row[act.act.can]
        if permission["allowed"]:
            allowed.append(act)
        elif permission["code"] in _NEWS and permission["message"] not in refused.values():
            refused[act.name] = permission["message"]
    waiting = [name for name, states in _NEXT.items() if states is None or message["state"] in states]
    first = next((act for name in waiting for act in allowed if act.name == name), None)
    return Offer(first, [act for act in allowed if act is not first], refused)


def key_of(name: str, row_id: str) -> str:
    """The act's name; with the end of its row's id where a page may offer it more than once."""
    return f"{name}-{row_id[-8:]}" if name in _ON_A_ROW else name


def _all(message: Row) -> Iterator[Offered]:
    for rows in ("objections", "escalations"):
        for row in message[rows]:
            yield from (Offered(name, row) for name in _ON_ROWS[rows] if _makes_sense(name, row))
    for name, act in ACTS.items():
        if name not in _ON_A_ROW and act.can in message and _makes_sense(name, message):
            yield Offered(name, message)


def _makes_sense(name: str, row: Row) -> bool:
    """What the rules cannot know: a result is asked for once, and an earlier time is confirmed only of what was
    recorded late."""
    if name == "result":
        return row["resultAt"] is None
    return name != "earlier-time" or any(is_late_record(entry) for entry in row["followUps"]["nodes"])


def is_late_record(entry: Row) -> bool:
    """Whether it was written down minutes after it happened."""
    return bool(entry["recordedAt"][:16] != entry["happenedAt"][:16])
