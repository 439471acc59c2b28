"""A meeting as an entry for calendars (RFC 5545): one UID for good, its SEQUENCE the meeting's version, so that a
later file changes or cancels the entry that an earlier one made."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event

from hotline.kit.text import digits
from portal.rendering import moment, translate
from portal.words import MEETING_STATES

# What is postponed is not on that day either; planned anew, a later sequence confirms it for another.
_OFF: Final = frozenset({"POSTPONED", "CANCELLED"})


def appointment(meeting: Mapping[str, Any], *, address: str, language: str, now: datetime) -> bytes:
    """The .ics file. What whoever asks may not see of the agenda is not in `meeting`."""
    off = meeting["state"] in _OFF
    event, starts_at = Event(), moment(meeting["startsAt"])
    name = meeting["title"]
    event.add("uid", f"{meeting['id']}@payesh137")
    event.add("sequence", meeting["version"] - 1)
    event.add("dtstamp", now)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=meeting["budget"]))
    event.add("summary", f"{translate(language, MEETING_STATES[meeting['state']])}: {name}" if off else name)
    event.add("location", meeting["place"])
    event.add("description", _description(meeting, address, language))
    event.add("url", address)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Payesh 137//Policy board//FA")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _description(meeting: Mapping[str, Any], address: str, language: str) -> str:
    items = meeting["agenda"]["items"] if meeting["agenda"] else []
    return "\n".join([*(f"{digits(item['number'], language)}. {item['title']}" for item in items), address])
