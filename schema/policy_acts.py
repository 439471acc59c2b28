"""Mutations of the administrator: holidays, opening hours, policy versions."""

from datetime import date, datetime, time

import strawberry

from hotline.calendars import actions as calendars
from hotline.calendars.rules import HoursWrong, OpenHours
from hotline.city import policies
from hotline.city.policies import TargetChange
from hotline.city.reference import CLIMB, Rung
from hotline.escalations.tables import Told
from schema.acting import Call, Given, act
from schema.payloads import given
from schema.permission import Problem
from schema.policy import Holiday, PolicyVersion
from schema.reader import declarations as reader
from schema.reader.declarations import declare


@strawberry.input(description="A day on which the offices will be closed.")
class DeclareHolidayInput:
    day: date = strawberry.field(description="A day that has not begun.")
    name_fa: str = strawberry.field(description="Its Persian name.")
    name_en: str = strawberry.field(description="Its English name.")


@strawberry.input(description="A day that is to be a working day after all.")
class WithdrawHolidayInput:
    day: date = strawberry.field(description="A day that has not begun.")


@strawberry.input(description="A stretch of a weekday.")
class OpenHoursInput:
    weekday: int = strawberry.field(description="0 is Monday, 6 is Sunday.")
    opens: str = strawberry.field(description="Opening time, HH:MM.")
    closes: str = strawberry.field(description="Closing time, HH:MM.")


@strawberry.input(description="The hours of a week, from a day on.")
class SetWorkingWeekInput:
    valid_from: date = strawberry.field(description="A day that has not begun.")
    hours: list[OpenHoursInput] = strawberry.field(description="All stretches of the week.")


@strawberry.input(description="What changes for one request type; what is left out stays.")
class TargetInput:
    category_code: str = strawberry.field(description="Code of the request type.")
    first_action_minutes: int | None = strawberry.field(default=None, description="Minutes to the first action.")
    feedback_minutes: int | None = strawberry.field(default=None, description="Minutes to the feedback.")
    resolution_minutes: int | None = strawberry.field(default=None, description="Minutes to the resolution.")
    working_hours: bool | None = strawberry.field(default=None, description="Whether those are of opening hours.")


@strawberry.input(description="A step of the escalation ladder.")
class RungInput:
    percent: int = strawberry.field(description="When so many percent of a clock's time are gone.")
    tell: Told | None = strawberry.field(default=None, description="Whom it tells, if anybody.")
    inspect: bool = strawberry.field(default=False, description="Whether an inspection opens.")
    review: bool = strawberry.field(default=False, description="Whether it is a candidate for the next review.")
    climb: int = strawberry.field(
        default=CLIMB, description="After how many percent more it climbs to the next superior, unacknowledged."
    )


@strawberry.input(description="The next version of the policy: the last one with these changes.")
class AdoptPolicyInput:
    note: str = strawberry.field(description="Why, 2000 letters at most.")
    valid_from: datetime | None = strawberry.field(default=None, description="From when; in a minute if left out.")
    targets: list[TargetInput] = strawberry.field(default_factory=list, description="Changed targets.")
    ladder: list[RungInput] | None = strawberry.field(default=None, description="The whole ladder, if it changes.")


@strawberry.type(description="A holiday after an act; none once withdrawn.")
class HolidayPayload:
    holiday: Holiday | None = declare(reader.Find(), "The holiday.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="What became of a new working week; `workingDays` lists it.")
class WorkingWeekPayload:
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A version of the policy.")
class PolicyPayload:
    policy: PolicyVersion | None = declare(reader.Find(), "The new version.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _declare(call: Call, input: DeclareHolidayInput) -> Given:
    id_ = await calendars.declare_holiday(input.day, by=call.viewer, name_fa=input.name_fa, name_en=input.name_en)
    return {"holiday": id_}


async def _withdraw(call: Call, input: WithdrawHolidayInput) -> Given:
    await calendars.withdraw_holiday(input.day, by=call.viewer)
    return {}


async def _set_week(call: Call, input: SetWorkingWeekInput) -> Given:
    week = [OpenHours(hours.weekday, _time(hours.opens), _time(hours.closes)) for hours in input.hours]
    await calendars.set_working_week(week, by=call.viewer, valid_from=input.valid_from)
    return {}


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise HoursWrong("hours") from None


async def _adopt(call: Call, input: AdoptPolicyInput) -> Given:
    id_ = await policies.adopt_policy(
        by=call.viewer,
        note=input.note,
        valid_from=input.valid_from,
        targets=[TargetChange(**vars(target)) for target in input.targets],
        ladder=None if input.ladder is None else [Rung(**vars(rung)) for rung in input.ladder],
    )
    return {"policy": id_}


@strawberry.type
class PolicyActs:
    declare_holiday: HolidayPayload | None = act(
        _declare, DeclareHolidayInput, HolidayPayload, "Close the offices on a day. Requires: administrator."
    )
    withdraw_holiday: HolidayPayload | None = act(
        _withdraw, WithdrawHolidayInput, HolidayPayload, "Open them after all. Requires: administrator."
    )
    set_working_week: WorkingWeekPayload | None = act(
        _set_week, SetWorkingWeekInput, WorkingWeekPayload, "Set the opening hours. Requires: administrator."
    )
    adopt_policy: PolicyPayload | None = act(
        _adopt, AdoptPolicyInput, PolicyPayload, "Adopt the next version of the policy. Requires: administrator."
    )
