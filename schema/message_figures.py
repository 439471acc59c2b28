"""Figures of any messages: counted by what is true of each, with how sure a share is, and the cases behind it."""

import strawberry

from hotline.clocks.tables import Obligation
from hotline.figures.intervals import wilson
from hotline.figures.marks import FIGURES_OF_FOUND, MOST, Measure
from hotline.kit.access import SIGNED_IN, Access, roles
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE
from hotline.messages.filters import MESSAGE_FILTERS
from hotline.messages.tables import MessageState
from schema.message import MessageFilter
from schema.reader.declarations import All, Completed, Over, Source, argument, declare, rows_of, stored

# Of the messages that the viewer sees, and by what a viewer may know of any message they see.
_MESSAGE_FIGURE = Access("message_figure", rows=roles(*(SIGNED_IN & MESSAGE.rows.keys())))


def _bound(side: int) -> Completed:
    def complete(counted: int, whole: int, *, viewer: Viewer) -> float:
        return wilson(counted, whole)[side]

    return Completed(complete, ("counted", "whole"))


@strawberry.type
class Figure:
    """A figure of messages: how many, of how many."""

    measure: Measure = stored("measure", "What is measured.")
    obligation: Obligation | None = stored("obligation", "Of ON_TIME, LATE and LATE_AT: which promise.")
    stage: MessageState | None = stored("stage", "Of STAGE, LATE_AT and OBJECTED_AT: which state of the cycle.")
    mark: str = stored("mark", "What its messages bear; with it they are listed.")
    counted: int = stored("counted", "How many messages.")
    whole: int = stored("whole", "Of how many that could.")
    share: float | None = stored(
        "counted, whole", "That share, 0 to 1; null of none.", sql="({t}.counted::float8 / nullif({t}.whole, 0))"
    )
    low: float = declare(_bound(0), "The lowest share that fits what was seen, at 95 % (Wilson).")
    high: float = declare(_bound(1), "The highest share that fits what was seen, at 95 % (Wilson).")
    median_seconds: float | None = stored("median_seconds", "Of STAGE: half of them stayed no longer.")
    ninth_decile_seconds: float | None = stored("ninth_decile_seconds", "Of STAGE: nine of ten stayed no longer.")


@rows_of(Source(_MESSAGE_FIGURE, rows=FIGURES_OF_FOUND, over=Over(MESSAGE, MESSAGE_FILTERS)))
class MessageFigure(Figure):
    """A figure of the messages that a filter finds."""


@strawberry.type
class MessageFigureQueries:
    message_figures: list[MessageFigure] = declare(
        All(order="{t}.place"),
        f"Figures of these messages, of the latest {MOST} of them where there are more; the cases of each are"
        " `messages(filter: { …, marked })`. Requires: staff or councillor.",
        argument("filter", MessageFilter, "Which messages.", ...),
    )
