"""Plans of known documents are there before the first request."""

import pytest

from hotline.kit.viewer import ANONYMOUS, ActorKind, Role, Viewer
from hotline.people import viewers
from schema import root
from schema.reader.preparing import prepare
from schema.reader.reading import Reader
from tests import world

DOCUMENT = """
query One($code: String!) { message(trackingCode: $code) { state } }
query Some($filter: MessageFilter, $order: MessageOrder = TIME_LEFT, $first: Int) {
  messages(filter: $filter, orderBy: $order, first: $first) { nodes { state } }
}
subscription Changed($code: String!) { messageChanged(trackingCode: $code) { state } }
mutation Register($input: RegisterMessageInput!) { registerMessage(input: $input) { trackingCode } }
"""
OPERATOR = Viewer(ActorKind.PERSON, frozenset({Role.OPERATOR}), language="en")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("One", {"code": "137/1405/00000018"}),
        ("Some", {}),
        ("Some", {"order": "TIME_LEFT"}),
        ("Some", {"filter": {}, "first": 20}),
        ("Changed", {"code": "137/1405/00000018"}),
    ],
)
def test_the_first_request_finds_its_plan_made(name: str, given: dict[str, object]) -> None:
    reader = Reader(root.build()._schema)
    document = reader.keep(DOCUMENT)
    prepare(reader, document, OPERATOR)
    made = len(reader._plans)
    operation = document.operation(name)
    reader.plan(operation, operation.coerce(given), OPERATOR)
    assert len(reader._plans) == made > 0


def test_what_a_viewer_may_not_ask_is_left_to_the_request(db: object) -> None:
    reader = Reader(root.build()._schema)
    prepare(reader, reader.keep("{ deliveries { totalCount } }"), ANONYMOUS)
    assert len(reader._plans) == 0


def test_a_document_that_stays_is_not_pushed_out_until_it_is_let_go() -> None:
    reader = Reader(root.build()._schema, documents=1)
    kept = reader.keep("{ __typename }")
    for number in range(3):
        reader.document(f"{{ a{number}: __typename }}")
    assert reader.document("{ __typename }") is kept
    reader.let_go("{ __typename }")
    reader.document("{ b: __typename }")
    assert reader.document("{ __typename }") is not kept


def test_room_is_left_for_what_is_asked() -> None:
    reader = Reader(root.build()._schema, plans=4)
    assert reader.has_room
    prepare(reader, reader.keep(DOCUMENT), OPERATOR)
    assert not reader.has_room


async def test_plans_are_made_for_every_set_of_roles_that_is_held(db: object) -> None:
    found = [viewer.roles for viewer in await viewers.likely()]
    assert {Role.PUBLIC} in found
    assert {Role.OPERATOR} in found
    assert len(found) == len(set(found))
    assert world.operator().person not in {viewer.person for viewer in await viewers.likely()}
