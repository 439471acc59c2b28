"""From GeoReport's parameters to what the schema is asked. An empty parameter is as good as none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from api.open311.refused import BadMoment, BadNumber, BadSpan, BadStatus, BadText, NotAForm, TooMany
from hotline.kit.jalali import TEHRAN

MOST_FIELDS: Final = 100
PAGE: Final = 100
LONGEST_SPAN: Final = timedelta(days=90)

# Clients ask for up to a thousand, as the standard lets them; no more than a page comes at once.
_MOST_ASKED: Final = 1000
_LONGEST: Final = 500
_STATUSES: Final = {"open": True, "closed": False}
# The W3C's profile of ISO 8601: a moment with its offset; or a day, which begins at Tehran's midnight.
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?", re.ASCII)
# Within what the schema takes, with room for the longest span on either side.
_YEARS: Final = range(1922, 2121)


@dataclass(frozen=True)
class Parameters:
    """What came in a query string or a form; the last of a name counts, but for lists."""

    pairs: Sequence[tuple[str, str]]

    def text(self, name: str) -> str:
        return next((value.strip() for given, value in reversed(self.pairs) if given == name), "")

    def texts(self, name: str) -> list[str]:
        """All that is given by this name, with commas between or by repetition. Raises TooMany or BadText."""
        parts = [part.strip() for given, value in self.pairs if given == name for part in value.split(",")]
        found = list(dict.fromkeys(filter(None, parts)))
        if len(found) > PAGE:
            raise TooMany(name=name, limit=PAGE)
        if not all(part.isprintable() and len(part) <= _LONGEST for part in found):
            raise BadText(name=name)
        return found


def read(raw: bytes) -> Parameters:
    """A query string's or a form's fields. Raises NotAForm."""
    try:
        return Parameters(
            parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except ValueError:
        raise NotAForm(limit=MOST_FIELDS) from None


@dataclass(frozen=True)
class Wanted:
    """Variables of the document `requests.graphql`."""

    filter: Mapping[str, object]
    first: int = PAGE
    after: str | None = None


def wanted(given: Parameters, now: datetime) -> Wanted:
    """Which requests. Raises the refusals of malformed parameters."""
    size = min(_size(given.text("page_size")), PAGE)
    # "Overrides all other arguments."
    if codes := given.texts("service_request_id"):
        return Wanted({"trackingCodes": codes}, PAGE)
    narrowed: dict[str, object] = {**_span(given, now)}
    if services := given.texts("service_code"):
        narrowed["categories"] = services
    statuses = given.texts("status")
    if not _STATUSES.keys() >= set(statuses):
        raise BadStatus()
    if len(statuses) == 1:
        narrowed["pending"] = _STATUSES[statuses[0]]
    # The first page may be called so; all others are as the page before said.
    page = given.text("page")
    return Wanted(narrowed, size, page if page not in ("", "1") else None)


def _size(text: str) -> int:
    if not text:
        return PAGE
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= _MOST_ASKED:
        raise BadNumber(name="page_size", least=1, most=_MOST_ASKED)
    return int(text)


def _span(given: Parameters, now: datetime) -> dict[str, str]:
    """From when, and until before when: the last 90 days, or 90 days from or to the one moment given."""
    start, end = _moment(given, "start_date"), _moment(given, "end_date")
    since = start or (end or now) - LONGEST_SPAN
    until = end or (start and start + LONGEST_SPAN)
    if until is None:
        return {"registeredFrom": since.isoformat()}
    if not since <= until <= since + LONGEST_SPAN:
        raise BadSpan(limit=LONGEST_SPAN.days)
    # The latest to include is included, to the end of the second in which it is.
    return {"registeredFrom": since.isoformat(), "registeredTo": (until + timedelta(seconds=1)).isoformat()}


def _moment(given: Parameters, name: str) -> datetime | None:
    # A plus sign that was not escaped arrives as a space.
    text = given.text(name).replace(" ", "+")
    if not text:
        return None
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
        if moment.year not in _YEARS:
            raise ValueError
    except ValueError:
        raise BadMoment(name=name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=TEHRAN)
