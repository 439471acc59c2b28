"""From a fact to its sentence: as the minutes say it, with names, and as everybody may read it, without. Pure."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from hotline.kit.jalali import TEHRAN, date_text, moment_text
from hotline.kit.text import digits
from policy_board.minutes.tables import ParagraphKind

_SAID: Final[Mapping[str, str]] = tomllib.loads(Path(__file__).with_name("sentences.fa.toml").read_text("utf-8"))
SOMEBODY: Final = _SAID["somebody"]
_RESULTS: Final = {"APPROVED": "approved", "REJECTED": "rejected", "REFERRED": "referred"}
_CAUSES: Final = {"QUORUM_LOST": "quorum_lost", "NOT_REACHED": "not_reached"}
_CHOICES: Final = {"FOR": "for_", "AGAINST": "against", "ABSTAIN": "abstain"}


def sentence(kind: ParagraphKind | str, fact: Any) -> str:
    """What the minutes say of a fact; nothing where there is none."""
    return _sentence(ParagraphKind(kind), fact, named=True)


def public_sentence(kind: ParagraphKind | str, fact: Any) -> str:
    """The same without anybody's name."""
    return _sentence(ParagraphKind(kind), fact, named=False)


def _sentence(kind: ParagraphKind, fact: Any, *, named: bool) -> str:
    if fact is None:
        return ""
    match kind:
        case ParagraphKind.OPENING:
            return _opening(fact)
        case ParagraphKind.ATTENDANCE:
            return _attendance(fact) if named else _counted(fact)
        case ParagraphKind.DISCUSSION:
            return str(fact["text"])
        case ParagraphKind.DECISION:
            return _decision(fact)
        case ParagraphKind.VOTE:
            return _vote(fact, named=named)
        case ParagraphKind.OBJECTIONS:
            return _objections(fact) if named else _say("objections_counted", count=_number(len(fact)))
    return ""


def _opening(fact: Mapping[str, Any]) -> str:
    first, *later = fact["sessions"]
    parts = [
        _say(
            "opened",
            number=_number(fact["number"]),
            title=fact["title"],
            place=fact["place"],
            since=moment_text(_moment(first["since"]), "fa"),
        )
    ]
    ends = first["until"]
    for session in later:
        parts.append(_say("adjourned", until=_time(ends), since=_from(session["since"], ends)))
        ends = session["until"]
    parts.append(_say("ended", until=_time(ends)) if ends else _SAID["open_ended"])
    return "".join(parts)


def _attendance(fact: Mapping[str, Any]) -> str:
    stays = _by_name(fact["here"] or [])
    whole = [(session["since"], session["until"]) for session in fact["sessions"]]
    lines = []
    for key, member in (("members_here", True), ("guests", False)):
        names = [_stayed(name, some, whole) for (name, is_member), some in stays.items() if is_member is member]
        if names:
            lines.append(_say(key, names=_list(names)))
    if fact["absent"]:
        lines.append(_say("absent", names=_list(fact["absent"])))
    return "\n".join(lines) or _SAID["nobody"]


def _counted(fact: Mapping[str, Any]) -> str:
    here = sum(member for _, member in _by_name(fact["here"] or []))
    return _say("counted_here", here=_number(here), members=_number(fact["members"]))


Stays = list[tuple[str, str | None]]


def _by_name(here: Iterable[Mapping[str, Any]]) -> dict[tuple[str, bool], Stays]:
    found: dict[tuple[str, bool], Stays] = {}
    for stay in here:
        found.setdefault((stay["name"], stay["member"]), []).append((stay["since"], stay["until"]))
    return found


def _stayed(name: str, stays: Stays, whole: Stays) -> str:
    """Times stand only beside those who were not there from beginning to end, to the minute."""
    if [tuple(map(_minute, stay)) for stay in stays] == [tuple(map(_minute, session)) for session in whole]:
        return name
    since, until = stays[0][0], stays[-1][1]
    return _say("stay", name=name, since=_time(since), until=_time(until or whole[-1][1] or since))


def _decision(fact: Mapping[str, Any]) -> str:
    if fact["result"] is None:
        return _SAID[_CAUSES.get(fact["cause"] or "", "not_reached")]
    if fact["result"] == "DEFERRED":
        key = "deferred_to" if fact["until"] else "deferred"
    else:
        key = _RESULTS[fact["result"]]
    until = _day(fact["until"]) if fact["until"] else ""
    counts = {name: _number(fact[name]) for name in ("present", "members", "needed")}
    return _say(key, text=fact["text"], body=fact["body"], until=until) + _say("quorum", **counts)


def _vote(fact: Mapping[str, Any], *, named: bool) -> str:
    if fact["ballot"] == "CONSENT":
        return _SAID["consent"]
    sums = {f"{name}s": _number(fact[name]) for name in ("for", "against", "abstain")}
    lines = [_say("votes", ballot=_SAID[fact["ballot"].lower()], **sums)]
    for choice, key in _CHOICES.items():
        names = [vote["name"] for vote in fact["named"] or [] if vote["choice"] == choice]
        if names and named:
            lines.append(_say(key, names=_list(names)))
    return "\n".join(lines)


def _objections(fact: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(_say("objection", name=one["name"], text=one["text"]) for one in fact)


def _say(key: str, **values: object) -> str:
    return _SAID[key].format(**values)


def _number(number: int) -> str:
    return digits(number, "fa")


def _list(names: Sequence[str]) -> str:
    return "، ".join(names)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _minute(text: str | None) -> str | None:
    return text and text[:16]


def _time(text: str) -> str:
    return digits(f"{_moment(text).astimezone(TEHRAN):%H:%M}", "fa")


def _from(text: str, before: str) -> str:
    """When it went on: the hour, with the day where that is another."""
    on, was = (_moment(one).astimezone(TEHRAN) for one in (text, before))
    return _say("on_the_same_day", time=_time(text)) if on.date() == was.date() else moment_text(on, "fa")


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return date_text(datetime(day.year, day.month, day.day, 12, tzinfo=TEHRAN), "fa")
