"""Freezing fixes an agenda; what comes later goes to an addendum; what is not held goes back to the tray."""

import asyncio
from datetime import timedelta

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.viewer import Role, Viewer
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, presence, rules, templates, tray
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from policy_board.meetings import actions as meetings
from policy_board.meetings.rules import MeetingElsewhere
from policy_board.meetings.tables import MeetingState
from tests import board, world
from tests.board import CHAIR, COLLEAGUE, SECRETARY
from tests.drafts import row, rows
from tests.policy_board.agendas.test_building import replayed

pytestmark = pytest.mark.usefixtures("db")


async def test_the_chair_freezes_what_they_read_and_it_is_kept_as_printed() -> None:
    agenda = await board.opened("ab")
    with pytest.raises(Stale):
        await freezing.freeze(agenda, by=CHAIR, revision=1)
    await freezing.freeze(agenda, by=CHAIR, revision=2)
    found = await row("SELECT state, frozen_revision FROM agenda JOIN meeting ON meeting.id = meeting_id")
    assert tuple(found.values()) == ("AGENDA_FROZEN", 2)
    kept = await rows("SELECT number, title FROM agenda_version_line ORDER BY place")
    assert [tuple(one.values()) for one in kept] == [("1", "a"), ("2", "b")]
    assert (await row("SELECT cause, revision, number FROM agenda_version"))["cause"] == "FROZEN"


async def test_a_frozen_agenda_takes_no_edit() -> None:
    agenda = await board.opened("ab")
    a, b = await board.items(agenda)
    await freezing.freeze(agenda, by=CHAIR, revision=2)
    before = await board.everything(agenda)
    for edit in (
        agendas.move(agenda, a, by=SECRETARY, revision=2, where=Where(after=b)),
        agendas.remove(agenda, a, by=SECRETARY, revision=2),
        agendas.set_order(agenda, [b, a], by=SECRETARY, revision=2),
        agendas.change(agenda, a, by=SECRETARY, revision=2, values={"minutes": 5}),
        agendas.add(agenda, ItemDraft("c"), by=SECRETARY, revision=2, where=Where()),
    ):
        with pytest.raises(rules.AgendaFrozen):
            await edit
    assert await board.everything(agenda) == before


async def test_an_edit_and_the_freezing_at_the_same_instant_never_change_what_was_frozen() -> None:
    for _ in range(5):
        agenda = await board.opened("abc")
        items = await board.items(agenda)
        outcomes = await asyncio.gather(
            freezing.freeze(agenda, by=CHAIR, revision=3),
            *(
                agendas.move(agenda, item, by=by, revision=3, where=Where(place=1))
                for item, by in zip(items[1:], (SECRETARY, COLLEAGUE), strict=True)
            ),
            return_exceptions=True,
        )
        assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in outcomes)
        found = await row("SELECT revision, frozen_revision FROM agenda WHERE id = $1", agenda)
        if not isinstance(outcomes[0], Exception):
            assert (found["revision"], found["frozen_revision"]) == (3, 3)
            assert await board.items(agenda) == items
        else:
            assert found["frozen_revision"] is None


async def test_nothing_is_frozen_while_there_is_nothing_on_it() -> None:
    agenda = await board.opened()
    before = await board.everything(agenda)
    with pytest.raises(rules.AgendaEmpty):
        await freezing.freeze(agenda, by=CHAIR, revision=0)
    assert await board.everything(agenda) == before


@pytest.mark.parametrize("by", [SECRETARY, world.board_member(), world.head_of_office(), world.councillor()])
async def test_nobody_but_the_chair_freezes(by: Viewer) -> None:
    agenda = await board.opened("a")
    before = await board.everything(agenda)
    with pytest.raises((Forbidden, NotFound)):
        await freezing.freeze(agenda, by=by, revision=1)
    assert await board.everything(agenda) == before


async def test_late_items_stand_behind_all_others_in_a_numbered_addendum() -> None:
    agenda = await board.opened("ab")
    late = [await tray.propose(ItemDraft(title), by=SECRETARY) for title in "cde"]
    with pytest.raises(rules.AgendaNotFrozen):
        await freezing.admit(agenda, late[:1], by=CHAIR)
    await freezing.freeze(agenda, by=CHAIR, revision=2)
    with pytest.raises(Forbidden):
        await freezing.admit(agenda, late[:1], by=SECRETARY)
    assert await freezing.admit(agenda, late[:2], by=CHAIR) == 1
    assert await freezing.admit(agenda, late[2:], by=CHAIR) == 2
    found = await rows("SELECT title, number, addendum FROM agenda_item ORDER BY place")
    assert [tuple(one.values()) for one in found] == [
        ("a", "1", None),
        ("b", "2", None),
        ("c", "3", 1),
        ("d", "4", 1),
        ("e", "5", 2),
    ]
    assert await replayed(agenda) == await board.lines(agenda)
    causes = [one["cause"] for one in await rows("SELECT cause FROM agenda_version ORDER BY number")]
    assert causes == ["FROZEN", "ADDENDUM", "ADDENDUM"]


async def test_of_several_late_items_none_is_admitted_if_one_cannot_be() -> None:
    agenda = await board.opened("a")
    late = await tray.propose(ItemDraft("b"), by=SECRETARY)
    waiting = await tray.propose(ItemDraft("c"), by=world.board_member())
    await freezing.freeze(agenda, by=CHAIR, revision=1)
    before = await board.everything(agenda)
    with pytest.raises(rules.ItemElsewhere):
        await freezing.admit(agenda, [late, waiting], by=CHAIR)
    assert await board.everything(agenda) == before


