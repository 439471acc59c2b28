from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import pytest

from hotline.deliveries import telling
from hotline.feedback import actions as feedback
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.incidents import actions as incidents
from hotline.messages import actions as messages
from hotline.messages.drafts import ReporterDraft
from hotline.messages.tables import Outcome
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from portal.papers import sms
from tests import world
from tests.drafts import CLAIMED, PHONE, ROUTINE, URGENT, row, rows
from tests.webhooks import webhook

pytestmark = pytest.mark.usefixtures("db")

LANDLINE = replace(ROUTINE, reporter=ReporterDraft(phone="03132212345"))
QUESTION = replace(ROUTINE, category_code="opening-hours")


async def registered(draft: Any = ROUTINE) -> UUID:
    """A message of which nobody has been told anything yet."""
    done = await messages.register(draft, by=world.operator())
    await rows("DELETE FROM delivery")
    return done.id


async def version(id_: UUID) -> int:
    return int((await row("SELECT version FROM message WHERE id = $1", id_))["version"])


async def told(id_: UUID) -> list[str]:
    found = await rows("SELECT template FROM delivery WHERE kind = 'SMS' AND message_id = $1 ORDER BY id", id_)
    return [each["template"] for each in found]


async def test_a_reporter_with_a_mobile_is_told_the_code() -> None:
    done = await messages.register(ROUTINE, by=world.operator())
    assert await told(done.id) == ["REGISTERED"]


@pytest.mark.parametrize("draft", [LANDLINE, replace(ROUTINE, reporter=None)])
async def test_a_landline_hears_no_sms_and_nobody_is_told_nothing(draft: Any) -> None:
    done = await messages.register(draft, by=world.operator())
    await messages.call_again(done.id, by=world.operator(), text="هنوز مانده است")
    assert await told(done.id) == []


async def test_a_message_that_goes_elsewhere_or_ends_is_told_once_for_each_act() -> None:
    id_ = await registered(QUESTION)
    await messages.refer(id_, by=world.operator(), version=1, authority="اداره برق", reason="کار آنهاست")
    await messages.record_answer(id_, by=world.operator(), version=await version(id_), answer="انجام شد")
    assert await told(id_) == ["REFERRED", "CLOSED_ANSWERED"]
    quoted = await row("SELECT details::text AS details FROM delivery WHERE template = 'REFERRED'")
    assert quoted["details"] == '{"authority": "اداره برق"}'


async def test_a_rejection_is_told_and_so_is_an_objection_to_it_and_its_ruling() -> None:
    id_ = await registered(QUESTION)
    await messages.reject(id_, by=world.operator(), version=1, reason="موضوع روشن نیست")
    objection = await objections.raise_objection(id_, by=world.citizen(id_), reason=ObjectionReason.NOT_RESOLVED)
    await objections.rule(objection, by=world.head_of_office(), uphold=False, ruling="رد شد")
    assert await told(id_) == ["REJECTED", "OBJECTED", "RULED_DISMISSED"]


async def test_who_is_asked_by_sms_hears_the_code_and_who_is_called_hears_none() -> None:
    for draft, heard in ((ROUTINE, ["FEEDBACK"]), (LANDLINE, [])):
        id_ = await registered(draft)
        await rows("UPDATE message SET state = 'VERIFIED' WHERE id = $1", id_)
        await feedback.seek(id_, by=world.operator(), version=1)
        assert await told(id_) == heard


async def test_every_caller_of_an_incident_is_told_how_it_ended() -> None:
    leader, member = await registered(QUESTION), await registered(QUESTION)
    await rows(
        "UPDATE message SET state = 'MERGED', incident_id = $2, merged_from = 'TRIAGED' WHERE id = $1",
        member,
        leader,
    )
    await messages.answer(leader, by=world.operator(), version=1, answer="از ۸ تا ۱۴")
    assert await told(leader) == ["CLOSED_ANSWERED"]
    assert await told(member) == ["INCIDENT_CLOSED"]


async def test_what_is_not_for_the_citizen_is_not_told() -> None:
    id_ = await registered(QUESTION)
    await messages.mark_special(id_, by=world.head_of_office(), version=1, reason="پیگیری ویژه")
    assert await rows("SELECT FROM delivery") == []


async def test_no_number_and_no_word_of_the_citizen_waits_in_a_queue() -> None:
    done = await messages.register(ROUTINE, by=world.operator())
    stored = await row("SELECT delivery::text AS all FROM delivery WHERE message_id = $1", done.id)
    assert PHONE not in stored["all"]
    assert ROUTINE.body not in stored["all"]


def test_every_text_that_may_be_told_is_there() -> None:
    for table in (telling.TOLD, telling.ALL_CALLERS):
        for template_of in table.values():
            for outcome in Outcome:
                for upheld in (True, False):
                    facts = {"outcome": outcome, "channel": "SMS", "upheld": upheld}
                    assert template_of(facts) in sms.TEXTS


async def test_a_frontend_hears_by_webhook_of_its_own_messages_and_of_what_their_citizen_may_read() -> None:
    hook = await webhook()
    own = await messages.register(CLAIMED, by=world.frontend())
    other = await registered(QUESTION)
    await messages.reject(own.id, by=world.operator(), version=1, reason="تکراری است")
    await messages.reject(other, by=world.operator(), version=1, reason="تکراری است")
    (call,) = await rows("SELECT * FROM delivery WHERE kind = 'WEBHOOK'")
    assert (call["message_id"], call["webhook_id"]) == (own.id, hook)
    assert call["message_version"] == 2


async def test_a_webhook_that_was_taken_away_hears_nothing() -> None:
    await webhook(active=False)
    own = await messages.register(CLAIMED, by=world.frontend())
    await messages.reject(own.id, by=world.operator(), version=1, reason="تکراری است")
    assert await rows("SELECT FROM delivery WHERE kind = 'WEBHOOK'") == []


async def test_a_frontend_hears_what_became_of_the_incident_its_citizens_message_follows() -> None:
    hook = await webhook()
    leader = (await messages.register(URGENT, by=world.operator())).id
    own = (await messages.register(CLAIMED, by=world.frontend())).id
    await incidents.merge(own, by=world.operator(), version=1, into_id=leader)
    await rows("DELETE FROM delivery")
    await messages.acknowledge(leader, by=world.dispatcher(), version=await version(leader))
    (call,) = await rows("SELECT * FROM delivery WHERE kind = 'WEBHOOK'")
    assert (call["message_id"], call["webhook_id"], call["message_version"]) == (own, hook, await version(own))
    assert orjson.loads(call["details"]).items() >= {"kind": "FOLLOWED", "state": "MERGED"}.items()
    # Nobody else's: what the leader's own citizen is told is not this frontend's to hear.
    assert await rows("SELECT FROM delivery WHERE kind = 'WEBHOOK' AND message_id = $1", leader) == []


async def test_a_frontend_hears_of_a_note_that_its_citizen_may_read_and_of_no_other() -> None:
    await webhook()
    own = (await messages.register(CLAIMED, by=world.frontend())).id
    for audience in Audience:
        await follow_ups.add_note(own, by=world.operator(), text="یادداشت", audience=audience)
    calls = await rows("SELECT details FROM delivery WHERE kind = 'WEBHOOK'")
    assert [orjson.loads(call["details"])["kind"] for call in calls] == ["NOTE"]
