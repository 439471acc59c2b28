"""The same questions in the words of PostGraphile's own schema, and its answers in ours.

Aliases give its fields our names. Left to differ: cursors, which are its own, and are compared by whether there is
one; and ids, which come without our prefixes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.bench.documents import REGISTRATIONS, Shape
from tests.bench.servers import Server

_UNIT: Final = "unit: unitByUnitId { code nameFa }"

DOCUMENTS: Final[Mapping[str, str]] = {
    "detail": f"""
query Detail($code: String!) {{
  message: messageByTrackingCode(trackingCode: $code) {{
    id: rowId trackingCode version kind channel state cycle urgency ground special text
    registeredAt dispatchedAt closedAt outcome nextDueAt: due overdue
    category: categoryByCategoryId {{ code titleFa titleEn }}
    district: districtByDistrictId {{ number nameFa nameEn }}
    unit: unitByUnitId {{ code nameFa nameEn }}
    followUps: followUpsByMessageId(first: 10, orderBy: [RECORDED_AT_ASC, ROW_ID_ASC]) {{
      nodes {{ id: rowId kind state actorKind happenedAt recordedAt text audience {_UNIT} }}
      pageInfo {{ hasNextPage endCursor }}
    }}
    clocks: clocksByMessageId(orderBy: [STARTED_AT_ASC, ROW_ID_ASC]) {{
      nodes {{ id: rowId obligation cycle state startedAt dueAt metAt breachedAt overdue }}
    }}
    canTriage {{ allowed code message }}
  }}
}}
""",
    "queue": """
query Queue($open: Boolean, $first: Int) {
  messages: allMessages(condition: {open: $open}, orderBy: [NEXT_DUE_AT_ASC, ROW_ID_ASC], first: $first) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes {
      id: rowId trackingCode text state urgency ground special registeredAt nextDueAt: due overdue incidentSize
      category: categoryByCategoryId { titleFa titleEn }
      district: districtByDistrictId { nameFa nameEn }
      unit: unitByUnitId { nameFa nameEn }
      canTakeInHand { allowed code message }
    }
  }
  openCount: benchOpenCount
  districts: allDistricts(orderBy: [NUMBER_ASC]) { nodes { number nameFa nameEn } }
  units: allUnits(orderBy: [CODE_ASC]) { nodes { code nameFa nameEn kind } }
}
""",
    "nested": f"""
query Nested($after: Cursor) {{
  messages: allMessages(first: 20, after: $after, orderBy: [REGISTERED_AT_DESC, ROW_ID_DESC]) {{
    nodes {{
      id: rowId trackingCode state registeredAt
      {_UNIT}
      followUps: followUpsByMessageId(first: 3, orderBy: [RECORDED_AT_DESC, ROW_ID_DESC]) {{
        nodes {{ id: rowId kind recordedAt text {_UNIT} }}
      }}
    }}
  }}
}}
""",
    "flat": """
query Flat($after: Cursor) {
  messages: allMessages(first: 100, after: $after, orderBy: [REGISTERED_AT_DESC, ROW_ID_DESC]) {
    nodes { id: rowId trackingCode kind channel state urgency text registeredAt nextDueAt: due }
    pageInfo { hasNextPage endCursor }
  }
}
""",
}
REGISTER: Final = """
mutation Register($draft: JSON!, $person: UUID!) {
  register: benchRegister(input: {draft: $draft, person: $person}) { registered: result { trackingCode } }
}
"""
_CURSOR: Final = """
query Cursor($code: String!) {
  allMessages(condition: {trackingCode: $code}, first: 1, orderBy: [REGISTERED_AT_DESC, ROW_ID_DESC]) {
    pageInfo { endCursor }
  }
}
"""
_PREFIXES: Final = {"followUps": "flw", "clocks": "clk", "message": "msg", "messages": "msg"}
_MOST: Final = 10_000


async def translated(shapes: Sequence[Shape], server: Server, person: str) -> dict[str, Shape]:
    """By name, what is asked of PostGraphile in place of each shape that it can answer. `person` is who asks: it
    is told, since a function would only know by a setting, which costs a transaction for each request."""
    by_name = {shape.name: shape for shape in shapes}
    codes = by_name["detail"].variables
    found = [await server.ask(_CURSOR, code) for code in codes]
    after = [{"after": one["allMessages"]["pageInfo"]["endCursor"]} for one in found]
    queue = [{"open": True, "first": by_name["queue"].variables[0]["first"]}]
    variables = {"detail": codes, "queue": queue, "nested": after, "flat": after}
    drafts = [{"draft": one["input"], "person": person} for one in REGISTRATIONS.variables]
    reads = {name: Shape(name, DOCUMENTS[name], variables[name]) for name in DOCUMENTS}
    return reads | {"register": Shape("register", REGISTER, drafts)}


def reshaped(answer: Any) -> Any:
    """Its answer in our words."""
    told = {name: _reshaped(value, name) for name, value in answer.items()}
    if "openCount" in told:
        count = told.pop("openCount")
        total = {"totalCount": min(count, _MOST), "totalCountCapped": count > _MOST}
        told["messages"] = total | told["messages"]
    return told


def unsigned(value: Any) -> Any:
    """An answer with each cursor as whether there is one."""
    if isinstance(value, list):
        return [unsigned(one) for one in value]
    if isinstance(value, dict):
        return {
            name: bool(one) if name in ("startCursor", "endCursor") else unsigned(one)
            for name, one in value.items()
        }
    return value


def _reshaped(value: Any, name: str) -> Any:
    if name in ("clocks", "districts", "units") and "nodes" in value:
        value = value["nodes"]
    if isinstance(value, list):
        return [_reshaped(one, name) for one in value]
    if isinstance(value, dict):
        inner = {key: _reshaped(one, name if key == "nodes" else key) for key, one in value.items()}
        return {**inner, "id": f"{_PREFIXES[name]}_{inner['id']}"} if "id" in inner else inner
    return value
