"""Keyset connections: pages in both directions, cursors, counts, and what they cost."""

from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import pytest

from hotline.kit.numbering import InvalidTrackingCode
from schema.reader import connections
from schema.reader.faults import BadCursor, BadInput, BadPage, DeniedField
from schema.reader.reading import Reader
from tests import world
from tests.drafts import rows as fetched
from tests.schema import rows
from tests.schema.reading import plan_of, read

OPERATOR = world.operator()
ORDERS = {
    "REGISTERED_AT": "registered_at, id",
    "REGISTERED_AT_DESC": "registered_at DESC, id DESC",
    "TIME_LEFT": "next_due_at, id",
}
PAGE = """
query ($order: MessageOrder!, $first: Int, $after: String, $last: Int, $before: String) {
  messages(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount totalCountCapped
  }
}
"""

Page = dict[str, Any]
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


async def page(reader: Reader, order: str = "REGISTERED_AT", **arguments: Any) -> Page:
    found: Page = (await read(reader, PAGE, OPERATOR, order=order, **arguments))["messages"]
    return found


def ids(found: Page) -> list[str]:
    return [node["id"] for node in found["nodes"]]


async def sorted_ids(order: str, where: str = "true") -> list[str]:
    found = await fetched(f"SELECT id FROM message WHERE {where} ORDER BY {ORDERS[order]}")
    return [f"msg_{row['id']}" for row in found]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 5, 7, 100])
async def test_pages_forward_give_every_row_once_in_order(
    order: str, size: int, reader: Reader, filled: ModuleType
) -> None:
    seen: list[str] = []
    after: str | None = None
    while after is not None or not seen:
        found = await page(reader, order, first=size, after=after)
        assert found["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert [edge["node"]["id"] for edge in found["edges"]] == ids(found)
        assert found["pageInfo"]["startCursor"] == found["edges"][0]["cursor"]
        assert found["pageInfo"]["endCursor"] == found["edges"][-1]["cursor"]
        assert (found["totalCount"], found["totalCountCapped"]) == (rows.COUNT, False)
        seen += ids(found)
        after = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
    assert seen == await sorted_ids(order)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 5, 7, 100])
async def test_pages_backward_give_the_same_rows_in_the_same_order(
    order: str, size: int, reader: Reader, filled: ModuleType
) -> None:
    seen: list[str] = []
    before: str | None = None
    while before is not None or not seen:
        found = await page(reader, order, last=size, before=before)
        assert found["pageInfo"]["hasNextPage"] is (before is not None)
        assert found["pageInfo"]["startCursor"] == found["edges"][0]["cursor"]
        assert found["pageInfo"]["endCursor"] == found["edges"][-1]["cursor"]
        seen = ids(found) + seen
        before = found["pageInfo"]["startCursor"] if found["pageInfo"]["hasPreviousPage"] else None
    assert seen == await sorted_ids(order)


async def test_without_a_size_twenty_come(reader: Reader, filled: ModuleType) -> None:
    assert ids(await page(reader)) == (await sorted_ids("REGISTERED_AT"))[:20]
    assert ids(await page(reader, first=None, last=None)) == (await sorted_ids("REGISTERED_AT"))[:20]


async def test_a_page_of_none_tells_whether_there_is_anything(reader: Reader, filled: ModuleType) -> None:
    empty = {"startCursor": None, "endCursor": None, "hasPreviousPage": False}
    assert (await page(reader, first=0))["pageInfo"] == empty | {"hasNextPage": True}
    found = await page(reader, first=0)
    assert (found["nodes"], found["edges"], found["totalCount"]) == ([], [], rows.COUNT)


async def test_an_empty_list_has_an_empty_page(reader: Reader, db: ModuleType) -> None:
    for arguments in ({"first": 5}, {"last": 5}):
        found = await page(reader, **arguments)
        info = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
        assert found == {"nodes": [], "edges": [], "pageInfo": info, "totalCount": 0, "totalCountCapped": False}


@pytest.mark.parametrize(
    "arguments",
    [
        {"first": -1},
        {"first": 101},
        {"last": 101},
        {"first": 1, "last": 1},
        {"first": 1, "before": "x"},
        {"last": 1, "after": "x"},
        {"before": "x"},
    ],
)
async def test_a_page_that_cannot_be_is_refused(arguments: dict[str, Any], reader: Reader, db: ModuleType) -> None:
    with pytest.raises(BadPage):
        await page(reader, **arguments)


async def test_rows_that_come_and_go_between_pages_move_nothing(reader: Reader, filled: ModuleType) -> None:
    expected = await sorted_ids("REGISTERED_AT")
    first = await page(reader, first=10)
    before, after = ids(first)[3], expected[15]
    await _copy(UUID(before.removeprefix("msg_")))
    new = await _copy(UUID(after.removeprefix("msg_")))
    # The row the cursor stands on may itself be gone.
    await _forget(UUID(ids(first)[-1].removeprefix("msg_")))
    rest = await page(reader, first=100, after=first["pageInfo"]["endCursor"])
    assert [id_ for id_ in ids(rest) if id_ != new] == expected[10:]
    assert new in ids(rest)


