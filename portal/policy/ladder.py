"""The escalation ladder as a form's fields."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portal import words
from portal.forms import whole

Rung = Mapping[str, Any]

# Rungs that can be added at once.
_SPARE: Final = 2
# After how many percent more it climbs, unless a rung says otherwise; as the schema has it.
_CLIMB: Final = 10
_NAMES: Final = ("percent", "tell", "inspect", "review", "climb")


def rows(ladder: Sequence[Rung], form: Mapping[str, str]) -> list[Mapping[str, str]]:
    """What stands in the form's rows: what was sent, or the ladder as it is; and some empty ones."""
    sent = [row for row in _sent(form) if any(row.values())] if "percent-0" in form else None
    shown = sent if sent is not None else [_written(rung) for rung in ladder]
    empty = dict.fromkeys(_NAMES, "")
    return [*shown, *[empty] * _SPARE]


def given(form: Mapping[str, str]) -> list[Rung]:
    """The rungs in the form, the lowest first; a row without its percent is none."""
    found: list[Rung] = [
        {
            "percent": whole(row["percent"].strip()) or 0,
            "tell": row["tell"] if row["tell"] in words.TELLS else None,
            "inspect": bool(row["inspect"]),
            "review": bool(row["review"]),
            "climb": (whole(row["climb"].strip()) or 0) if row["climb"].strip() else _CLIMB,
        }
        for row in _sent(form)
        if row["percent"].strip()
    ]
    return sorted(found, key=lambda rung: rung["percent"])


def _written(rung: Rung) -> Mapping[str, str]:
    shown = {"percent": str(rung["percent"]), "tell": rung["tell"] or "", "climb": str(rung["climb"])}
    return shown | {name: "yes" if rung[name] else "" for name in ("inspect", "review")}


def _sent(form: Mapping[str, str]) -> list[dict[str, str]]:
    count = sum(name.startswith("percent-") for name in form)
    return [{name: form.get(f"{name}-{row}", "") for name in _NAMES} for row in range(count)]