@pytest.mark.parametrize("to", [MeetingState.POSTPONED, MeetingState.CANCELLED])
@pytest.mark.parametrize("frozen", [False, True])
async def test_the_items_of_a_meeting_that_is_not_held_wait_in_the_tray_again(
    to: MeetingState, frozen: bool
) -> None:
    agenda = await board.opened("abc")
    a, b, _ = await board.items(agenda)
    await agendas.move(agenda, b, by=SECRETARY, revision=3, where=Where(under=a))
    if frozen:
        await freezing.freeze(agenda, by=CHAIR, revision=4)
    meeting = await row("SELECT * FROM meeting")
    await freezing.call_off(meeting["id"], by=SECRETARY, version=meeting["version"], to=to, reason="تعطیلی")
    assert {one["state"] for one in await rows("SELECT state FROM agenda_item")} == {"ACCEPTED"}
    assert await replayed(agenda) == await board.lines(agenda) == ()
    step = await row("SELECT state, reason FROM meeting_step ORDER BY at DESC, id DESC LIMIT 1")
    assert tuple(step.values()) == (to, "تعطیلی")


async def test_a_postponed_meeting_is_planned_for_another_day_and_its_agenda_built_anew() -> None:
    agenda = await board.opened("a")
    (item,) = await board.items(agenda)
    meeting = (await row("SELECT id FROM meeting"))["id"]
    await freezing.call_off(meeting, by=CHAIR, version=2, to=MeetingState.POSTPONED, reason="نصاب")
    await meetings.reconvene(meeting, await board.arrangement(14), by=SECRETARY, version=3)
    version = (await row("SELECT version FROM meeting"))["version"]
    assert await agendas.open_agenda(meeting, by=SECRETARY, version=version) == agenda
    await agendas.schedule(agenda, item, by=SECRETARY, revision=2, where=Where())
    assert await board.titles(agenda) == ["a"]


async def test_a_cancelled_meeting_stays_cancelled() -> None:
    meeting = await board.planned()
    await freezing.call_off(meeting, by=SECRETARY, version=1, to=MeetingState.CANCELLED, reason="x")
    before = await rows("SELECT * FROM meeting")
    with pytest.raises(MeetingElsewhere):
        await agendas.open_agenda(meeting, by=SECRETARY, version=2)
    assert await rows("SELECT * FROM meeting") == before


async def test_versions_kept_by_hand_hold_still_while_the_agenda_goes_on() -> None:
    agenda = await board.opened("ab")
    a, _ = await board.items(agenda)
    await freezing.keep_version(agenda, by=SECRETARY)
    await agendas.change(agenda, a, by=SECRETARY, revision=2, values={"title": "z"})
    await agendas.move(agenda, a, by=SECRETARY, revision=3, where=Where(place=2))
    await freezing.keep_version(agenda, by=COLLEAGUE)
    kept = await rows(
        "SELECT v.number, l.title FROM agenda_version v JOIN agenda_version_line l ON l.version_id = v.id"
        " ORDER BY v.number, l.place"
    )
    assert [tuple(one.values()) for one in kept] == [(1, "a"), (1, "b"), (2, "b"), (2, "z")]


async def test_standing_items_are_put_on_together_behind_what_is_there() -> None:
    drafts = [ItemDraft("تصویب صورت‌جلسه", None, 5), ItemDraft("سایر", None, 10, confidential=True)]
    template = await templates.save_template("جلسه عادی", drafts[::-1], by=SECRETARY)
    assert await templates.save_template("جلسه عادی", drafts, by=SECRETARY) == template
    agenda = await board.opened("a")
    made = await agendas.add_template(agenda, template, by=COLLEAGUE, revision=1)
    assert made.revision == 3
    found = [(line.title, line.minutes, line.confidential) for line in await board.lines(agenda)]
    assert found == [("a", None, False), ("تصویب صورت‌جلسه", 5, False), ("سایر", 10, True)]
    await templates.drop_template(template, by=SECRETARY)
    with pytest.raises(NotFound):
        await agendas.add_template(agenda, template, by=SECRETARY, revision=3)
    assert await board.revision_of(agenda) == 3


async def test_a_template_of_nothing_is_refused_and_others_keep_none() -> None:
    with pytest.raises(rules.TemplateWrong):
        await templates.save_template("x", [], by=SECRETARY)
    with pytest.raises(Forbidden):
        await templates.save_template("x", [ItemDraft("a")], by=CHAIR)
    assert await rows("SELECT * FROM agenda_template") == []


async def test_who_has_the_agenda_open_is_there_until_a_while_after_they_were_last_seen(clock: object) -> None:
    agenda = await board.opened()
    await presence.be_there(agenda, by=SECRETARY)
    await presence.be_there(agenda, by=SECRETARY)
    await presence.be_there(agenda, by=COLLEAGUE)
    assert len(await rows(f"SELECT * FROM {presence.PRESENT} p")) == 2
    await clock.forward(timedelta(minutes=1))  # type: ignore[attr-defined]  # the fixture is typed as a module
    assert await rows(f"SELECT * FROM {presence.PRESENT} p") == []
    with pytest.raises((Forbidden, NotFound)):
        await presence.be_there(agenda, by=world.viewer(Role.COUNCILLOR))
