"""What happens on a day of the demo: which matter, where, and how its story goes."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Final

from api.demo import stories
from api.demo.cases import Case, City, Kind
from api.demo.holding import ENDED
from api.demo.lines import NULL, uuid7_text
from api.demo.people import Staff
from api.demo.rhythm import Day
from hotline.kit.numbering import tracking_code
from hotline.kit.places import Point

_SPREAD: Final = 0.012
# A further call on the same matter comes within this time, in milliseconds, and this near, in degrees.
_AGAIN: Final = 2 * 3_600_000
_NEAR: Final = 0.0006
# Who calls of the one great incident of a storm, at most, and how often a call in the storm is of it.
_CALLERS: Final = 30
_SAME_TREE: Final = 0.15
_STORM_TYPES: Final = ("CHANNEL", "FLOOD", "TREE", "SEWAGE", "WATER")


@dataclass
class Incident:
    """What many call about in a day's storm: the first of them leads."""

    leader: Case | None = None
    callers: int = 0


@dataclass
class Chooser:
    """Tells one matter after another, up to the moment `end` in milliseconds."""

    city: City
    staff: Staff
    random: Random
    sequences: Counter[int]
    end: int
    _recent: dict[tuple[str, str], Case] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds, districts = self.city.kinds, self.city.districts
        # The one whose account the demo names has a day's work to do.
        self._inspectors = [*self.staff.inspectors[:1] * 3, *self.staff.inspectors]
        # A third of all calls ask for advice (domain §3); the weights of request types are of requests.
        self._weights = list(accumulate(kind.weight * (6 if kind.kind == "INFORMATION" else 1) for kind in kinds))
        self._storm_kinds = [kind for kind in kinds if any(word in kind.code for word in _STORM_TYPES)]
        self._districts = list(accumulate(district[4] for district in districts))

    def inspector(self) -> str:
        return self.random.choice(self._inspectors)

    def case(self, day: Day, at: int, stormy: bool, incident: Incident) -> Case:
        random, city = self.random, self.city
        if stormy and day.storm:
            kind = random.choice(self._storm_kinds)
            hit = [district for district in city.districts if district[1] in day.storm.districts]
            district = random.choice(hit or city.districts)
        else:
            kind = random.choices(city.kinds, cum_weights=self._weights)[0]
            district = random.choices(city.districts, cum_weights=self._districts)[0]
        seen, again = self._recent.get((kind.code, district[0])), 0.15
        if stormy and incident.leader and incident.callers < _CALLERS and random.random() < _SAME_TREE:
            incident.callers += 1
            seen, again, kind = incident.leader, 1, incident.leader.kind
            district = next(one for one in city.districts if one[0] == incident.leader.district)
        unit = kind.unit or city.sections[district[0], kind.section or ""]
        id_, left = uuid7_text(at, random), (self.end - at) / 1000
        self.sequences[day.year] += 1
        code, who = tracking_code(day.year, self.sequences[day.year]), self.inspector()
        if seen and at - seen.at < _AGAIN and kind.kind == "OPERATIONAL" and random.random() < again:
            story, ahead = stories.merged(random, stormy), (at - seen.at) / 1000
            # Nothing is merged into what is over by then.
            if seen.standing(at + int(story[-1].after * 1000)).state not in ENDED:
                story = _cut(stories.following(random, story, seen.played, ahead), left)
                leader = seen if story[-1].state == "MERGED" else None
                point = Point(seen.point.latitude + random.uniform(-_NEAR, _NEAR), seen.point.longitude)
                return Case(id_, code, at, kind, district[0], unit, point, leader, False, NULL, story)
        point = Point(district[2] + random.gauss(0, _SPREAD), district[3] + random.gauss(0, _SPREAD))
        story = _cut(self._tell(kind)(random, stormy), left)
        claimed = not kind.ground and story[0].by == "frontend" and random.random() < 0.12
        inspector = who if any(event.kind == "INSPECTION_OPENED" for event in story) else NULL
        case = Case(id_, code, at, kind, district[0], unit, point, None, claimed, inspector, story)
        self._recent[kind.code, district[0]] = case
        if stormy and kind.ground and incident.leader is None:
            incident.leader = case
        return case

    def _tell(self, kind: Kind) -> stories.Tell:
        if kind.ground:
            return stories.urgent
        if kind.kind != "OPERATIONAL":
            return stories.question
        return stories.unsettled if self.random.random() < 0.15 else stories.routine


def _cut(story: stories.Story, left: float) -> stories.Story:
    """What of the story has happened `left` seconds after its beginning; the beginning always has."""
    return [event for event in story if event.after <= left] or story[:1]
