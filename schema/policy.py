"""What the city promises and when it works: policy versions, opening hours, holidays."""

from datetime import date, datetime

import strawberry

from hotline.calendars.access import HOLIDAY, WORKING_DAY
from hotline.city.access import POLICY_TARGET, POLICY_VERSION
from hotline.city.policies import RUNG, RUNGS
from hotline.escalations.tables import Told
from schema.city import Category
from schema.reader.declarations import All, Filter, Source, argument, declare, items, node, rows_of, stored, to_one
from schema.reader.shapes import Node


@rows_of(Source(access=POLICY_TARGET))
class PolicyTarget:
    """What one policy version asks for one request type."""

    category: Category | None = to_one("category_id", "The request type.")
    first_action_minutes: int = stored("first_action_minutes", "Minutes to the first action, where urgent.")
    feedback_minutes: int = stored("feedback_minutes", "Minutes to the citizen's feedback.")
    resolution_minutes: int = stored("resolution_minutes", "Minutes to the resolution.")
    working_hours: bool = stored("working_hours", "Whether a routine resolution counts opening hours alone.")


@rows_of(Source(RUNG, rows=RUNGS))
class PolicyRung:
    """A step of the escalation ladder (پله هشدار): what is done when so much of a clock's time is gone."""

    percent: int = stored("percent", "When so many percent of a clock's time are gone.")
    tell: Told | None = stored("tell", "Whom it tells; null where nobody.")
    inspect: bool = stored("inspect", "Whether it brings an inspector in.")
    review: bool = stored("review", "Whether it proposes the message for the next Payesh review.")
    climb: int = stored("climb", "After how many percent more it climbs to the next superior, unacknowledged.")


@node("pol", POLICY_VERSION)
class PolicyVersion(Node):
    """A version of the policy (سیاست‌نامه). Never changed; clocks keep the version they started under."""

    id: strawberry.ID = stored("id", "The global id.", sql="'pol_' || {t}.id")
    number: int = stored("number", "Its number, from 1.")
    valid_from: datetime = stored("valid_from", "From when it holds, until the next one does.")
    note: str | None = stored("note", "Why it was adopted. Requires: signed in.")
    ladder: list[PolicyRung] = items(
        "policy_id", "The escalation ladder, lowest first. Requires: signed in.", order="{t}.percent"
    )
    targets: list[PolicyTarget] = items("policy_id", "What it asks, by request type.", order="{t}.category_id")


@rows_of(Source(access=WORKING_DAY))
class WorkingDay:
    """A stretch of a weekday in which the offices are open."""

    valid_from: date = stored("valid_from", "From which day this week holds, until the next one does.")
    weekday: int = stored("weekday", "0 is Monday, 6 is Sunday.")
    opens: str = stored("opens", "Opening time, HH:MM.", sql="to_char({t}.opens::time, 'HH24:MI')")
    closes: str = stored("closes", "Closing time, HH:MM.", sql="to_char({t}.closes::time, 'HH24:MI')")


@node("hol", HOLIDAY)
class Holiday(Node):
    """A day on which the offices are closed."""

    id: strawberry.ID = stored("id", "The global id.", sql="'hol_' || {t}.id")
    day: date = stored("day", "Which day.")
    name_fa: str = stored("name_fa", "Its Persian name.")
    name_en: str = stored("name_en", "Its English name.")


@strawberry.type
class PolicyQueries:
    policies: list[PolicyVersion] = declare(
        All(order="{t}.number DESC"), "All versions of the policy, latest first."
    )
    working_days: list[WorkingDay] = declare(
        All(order="{t}.valid_from, {t}.weekday, {t}.opens"), "All opening hours, week by week."
    )
    holidays: list[Holiday] = declare(
        All(order="{t}.day", filters={"year": Filter(("day",), "extract(year from {t}.day) = {v}", "int")}),
        "Official holidays, by day.",
        argument("year", int | None, "Only those of a Gregorian year."),
    )
