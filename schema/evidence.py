"""Evidence of dossiers: what it was at a moment, with its figures; live, it is `messageFigures` of its filter."""

from datetime import datetime

import strawberry

from hotline.figures import marks
from hotline.messages.tables import MessageState
from policy_board.dossiers.access import EVIDENCE, EVIDENCE_FREEZE, FROZEN_FIGURE, FROZEN_MESSAGE
from policy_board.dossiers.tables import EvidenceKind
from schema.message import Message
from schema.message_figures import Figure
from schema.people import Person
from schema.reader.declarations import (
    Filter,
    Order,
    Pages,
    Source,
    argument,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node


@rows_of(Source(FROZEN_FIGURE))
class FrozenFigure(Figure):
    """A figure of evidence at the moment it was frozen. Its messages are the freeze's with the same mark."""


@node("frm", FROZEN_MESSAGE)
class FrozenMessage(Node):
    """A message among frozen evidence, and what was true of it then."""

    id: strawberry.ID = stored("id", "The global id.", sql="'frm_' || {t}.id")
    message: Message | None = to_one("message_id", "The message, as it is now.")
    state: MessageState = stored("state", "Where it stood then.")
    marks: list[str] = stored("marks", "What was true of it then.")


@node("frz", EVIDENCE_FREEZE)
class EvidenceFreeze(Node):
    """What a piece of evidence was at a moment. It never changes."""

    id: strawberry.ID = stored("id", "The global id.", sql="'frz_' || {t}.id")
    number: int = stored("number", "Its number, from 1.")
    at: datetime = stored("at", "As of when.")
    by: Person | None = to_one("by_id", "Who froze it.")
    figures: list[FrozenFigure] = items("freeze_id", "Its figures.", order="{t}.place")
    messages: Connection[FrozenMessage] = pages(
        Pages(
            orders={"PLACE": Order("place", "int")},
            default_order="PLACE",
            filters={"mark": Filter(("marks",), "{v} = ANY({t}.marks)", read=marks.read)},
            column="freeze_id",
        ),
        "The messages it consisted of, by registration.",
        argument("mark", str | None, "Those alone that a figure's `mark` was true of."),
    )


@node("evd", EVIDENCE)
class Evidence(Node):
    """Messages that show what a dossier says, by what they have in common or one by one."""

    id: strawberry.ID = stored("id", "The global id.", sql="'evd_' || {t}.id")
    kind: EvidenceKind = stored("kind", "How it names its messages.")
    title: str = stored("title", "What it shows.")
    filter: str = stored(
        "sought", "As JSON, what `messages(filter: …)` and `messageFigures` take.", sql="{t}.sought::text"
    )
    added_at: datetime = stored("added_at", "When it was added.")
    added_by: Person | None = to_one("added_by_id", "Who added it.")
    removed_at: datetime | None = stored("removed_at", "Since when it serves no longer.")
    freezes: list[EvidenceFreeze] = items(
        "evidence_id", "As of which moments, latest first.", order="{t}.number DESC"
    )
    latest: EvidenceFreeze | None = to_one(
        "id",
        "As it was last frozen.",
        sql="(SELECT f.id FROM evidence_freeze f WHERE f.evidence_id = {t}.id ORDER BY f.number DESC LIMIT 1)",
    )
