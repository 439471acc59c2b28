"""What a policy version may ask, and who adopts it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from hotline.city.reference import Rung
from hotline.city.tables import PostKind
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role

TOLD: Final = frozenset({"HOLDER", *PostKind})
MINUTES: Final = range(1, 2 * 366 * 24 * 60)
PERCENTS: Final = range(1, 1001)
AHEAD: Final = timedelta(days=366)
# Until then every process has heard of it: a clock that started under the version before would be judged by this.
SOON: Final = timedelta(minutes=1)


class UnknownType(Refusal):
    code, sentence = "UNKNOWN_TYPE", "There is no request type of that code."


class TargetWrong(Refusal):
    code, sentence = "TARGET_WRONG", "A target is at least one minute and at most two years."


class ResolvedBeforeActedOn(Refusal):
    """A first action after the resolution is none."""

    code, sentence = "RESOLVED_BEFORE_ACTED_ON", "The first action cannot be due after the resolution."


class LadderWrong(Refusal):
    """Something has to happen when time is up."""

    code, sentence = (
        "LADDER_WRONG",
        "A ladder climbs from 1 to 1000 percent, each step once and none without effect, and one of them is 100.",
    )


class ValidTooEarly(Refusal):
    """Clocks have started under what was valid then."""

    code, sentence = "VALID_TOO_EARLY", "A policy is valid in a minute or later, and after the one before it."


class ValidTooLate(Refusal):
    code, sentence = "VALID_TOO_LATE", "A policy is valid within a year."


class NothingAdopted(Refusal):
    code, sentence = "NOTHING_ADOPTED", "Nothing in it differs from the policy before."


def can_adopt(roles: frozenset[Role]) -> type[Refusal] | None:
    """Policy is the administrator's (domain §2)."""
    return None if Role.ADMINISTRATOR in roles else Forbidden


def can_be_valid(valid_from: datetime, *, at: datetime, last: datetime) -> type[Refusal] | None:
    """From when a version may hold: never in hindsight, and each after the last."""
    if valid_from < at + SOON or valid_from <= last:
        return ValidTooEarly
    return ValidTooLate if valid_from > at + AHEAD else None


def is_target(target: Mapping[str, Any]) -> type[Refusal] | None:
    """Whether these minutes make sense."""
    minutes = [target[f"{name}_minutes"] for name in ("first_action", "feedback", "resolution")]
    if any(asked not in MINUTES for asked in minutes):
        return TargetWrong
    return ResolvedBeforeActedOn if target["first_action_minutes"] > target["resolution_minutes"] else None


def is_ladder(ladder: Sequence[Rung]) -> type[Refusal] | None:
    """Whether the rungs make a ladder, from the lowest to the highest."""
    percents = [rung.percent for rung in ladder]
    effects = all((rung.tell or rung.inspect or rung.review) and rung.tell in TOLD | {None} for rung in ladder)
    climbs = percents == sorted(set(percents)) and all(
        percent in PERCENTS for rung in ladder for percent in (rung.percent, rung.climb)
    )
    return None if effects and climbs and 100 in percents else LadderWrong
