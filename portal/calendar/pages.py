"""When the city works: opening hours and holidays. All read it; the administrator changes what is to come."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import TEHRAN
from portal.asking import load
from portal.calendar import weeks
from portal.dates import year_ends, year_of
from portal.forms import day, problems_by_field, read, see_other, whole
from portal.rendering import Fields, render, translate

PAGE: Final = load(__file__, "page.graphql")
DECLARE: Final = load(__file__, "declare.graphql")
WITHDRAW: Final = load(__file__, "withdraw.graphql")
WEEK: Final = load(__file__, "week.graphql")


async def page(request: Request) -> Response:
    return await _shown(request)


async def declare(request: Request) -> Response:
    """Close the offices on a day to come."""
    form = await read(request)
    if (on := day(form, "day", request.state.language)) is None:
        return await _shown(request, form, {"day": translate(request.state.language, _no_day_problem())})
    # Whoever names a holiday in one language alone has named it.
    names = form["nameFa"].strip() or form["nameEn"].strip(), form["nameEn"].strip() or form["nameFa"].strip()
    given = {"day": on.isoformat(), "nameFa": names[0], "nameEn": names[1]}
    return await _done(request, DECLARE, given, form, f"?year={year_of(on, request.state.language)}&done=declared")


async def withdraw(request: Request) -> Response:
    """Open them on it after all."""
    form = await read(request)
    asked = f"?year={whole(form['year']) or ''}&done=withdrawn"
    return await _done(request, WITHDRAW, {"day": form["day"]}, Fields(), asked)


async def set_week(request: Request) -> Response:
    """From a day on, the offices are open in other hours."""
    form = await read(request)
    if (since := day(form, "validFrom", request.state.language)) is None:
        return await _shown(request, form, {"validFrom": translate(request.state.language, _no_day_problem())})
    given = {"validFrom": since.isoformat(), "hours": weeks.hours_in(form)}
    return await _done(request, WEEK, given, form, "?done=week")


async def _done(request: Request, document: str, given: Mapping[str, object], form: Fields, then: str) -> Response:
    (payload,) = (await request.state.ask(document, {"input": given})).values()
    if payload["problems"]:
        return await _shown(request, form, problems_by_field(payload["problems"]))
    return see_other("/calendar" + then)


def _no_day_problem() -> str:
    return "Write a day, its month and its year."


async def _shown(
    request: Request, form: Fields | None = None, problems: Mapping[str, str] | None = None
) -> Response:
    language, today = request.state.language, request.state.now.astimezone(TEHRAN).date()
    year = whole(request.query_params.get("year", "")) or year_of(today, language)
    try:
        first, after = year_ends(year, language)
    except (ValueError, OverflowError):
        year = year_of(today, language)
        first, after = year_ends(year, language)
    data = await request.state.ask(PAGE, {"one": first.year, "next": after.year})
    holidays: dict[str, Any] = {holiday["day"]: holiday for holiday in data["one"] + data["next"]}
    week, coming = weeks.weeks(data["workingDays"], today)
    latest = coming[-1] if coming else week
    return render(
        request,
        "calendar/page.html",
        status=422 if problems else 200,
        path="/calendar",
        form=form if form is not None else weeks.fields_of(latest),
        problems=problems or {},
        year=year,
        today=today.isoformat(),
        week=weeks.by_day(week),
        coming=[(part[0]["validFrom"], weeks.by_day(part)) for part in coming],
        days=weeks.DAYS,
        stretches=weeks.STRETCHES,
        holidays=[one for on, one in sorted(holidays.items()) if first <= date.fromisoformat(on) < after],
        editing=data["viewer"]["canEditCalendar"]["allowed"],
    )
