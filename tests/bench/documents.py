"""What is asked: five read shapes and a write, each a document and the variables of one request after another."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from portal.cycle.pages import PAGE as CYCLE
from portal.queue.pages import PAGE, SIZE

DETAIL: Final = """
query Detail($code: String!) {
  message(trackingCode: $code) {
    id trackingCode version kind channel state cycle urgency ground special text
    registeredAt dispatchedAt closedAt outcome nextDueAt overdue
    category { code titleFa titleEn }
    district { number nameFa nameEn }
    unit { code nameFa nameEn }
    followUps(first: 10) {
      nodes { id kind state actorKind happenedAt recordedAt text audience unit { code nameFa } }
      pageInfo { hasNextPage endCursor }
    }
    clocks { id obligation cycle state startedAt dueAt metAt breachedAt overdue }
    canTriage { allowed code message }
  }
}
"""
NESTED: Final = """
query Nested($after: String) {
  messages(first: 20, after: $after) {
    nodes {
      id trackingCode state registeredAt
      unit { code nameFa }
      followUps(first: 3, orderBy: RECORDED_AT_DESC) { nodes { id kind recordedAt text unit { code nameFa } } }
    }
  }
}
"""
FLAT: Final = """
query Flat($after: String) {
  messages(first: 100, after: $after) {
    nodes { id trackingCode kind channel state urgency text registeredAt nextDueAt }
    pageInfo { hasNextPage endCursor }
  }
}
"""
DISTRICTS: Final = """
query Districts($from: Date!, $to: Date!) {
  districtFigures(from: $from, to: $to) {
    registered urgent firstActionMet firstActionBreached firstActionOnTimeShare closed objected
    district { number nameFa }
  }
}
"""
REGISTER: Final = """
mutation Register($input: RegisterMessageInput!) {
  registerMessage(input: $input) { trackingCode receipt problems { code message } }
}
"""

Variables = Mapping[str, object]


@dataclass(frozen=True)
class Shape:
    """One kind of reading; requests take its variables in turn. `by_get`, the document is persisted; with `tags`,
    one for each of the variables, the client has the answers already."""

    name: str
    document: str
    variables: Sequence[Variables]
    by_get: bool = False
    tags: Sequence[str] = ()


async def shapes(connection: "asyncpg.Connection[asyncpg.Record]") -> list[Shape]:
    """The five shapes, over messages of this database chosen evenly from all of its time."""
    times = await connection.fetchrow("SELECT min(registered_at), max(registered_at) FROM message")
    assert times is not None
    first, last = times
    rows = [
        await connection.fetchrow(
            "SELECT tracking_code, registered_at::text AS at, id::text FROM message WHERE registered_at >= $1 "
            "ORDER BY registered_at, id LIMIT 1",
            first + (last - first) * step / 100,
        )
        for step in range(5, 100)
    ]
    found = [row for row in rows if row is not None]
    after = [{"after": cursor("Message.REGISTERED_AT_DESC", row["at"], row["id"])} for row in found]
    return [
        Shape("detail", DETAIL, [{"code": row["tracking_code"]} for row in found]),
        Shape("queue", PAGE, [{"filter": {"open": True}, "office": True, "first": SIZE, "after": None}]),
        Shape("nested", NESTED, after),
        Shape("flat", FLAT, after),
        Shape("cycle", CYCLE, [{"code": row["tracking_code"], "after": None} for row in found]),
    ]


def cursor(order: str, key: str, id_: str) -> str:
    """A cursor as the reader gives it."""
    return urlsafe_b64encode(json.dumps([order, key, id_]).encode()).decode().rstrip("=")


def registration(number: int, *, urgent: bool) -> dict[str, object]:
    return {
        "body": f"چاله‌ای جلوی پلاک {number} باز شده است. تلفن من 0999{number:07} است.",
        "categoryCode": "OPEN_MANHOLE" if urgent else "POTHOLE",
        "districtNumber": number % 15 + 1,
        "place": {"latitude": 32.65 + number / 10_000, "longitude": 51.67},
        "reporter": {"name": "نمونه آزمون", "phone": f"0999{number:07}"},
    }


_INPUTS: Final = [registration(number, urgent=number % 8 == 0) for number in range(64)]
REGISTRATIONS: Final = Shape("register", REGISTER, [{"input": one} for one in _INPUTS])
