"""From a template and its values to a page, in Persian or English: the same templates for both."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlencode

from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse

from hotline.kit.jalali import TEHRAN, ago_text, date_text, duration_text, hours_text, moment_text
from hotline.kit.text import digits
from portal import marks, rights, words
from portal.acts import saying
from portal.dates import months
from portal.dossiers import terms
from portal.resolutions import terms as resolved

Language = Literal["fa", "en"]

_ROOM: Final = Path(__file__).parent
STATIC: Final = _ROOM / "static"


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """The page as an answer. Every template has the request's viewer, csrf, now and mark beside `values`; `path` is
    where the page is to be read again, if not at the request's own address."""
    state = request.state
    page = ENVIRONMENTS[state.language].get_template(template)
    seen = {
        "path": request.url.path,
        "query": Fields((name, value) for name, value in request.query_params.items() if value),
        "viewer": state.viewer,
        "may": lambda roles: not state.viewer.roles.isdisjoint(roles),
        "signed_in": signed_in(request),
        "theme": theme(request),
        "csrf": state.csrf,
        "now": state.now,
        "mark": state.mark,
    }
    return HTMLResponse(page.render(seen | values), status_code=status)


def signed_in(request: Request) -> bool:
    """Whether somebody known by name is looking."""
    return not request.state.viewer.roles <= {"PUBLIC", "CITIZEN"}


def theme(request: Request) -> str:
    """The colours chosen on this device; empty where its system chooses."""
    chosen = request.cookies.get("payesh_theme", "")
    return chosen if chosen in ("light", "dark") else ""


class Fields(dict[str, str]):
    """What a browser sent: templates look names up that are not in it."""

    def __missing__(self, name: str) -> str:
        return ""


def translate(language: str, english: str, **values: object) -> str:
    """The sentence in `language`, its `{names}` filled in."""
    sentence = PERSIAN.get(english, english) if language == "fa" else english
    return sentence.format(**values) if values else sentence


def with_query(query: Mapping[str, object], **changes: object) -> str:
    """The query string with some fields changed; None takes one away."""
    kept = {name: value for name, value in {**query, **changes}.items() if value not in (None, "")}
    return "?" + urlencode(kept, doseq=True)


def _persian() -> Mapping[str, str]:
    with (_ROOM / "locale" / "fa.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


def _environment(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader([_ROOM, _ROOM / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": partial(translate, language),
        "language": language,
        "direction": "rtl" if language == "fa" else "ltr",
        "other_language": "en" if language == "fa" else "fa",
        "words": words,
        "saying": saying,
        "terms": terms,
        "resolved": resolved,
        "rights": rights,
        "with_query": with_query,
        "months": months(language),
    }
    made.filters |= {
        "digits": lambda text: digits(text, language),
        "count": lambda number: digits(f"{number:,}".replace(",", "٬" if language == "fa" else ","), language),
        "percent": lambda share: digits(f"{round(share * 100)}", language) + ("٪" if language == "fa" else "%"),
        "weekday": lambda at: _weekday(moment(at), language),
        "moment": lambda at: moment_text(moment(at), language),
        "hour": lambda at: digits(f"{moment(at).astimezone(TEHRAN):%H:%M}", language),
        "stamp": lambda at: moment_text(moment(at), language).partition(" ")[2].replace("ساعت ", ""),
        "date": lambda at: date_text(moment(at), language),
        "promised": lambda seconds, working=True: (hours_text if working else duration_text)(seconds, language),
        "day": lambda day: date_text(moment(date.fromisoformat(day)), language),
        "duration": lambda seconds: duration_text(seconds, language),
        "ago": _ago(language),
        "seconds_left": _seconds_left,
        "iso": lambda at: moment(at).isoformat(timespec="seconds"),
        "named": partial(named, language),
        "said": partial(marks.said, partial(translate, language)),
        "is_mark": marks.is_known,
    }
    return made


def moment(at: str | datetime | date) -> datetime:
    """The instant: of an answer's text, of a day its start in Tehran."""
    if isinstance(at, str):
        return datetime.fromisoformat(at)
    return at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=TEHRAN)


def named(language: str, noun: Mapping[str, Any] | None) -> str:
    """What a district, unit or request type is called; nothing where there is none."""
    suffix = "Fa" if language == "fa" else "En"
    return "" if noun is None else str(noun.get("name" + suffix) or noun.get("title" + suffix) or "")


def _weekday(at: datetime, language: Language) -> str:
    """The day, with its name in the week."""
    return moment_text(at, language).rpartition("،" if language == "fa" else ",")[0]


def _ago(language: Language) -> Callable[[Context, str | datetime], str]:
    @pass_context
    def ago(context: Context, at: str | datetime) -> str:
        return ago_text(moment(at), context["now"], language)

    return ago


@pass_context
def _seconds_left(context: Context, due: str | datetime) -> float:
    now: datetime = context["now"]
    return (moment(due) - now).total_seconds()


PERSIAN: Final = _persian()
ENVIRONMENTS: Final[Mapping[str, Environment]] = {"fa": _environment("fa"), "en": _environment("en")}
