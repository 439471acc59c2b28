"""The edges as a frontend and the staff meet them in GraphQL, over real HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.drafts import ReporterDraft
from tests import world
from tests.api.serving import FRONTEND, ask, bearer, codes
from tests.drafts import ROUTINE, row, rows

LANDLINE = replace(ROUTINE, reporter=ReporterDraft(phone="03132212345"))
TASKS = """
query ($filter: CallTaskFilter) {
  callTasks(filter: $filter) {
    totalCount
    nodes {
      channel dueAt failedTries lastTriedAt tries { result }
      message { trackingCode holder { name } canRecordFeedback { allowed } canRecordFeedbackTry { allowed } }
    }
  }
}
"""


async def sought(draft: Any) -> UUID:
    done = await messages.register(draft, by=world.operator())
    await rows("UPDATE message SET state = 'VERIFIED' WHERE id = $1", done.id)
    await feedback.seek(done.id, by=world.operator(), version=1)
    return done.id


async def tasks(http: httpx.AsyncClient, role: Role = Role.OPERATOR, **filter_: object) -> Any:
    answer = await ask(http, TASKS, {"filter": filter_}, headers=await bearer(role))
    return answer.json()["data"]["callTasks"]["nodes"]


async def test_a_landline_is_a_call_task_and_a_mobile_is_not(http: httpx.AsyncClient) -> None:
    await sought(ROUTINE)
    assert await tasks(http) == []
    await sought(LANDLINE)
    (task,) = await tasks(http)
    assert (task["channel"], task["failedTries"]) == ("CALL", 0)
    assert task["message"]["holder"] == {"name": world.name_of(Role.OPERATOR)}
    assert task["message"]["canRecordFeedback"]["allowed"]


async def test_a_call_task_counts_its_tries_and_is_done_with_the_answer(http: httpx.AsyncClient) -> None:
    id_ = await sought(LANDLINE)
    version = (await row("SELECT version FROM message"))["version"]
    await feedback.record_try(
        id_, by=world.operator(), version=version, channel=FeedbackChannel.CALL, result=TryResult.BUSY
    )
    (task,) = await tasks(http)
    assert (task["failedTries"], task["tries"]) == (1, [{"result": "BUSY"}])
    assert task["lastTriedAt"] is not None
    await feedback.record_answer(id_, by=world.operator(), satisfied=True)
    assert await tasks(http) == []


async def test_an_sms_that_nobody_answers_becomes_a_call_task(http: httpx.AsyncClient, clock: Any) -> None:
    await sought(ROUTINE)
    await clock.forward(timedelta(hours=8, minutes=1))
    (task,) = await tasks(http)
    assert task["channel"] == "SMS"


async def test_call_tasks_are_told_apart_by_who_took_them(http: httpx.AsyncClient) -> None:
    id_ = await sought(LANDLINE)
    assert len(await tasks(http, taken=True)) == 1
    assert await tasks(http, taken=False) == []
    await rows("UPDATE message SET holder_person_id = NULL WHERE id = $1", id_)
    assert len(await tasks(http, taken=False)) == 1


async def test_whoever_calls_nobody_sees_no_call_tasks(http: httpx.AsyncClient) -> None:
    for role in (Role.COUNCILLOR, Role.DISPATCHER, Role.ADMINISTRATOR):
        assert codes(await ask(http, TASKS, {"filter": {}}, headers=await bearer(role))) == ["FORBIDDEN_FIELD"]


async def test_a_frontend_keeps_its_webhooks(http: httpx.AsyncClient) -> None:
    made = await ask(
        http,
        """mutation { registerWebhook(input: {url: "https://frontend.example/hook"}) {
            webhook { id url active canRotate { allowed } } secret problems { code } } }""",
        headers=FRONTEND,
    )
    payload = made.json()["data"]["registerWebhook"]
    assert payload["problems"] == []
    assert payload["secret"].startswith("whsec_")
    variables = {"input": {"id": payload["webhook"]["id"]}}
    for act in ("rotateWebhookSecret", "deactivateWebhook"):
        asked = f"{act}(input: $input) {{ webhook {{ active }} problems {{ code }} }}"
        document = f"mutation ($input: WebhookInput!) {{ {asked} }}"
        answer = (await ask(http, document, variables, headers=FRONTEND)).json()["data"][act]
        assert answer == {"webhook": {"active": act != "deactivateWebhook"}, "problems": []}
    listed = await ask(http, "{ webhooks(active: false) { nodes { url active } } }", headers=FRONTEND)
    assert listed.json()["data"]["webhooks"]["nodes"] == [{"url": "https://frontend.example/hook", "active": False}]


async def test_whoever_works_here_says_where_notices_reach_them(http: httpx.AsyncClient) -> None:
    document = """mutation ($input: SetContactInput!) {
        setContact(input: $input) { person { phone email } problems { code path } } }"""
    administrator = await bearer(Role.ADMINISTRATOR)
    person = f"psn_{world.id_of('person', Role.HEAD_OF_OFFICE)}"
    given = {"personId": person, "phone": "+98 912 000 0001", "email": "head@payesh.example"}
    answer = await ask(http, document, {"input": given}, headers=administrator)
    assert answer.json()["data"]["setContact"] == {
        "person": {"phone": "09120000001", "email": "head@payesh.example"},
        "problems": [],
    }
    for wrong, code in (
        ({"phone": "03132212345"}, "PHONE_INVALID"),
        ({"email": "nobody"}, "EMAIL_INVALID"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "EMAIL_INVALID"),
    ):
        refused = await ask(http, document, {"input": {"personId": person, **wrong}}, headers=administrator)
        assert [each["code"] for each in refused.json()["data"]["setContact"]["problems"]] == [code]
    other = await ask(http, document, {"input": given}, headers=await bearer(Role.OPERATOR))
    assert other.json()["data"]["setContact"]["problems"][0]["code"] == "FORBIDDEN"
    stored = await row(
        "SELECT pii_phone, pii_email FROM person WHERE id = $1", world.id_of("person", Role.HEAD_OF_OFFICE)
    )
    assert stored == {"pii_phone": "09120000001", "pii_email": "head@payesh.example"}


async def test_nobody_reads_another_persons_number(http: httpx.AsyncClient) -> None:
    await rows("UPDATE person SET pii_phone = '09120000001'")
    document = "query ($id: ID!) { node(id: $id) { ... on Person { name phone } } }"
    variables = {"id": f"psn_{world.id_of('person', Role.HEAD_OF_OFFICE)}"}
    answer = await ask(http, document, variables, headers=await bearer(Role.OPERATOR))
    assert answer.json()["data"]["node"] == {"name": world.name_of(Role.HEAD_OF_OFFICE), "phone": None}


async def test_what_came_in_is_read_masked_by_those_who_may_help(http: httpx.AsyncClient) -> None:
    await rows(
        "INSERT INTO inbound (id, source, external_id, received_at, result, reason, text, pii_text, pii_sender)"
        " VALUES ($1, 'SMS', 'm1', payesh_now(), 'NOT_UNDERSTOOD', 'NO_VERDICT', '⟦تلفن⟧', '09121234567', $2)",
        *(world.id_of("inbound", 1), "09120000000"),
    )
    document = "{ inbound { nodes { source result text } } }"
    for role, text in ((Role.OPERATOR, "⟦تلفن⟧"), (Role.HEAD_OF_OFFICE, "⟦تلفن⟧")):
        (node,) = (await ask(http, document, headers=await bearer(role))).json()["data"]["inbound"]["nodes"]
        assert node == {"source": "SMS", "result": "NOT_UNDERSTOOD", "text": text}
    assert codes(await ask(http, document, headers=await bearer(Role.ADMINISTRATOR))) == ["FORBIDDEN_FIELD"]
    assert codes(await ask(http, document, headers=await bearer(Role.COUNCILLOR))) == ["FORBIDDEN_FIELD"]
