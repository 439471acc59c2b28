from typing import Any

import pytest

from hotline.kit.viewer import Role
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import world
from tests.schema.reading import plan_of, read

PAGE = """
query ($first: Int, $filter: MessageFilter, $order: MessageOrder! = TIME_LEFT, $more: Boolean! = true) {
  messages(first: $first, filter: $filter, orderBy: $order) { nodes { id state @include(if: $more) } }
}
"""
OPERATOR = world.operator()


def test_a_plan_is_made_once_for_all_values_of_one_shape(reader: Reader) -> None:
    first = plan_of(reader, PAGE, OPERATOR, filter={"category": "litter", "district": 1})
    assert plan_of(reader, PAGE, OPERATOR, filter={"category": "pothole", "district": 2}) is first
    # In another order, and with what narrows nothing.
    assert plan_of(reader, PAGE, OPERATOR, filter={"district": 3, "category": "", "unit": None}) is first
    assert plan_of(reader, PAGE, OPERATOR, filter={"district": 3, "category": ""}, more=True) is first


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 5},
        {"filter": {}},
        {"filter": {"district": 1}},
        {"filter": {"states": ["CLOSED"]}},
        {"filter": {"states": ["CLOSED", "TRIAGED"]}},
        {"filter": {"states": []}},
        {"filter": {"open": True}},
        {"filter": {"open": False}},
        {"filter": {"urgency": "URGENT"}},
        {"order": "REGISTERED_AT"},
        {"more": False},
    ],
)
def test_what_changes_the_statement_has_a_plan_of_its_own(variables: dict[str, Any], reader: Reader) -> None:
    assert plan_of(reader, PAGE, OPERATOR, **variables) is not plan_of(reader, PAGE, OPERATOR)
    assert plan_of(reader, PAGE, OPERATOR, **variables) is plan_of(reader, PAGE, OPERATOR, **variables)


def test_no_value_stands_in_the_statement(reader: Reader) -> None:
    plan = plan_of(
        reader, PAGE, OPERATOR, filter={"category": "sesame'--", "registeredFrom": "2026-03-21T00:00:00Z"}
    )
    assert "sesame" not in plan.sql
    assert "2026" not in plan.sql


def test_a_plan_is_not_shared_between_roles(reader: Reader) -> None:
    document = "{ messages { nodes { unmaskedText } } }"
    plans = {
        plan_of(reader, document, viewer)
        for viewer in (
            OPERATOR,
            world.head_of_office(),
            world.viewer(Role.OPERATOR, Role.COUNCILLOR),
            world.citizen(world.id_of("message", 1)),
        )
    }
    assert len(plans) == 4
    with pytest.raises(DeniedField):
        plan_of(reader, document, world.councillor())


def test_a_plan_is_shared_by_all_who_hold_the_same_roles(reader: Reader) -> None:
    document = "{ messages { nodes { unmaskedText } } }"
    first = plan_of(reader, document, world.citizen(world.id_of("message", 1)))
    assert plan_of(reader, document, world.citizen(world.id_of("message", 2))) is first


def test_a_plan_is_not_shared_between_languages(reader: Reader) -> None:
    document = "{ viewer { canRegisterMessage { message } } }"
    english = plan_of(reader, document, world.viewer(Role.COUNCILLOR))
    persian = plan_of(reader, document, world.viewer(Role.COUNCILLOR, language="fa"))
    assert english is not persian


def test_a_denied_plan_is_never_kept(reader: Reader) -> None:
    fresh = Reader(root.build()._schema)
    for _ in range(2):
        with pytest.raises(DeniedField):
            plan_of(fresh, "{ messages { totalCount } }", world.viewer(Role.BOARD_MEMBER))
    assert len(fresh._plans) == 0


def test_the_plans_used_last_are_kept_and_no_more_than_allowed() -> None:
    small = Reader(root.build()._schema, plans=3)
    kept = plan_of(small, PAGE, OPERATOR, first=1)
    for first in range(2, 20):
        plan_of(small, PAGE, OPERATOR, first=first)
        assert plan_of(small, PAGE, OPERATOR, first=1) is kept
    assert len(small._plans) == 3


def test_documents_with_one_name_have_plans_of_their_own(reader: Reader) -> None:
    one, other = "query A { districts { number } }", "query A { districts { nameFa } }"
    assert plan_of(reader, one, OPERATOR) is not plan_of(reader, other, OPERATOR)
    both = "query A { districts { number } } query B { districts { nameFa } }"
    operations = reader.document(both).operations
    plans = [reader.plan(operation, {}, OPERATOR).sql for operation in operations.values()]
    assert plans[0] != plans[1]


async def test_skipped_fields_are_not_in_the_answer(reader: Reader, filled: Any) -> None:
    document = """
        query ($no: Boolean!) {
          messages(first: 1) { nodes { id @skip(if: $no) state @include(if: $no) } totalCount @include(if: false) }
        }
    """
    for no, key in ((False, "id"), (True, "state")):
        found = (await read(reader, document, OPERATOR, no=no))["messages"]
        assert (list(found), list(found["nodes"][0])) == (["nodes"], [key])


async def test_skipping_everything_leaves_empty_objects(reader: Reader, filled: Any) -> None:
    document = "query ($no: Boolean! = true) { districts { number @skip(if: $no) } viewer @skip(if: $no) { name } }"
    assert await read(reader, document, OPERATOR) == {"districts": [{}, {}, {}]}


@pytest.mark.parametrize(
    "selection",
    ["", "trackingCode", "__typename problems { code }", "problems { code path } __typename a: receipt"],
)
async def test_an_actions_own_words_need_no_statement_and_are_what_one_would_give(
    selection: str, reader: Reader, db: Any
) -> None:
    document = 'mutation ($no: Boolean! = false) { registerMessage(input: {body: "x"}) { %s } }'
    text = document % f"{selection} replayed @include(if: $no)"
    operation = reader.document(text).operation(None)
    nodes: Any = operation.node.selection_set.selections
    variables = operation.coerce({})
    plan = reader.payload_plan(operation, "registerMessage", list(nodes), variables, OPERATOR)
    given = {"trackingCode": "137/1405/00000019", "receipt": None, "problems": [{"code": "«»", "path": ["a"]}]}
    parameters = plan.parameters(variables, OPERATOR, given)
    assert plan.around
    assert await reader.run(plan, variables, OPERATOR, given=given) == await db.reads().fetchval(
        plan.sql, *parameters
    )
