"""What is sent again under one key, over the wire: the first answer, as the caller may see it today (G7)."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api import worker
from hotline.kit.viewer import SYSTEM, Role
from hotline.messages import idempotency
from hotline.people import accounts as people
from policy_board.agendas import actions as agendas
from policy_board.agendas.editing import Where
from tests import board, world
from tests.api.processes import eventually
from tests.api.serving import FRONTEND, ask, bearer, citizen, register
from tests.drafts import counts, dispatches, row, rows

NOTE = """
mutation Note($input: AddNoteInput!) {
  addNote(input: $input) { followUp { id text } message { id } problems { code path } }
}
"""
OBJECT = """
mutation Objects($input: RaiseObjectionInput!) {
  raiseObjection(input: $input) { objection { id state } problems { code } }
}
"""
OBJECT_UNSEEN = """
mutation Objects($input: RaiseObjectionInput!) { raiseObjection(input: $input) { problems { code } } }
"""
WEBHOOK = """
mutation Told($input: RegisterWebhookInput!) {
  registerWebhook(input: $input) { webhook { id } secret problems { code } }
}
"""
MOVE = """
mutation Moves($input: MoveItemInput!) {
  moveAgendaItem(input: $input) { revision conflict { now } problems { code } }
}
"""
SEE = "query ($code: String!) { message(trackingCode: $code) { id } }"
URGENT = {"categoryCode": "open-manhole", "urgency": "URGENT", "ground": "HAZARD"}


def keyed(headers: dict[str, str], key: str = "one") -> dict[str, str]:
    return headers | {"idempotency-key": key}


async def send(http: httpx.AsyncClient, document: str, headers: dict[str, str], **given: Any) -> dict[str, Any]:
    """The payload of a document's one mutation."""
    answer = (await ask(http, document, {"input": given}, headers=headers)).json()
    assert "errors" not in answer, answer
    (payload,) = answer["data"].values()
    return dict(payload)


