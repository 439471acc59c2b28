"""A meeting is opened, broken off, gone on with and closed; what it leaves goes on to the next with its history."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from hotline.kit import database
from hotline.kit.jalali import TEHRAN
from hotline.kit.refusals import Stale
from hotline.kit.text import TextEmpty
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, receiving, tray
from policy_board.agendas.editing import Where
from policy_board.meetings.rules import MeetingElsewhere
from policy_board.meetings.tables import MeetingState
from policy_board.sittings import actions as sittings
from tests import board, dossiers
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows
from tests.sittings import APPROVED, DEFERRED, QUORATE

pytestmark = pytest.mark.usefixtures("db")


async def states() -> dict[str, list[str]]:
    """Where the items stand, by title, the oldest first."""
    found: dict[str, list[str]] = {}
    for one in await rows("SELECT title, state FROM agenda_item ORDER BY id"):
        found.setdefault(one["title"], []).append(one["state"])
    return found


async def causes() -> dict[str, str]:
    found = await rows("SELECT title, cause FROM deferral JOIN agenda_item item ON item.id = item_id")
    return {one["title"]: one["cause"] for one in found}


async def state_of(forwarding: UUID) -> str:
    return str((await row("SELECT state FROM forwarding WHERE id = $1", forwarding))["state"])


async def test_a_meeting_is_opened_only_with_its_agenda_frozen_and_as_it_was_read() -> None:
    planned = await board.planned()
    with pytest.raises(MeetingElsewhere):
        await sittings.open_session(planned, by=SECRETARY, version=1)
    meeting = await held.frozen()
    with pytest.raises(Stale):
        await sittings.open_session(meeting, by=SECRETARY, version=1)
    await sittings.open_session(meeting, by=SECRETARY, version=await held.version_of(meeting), present=QUORATE)
    with pytest.raises(MeetingElsewhere):
        await sittings.open_session(meeting, by=SECRETARY, version=await held.version_of(meeting))


async def test_breaking_off_says_why() -> None:
    meeting = await held.opened()
    before = await held.stored()
    with pytest.raises(TextEmpty):
        await sittings.adjourn(meeting, by=SECRETARY, version=await held.version_of(meeting), reason=" ")
    assert await held.stored() == before
    await sittings.adjourn(meeting, by=SECRETARY, version=await held.version_of(meeting), reason="نماز")
    with pytest.raises(MeetingElsewhere):
        await held.close(meeting)
    assert (await row("SELECT reason FROM meeting_step ORDER BY at DESC LIMIT 1"))["reason"] == "نماز"


async def test_what_was_not_reached_waits_in_the_tray_as_a_matter_that_goes_on_with_it() -> None:
    meeting = await held.opened("abc")
    first, *_ = await held.items(meeting)
    await sittings.decide(first, APPROVED, by=SECRETARY)
    assert await held.close(meeting) == 2
    assert await states() == {"a": ["DECIDED"], "b": ["DEFERRED", "ACCEPTED"], "c": ["DEFERRED", "ACCEPTED"]}
    assert await causes() == {"b": "NOT_REACHED", "c": "NOT_REACHED"}
    assert (await row("SELECT state FROM meeting"))["state"] == "MINUTES_DRAFT"


async def test_what_a_lost_quorum_leaves_says_so() -> None:
    meeting = await held.opened("ab")
    await sittings.leave(meeting, QUORATE[0], by=SECRETARY)
    await held.close(meeting)
    assert await causes() == {"a": "QUORUM_LOST", "b": "QUORUM_LOST"}


async def test_the_next_agenda_takes_in_what_was_deferred_in_its_order_and_parts_under_their_item() -> None:
    agenda = await board.opened("abc")
    a, b, _ = await board.items(agenda)
    await agendas.move(agenda, b, by=SECRETARY, revision=3, where=Where(under=a))
    await freezing.freeze(agenda, by=CHAIR, revision=4)
    meeting = (await row("SELECT meeting_id FROM agenda"))["meeting_id"]
    await sittings.open_session(meeting, by=SECRETARY, version=await held.version_of(meeting))
    await held.close(meeting)
    following = await agendas.open_agenda(await board.planned(), by=SECRETARY, version=1)
    lines = await board.lines(following)
    assert [line.title for line in lines] == ["a", "b", "c"]
    assert [line.under for line in lines] == [None, lines[0].item, None]
    found = await rows("SELECT continues_id FROM agenda_item WHERE agenda_id = $1 ORDER BY place", following)
    assert [one["continues_id"] for one in found] == await board.items(agenda)


async def test_what_is_deferred_goes_on_the_next_agenda_at_once_if_it_is_open_already() -> None:
    following = await board.opened("x")
    item, _ = await held.items(await held.opened())
    await sittings.decide(item, DEFERRED, by=SECRETARY)
    assert await board.titles(following) == ["x", "a"]
    assert await causes() == {"a": "DECIDED"}


async def test_what_is_deferred_to_a_day_waits_for_it() -> None:
    item, _ = await held.items(await held.opened())
    today = (await database.now()).astimezone(TEHRAN).date()
    await sittings.decide(item, replace(DEFERRED, until=today + timedelta(days=20)), by=SECRETARY)
    soon = await agendas.open_agenda(await board.planned(days=10), by=SECRETARY, version=1)
    assert await board.titles(soon) == []
    later = await agendas.open_agenda(await board.planned(days=30), by=SECRETARY, version=1)
    assert await board.titles(later) == ["a"]


async def test_a_forwarding_follows_its_item_from_meeting_to_meeting_and_so_does_what_was_merged_into_it() -> None:
    _, one = await dossiers.forwarded()
    _, other = await dossiers.forwarded()
    item, merged = [await receiving.take_on(forwarding, by=SECRETARY) for forwarding in (one, other)]
    await tray.merge(merged, by=SECRETARY, into_id=item)
    first = await held.opened("", forwarded=[item])
    await held.close(first)
    assert [await state_of(one), await state_of(other)] == ["DEFERRED", "DEFERRED"]
    second = await held.opened("")
    assert [await state_of(one), await state_of(other)] == ["SCHEDULED", "SCHEDULED"]
    (again,) = await held.items(second)
    await sittings.decide(again, APPROVED, by=SECRETARY)
    assert [await state_of(one), await state_of(other)] == ["DECIDED", "DECIDED"]
    steps = await rows("SELECT state FROM forwarding_step WHERE forwarding_id = $1 ORDER BY at, id", other)
    expected = ["WAITING", "ACCEPTED", "SCHEDULED", "DEFERRED", "SCHEDULED", "DECIDED"]
    assert [step["state"] for step in steps] == expected


async def test_a_meeting_that_is_called_off_or_closed_leaves_no_item_hanging() -> None:
    off = await held.frozen("ab")
    await freezing.call_off(
        off, by=SECRETARY, version=await held.version_of(off), to=MeetingState.CANCELLED, reason="حد نصاب"
    )
    await held.close(await held.opened("cd"))
    hanging = await rows(
        "SELECT item.title FROM agenda_item item LEFT JOIN agenda ON agenda.id = agenda_id LEFT JOIN meeting ON"
        " meeting.id = meeting_id WHERE item.state IN ('SCHEDULED', 'DISCUSSED') AND meeting.state IN"
        " ('CANCELLED', 'MINUTES_DRAFT')"
    )
    assert hanging == []
    assert await states() == {
        "a": ["ACCEPTED"],
        "b": ["ACCEPTED"],
        "c": ["DEFERRED", "ACCEPTED"],
        "d": ["DEFERRED", "ACCEPTED"],
    }
