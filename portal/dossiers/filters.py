"""Filters of evidence: from the form an analyst fills in to the filter, and from the filter to words."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from portal import marks, words
from portal.dossiers import terms
from portal.forms import whole
from portal.rendering import named, translate

# What a kept filter names, and what its values are called.
_LABELS: Final = {"states": words.STATES, "urgency": words.URGENCIES}
_TRUE: Final = {"special": "Special only", "open": "Open", "overdue": "Past their time"}


def read(form: Mapping[str, str], now: datetime) -> dict[str, object]:
    """The filter that the form names; by tracking codes alone, where there are any."""
    if codes := form["codes"].split():
        return {"trackingCodes": codes}
    chosen: dict[str, object] = {name: form[name] for name in ("category", "unit") if form[name]}
    if (district := whole(form["district"])) is not None:
        chosen["district"] = district
    if form["urgency"] in words.URGENCIES:
        chosen["urgency"] = form["urgency"]
    if form["marked"] in terms.MARKS:
        chosen["marked"] = [form["marked"]]
    if form["text"].strip():
        chosen["text"] = form["text"].strip()
    if form["period"] in terms.PERIODS and (days := whole(form["period"])):
        chosen["registeredFrom"] = (now - timedelta(days=days)).isoformat(timespec="seconds")
    return chosen


def described(
    sought: Mapping[str, Any],
    language: str,
    categories: Iterable[Mapping[str, Any]],
    districts: Iterable[Mapping[str, Any]],
    units: Iterable[Mapping[str, Any]],
) -> list[tuple[str, str, bool]]:
    """What the filter says: a label of `terms.FILTERS`, a value, and whether the value is yet to be translated."""
    lists = {"category": ("code", categories), "district": ("number", districts), "unit": ("code", units)}
    said: list[tuple[str, str, bool]] = []
    for name, value in sought.items():
        if name in lists:
            key, among = lists[name]
            found = next((one for one in among if one[key] == value), None)
            said.append((name, named(language, found) or str(value), False))
        elif name in _TRUE:
            said.append((name, _TRUE[name], True))
        elif name == "marked":
            say = partial(translate, language)
            said += [(name, marks.said(say, one) if marks.is_known(one) else one, False) for one in value]
        elif name in _LABELS:
            values: list[str] = value if isinstance(value, list) else [value]
            said += [(name, _LABELS[name].get(one) or one, True) for one in values]
        elif name == "categories":
            said += [("category", named(language, one), False) for one in categories if one["code"] in value]
        elif name not in terms.FILTERS:
            continue
        elif isinstance(value, list):
            said.append((name, "، ".join(map(str, value)), False))
        else:
            said.append((name, str(value), False))
    return said
