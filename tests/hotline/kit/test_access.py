from uuid import uuid4

from hotline.kit.access import ALL, NEVER, Access, column_of, may_read, roles, row_of, where
from hotline.kit.viewer import ActorKind, Role, Viewer

HOUSE = Access("house", rows={Role.COUNCILLOR: ALL, Role.MANAGER: "{t}.unit_id = ANY(:managed)"})
ROOM = Access(
    "room",
    rows=roles(Role.COUNCILLOR) | roles(Role.MANAGER, where="{t}.keeper = :person"),
    columns={"pii_key": roles(Role.MANAGER), "salt": NEVER},
    within=("house_id", HOUSE),
)


def viewer(*held: Role) -> Viewer:
    return Viewer(kind=ActorKind.PERSON, roles=frozenset(held), person=uuid4(), managed=(uuid4(),))


def test_a_role_that_is_not_named_sees_nothing() -> None:
    assert where(HOUSE, viewer(Role.OPERATOR), "h") == ("(FALSE)", [])


def test_values_are_parameters_numbered_from_where_the_action_says() -> None:
    one = viewer(Role.MANAGER)
    assert where(HOUSE, one, "h", first=4) == (
        "((h.unit_id = ANY($4::uuid[])))",
        [one.managed],
    )


def test_a_row_within_another_is_seen_where_the_same_role_sees_both() -> None:
    assert row_of(ROOM, Role.MANAGER, "r") == (
        "(r.keeper = :person) AND (EXISTS (SELECT FROM house r_up"
        " WHERE r_up.id = r.house_id AND (r_up.unit_id = ANY(:managed))))"
    )
    assert row_of(ROOM, Role.COUNCILLOR, "r") == ALL


def test_one_role_lends_no_right_to_another() -> None:
    both = frozenset({Role.COUNCILLOR, Role.MANAGER})
    assert column_of(ROOM, "pii_key", both, "r") == f"(({row_of(ROOM, Role.MANAGER, 'r')}))"


def test_a_column_nobody_may_read_is_false_for_everybody() -> None:
    for role in Role:
        assert may_read(ROOM, "salt", viewer(role), "r") == ("(FALSE)", [])
