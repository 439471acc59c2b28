"""What a browser sends and a page answers to it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse

from portal.dates import day_of
from portal.rendering import Fields

_FIELDS: Final = 40
_MANY_FIELDS: Final = 500


async def read(request: Request, *, most: int = _FIELDS) -> Fields:
    """The form's fields as text, trimmed of nothing; `most` is how many there may be."""
    async with request.form(max_files=0, max_fields=most) as form:
        return Fields((name, value) for name, value in form.items() if isinstance(value, str))


async def read_with_list(request: Request, name: str) -> tuple[Fields, list[str]]:
    """The same, with every value of a field that may come many times."""
    async with request.form(max_files=0, max_fields=_MANY_FIELDS) as form:
        fields = [(field, value) for field, value in form.multi_items() if isinstance(value, str)]
        return Fields(fields), [value for field, value in fields if field == name]


def given(form: Mapping[str, str], *names: str) -> dict[str, str | None]:
    """These fields of the form, None where nothing was written."""
    return {name: form.get(name, "").strip() or None for name in names}


def whole(text: str) -> int | None:
    """A whole number in any digits, of a size the schema's `Int` holds."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def day(form: Mapping[str, str], name: str, language: str) -> date | None:
    """The day in the fields that `components.day_field` makes of `name`; None where they name none."""
    year, month, day = (whole(form.get(f"{name}-{part}", "").strip()) or 0 for part in ("year", "month", "day"))
    return day_of(year, month, day, language)


def problems_by_field(problems: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Sentences by the form field at fault; under "" what concerns the form as a whole."""
    return {str(problem["path"][-1]) if problem["path"] else "": str(problem["message"]) for problem in problems}


def paging(request: Request, size: int) -> dict[str, object]:
    """The arguments of the connection's page that the URL asks for."""
    if before := request.query_params.get("before"):
        return {"last": size, "before": before}
    return {"first": size, "after": request.query_params.get("after") or None}


def see_other(path: str) -> RedirectResponse:
    """After an act the page is read anew, so that reloading it repeats nothing."""
    return RedirectResponse(path, 303)
