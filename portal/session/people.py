"""Who is here: members and guests with their times, and those times as a form shows and reads them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from hotline.kit.jalali import TEHRAN
from hotline.kit.text import latin_digits
from portal.rendering import Fields, moment

# Who sat on the board when it was opened, the minutes say by then.
_OVER: Final = frozenset({"MINUTES_DRAFT", "MINUTES_APPROVED", "PUBLISHED"})


def people_of(meeting: Mapping[str, Any], seats: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Members by name, then guests, each with what stands of their attendance; `here` if they are there now."""
    spans: dict[str, list[Mapping[str, Any]]] = {}
    names: dict[str, str] = {}
    for one in meeting["attendance"]:
        names[one["person"]["id"]] = one["person"]["name"]
        if one["struckAt"] is None:
            spans.setdefault(one["person"]["id"], []).append(one)
    members = {seat["person"]["id"]: seat["person"]["name"] for seat in seats if _sits(seat, meeting)}
    found = [_person(id_, name, True, spans) for id_, name in members.items()]
    found += [
        _person(id_, name, False, spans) for id_, name in names.items() if id_ in spans and id_ not in members
    ]
    return sorted(found, key=lambda person: (not person["member"], person["name"]))


def guest(person: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Somebody of whom nothing is recorded yet."""
    return _person(person["id"], person["name"], False, {}) if person else None


def _sits(seat: Mapping[str, Any], meeting: Mapping[str, Any]) -> bool:
    """Whether they are a member: now, or of a meeting that is over, then."""
    if meeting["state"] not in _OVER:
        return bool(seat["sitting"])
    opened = next(moment(step["at"]) for step in meeting["steps"] if step["state"] == "IN_SESSION")
    return moment(seat["since"]) <= opened and (seat["until"] is None or opened < moment(seat["until"]))


def _person(id_: str, name: str, member: bool, spans: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, Any]:
    own = spans.get(id_, [])
    here = any(span["leftAt"] is None for span in own)
    return {"id": id_, "name": name, "member": member, "spans": own, "here": here}


def times_form(person: Mapping[str, Any]) -> Fields:
    """What stands of a person's attendance, as fields."""
    form = Fields()
    for place, span in enumerate(person["spans"]):
        form |= {f"day-{place}": _day(span["arrivedAt"]), f"from-{place}": clock(span["arrivedAt"])}
        form[f"until-{place}"] = clock(span["leftAt"]) if span["leftAt"] else ""
    return form


def read_times(
    form: Fields, count: int, meeting: Mapping[str, Any], person: Mapping[str, Any]
) -> list[dict[str, str | None]] | None:
    """The intervals that the form says; None where a time is none. A minute that is known to the second, since
    somebody came or the session opened in it, is that instant."""
    known = [at for span in person["spans"] for at in (span["arrivedAt"], span["leftAt"]) if at]
    known += [step["at"] for step in meeting["steps"]]
    found: list[dict[str, str | None]] = []
    for place in range(count):
        day, came, left = (form[f"{name}-{place}"].strip() for name in ("day", "from", "until"))
        if not came:
            continue
        arrived, until = _instant(day, came, known), _instant(day, left, known) if left else None
        if arrived is None or (left and until is None):
            return None
        found.append({"arrivedAt": arrived, "leftAt": until})
    return found


def session_days(meeting: Mapping[str, Any]) -> list[str]:
    """The days on which it was in session, or is."""
    return list(dict.fromkeys(_day(step["at"]) for step in meeting["steps"] if step["state"] == "IN_SESSION"))


def clock(at: str) -> str:
    """The time of day."""
    return f"{moment(at).astimezone(TEHRAN):%H:%M}"


def _day(at: str) -> str:
    return moment(at).astimezone(TEHRAN).date().isoformat()


def _instant(day: str, time: str, known: Iterable[str]) -> str | None:
    try:
        hour, minute = (int(part) for part in latin_digits(time).replace(".", ":").split(":"))
        said = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=TEHRAN)
    except ValueError:
        return None
    wanted = said.strftime("%H:%M")
    exact = (at for at in known if _day(at) == day and clock(at) == wanted)
    return next(exact, said.isoformat())
