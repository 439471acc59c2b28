"""A working week as a form: each day open once, twice or not at all."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from hotline.kit.text import latin_digits
from portal.rendering import Fields

Row = Mapping[str, Any]

# Monday is 0; a week begins on Saturday.
DAYS: Final = (5, 6, 0, 1, 2, 3, 4)
STRETCHES: Final = (1, 2)
_TIME: Final = re.compile(r"([01]?\d|2[0-3])(?::?([0-5]\d))?")


def weeks(working_days: Iterable[Row], today: date) -> tuple[Sequence[Row], Sequence[Sequence[Row]]]:
    """The week in force, and those that are still to be, in order."""
    begun: Sequence[Row] = ()
    coming = list[Sequence[Row]]()
    for valid_from, hours in groupby(working_days, key=lambda hours: hours["validFrom"]):
        if date.fromisoformat(valid_from) <= today:
            begun = list(hours)
        else:
            coming.append(list(hours))
    return begun, coming


def by_day(week: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    """A week's stretches by weekday, the week's first day first."""
    found = {day: list[Row]() for day in DAYS}
    for hours in week:
        found[hours["weekday"]].append(hours)
    return found


def fields_of(week: Iterable[Row]) -> Fields:
    """The form's fields, filled with a week."""
    fields = Fields()
    for day, stretches in by_day(week).items():
        for stretch, hours in zip(STRETCHES, stretches, strict=False):
            fields |= {f"opens-{day}-{stretch}": hours["opens"], f"closes-{day}-{stretch}": hours["closes"]}
    return fields


def hours_in(form: Mapping[str, str]) -> list[dict[str, object]]:
    """The week that the form's fields make; what is no time stays as it was written, and is refused as such."""
    hours = list[dict[str, object]]()
    for day in DAYS:
        for stretch in STRETCHES:
            opens, closes = (_time(form.get(f"{name}-{day}-{stretch}", "")) for name in ("opens", "closes"))
            if opens or closes:
                hours.append({"weekday": day, "opens": opens, "closes": closes})
    return hours


def _time(text: str) -> str:
    """«۷», «۷:۳۰» or "0730" as HH:MM."""
    written = latin_digits(text.strip())
    found = _TIME.fullmatch(written)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else written
