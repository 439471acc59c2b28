"""Two versions of an agenda, line by line: what came, what went, what was moved past others, what was changed."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

Line = Mapping[str, Any]


def compared(before: Sequence[Line], after: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines of both, in the order of `after` and each gone one at its end: `was` and `now` (None where there is
    none), and whether it was `moved` past others or `changed` in words or minutes."""
    was = {line["itemId"]: line for line in before}
    now = {line["itemId"]: line for line in after}
    common_before = [item for item in was if item in now]
    common_after = [item for item in now if item in was]
    # The longest run that kept its order stood still; the others went past it.
    matcher = SequenceMatcher(a=common_before, b=common_after, autojunk=False)
    runs = (common_after[run.b : run.b + run.size] for run in matcher.get_matching_blocks())
    still = {item for run in runs for item in run}
    lines: list[dict[str, Any]] = [
        {
            "was": was.get(item),
            "now": line,
            "moved": item in was and item not in still,
            "changed": item in was and any(was[item][name] != line[name] for name in ("title", "minutes")),
        }
        for item, line in now.items()
    ]
    gone = [line for item, line in was.items() if item not in now]
    return [*lines, *({"was": line, "now": None, "moved": False, "changed": False} for line in gone)]
