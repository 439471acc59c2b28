from uuid import UUID, uuid4

import pytest

from hotline.city.reference import Rung
from hotline.city.tables import PostKind
from hotline.custody.spans import Holder
from hotline.escalations.rules import (
    AcknowledgedAlready,
    NothingToAcknowledge,
    Place,
    ToldToAnother,
    Tree,
    can_acknowledge,
    collapsed,
    next_up,
    told,
)
from hotline.escalations.tables import Told
from hotline.kit.viewer import Role

SECTION, DISTRICT, SERVICES, OFFICE = (uuid4() for _ in range(4))
PARENTS = {SECTION: DISTRICT, DISTRICT: SERVICES, SERVICES: None, OFFICE: None}
SUPERVISOR, MANAGER, DEPUTY = PostKind
AGENT = uuid4()


def tree(*held: tuple[UUID, PostKind]) -> Tree:
    return Tree(PARENTS, {place: uuid4() for place in held})


FULL = tree(*((unit, kind) for unit in PARENTS for kind in PostKind))


def test_a_reminder_goes_to_the_person_who_holds_the_message() -> None:
    assert told(Told.HOLDER, Holder(SECTION, AGENT), FULL) == Place(Told.HOLDER, SECTION, AGENT)


def test_a_reminder_to_a_unit_goes_to_its_manager() -> None:
    person = FULL.held[SECTION, MANAGER]
    assert told(Told.HOLDER, Holder(SECTION), FULL) == Place(Told.HOLDER, SECTION, person)


@pytest.mark.parametrize("kind", PostKind)
def test_a_rung_tells_the_place_it_names(kind: PostKind) -> None:
    found = told(Told(kind), Holder(SECTION, AGENT), FULL)
    assert found == Place(Told(kind), SECTION, FULL.held[SECTION, kind])


@pytest.mark.parametrize(
    ("tell", "held", "expected"),
    [
        (Told.SUPERVISOR, [(SECTION, MANAGER), (DISTRICT, MANAGER)], (SECTION, MANAGER)),
        (Told.SUPERVISOR, [(DISTRICT, SUPERVISOR), (DISTRICT, MANAGER)], (DISTRICT, MANAGER)),
        (Told.MANAGER, [(SECTION, SUPERVISOR), (DISTRICT, MANAGER)], (DISTRICT, MANAGER)),
        (Told.DEPUTY, [(SECTION, MANAGER), (DISTRICT, MANAGER), (SERVICES, DEPUTY)], (SERVICES, DEPUTY)),
    ],
)
def test_what_is_for_an_unheld_place_goes_to_the_next_one_up(
    tell: Told, held: list[tuple[UUID, PostKind]], expected: tuple[UUID, PostKind]
) -> None:
    city = tree(*held)
    unit, kind = expected
    assert told(tell, Holder(SECTION), city) == Place(Told(kind), unit, city.held[expected])


def test_where_nobody_stands_so_high_the_highest_there_is_hears() -> None:
    city = tree((SECTION, SUPERVISOR), (DISTRICT, MANAGER))
    assert told(Told.DEPUTY, Holder(SECTION), city).person == city.held[DISTRICT, MANAGER]


def test_where_there_is_nobody_the_unit_is_named_all_the_same() -> None:
    assert told(Told.MANAGER, Holder(OFFICE), tree()) == Place(Told.MANAGER, OFFICE, None)
    assert told(Told.HOLDER, Holder(OFFICE), tree()) == Place(Told.HOLDER, OFFICE, None)


def test_a_rung_climbs_one_superior_at_a_time_to_the_top() -> None:
    place: Place | None = told(Told.SUPERVISOR, Holder(SECTION), FULL)
    climbed = []
    while place is not None:
        climbed.append((place.unit, PostKind(place.told)))
        place = next_up(place, FULL)
    above = [(unit, kind) for unit in (DISTRICT, SERVICES) for kind in (MANAGER, DEPUTY)]
    assert climbed == [(SECTION, SUPERVISOR), (SECTION, MANAGER), (SECTION, DEPUTY), *above]


def test_who_holds_two_places_is_told_once() -> None:
    both = uuid4()
    city = Tree(PARENTS, {(SECTION, MANAGER): both, (DISTRICT, MANAGER): both, (SERVICES, DEPUTY): AGENT})
    above = next_up(Place(Told.MANAGER, SECTION, both), city)
    assert above == Place(Told.DEPUTY, SERVICES, AGENT)


LADDER = (
    Rung(50, "HOLDER"),
    Rung(75, "SUPERVISOR"),
    Rung(100, "MANAGER", inspect=True),
    Rung(150, "DEPUTY"),
    Rung(200, review=True),
)


def test_a_rung_owed_alone_is_itself() -> None:
    for rung in LADDER:
        assert collapsed([rung]) == rung


def test_rungs_owed_at_once_collapse_into_the_highest_and_lose_no_effect() -> None:
    assert collapsed(LADDER[:2]) == Rung(75, "SUPERVISOR")
    assert collapsed(LADDER[:4]) == Rung(150, "DEPUTY", inspect=True)
    assert collapsed(LADDER) == Rung(200, "DEPUTY", inspect=True, review=True)


def test_the_named_superior_acknowledges_and_nobody_else() -> None:
    roles = frozenset({Role.MANAGER})
    assert can_acknowledge(roles, asked=True, mine=True, acknowledged=False) is None
    assert can_acknowledge(roles, asked=True, mine=False, acknowledged=False) is ToldToAnother
    assert can_acknowledge(roles, asked=True, mine=True, acknowledged=True) is AcknowledgedAlready


def test_a_reminder_and_a_review_wait_for_no_acknowledgement() -> None:
    assert can_acknowledge(frozenset(Role), asked=False, mine=True, acknowledged=False) is NothingToAcknowledge
