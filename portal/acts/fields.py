"""What the form of each act asks: a field's label stands in `saying.FIELDS`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from portal import words

Kind = Literal[
    "text",
    "line",
    "choice",
    "select",
    "ground",
    "photos",
    "earlier",
    "categories",
    "districts",
    "units",
    "inspectors",
    "records",
    "entries",
]


@dataclass(frozen=True)
class Field:
    """Its name is the mutation input's, so that a refusal finds it. `options` are a choice's codes and words;
    `limit` is a text's longest."""

    name: str
    kind: Kind
    required: bool = True
    options: Mapping[str, str] | None = None
    chosen: str = ""
    limit: int = 4000


REASON: Final = (Field("reason", "text", limit=500),)
NOTE: Final = Field("note", "text", required=False)
PHOTOS: Final = Field("photos", "photos", required=False)
EARLIER: Final = Field("earlier", "earlier", required=False)
CLASSIFIED: Final = (
    Field("categoryCode", "categories"),
    Field("districtNumber", "districts"),
    Field("ground", "ground"),
)
CHANNEL: Final = Field("channel", "select", options=words.FEEDBACK_CHANNELS, chosen="CALL")

# An act that is not here asks nothing: its button says it all.
FIELDS: Final[Mapping[str, Sequence[Field]]] = {
    "triage": (*CLASSIFIED, NOTE),
    "actions": (NOTE, PHOTOS, EARLIER),
    "claim": (Field("note", "text"), PHOTOS),
    "return": REASON,
    "assignment": (Field("unitCode", "units"), NOTE),
    "visits": (Field("found", "choice", options=words.FINDINGS), PHOTOS, NOTE, EARLIER),
    "earlier-time": (Field("record", "records"),),
    "pause": (Field("because", "choice", options=words.PAUSE_REASONS), Field("note", "text", limit=500)),
    "resumption": (NOTE,),
    "inspection": REASON,
    "inspector": (Field("inspectorId", "inspectors"),),
    "feedback-request": (Field("channel", "select", required=False, options=words.ASKED_BY),),
    "feedback-try": (CHANNEL, Field("result", "choice", options=words.TRIES)),
    "feedback": (
        Field("satisfied", "choice", options=words.VERDICTS),
        CHANNEL,
        Field("text", "text", required=False),
    ),
    "answer": (Field("answer", "text"),),
    "referral": (
        Field("authority", "line", limit=200),
        *REASON,
        Field("receipt", "line", required=False, limit=200),
    ),
    "authority-answer": (Field("answer", "text"),),
    "rejection": REASON,
    "closing": REASON,
    "merging": (Field("intoCode", "line", limit=40),),
    "call": (Field("text", "text"),),
    "objection": (
        Field("reason", "select", options=words.OBJECTION_REASONS),
        Field("text", "text", required=False),
        Field("againstId", "entries", required=False),
    ),
    "classification": (*CLASSIFIED, *REASON),
    "special-mark": REASON,
    "note": (
        Field("text", "text"),
        Field("audience", "select", options=words.AUDIENCES, chosen="INTERNAL"),
    ),
    "ruling": (
        Field("uphold", "choice", options=words.RULINGS),
        Field("reopenAs", "select", required=False, options=words.REOPENINGS, chosen="TRIAGED"),
        Field("ruling", "text"),
    ),
    "result": (Field("result", "text"),),
    "taking-note": (NOTE,),
}
