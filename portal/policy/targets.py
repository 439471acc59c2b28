"""What a policy version promises of each request type, as a form's fields, and what a form changes of it.

Times are written in hours, or in hours and minutes as in 1:30; the schema has minutes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotline.kit.text import latin_digits

Row = Mapping[str, Any]

TIMES: Final = ("firstActionMinutes", "feedbackMinutes", "resolutionMinutes")
_WRITTEN: Final = re.compile(r"(\d{1,5})(?::([0-5]\d))?")


@dataclass(frozen=True)
class Change:
    """Of one request type, one promise. `after` is None where what was written is no time."""

    category: Row
    name: str
    before: object
    after: object

    @property
    def field(self) -> str:
        return field_of(self.category["code"], self.name)


def field_of(code: str, name: str) -> str:
    return f"{name}-{code}"


def written(minutes: int) -> str:
    """As the form shows it: 120 is "2", 90 is "1:30"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}" if rest else str(hours)


def minutes(text: str) -> int | None:
    """What is written as a time, in any digits; None where it is none."""
    found = _WRITTEN.fullmatch(latin_digits(text.strip()))
    return int(found[1]) * 60 + int(found[2] or 0) if found else None


def changes(targets: Iterable[Row], form: Mapping[str, str]) -> list[Change]:
    """What the form has otherwise. A field that it lacks, or that was emptied, leaves its promise as it is."""
    return [
        Change(target["category"], name, target[name], after)
        for target in targets
        for name, after in _given(target["category"]["code"], form)
        if after != target[name]
    ]


def differences(before: Iterable[Row], now: Iterable[Row]) -> list[Change]:
    """What one version has otherwise than another. A request type that the other did not know is no change."""
    known = {target["category"]["code"]: target for target in before}
    return [
        Change(target["category"], name, known[code][name], target[name])
        for target in now
        if (code := target["category"]["code"]) in known
        for name in (*TIMES, "workingHours")
        if known[code][name] != target[name]
    ]


def inputs(changed: Sequence[Change]) -> list[dict[str, object]]:
    """The mutation's targets, one for each request type that changes."""
    found: dict[str, dict[str, object]] = {}
    for change in changed:
        code = change.category["code"]
        found.setdefault(code, {"categoryCode": code})[change.name] = change.after
    return list(found.values())


def _given(code: str, form: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for name in TIMES:
        if text := form.get(field_of(code, name), "").strip():
            yield name, minutes(text)
    if (counted := form.get(field_of(code, "workingHours"), "")) in ("yes", "no"):
        yield "workingHours", counted == "yes"
