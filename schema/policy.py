"""What the city promises and when it works: policy versions, opening hours, holidays."""

from datetime import date, datetime

import strawberry

from hotline.calendars.access import HOLIDAY, WORKING_DAY
from hotline.city.access import POLICY_TARGET, POLICY_VERSION
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


@node("pol", POLICY_VERSION)
class PolicyVersion(Node):
    """A version of the policy (سیاست‌نامه). Never changed; clocks keep the version they started under."""

    id: strawberry.ID = stored("id", "The global id.", sql="'pol_' || {t}.id")
    number: int = stored("number", "Its number, from 1.")
    valid_from: datetime = stored("valid_from", "From when it holds, until the next one does.")
    note: str | None = stored("note", "Why it was adopted. Requires: signed in.")
    ladder: str | None = stored(
        "ladder",
        "The escalation ladder as JSON: percent, tell, inspect, review. Requires: signed in.",
        sql="{t}.ladder::text",
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