async def registered(http: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A message registered through the frontend: its tracking code, receipt and global id."""
    done = await register(http, FRONTEND, **changes)
    found = await row("SELECT id FROM message WHERE tracking_code = $1", done["trackingCode"])
    return done | {"uuid": found["id"], "id": f"msg_{found['id']}"}


async def notes() -> int:
    return len(await rows("SELECT FROM follow_up WHERE kind = 'NOTE'"))


async def test_fifty_posts_at_once_are_one_row_and_one_dispatch(http: httpx.AsyncClient) -> None:
    operator = keyed(await bearer(Role.OPERATOR))
    answers = await asyncio.gather(*(register(http, operator, **URGENT) for _ in range(50)))
    assert [answer["problems"] for answer in answers] == [[]] * 50
    assert len({answer["trackingCode"] for answer in answers}) == 1
    assert sum(not answer["replayed"] for answer in answers) == 1
    stored = await counts()
    assert (stored["message"], stored["idempotency"], await dispatches()) == (1, 1, 1)


async def test_fifty_of_any_act_at_once_are_done_once(http: httpx.AsyncClient) -> None:
    operator, message = keyed(await bearer(Role.OPERATOR)), await registered(http)
    told = {"messageId": message["id"], "text": "زنگ زدند."}
    answers = await asyncio.gather(*(send(http, NOTE, operator, **told) for _ in range(50)))
    assert [answer["problems"] for answer in answers] == [[]] * 50
    assert len({answer["followUp"]["id"] for answer in answers}) == 1
    assert await notes() == 1


async def test_another_body_or_another_act_under_one_key_is_refused_and_not_done(http: httpx.AsyncClient) -> None:
    operator, message = keyed(await bearer(Role.OPERATOR)), await registered(http)
    await send(http, NOTE, operator, messageId=message["id"], text="یکم")
    before = await counts()
    other = await send(http, NOTE, operator, messageId=message["id"], text="دوم")
    assert other == {
        "followUp": None,
        "message": None,
        "problems": [{"code": "IDEMPOTENCY_KEY_REUSED", "path": ["idempotencyKey"]}],
    }
    refused = await register(http, operator)
    assert [problem["code"] for problem in refused["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert await counts() == before


async def test_a_registration_s_key_stands_for_no_other_act(http: httpx.AsyncClient) -> None:
    operator = keyed(await bearer(Role.OPERATOR))
    await register(http, operator)
    message = await row("SELECT id FROM message")
    refused = await send(http, NOTE, operator, messageId=f"msg_{message['id']}", text="یکم")
    assert [problem["code"] for problem in refused["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert await notes() == 0


async def test_a_refusal_keeps_no_key_so_that_what_was_put_right_is_done_under_it(http: httpx.AsyncClient) -> None:
    operator, message = keyed(await bearer(Role.OPERATOR)), await registered(http)
    before = await counts()
    refused = await send(http, NOTE, operator, messageId=message["id"], text=" ")
    assert refused["problems"] != []
    assert await counts() == before
    done = await send(http, NOTE, operator, messageId=message["id"], text="زنگ زدند.")
    assert (done["problems"], await notes()) == ([], 1)


async def test_an_edit_that_conflicts_keeps_no_key_either(http: httpx.AsyncClient) -> None:
    agenda, secretary = await board.opened("abcd"), keyed(await bearer(Role.BOARD_SECRETARY))
    a, b, *_ = await board.items(agenda)
    await agendas.move(agenda, b, by=board.COLLEAGUE, revision=4, where=Where(place=4))
    move = {"agendaId": f"agd_{agenda}", "itemId": f"itm_{a}", "where": {"afterId": f"itm_{b}"}}
    refused = await send(http, MOVE, secretary, revision=4, **move)
    assert ([problem["code"] for problem in refused["problems"]], refused["conflict"]) == (
        ["AGENDA_CONFLICT"],
        {"now": 5},
    )
    done = await send(http, MOVE, secretary, revision=5, **move)
    again = await send(http, MOVE, secretary, revision=5, **move)
    assert (done["revision"], again) == (6, done)
    assert await board.titles(agenda) == list("cdba")


async def test_whoever_lost_a_right_sees_of_the_first_answer_what_they_may_see_today(
    http: httpx.AsyncClient,
) -> None:
    await register(http, await bearer(Role.OPERATOR), categoryCode="pothole")
    message, agent = await row("SELECT id, tracking_code FROM message"), await bearer(Role.EXECUTIVE_AGENT)
    told = {"messageId": f"msg_{message['id']}", "text": "فردا می‌رویم."}
    first = await send(http, NOTE, keyed(agent), **told)
    assert (first["followUp"]["text"], first["message"]) == (told["text"], {"id": told["messageId"]})
    person = (await row("SELECT person_id AS id FROM token WHERE role = 'EXECUTIVE_AGENT'"))["id"]
    here, elsewhere = (world.id_of("unit", code) for code in ("1-roads", "2-roads"))
    await people.grant(person, Role.EXECUTIVE_AGENT, by=SYSTEM, unit_id=elsewhere)
    await people.revoke_role(person, Role.EXECUTIVE_AGENT, by=SYSTEM, unit_id=here)

    async def has_gone() -> bool:
        seen = await ask(http, SEE, {"code": message["tracking_code"]}, headers=agent)
        return seen.json() == {"data": {"message": None}}

    await eventually(has_gone)
    again = await send(http, NOTE, keyed(agent), **told)
    assert again == {"followUp": None, "message": None, "problems": []}
    assert await notes() == 1


async def test_one_citizen_s_key_never_answers_another(http: httpx.AsyncClient) -> None:
    mine, other = await registered(http), await registered(http, body="دیگر")
    told = {"messageId": mine["id"], "reason": "NOTHING_DONE", "text": "کسی نیامد."}
    first = await send(http, OBJECT, keyed(citizen(mine["uuid"])), **told)
    assert first["problems"] == []
    before = await counts()
    again = await send(http, OBJECT, keyed(citizen(mine["uuid"])), **told)
    assert again == first
    stranger = await send(http, OBJECT, keyed(citizen(other["uuid"])), **told)
    assert stranger == {"objection": None, "problems": [{"code": "NOT_FOUND"}]}
    assert await counts() == before
    own = await send(http, OBJECT, keyed(citizen(other["uuid"])), **(told | {"messageId": other["id"]}))
    assert own["problems"] == []
    assert own["objection"]["id"] != first["objection"]["id"]


async def test_who_shows_nothing_gets_nobody_s_answer_and_keeps_no_key(http: httpx.AsyncClient) -> None:
    mine = await registered(http)
    told = {"messageId": mine["id"], "reason": "NOTHING_DONE", "text": "کسی نیامد."}
    await send(http, OBJECT, keyed(citizen(mine["uuid"])), **told)
    before = await counts()
    for _ in range(2):
        stranger = await send(http, OBJECT_UNSEEN, keyed({}), **told)
        assert [problem["code"] for problem in stranger["problems"]] == ["FORBIDDEN"]
    assert await counts() == before


async def test_two_tokens_of_one_role_may_use_the_same_key(http: httpx.AsyncClient) -> None:
    message = await registered(http)
    for role in (Role.OPERATOR, Role.HEAD_OF_OFFICE):
        done = await send(http, NOTE, keyed(await bearer(role)), messageId=message["id"], text="زنگ زدند.")
        assert done["problems"] == []
    assert await notes() == 2


async def test_a_secret_shown_once_is_kept_nowhere_for_a_repeat(http: httpx.AsyncClient) -> None:
    told = {"url": "https://frontend.example/told"}
    first = await send(http, WEBHOOK, keyed(FRONTEND), **told)
    again = await send(http, WEBHOOK, keyed(FRONTEND), **told)
    assert first["problems"] == again["problems"] == []
    assert (first["secret"] is None, again) == (False, first | {"secret": None})
    kept = await row("SELECT answer::text AS answer FROM idempotency")
    assert first["secret"] not in kept["answer"]


async def test_after_two_days_a_key_is_free_again(http: httpx.AsyncClient, clock: Any) -> None:
    operator, message = keyed(await bearer(Role.OPERATOR)), await registered(http)
    told = {"messageId": message["id"], "text": "زنگ زدند."}
    await send(http, NOTE, operator, **told)
    await clock.forward(idempotency.KEPT + timedelta(seconds=1))
    await worker._purge()
    await send(http, NOTE, operator, **told)
    assert await notes() == 2


@pytest.mark.parametrize("key", ["", "x" * 121])
async def test_a_key_nobody_could_mean_is_refused_of_any_act(key: str, http: httpx.AsyncClient) -> None:
    operator, message = keyed(await bearer(Role.OPERATOR), key), await registered(http)
    refused = await send(http, NOTE, operator, messageId=message["id"], text="زنگ زدند.")
    assert [problem["code"] for problem in refused["problems"]] == ["KEY_INVALID"]
    assert await notes() == 0
