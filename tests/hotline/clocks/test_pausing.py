from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.clocks import actions as clocks
from hotline.clocks import pausing
from hotline.clocks.tables import PauseReason
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.kit.refusals import Forbidden, Stale
from hotline.kit.text import TextEmpty
from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from hotline.messages.rules import NotFromHere, NotHeldByYourUnit
from hotline.messages.tables import MessageState
from tests import cycle, world
from tests.drafts import row, rows
from tests.hotline.clocks.recomputing import assert_recomputed
from tests.snapshots import refused

pytestmark = pytest.mark.usefixtures("db")

CITIZEN, AUTHORITY = PauseReason


async def pause(id_: UUID, *, by: Viewer | None = None, because: PauseReason = CITIZEN) -> None:
    version = (await cycle.look(id_))["version"]
    by = by or world.executive_agent()
    await clocks.pause(id_, by=by, version=version, because=because, note="در را باز کنند")


async def resume(id_: UUID, *, by: Viewer | None = None) -> None:
    version = (await cycle.look(id_))["version"]
    await clocks.resume(id_, by=by or world.executive_agent(), version=version)


async def resolution() -> dict[str, Any]:
    return await row(
        "SELECT state, due_at, paused_seconds, paused_because FROM clock WHERE obligation = 'RESOLUTION'"
        " ORDER BY started_at DESC LIMIT 1"
    )


async def test_what_waits_is_counted_and_due_later_by_as_much(clock: Any) -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    due = (await resolution())["due_at"]
    await pause(id_, because=AUTHORITY)
    assert (await resolution())["paused_because"] == AUTHORITY
    assert (await row("SELECT nullif(next_due_at, 'infinity') AS due FROM message"))["due"] is None
    await clock.forward(timedelta(hours=30))
    await resume(id_)
    found = await resolution()
    assert (found["state"], found["paused_because"]) == ("RUNNING", None)
    assert 30 * 3600 <= found["paused_seconds"] < 30 * 3600 + 60
    assert timedelta(hours=30) <= found["due_at"] - due < timedelta(hours=30, minutes=1)
    await assert_recomputed(id_)


async def test_the_citizen_reads_on_the_timeline_who_is_waited_for_and_for_what() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await pause(id_)
    await resume(id_, by=world.operator())
    told = await rows(
        "SELECT kind, audience, state, unit_id, text, facts->>'reason' AS because FROM follow_up"
        " WHERE kind IN ('PAUSED', 'RESUMED') ORDER BY recorded_at"
    )
    agents, office = world.id_of("unit", "1-roads"), world.id_of("unit", "office")
    assert [tuple(entry.values()) for entry in told] == [
        ("PAUSED", "CITIZEN", "IN_ACTION", agents, "در را باز کنند", "WAITING_FOR_CITIZEN"),
        ("RESUMED", "CITIZEN", "IN_ACTION", office, None, None),
    ]


async def test_an_urgent_message_waits_for_nobody_before_its_first_action() -> None:
    id_ = await cycle.at(MessageState.ACKNOWLEDGED)
    await refused(pausing.FirstActionFirst, pause(id_, by=world.dispatcher()))


async def test_what_the_unit_did_not_find_waits_for_the_citizen_with_the_office() -> None:
    id_ = await cycle.take("arrive", None)
    triaged = {"category_code": "pothole", "district_number": 1, "urgency": "ROUTINE"}
    await messages.triage(id_, by=world.operator(), version=1, **triaged)
    await messages.return_to_office(id_, by=world.executive_agent(), version=2, reason="پیدا نشد")
    await refused(NotHeldByYourUnit, pause(id_))
    await pause(id_, by=world.operator())
    assert (await resolution())["state"] == "PAUSED"
    await messages.triage(id_, by=world.operator(), version=4, **triaged)
    assert (await resolution())["state"] == "RUNNING"


async def test_only_whoever_holds_it_lets_it_wait() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await refused(NotHeldByYourUnit, pause(id_, by=world.dispatcher()))
    await refused(NotHeldByYourUnit, pause(id_, by=world.operator()))
    await refused(Forbidden, pause(id_, by=world.councillor()))
    await refused(NotFromHere, pause(await cycle.at(MessageState.RESOLUTION_CLAIMED), by=world.operator()))


async def test_a_clock_is_paused_once_and_resumed_once() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await refused(pausing.NotPaused, resume(id_))
    await pause(id_)
    await refused(pausing.PausedAlready, pause(id_, because=AUTHORITY))
    await refused(NotHeldByYourUnit, resume(id_, by=world.dispatcher()))
    await resume(id_)
    await refused(pausing.NotPaused, resume(id_))


async def test_what_another_authority_has_goes_on_with_its_answer_alone() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await cycle.take("refer", id_)
    assert (await resolution())["paused_because"] == AUTHORITY
    await refused(NotFromHere, resume(id_, by=world.operator()))


async def test_a_clock_that_ran_out_is_paused_no_more(clock: Any) -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await clock.forward(timedelta(days=4))
    await refused(pausing.NoClockRuns, pause(id_))


async def test_what_is_not_said_or_was_decided_on_another_version_is_refused() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    by = world.executive_agent()
    await refused(TextEmpty, clocks.pause(id_, by=by, version=2, because=CITIZEN, note=" "))
    await refused(Stale, clocks.pause(id_, by=by, version=1, because=CITIZEN, note="x"))


@pytest.mark.parametrize("step", ["claim", "refer"])
async def test_whatever_takes_the_message_further_ends_the_wait(step: str, clock: Any) -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await pause(id_)
    await clock.forward(timedelta(hours=1))
    await cycle.take(step, id_)
    found = await resolution()
    assert found["paused_because"] == (AUTHORITY if step == "refer" else None)
    assert 3600 <= found["paused_seconds"] < 3660
    await assert_recomputed(id_)


@pytest.mark.parametrize("because", PauseReason)
async def test_a_citizen_who_is_heard_is_waited_for_no_more(because: PauseReason) -> None:
    ends = because is CITIZEN
    for speaks in ("call", "note"):
        id_ = await cycle.at(MessageState.IN_ACTION)
        await pause(id_, because=because)
        if speaks == "call":
            await messages.call_again(id_, by=world.operator(), text="خانه‌ام")
        else:
            await follow_ups.add_note(id_, by=world.citizen(id_), text="خانه‌ام", audience=Audience.CITIZEN)
        resumed = await rows("SELECT FROM follow_up WHERE message_id = $1 AND kind = 'RESUMED'", id_)
        assert len(resumed) == ends
        await assert_recomputed(id_)


async def test_a_note_of_the_office_ends_no_wait() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await pause(id_)
    await follow_ups.add_note(id_, by=world.operator(), text="زنگ زدیم", audience=Audience.COUNCIL)
    assert (await resolution())["state"] == "PAUSED"


async def test_a_pause_near_the_deadline_is_flagged(clock: Any) -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    await clock.forward(timedelta(hours=71))
    await pause(id_)
    flagged = await row("SELECT facts->'near_deadline' AS near FROM follow_up WHERE kind = 'PAUSED'")
    assert flagged["near"] == '["RESOLUTION"]'
