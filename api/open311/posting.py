"""From GeoReport's form to the draft of a message, and from what the schema says of it to GeoReport's words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.open311.parameters import Parameters
from api.open311.refused import BadAttribute, BadNumber, Error, Missing, NoPlace, Refused
from api.open311.telling import GROUND, asks_why
from api.open311.words import WORDS, say
from hotline.kit.refusals import Refusal
from hotline.kit.text import latin_digits

_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")
_DISTRICT: Final = re.compile(r"[0-9]{1,4}")
_ATTRIBUTE: Final = re.compile(r"attribute\[(.*)\](\[\])?", re.DOTALL)
# Where the schema sees a problem, by the parameter it came from.
_PARAMETERS: Final = {
    "body": "description",
    "categoryCode": "service_code",
    "districtNumber": "address_id",
    "place": "lat, long",
    "place.address": "address_string",
    "reporter.name": "first_name, last_name",
    "reporter.phone": "phone",
    "reporter.email": "email",
    "claimedGround": f"attribute[{GROUND}]",
    "idempotencyKey": "idempotency_key",
}
_STATUSES: Final = {"FORBIDDEN": 403, "UNKNOWN_CATEGORY": 404, "IDEMPOTENCY_KEY_REUSED": 409}


@dataclass(frozen=True)
class Report:
    """A form that makes sense by itself."""

    given: Parameters
    service_code: str
    latitude: float | None
    longitude: float | None
    district: int | None
    ground: str | None


def read(given: Parameters, language: str) -> Report:
    """Raises Refused with all that is wrong with the form."""
    wrong: list[Refusal] = []
    code = given.text("service_code")
    if not code:
        wrong.append(Missing(name="service_code"))
    latitude = _number(given, "lat", _DEGREES, 90, wrong)
    longitude = _number(given, "long", _DEGREES, 180, wrong)
    district = _number(given, "address_id", _DISTRICT, 9999, wrong)
    for missing, there in (("lat", "long"), ("long", "lat")):
        if given.text(there) and not given.text(missing):
            wrong.append(Missing(name=missing))
    if not any(map(given.text, ("lat", "long", "address_string", "address_id"))):
        wrong.append(NoPlace())
    grounds = set(_attributes(given))
    if not grounds <= {(GROUND, ground) for ground in WORDS["ground"]} or len(grounds) > 1:
        wrong.append(BadAttribute())
    if wrong:
        raise Refused([Error(refusal.status, refusal.say(language)) for refusal in wrong])
    ground = next(iter(grounds), (GROUND, None))[1]
    return Report(given, code, latitude, longitude, None if district is None else int(district), ground)


def draft(report: Report, category: Mapping[str, Any], key: str | None) -> dict[str, object]:
    """The input of `registerMessage`. Raises BadAttribute where the service asks for none."""
    if report.ground and not asks_why(category):
        raise BadAttribute()
    text = report.given.text
    name = " ".join(filter(None, map(text, ("first_name", "last_name"))))
    return {
        # A description is not asked for, where the service says it all.
        "body": text("description") or category["titleFa"],
        "categoryCode": category["code"],
        "districtNumber": report.district,
        "place": None if report.latitude is None else {"latitude": report.latitude, "longitude": report.longitude},
        "address": text("address_string") or None,
        "claimedGround": report.ground,
        "reporter": {"name": name or None, "phone": text("phone") or None, "email": text("email") or None},
        "idempotencyKey": text("idempotency_key") or key,
    }


def notice(report: Report, category: Mapping[str, Any], language: str) -> str:
    """What happens next, and what was not kept."""
    said = [say("notice", "URGENT" if category["urgentByDefault"] else "ROUTINE", language)]
    if report.given.text("media_url"):
        said.append(say("notice", "MEDIA", language))
    return " ".join(said)


def problem(found: Mapping[str, Any]) -> Error:
    """A problem of the mutation, with the parameter it is about."""
    path = found["path"]
    about = _PARAMETERS.get(".".join(path)) or _PARAMETERS.get(".".join(path[:1]))
    return Error(_STATUSES.get(found["code"], 400), f"{about}: {found['message']}" if about else found["message"])


def _attributes(given: Parameters) -> Iterator[tuple[str, str]]:
    for name, value in given.pairs:
        if (match := _ATTRIBUTE.fullmatch(name)) and value.strip():
            yield match[1], value.strip()


def _number(given: Parameters, name: str, form: re.Pattern[str], most: int, wrong: list[Refusal]) -> float | None:
    text = latin_digits(given.text(name))
    if form.fullmatch(text) and abs(float(text)) <= most:
        return float(text)
    if text:
        wrong.append(BadNumber(name=name, least=-most if form is _DEGREES else 0, most=most))
    return None
