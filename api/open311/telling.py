"""From the schema's nouns to GeoReport's, in its field names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from api.open311.answers import Content
from api.open311.words import WORDS, named, say
from hotline.kit.jalali import TEHRAN

GROUND: Final = "GROUND"

Node = Mapping[str, Any]


def request_id(tracking_code: str) -> str:
    """A tracking code as it stands in an address: the digits alone."""
    return tracking_code.replace("/", "")


def service(category: Node, language: str) -> dict[str, Content]:
    other = "en" if language == "fa" else "fa"
    return {
        "service_code": category["code"],
        "service_name": named(category, "title", language),
        "description": named(category, "description", language),
        "metadata": asks_why(category),
        "type": "realtime",
        # So that it is found by its name in either language.
        "keywords": ", ".join((named(category, "title", other), named(category, "group", other))),
        "group": named(category, "group", language),
    }


def definition(category: Node, language: str) -> dict[str, Content]:
    """What may be said beside the description: of a type that can wait, why this one cannot (R4)."""
    ground: dict[str, Content] = {
        "variable": True,
        "code": GROUND,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": say("attribute", "GROUND_HINT", language),
        "order": 1,
        "description": say("attribute", "GROUND", language),
        "values": [{"key": code, "name": say("ground", code, language)} for code in WORDS["ground"]],
    }
    return {"service_code": category["code"], "attributes": [ground] if asks_why(category) else []}


def asks_why(category: Node) -> bool:
    """Whether a citizen may claim that it is urgent: not of what is so anyway, nor of what asks for no action."""
    return category["kind"] == "OPERATIONAL" and not category["urgentByDefault"]


def request(message: Node, language: str) -> dict[str, Content]:
    category, district, unit = message["category"], message["district"], message["unit"]
    place = message["place"] or {"latitude": None, "longitude": None}
    done = None if message["pending"] else message["closedAt"]
    return {
        "service_request_id": request_id(message["trackingCode"]),
        "status": "open" if message["pending"] else "closed",
        "status_notes": _became(message, language),
        "service_name": named(category, "title", language),
        "service_code": category["code"],
        "description": message["text"],
        "agency_responsible": named(unit, "name", language) if unit else None,
        "service_notice": None,
        "requested_datetime": _moment(message["registeredAt"]),
        "updated_datetime": _moment(done or message["changedAt"]),
        "expected_datetime": _moment(_promised(message)),
        # The public's place of a matter is its district and a cell of 500 m.
        "address": named(district, "name", language) if district else None,
        "address_id": str(district["number"]) if district else None,
        "zipcode": None,
        "lat": place["latitude"],
        "long": place["longitude"],
        # Photos are for the office, and released for councillors.
        "media_url": None,
    }


def _became(message: Node, language: str) -> str:
    if message["outcome"] is not None:
        return say("outcome", message["outcome"], language)
    return say("state", message["state"], language)


def _promised(message: Node) -> str | None:
    """When it was to be resolved, by the last of the clocks, which stand by their start."""
    promises: list[str] = [clock["dueAt"] for clock in message["clocks"] if clock["state"] != "CANCELLED"]
    return promises[-1] if promises else None


def _moment(at: str | None) -> str | None:
    return at and datetime.fromisoformat(at).astimezone(TEHRAN).isoformat(timespec="seconds")
