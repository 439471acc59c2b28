"""What comes in from the centre and by SMS, over real HTTP, the centre a process of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from api.gateways import signing
from hotline.feedback import actions as feedback
from hotline.messages import actions as messages
from tests import world
from tests.api.processes import KEY, StandIn, centre_running
from tests.api.serving import SMS_KEY, Serving
from tests.drafts import PHONE, ROUTINE, URGENT, row, rows


@pytest.fixture(scope="session")
async def stand_in(serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async with centre_running(tmp_path_factory.mktemp("centre"), serving.url) as started:
        yield started


@dataclass(frozen=True)
class Case:
    """An urgent message that the centre has, and what it says of it through its own process."""

    id: UUID
    code: str
    stand_in: StandIn

    async def says(self, status: str, *, event: str | None = None, **more: object) -> dict[str, Any]:
        said = {"trackingCode": self.code, "status": status, **more}
        answer = await self.stand_in.client.post(f"/statuses/{event or f'{self.code}-{status}'}", json=said)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def message(self) -> dict[str, Any]:
        return await row("SELECT * FROM message WHERE id = $1", self.id)

    async def timeline(self) -> list[str]:
        found = await rows("SELECT kind FROM follow_up WHERE message_id = $1 ORDER BY recorded_at, id", self.id)
        return [each["kind"] for each in found]


@pytest.fixture
async def case(http: httpx.AsyncClient, stand_in: StandIn) -> Case:
    done = await messages.register(replace(URGENT, reporter=None), by=world.operator())
    return Case(done.id, done.tracking_code, stand_in)


async def test_the_centre_tells_its_work_and_the_message_follows(case: Case) -> None:
    applied = {"result": "APPLIED", "reason": None, "repeated": False}
    assert await case.says("ACKNOWLEDGED") == applied
    assert await case.says("CREW_ASSIGNED", note="گروه دوم") == applied
    assert (
        await case.says("FIRST_ACTION", note="ایمن‌سازی شد", place={"latitude": 32.652, "longitude": 51.668})
        == applied
    )
    assert await case.says("DONE", note="پایان کار") == applied
    message = await case.message()
    assert message["state"] == "RESOLUTION_CLAIMED"
    assert (await case.timeline())[-4:] == ["ACKNOWLEDGED", "ASSIGNED", "FIRST_ACTION", "RESOLUTION_CLAIMED"]
    actors = await rows("SELECT DISTINCT actor_kind, actor_id FROM follow_up WHERE kind = 'FIRST_ACTION'")
    assert actors == [{"actor_kind": "CENTRE", "actor_id": None}]


async def test_a_replayed_event_has_no_second_effect_and_gets_the_first_answer(case: Case) -> None:
    await case.says("ACKNOWLEDGED", event="event 1")
    before = await case.timeline()
    # Whatever it says now: an event is what it was.
    again = await case.says("RETURNED", event="event 1", note="اشتباه")
    assert again == {"result": "APPLIED", "reason": None, "repeated": True}
    assert await case.timeline() == before


async def test_a_unit_that_the_centre_sends_is_responsible(case: Case) -> None:
    await case.says("ACKNOWLEDGED")
    await case.says("CREW_ASSIGNED", unitCode="1-green")
    assert (await case.message())["unit_id"] == world.id_of("unit", "1-green")


async def test_what_the_centre_returns_is_the_offices_again(case: Case) -> None:
    await case.says("RETURNED", note="در محدوده ما نیست")
    message = await case.message()
    assert (message["state"], message["holder_unit_id"]) == ("RETURNED", world.id_of("unit", "office"))


@pytest.mark.parametrize(
    ("status", "more", "reason"),
    [
        ("DONE", {"note": "پایان"}, "NOT_FROM_HERE"),
        ("CREW_ASSIGNED", {"unitCode": "nowhere"}, "UNKNOWN_UNIT"),
        ("FIRST_ACTION", {}, "EVIDENCE_REQUIRED"),
        ("FIRST_ACTION", {"note": "x", "place": {"latitude": 1.0, "longitude": 1.0}}, "COORDINATE_OUTSIDE_CITY"),
        ("RETURNED", {}, "TEXT_EMPTY"),
        ("ON_A_BREAK", {"note": "صبحانه"}, "UNKNOWN_STATUS"),
    ],
)
async def test_what_does_not_fit_is_kept_as_a_note_with_its_reason(
    case: Case, status: str, more: dict[str, object], reason: str
) -> None:
    before = await case.message()
    assert await case.says(status, **more) == {"result": "NOTED", "reason": reason, "repeated": False}
    note = await row("SELECT kind, audience, text, facts->>'status' AS status FROM follow_up WHERE kind = 'NOTE'")
    assert (note["audience"], note["status"]) == ("INTERNAL", status)
    after = await case.message()
    assert {name for name in after if after[name] != before[name]} == {"version"}
    kept = await row("SELECT result, reason FROM inbound")
    assert kept == {"result": "NOTED", "reason": reason}


async def test_whoever_sends_a_crew_has_the_message(case: Case) -> None:
    assert (await case.says("CREW_ASSIGNED"))["result"] == "APPLIED"
    assert (await case.timeline())[-2:] == ["ACKNOWLEDGED", "ASSIGNED"]
    assert (await case.message())["state"] == "ACKNOWLEDGED"


async def test_reports_out_of_order_lose_nothing(case: Case) -> None:
    assert (await case.says("FIRST_ACTION", note="رسیدیم"))["result"] == "APPLIED"
    assert (await case.says("CREW_ASSIGNED"))["result"] == "APPLIED"
    assert (await case.says("ACKNOWLEDGED"))["result"] == "APPLIED"
    assert (await case.timeline())[-2:] == ["FIRST_ACTION", "ASSIGNED"]
    assert (await case.message())["state"] == "IN_ACTION"


async def test_a_late_report_keeps_both_times_and_a_clock_a_little_ahead_says_now(case: Case) -> None:
    now = (await row("SELECT payesh_now() AS now"))["now"]
    await case.says("FIRST_ACTION", event="a", note="یک", happenedAt=(now - timedelta(minutes=1)).isoformat())
    await case.says("FIRST_ACTION", event="b", note="دو", happenedAt=(now + timedelta(minutes=2)).isoformat())
    ahead = await case.says("FIRST_ACTION", event="c", note="سه", happenedAt=(now + timedelta(hours=1)).isoformat())
    assert ahead["reason"] == "NOT_YET"
    times = await rows(
        "SELECT recorded_at - happened_at AS late FROM follow_up"
        " WHERE kind IN ('FIRST_ACTION', 'ACTION') ORDER BY recorded_at"
    )
    assert [each["late"] > timedelta(seconds=59) for each in times] == [True, False]


async def test_a_message_the_centre_was_never_given_is_not_found(http: httpx.AsyncClient) -> None:
    done = await messages.register(ROUTINE, by=world.operator())
    for code in (done.tracking_code, "137/1405/99999999"):
        answer = await _post(http, {"trackingCode": code, "status": "ACKNOWLEDGED"})
        assert (answer.status_code, _code(answer)) == (404, "NOT_FOUND")
    assert await rows("SELECT FROM inbound") == []


@pytest.mark.parametrize(
    ("key", "age", "event"),
    [(b"another key", 0, "e"), (KEY.encode(), 301, "e"), (KEY.encode(), -301, "e"), (KEY.encode(), 0, "e" * 121)],
)
async def test_what_is_not_signed_by_the_centre_now_is_turned_away(
    case: Case, http: httpx.AsyncClient, key: bytes, age: int, event: str
) -> None:
    before = await case.message()
    answer = await _post(http, {"trackingCode": case.code, "status": "ACKNOWLEDGED"}, key=key, age=age, event=event)
    assert (answer.status_code, _code(answer)) == (401, "SIGNATURE_INVALID")
    assert await case.message() == before
    assert await rows("SELECT FROM inbound") == []


async def test_without_headers_or_with_broken_ones_nothing_is_believed(http: httpx.AsyncClient) -> None:
    for headers in (
        {},
        {signing.ID: "e", signing.TIMESTAMP: "soon", signing.SIGNATURE: "v1,AA=="},
        {signing.ID: "e", signing.TIMESTAMP: "9" * 400, signing.SIGNATURE: "v1"},
    ):
        answer = await http.post("/centre/statuses", content=b"{}", headers=headers)
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"null", "body"),
        (b"[]", "body"),
        (b"{", "body"),
        (b'{"trackingCode": 5, "status": "DONE"}', "trackingCode"),
        (b'{"trackingCode": "x"}', "status"),
        (b'{"trackingCode": "x", "status": "DONE", "happenedAt": "2026-01-01T00:00:00"}', "happenedAt"),
        (
            b'{"trackingCode": "x", "status": "DONE", "place": {"latitude": 91.0, "longitude": 1.0}}',
            "place.latitude",
        ),
    ],
)
async def test_a_malformed_report_is_told_where(http: httpx.AsyncClient, body: bytes, field: str) -> None:
    answer = await _post(http, body)
    assert (answer.status_code, _code(answer)) == (400, "MALFORMED")
    assert f"«{field}»" in answer.json()["errors"][0]["message"]


async def test_a_note_with_characters_that_cannot_be_stored_is_refused_and_may_be_sent_anew(
    case: Case, http: httpx.AsyncClient
) -> None:
    said = {"trackingCode": case.code, "status": "RETURNED", "note": "a\x00b"}
    answer = await _post(http, said)
    assert (answer.status_code, _code(answer)) == (422, "TEXT_UNCLEAN")
    assert (await _post(http, {**said, "note": "خوب"})).json()["result"] == "APPLIED"


async def asked() -> tuple[UUID, str]:
    """A message whose citizen is asked by SMS, and the code they answer with."""
    done = await messages.register(ROUTINE, by=world.operator())
    await rows("UPDATE message SET state = 'VERIFIED'")
    await feedback.seek(done.id, by=world.operator(), version=1)
    return done.id, (await row("SELECT short_code FROM feedback_request"))["short_code"]


async def sms(
    http: httpx.AsyncClient, text: str, *, id_: str = "m1", sender: str = PHONE, key: str = SMS_KEY
) -> int:
    form = {"messageid": id_, "from": sender, "to": "10001377", "message": text}
    return (await http.post(f"/sms/inbound/{key}", data=form)).status_code


async def test_a_verdict_by_sms_closes_the_message_once(http: httpx.AsyncClient) -> None:
    id_, code = await asked()
    for _ in range(2):
        assert await sms(http, f"۱ {code}", sender="989120000000") == 204
    message = await row("SELECT state, outcome FROM message WHERE id = $1", id_)
    assert message == {"state": "CLOSED", "outcome": "SATISFIED"}
    assert await rows("SELECT source, result FROM inbound") == [{"source": "SMS", "result": "APPLIED"}]


async def test_a_verdict_against_it_is_an_objection(http: httpx.AsyncClient) -> None:
    id_, code = await asked()
    assert await sms(http, f"22 {code}") == 204
    assert (await row("SELECT state FROM message WHERE id = $1", id_))["state"] == "OBJECTED"


async def test_a_code_from_another_phone_is_no_verdict(http: httpx.AsyncClient) -> None:
    id_, code = await asked()
    assert await sms(http, f"1 {code}", sender="09129999999") == 204
    assert (await row("SELECT state FROM message WHERE id = $1", id_))["state"] == "FEEDBACK_SOUGHT"
    assert (await row("SELECT reason FROM inbound"))["reason"] == "NOT_FOUND"


async def test_a_riddle_is_kept_masked_and_answered_once(http: httpx.AsyncClient) -> None:
    for number, text in enumerate(("سلام، زنگ بزنید به 09121234567", "کسی هست؟", "کسی هست؟")):
        assert await sms(http, text, id_=f"m{min(number, 1)}") == 204
    kept = await rows("SELECT result, text, pii_sender FROM inbound ORDER BY external_id")
    assert [each["result"] for each in kept] == ["NOT_UNDERSTOOD"] * 2
    assert "0912" not in kept[0]["text"]
    (help_,) = await rows("SELECT template, delivery::text AS all FROM delivery")
    assert help_["template"] == "NOT_UNDERSTOOD"
    assert PHONE not in help_["all"]


@pytest.mark.parametrize("sender", ["", "ADVERT", "3000123", "+" * 300])
async def test_whoever_is_no_phone_is_not_answered(http: httpx.AsyncClient, sender: str) -> None:
    assert await sms(http, "تخفیف ویژه \x00\u202e", sender=sender) == 204
    assert await rows("SELECT FROM delivery") == []


@pytest.mark.parametrize("key", ["wrong", "x" * 500, "کلید"])
async def test_only_who_knows_the_address_is_heard(http: httpx.AsyncClient, key: str) -> None:
    assert await sms(http, "1 12345", key=key) == 404
    assert await rows("SELECT FROM inbound") == []


async def test_an_sms_without_its_id_is_refused(http: httpx.AsyncClient) -> None:
    assert await sms(http, "1 12345", id_="") == 400


async def _post(
    http: httpx.AsyncClient, said: object, *, key: bytes = KEY.encode(), age: int = 0, event: str = "event"
) -> httpx.Response:
    body = said if isinstance(said, bytes) else orjson.dumps(said)
    at = datetime.now(UTC) - timedelta(seconds=age)
    return await http.post("/centre/statuses", content=body, headers=signing.headers(event, body, key, at=at))


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])
