"""A forwarded dossier on its way through the board: every step is on the forwarding in the same transaction."""

from uuid import UUID

import pytest

from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.viewer import Role
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, receiving, rules, tray
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from policy_board.forwardings.rules import NotForwarder, OnFrozenAgenda
from policy_board.meetings.tables import MeetingState
from tests import board, dossiers, world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def state_of(forwarding: UUID) -> str:
    return str((await row("SELECT state FROM forwarding WHERE id = $1", forwarding))["state"])


async def scheduled() -> tuple[UUID, UUID, UUID]:
    """A forwarding, its item and the open agenda that it stands on."""
    forwarding = await forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    agenda = await board.opened()
    await agendas.schedule(agenda, item, by=SECRETARY, revision=0, where=Where())
    return forwarding, item, agenda


async def forwarded() -> UUID:
    return (await dossiers.forwarded())[1]


async def test_a_forwarded_dossier_that_is_taken_on_waits_as_an_item_of_whoever_forwarded_it() -> None:
    forwarding = await forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    found = await row("SELECT state, title, forwarding_id, proposed_by_id FROM agenda_item WHERE id = $1", item)
    by = (await row("SELECT by_id FROM forwarding"))["by_id"]
    assert list(found.values()) == ["ACCEPTED", dossiers.DRAFT.title, forwarding, by]
    assert await state_of(forwarding) == "ACCEPTED"
    with pytest.raises(rules.ItemElsewhere):
        await receiving.take_on(forwarding, by=SECRETARY)
    assert len(await rows("SELECT * FROM agenda_item")) == 1


async def test_a_forwarded_dossier_that_is_sent_back_is_open_for_discussion_again_with_the_reason() -> None:
    forwarding = await forwarded()
    await receiving.send_back(forwarding, by=SECRETARY, reason="برآورد هزینه ندارد")
    step = await row("SELECT state, reason FROM forwarding_step ORDER BY at DESC, id DESC LIMIT 1")
    assert list(step.values()) == ["RETURNED", "برآورد هزینه ندارد"]
    assert await rows("SELECT * FROM agenda_item") == []


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.BOARD_SECRETARY}))
async def test_nobody_but_a_secretary_answers_a_forwarding(role: Role) -> None:
    forwarding = await forwarded()
    with pytest.raises((Forbidden, NotFound)):
        await receiving.take_on(forwarding, by=world.viewer(role))
    with pytest.raises((Forbidden, NotFound)):
        await receiving.send_back(forwarding, by=world.viewer(role), reason="x")
    assert await state_of(forwarding) == "WAITING"


async def test_being_put_on_an_agenda_and_taken_off_is_on_the_forwarding_with_the_edit() -> None:
    forwarding, item, agenda = await scheduled()
    assert await state_of(forwarding) == "SCHEDULED"
    await agendas.remove(agenda, item, by=SECRETARY, revision=1)
    assert await state_of(forwarding) == "ACCEPTED"
    steps = [one["state"] for one in await rows("SELECT state FROM forwarding_step ORDER BY at, id")]
    assert steps == ["WAITING", "ACCEPTED", "SCHEDULED", "ACCEPTED"]


async def test_an_edit_that_is_refused_leaves_the_forwarding_as_it_was() -> None:
    forwarding = await forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    agenda = await board.opened()
    with pytest.raises(rules.NoSuchPlace):
        await agendas.schedule(agenda, item, by=SECRETARY, revision=0, where=Where(place=7))
    assert await state_of(forwarding) == "ACCEPTED"


async def test_what_stands_on_a_frozen_agenda_is_not_withdrawn_until_the_meeting_is_called_off() -> None:
    forwarding, _, agenda = await scheduled()
    await freezing.freeze(agenda, by=CHAIR, revision=1)
    with pytest.raises(OnFrozenAgenda):
        await receiving.take_back(forwarding, by=world.councillor())
    meeting = await row("SELECT id, version FROM meeting")
    await freezing.call_off(
        meeting["id"], by=CHAIR, version=meeting["version"], to=MeetingState.CANCELLED, reason="x"
    )
    assert await state_of(forwarding) == "ACCEPTED"
    await receiving.take_back(forwarding, by=world.councillor())
    assert await state_of(forwarding) == "WITHDRAWN"


async def test_what_is_taken_back_goes_off_the_agenda_and_its_parts_stay() -> None:
    forwarding, item, agenda = await scheduled()
    for place, title in enumerate("ab"):
        await agendas.add(agenda, ItemDraft(title), by=SECRETARY, revision=1 + place, where=Where(under=item))
    await receiving.take_back(forwarding, by=world.councillor(), reason="راهکار بهتری رسید")
    assert await board.titles(agenda) == ["a", "b"]
    assert [line.under for line in await board.lines(agenda)] == [None, None]
    found = await row("SELECT state, reason, answered_by_id FROM agenda_item WHERE id = $1", item)
    assert list(found.values()) == ["WITHDRAWN", "راهکار بهتری رسید", world.councillor().person]
    steps = [one["state"] for one in await rows("SELECT state FROM forwarding_step ORDER BY at, id")]
    assert steps == ["WAITING", "ACCEPTED", "SCHEDULED", "WITHDRAWN"]
    edit = await row("SELECT kind, by_id FROM agenda_edit ORDER BY revision DESC LIMIT 1")
    assert list(edit.values()) == ["REMOVED", world.councillor().person]
    await freezing.freeze(agenda, by=CHAIR, revision=await board.revision_of(agenda))


async def test_what_waits_in_the_tray_leaves_it_when_its_forwarding_is_taken_back() -> None:
    forwarding = await forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    with pytest.raises(NotForwarder):
        await receiving.take_back(forwarding, by=dossiers.another_councillor())
    assert (await row("SELECT state FROM agenda_item WHERE id = $1", item))["state"] == "ACCEPTED"
    await receiving.take_back(forwarding, by=world.councillor())
    assert (await row("SELECT state FROM agenda_item WHERE id = $1", item))["state"] == "WITHDRAWN"


async def test_what_was_merged_into_a_matter_that_is_taken_back_stands_on_its_own_again() -> None:
    forwarding, item, _ = await scheduled()
    other = (await dossiers.forwarded())[1]
    merged = await receiving.take_on(other, by=SECRETARY)
    await tray.merge(merged, by=SECRETARY, into_id=item)
    await receiving.take_back(forwarding, by=world.councillor())
    found = await row("SELECT state, merged_into_id FROM agenda_item WHERE id = $1", merged)
    assert list(found.values()) == ["ACCEPTED", None]
    assert (await state_of(forwarding), await state_of(other)) == ("WITHDRAWN", "ACCEPTED")


async def test_a_dossier_merged_into_another_goes_where_that_goes() -> None:
    forwarding = await forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    other = await tray.propose(ItemDraft("موضوع اصلی"), by=SECRETARY)
    await tray.merge(item, by=SECRETARY, into_id=other)
    assert await state_of(forwarding) == "ACCEPTED"
    agenda = await board.opened()
    await agendas.schedule(agenda, other, by=SECRETARY, revision=0, where=Where())
    assert await state_of(forwarding) == "SCHEDULED"


async def test_a_dossier_merged_into_what_stands_on_an_agenda_is_on_it_too() -> None:
    _, item, agenda = await scheduled()
    other = (await dossiers.forwarded())[1]
    merged = await receiving.take_on(other, by=SECRETARY)
    await tray.merge(merged, by=SECRETARY, into_id=item)
    assert await state_of(other) == "SCHEDULED"
    await agendas.remove(agenda, item, by=SECRETARY, revision=1)
    assert await state_of(other) == "ACCEPTED"