async def test_a_cursor_of_one_order_is_refused_by_another(reader: Reader, filled: ModuleType) -> None:
    cursor = (await page(reader, "REGISTERED_AT", first=1))["pageInfo"]["endCursor"]
    for other in ("TIME_LEFT", "REGISTERED_AT_DESC"):
        with pytest.raises(BadCursor):
            await page(reader, other, first=1, after=cursor)


async def test_a_cursor_reaches_clocks_that_never_come_due(reader: Reader, filled: ModuleType) -> None:
    async with filled.transaction() as tx:
        await tx.connection.execute("UPDATE message SET next_due_at = 'infinity' WHERE special")
    first = await page(reader, "TIME_LEFT", last=2)
    rest = await page(reader, "TIME_LEFT", last=100, before=first["pageInfo"]["startCursor"])
    assert ids(rest) + ids(first) == await sorted_ids("TIME_LEFT")


async def test_a_count_stops_at_its_cap(
    reader: Reader, filled: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = "query { messages { totalCount totalCountCapped } }"
    for limit, expected in ((rows.COUNT - 1, True), (rows.COUNT, False), (rows.COUNT + 1, False)):
        monkeypatch.setattr(connections, "COUNT_LIMIT", limit)
        found = (await read(reader, f"{document} #{limit}", OPERATOR))["messages"]
        assert found == {"totalCount": min(limit, rows.COUNT), "totalCountCapped": expected}


async def test_a_count_counts_what_the_viewer_sees_under_the_filter(reader: Reader, filled: ModuleType) -> None:
    document = "query ($f: MessageFilter) { messages(filter: $f, first: 1) { totalCount nodes { id } } }"
    narrow = {"urgency": "URGENT", "open": True}
    counted = await fetched(
        "SELECT count(*) FROM message WHERE urgency = 'URGENT' AND state NOT IN ('CLOSED', 'REJECTED', 'MERGED')"
    )
    assert (await read(reader, document, OPERATOR, f=narrow))["messages"]["totalCount"] == counted[0]["count"]
    seen = (await read(reader, document, world.inspector(), f={}))["messages"]["totalCount"]
    assert seen == len([number for number in range(rows.COUNT) if number % 5 == 0])


async def test_a_list_of_codes_finds_what_has_any_of_them(reader: Reader, filled: ModuleType) -> None:
    document = "query ($f: MessageFilter) { messages(filter: $f) { nodes { id } } }"

    async def found(**narrow: Any) -> list[str]:
        return ids((await read(reader, document, OPERATOR, f=narrow))["messages"])

    assert await found(categories=["litter", "pothole", "nothing-such", "'"]) == await sorted_ids(
        "REGISTERED_AT_DESC", "category_id IN (SELECT id FROM category WHERE code IN ('litter', 'pothole'))"
    )
    code = rows.code(3)
    asked = [rows.code(1), code.replace("/", "").translate(_PERSIAN), code]
    assert set(await found(trackingCodes=asked)) == {f"msg_{rows.message_id(number)}" for number in (1, 3)}
    assert await found(categories=[]) == await found(trackingCodes=[]) == []
    with pytest.raises(BadInput):
        await found(categories=["litter", "a\0"])
    with pytest.raises(InvalidTrackingCode):
        await found(trackingCodes=[code, "1"])


async def test_a_merged_message_is_pending_as_long_as_the_one_that_leads_it(
    reader: Reader, filled: ModuleType
) -> None:
    document = (
        "query ($yes: Boolean) { messages(filter: {pending: $yes}, first: 100) { nodes { id state pending } } }"
    )
    for leads, pending in (("IN_ACTION", True), ("REJECTED", False)):
        await fetched("UPDATE message SET state = $1 WHERE id = $2 RETURNING id", leads, rows.message_id(0))
        for asked in (True, False):
            found = (await read(reader, document, OPERATOR, yes=asked))["messages"]["nodes"]
            assert {node["pending"] for node in found} == {asked}
            assert ("MERGED" in {node["state"] for node in found}) == (asked is pending)


async def test_a_filter_of_a_column_the_role_never_reads_is_refused(reader: Reader, filled: ModuleType) -> None:
    mine = world.citizen(rows.message_id(1))
    with pytest.raises(DeniedField):
        await read(reader, "{ messages(filter: {inMyHand: true}) { totalCount } }", mine)


async def test_aliases_and_parts_named_twice_merge(reader: Reader, filled: ModuleType) -> None:
    document = """
        {
          all: messages(first: 2) { n: totalCount __typename nodes { id } ...more }
          all: messages(first: 2) { nodes { state again: state } list: nodes { category { code } } }
          other: messages(first: 1) { pageInfo { __typename next: hasNextPage } edges { __typename c: cursor } }
        }
        fragment more on MessageConnection {
          nodes { id ... on Node { id } category { titleEn } } edges { node { id } }
        }
    """
    found = await read(reader, document, OPERATOR)
    assert list(found) == ["all", "other"]
    assert list(found["all"]) == ["n", "__typename", "nodes", "edges", "list"]
    assert list(found["all"]["nodes"][0]) == ["id", "category", "state", "again"]
    assert found["all"]["__typename"] == "MessageConnection"
    assert [edge["node"]["id"] for edge in found["all"]["edges"]] == [node["id"] for node in found["all"]["nodes"]]
    assert found["other"]["pageInfo"] == {"__typename": "PageInfo", "next": True}
    assert found["other"]["edges"][0]["__typename"] == "MessageEdge"


async def test_an_alias_of_63_letters_names_any_part(reader: Reader, filled: ModuleType) -> None:
    long = "a" * 63
    document = f"{{ {long}: messages(first: 1) {{ {long}: nodes {{ {long}: id }} }} }}"
    found = await read(reader, document, OPERATOR)
    assert found[long][long][0][long].startswith("msg_")


async def test_fragments_on_an_interface_apply_to_what_implements_it(reader: Reader, filled: ModuleType) -> None:
    document = """
        query ($id: ID!) {
          node(id: $id) {
            ...anything ... on Message { state } ... on Unit { code } ... { __typename }
            ... on Message { followUps(first: 1) { nodes { ...anything } } }
          }
        }
        fragment anything on Node { id ... on FollowUp { kind } }
    """
    unit = f"unt_{world.id_of('unit', 'office')}"
    assert await read(reader, document, OPERATOR, id=unit) == {
        "node": {"id": unit, "code": "office", "__typename": "Unit"}
    }
    message = (await read(reader, document, OPERATOR, id=f"msg_{rows.message_id(3)}"))["node"]
    assert list(message) == ["id", "state", "__typename", "followUps"]
    assert list(message["followUps"]["nodes"][0]) == ["id", "kind"]
    assert (await read(reader, document, OPERATOR, id=f"msg_{uuid4()}"))["node"] is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("direction", ["first", "last"])
@pytest.mark.parametrize("later", [False, True])
async def test_any_page_is_a_range_of_an_index_and_nothing_is_sorted(
    order: str, direction: str, later: bool, reader: Reader, filled: ModuleType
) -> None:
    arguments: dict[str, Any] = {"order": order, direction: 3}
    if later:
        found = (await page(reader, order, **{direction: 3}))["pageInfo"]
        arguments |= {"after": found["endCursor"]} if direction == "first" else {"before": found["startCursor"]}
    document = PAGE.replace(" totalCount totalCountCapped", "")
    plan = plan_of(reader, document, OPERATOR, **arguments)
    operation = reader.document(document).operation(None)
    parameters = plan.parameters(operation.coerce(arguments), OPERATOR, {})
    async with filled.transaction() as tx:
        # The table is too small for an index to pay by itself, and for sorting to cost anything.
        await tx.connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        lines = [line for (line,) in await tx.connection.fetch(f"EXPLAIN {plan.sql}", *parameters)]
    told = "\n".join(lines)
    assert "Sort" not in told, told
    assert "Index" in told, told
    assert ("Index Cond: (ROW(" in told) is later, told
    assert "Filter" not in told, told


async def test_a_connection_of_which_nothing_is_asked_is_answered(reader: Reader, filled: ModuleType) -> None:
    text = "query ($d: Int) { messages(filter: { district: $d, inMyHand: true }) { __typename } viewer { name } }"
    found = await read(reader, text, OPERATOR, d=1)
    assert found == {"messages": {"__typename": "MessageConnection"}, "viewer": {"name": OPERATOR.name}}
    text = "{ messages(first: 2) { pageInfo { endCursor @include(if: false) } } }"
    assert await read(reader, text, OPERATOR) == {"messages": {"pageInfo": {}}}


async def _copy(id_: UUID) -> str:
    """A new row at the same time as the one of `id_`."""
    columns = await fetched(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = 'message' AND column_name NOT IN ('id', 'tracking_code')"
    )
    names = ", ".join(column["name"] for column in columns)
    new, code = uuid4(), f"137/1405/{uuid4().int % 10**8:08d}"
    await fetched(
        f"INSERT INTO message (id, tracking_code, {names}) SELECT $2, $3, {names} FROM message WHERE id = $1",
        id_,
        new,
        code,
    )
    return f"msg_{new}"


async def _forget(id_: UUID) -> None:
    for table in ("reporter", "follow_up", "escalation", "review_candidate", "clock", "delivery", "file"):
        await fetched(f"DELETE FROM {table} WHERE message_id = $1", id_)
    await fetched("DELETE FROM message WHERE id = $1", id_)
