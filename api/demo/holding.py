"""In whose hands a demo message was, as its story tells it: the spans that custody makes of its timeline
(domain §5)."""

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

from api.demo.cases import Case, City, Lines
from api.demo.lines import NULL, time_text, uuid7_text
from api.demo.stories import Event

COLUMNS: Final = {
    "custody_span": ("id", "message_id", "cycle", "state", "unit_id", "person_id", "began_at", "ended_at")
}
# In nobody's hands: over, or wherever its incident is.
ENDED: Final = frozenset({"CLOSED", "REJECTED", "MERGED"})


class Span(NamedTuple):
    """From `began` to `ended`, in milliseconds since 1970; None while it lasts."""

    cycle: int
    state: str
    unit: str
    person: str
    began: int
    ended: int | None


def write(lines: Lines, case: Case, city: City, random: Random) -> None:
    """The lines of its spans. One that was merged is wherever its incident is, from then on."""
    for span in (*spans(case, city), *_followed(case, city)):
        ended = NULL if span.ended is None else time_text(span.ended)
        lines["custody_span"].append(
            f"{uuid7_text(span.began, random)}\t{case.id}\t{span.cycle}\t{span.state}\t{span.unit}\t{span.person}"
            f"\t{time_text(span.began)}\t{ended}"
        )


def spans(case: Case, city: City) -> Iterator[Span]:
    """One for each state that it passed through, in their order."""
    begun = case.played[0]
    for event in case.played:
        if event.state != begun.state:
            if begun.state not in ENDED:
                yield _span(case, city, begun, case.when(event))
            begun = event
    if begun.state not in ENDED:
        yield _span(case, city, begun, None)


def _span(case: Case, city: City, begun: Event, ended: int | None) -> Span:
    person = case.inspector if begun.state == "UNDER_INSPECTION" else NULL
    return Span(begun.cycle, begun.state, city.holder(begun.state, case.unit), person, case.when(begun), ended)


def _followed(case: Case, city: City) -> Iterator[Span]:
    if case.leader is None or case.state != "MERGED":
        return
    since = case.when(next(event for event in case.played if event.kind == "MERGED"))
    for span in spans(case.leader, city):
        if span.ended is None or span.ended > since:
            yield span._replace(cycle=1, state="MERGED", began=max(span.began, since))
