"""Two secretaries build one agenda at the same time."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from hotline.kit import database
from hotline.kit.refusals import Forbidden, NotFound, Refusal
from hotline.kit.text import TextEmpty
from hotline.kit.viewer import Role, Viewer
from policy_board.agendas import actions as agendas
from policy_board.agendas import history, rules, tray
from policy_board.agendas.editing import Unforeseen, Where
from policy_board.agendas.tray import ItemDraft
from tests import board, world
from tests.board import COLLEAGUE, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")

MEMBER = world.board_member()


async def replayed(agenda_id: UUID) -> object:
    edits = await rows("SELECT done FROM agenda_edit WHERE agenda_id = $1 ORDER BY revision", agenda_id)
    return history.replay(history.read(edit["done"]) for edit in edits)


async def test_items_stand_in_the_order_in_which_they_were_put_and_are_numbered() -> None:
    agenda = await board.opened(["الف", "ب", "پ"])
    found = await rows("SELECT title, place, number, state FROM agenda_item ORDER BY place")
    assert [tuple(one.values()) for one in found] == [
        ("الف", 1, "1", "SCHEDULED"),
        ("ب", 2, "2", "SCHEDULED"),
        ("پ", 3, "3", "SCHEDULED"),
    ]
    assert await board.revision_of(agenda) == 3
    assert await replayed(agenda) == await board.lines(agenda)


async def test_moves_of_two_secretaries_beside_unmoved_neighbours_are_both_done() -> None:
    agenda = await board.opened("abcde")
    a, b, _, d, e = await board.items(agenda)
    one = await agendas.move(agenda, e, by=SECRETARY, revision=5, where=Where(after=a))
    other = await agendas.move(agenda, b, by=COLLEAGUE, revision=5, where=Where(after=d))
    assert (one.rebased, other.rebased, other.revision) == (False, True, 7)
    assert await board.titles(agenda) == list("aecdb")
    assert await replayed(agenda) == await board.lines(agenda)


async def test_a_move_beside_what_another_moved_changes_nothing_and_names_who_moved_it_and_whereto() -> None:
    agenda = await board.opened("abcd")
    a, b, _, _ = await board.items(agenda)
    await agendas.move(agenda, b, by=COLLEAGUE, revision=4, where=Where(place=4))
    before = await board.everything(agenda)
    with pytest.raises(Unforeseen) as caught:
        await agendas.move(agenda, a, by=SECRETARY, revision=4, where=Where(after=b))
    assert await board.everything(agenda) == before
    (told,) = caught.value.told
    assert (told.kind, told.item, told.title, told.number_was, told.number_now) == ("MOVED", b, "b", "2", "4")
    assert (told.by, told.revision, caught.value.made_on, caught.value.now) == (COLLEAGUE.name, 5, 4, 5)


async def test_new_minutes_and_a_new_title_of_one_item_by_two_secretaries_both_stand() -> None:
    agenda = await board.opened("a")
    (item,) = await board.items(agenda)
    await agendas.change(agenda, item, by=SECRETARY, revision=1, values={"minutes": 20})
    await agendas.change(agenda, item, by=COLLEAGUE, revision=1, values={"title": "b", "confidential": True})
    found = await row("SELECT title, minutes, confidential FROM agenda_item")
    assert tuple(found.values()) == ("b", 20, True)
    before = await board.everything(agenda)
    with pytest.raises(Unforeseen):
        await agendas.change(agenda, item, by=SECRETARY, revision=2, values={"title": "c"})
    assert await board.everything(agenda) == before


async def test_an_item_becomes_a_part_and_goes_with_its_whole() -> None:
    agenda = await board.opened("abcd")
    a, b, c, d = await board.items(agenda)
    await agendas.move(agenda, c, by=SECRETARY, revision=4, where=Where(under=a))
    await agendas.move(agenda, b, by=SECRETARY, revision=5, where=Where(before=c))
    await agendas.move(agenda, a, by=SECRETARY, revision=6, where=Where(after=d))
    found = await rows("SELECT title, number FROM agenda_item ORDER BY place")
    assert [tuple(one.values()) for one in found] == [("d", "1"), ("a", "2"), ("b", "2.1"), ("c", "2.2")]


async def test_what_is_taken_off_waits_in_the_tray_and_can_be_put_on_again() -> None:
    agenda = await board.opened("ab")
    a, _ = await board.items(agenda)
    await agendas.remove(agenda, a, by=SECRETARY, revision=2)
    found = await row("SELECT state, agenda_id, place, number FROM agenda_item WHERE id = $1", a)
    assert tuple(found.values()) == ("ACCEPTED", None, None, None)
    assert await board.titles(agenda) == ["b"]
    await agendas.schedule(agenda, a, by=COLLEAGUE, revision=3, where=Where(place=1))
    assert await board.titles(agenda) == ["a", "b"]
    assert await replayed(agenda) == await board.lines(agenda)


async def test_edits_at_the_same_instant_are_done_one_after_the_other_and_none_is_lost() -> None:
    agenda = await board.opened("abcdefgh")
    items = await board.items(agenda)
    moves = [
        agendas.change(agenda, item, by=by, revision=8, values={"minutes": 5 + place})
        for place, item in enumerate(items)
        for by in (SECRETARY, COLLEAGUE)[place % 2 : place % 2 + 1]
    ]
    made = await asyncio.gather(*moves)
    assert sorted(one.revision for one in made) == list(range(9, 17))
    assert [line.minutes for line in await board.lines(agenda)] == list(range(5, 13))
    assert await replayed(agenda) == await board.lines(agenda)


@pytest.mark.parametrize(
    ("order", "refusal"),
    [("abca", rules.OrderRepeats), ("abx", rules.OrderUnknown), ("ab", rules.OrderLacks)],
)
async def test_an_order_with_a_duplicate_an_unknown_or_a_missing_item_says_which_it_is(
    order: str, refusal: type[Refusal]
) -> None:
    agenda = await board.opened("abc")
    known = dict(zip("abc", await board.items(agenda), strict=True))
    before = await board.everything(agenda)
    with pytest.raises(refusal):
        await agendas.set_order(agenda, [known.get(one, uuid4()) for one in order], by=SECRETARY, revision=3)
    assert await board.everything(agenda) == before


async def test_the_whole_order_is_set_at_once() -> None:
    agenda = await board.opened("abc")
    items = await board.items(agenda)
    await agendas.set_order(agenda, items[::-1], by=SECRETARY, revision=3)
    assert await board.titles(agenda) == list("cba")


@pytest.mark.parametrize(
    ("where", "refusal"),
    [
        (Where(place=0), rules.NoSuchPlace),
        (Where(place=4), rules.NoSuchPlace),
        (Where(after=uuid4()), rules.NotOnAgenda),
        (Where(place=1, after=uuid4()), rules.EditUnclear),
    ],
)
async def test_a_move_to_nowhere_changes_nothing(where: Where, refusal: type[Refusal]) -> None:
    agenda = await board.opened("abc")
    item = (await board.items(agenda))[0]
    before = await board.everything(agenda)
    with pytest.raises(refusal):
        await agendas.move(agenda, item, by=SECRETARY, revision=3, where=where)
    assert await board.everything(agenda) == before


@pytest.mark.parametrize("revision", [-1, 4])
async def test_a_revision_that_never_was_is_refused(revision: int) -> None:
    agenda = await board.opened("abc")
    before = await board.everything(agenda)
    with pytest.raises(rules.NoSuchRevision):
        await agendas.remove(agenda, (await board.items(agenda))[0], by=SECRETARY, revision=revision)
    assert await board.everything(agenda) == before


@pytest.mark.parametrize("minutes", [0, -5, 721])
async def test_minutes_are_of_a_day(minutes: int) -> None:
    agenda = await board.opened("a")
    (item,) = await board.items(agenda)
    before = await board.everything(agenda)
    with pytest.raises(rules.MinutesWrong):
        await agendas.change(agenda, item, by=SECRETARY, revision=1, values={"minutes": minutes})
    with pytest.raises(TextEmpty):
        await agendas.change(agenda, item, by=SECRETARY, revision=1, values={"title": " "})
    assert await board.everything(agenda) == before


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.BOARD_SECRETARY}))
async def test_nobody_but_a_secretary_builds(role: Role) -> None:
    agenda = await board.opened("ab")
    item = (await board.items(agenda))[0]
    before = await board.everything(agenda)
    with pytest.raises((Forbidden, NotFound)):
        await agendas.move(agenda, item, by=world.viewer(role), revision=2, where=Where(place=2))
    with pytest.raises((Forbidden, NotFound)):
        await agendas.add(agenda, ItemDraft("c"), by=world.viewer(role), revision=2, where=Where())
    assert await board.everything(agenda) == before


async def test_a_refused_addition_leaves_no_item_behind() -> None:
    agenda = await board.opened("a")
    before = await board.everything(agenda)
    with pytest.raises(rules.NoSuchPlace):
        await agendas.add(agenda, ItemDraft("b"), by=SECRETARY, revision=1, where=Where(place=9))
    assert await board.everything(agenda) == before


async def test_an_item_stands_on_one_agenda() -> None:
    first, second = await board.opened("a"), await board.opened()
    (item,) = await board.items(first)
    with pytest.raises(rules.OnAgendaAlready):
        await agendas.schedule(second, item, by=SECRETARY, revision=0, where=Where())
    assert await board.items(second) == []


@pytest.mark.parametrize("table", ["agenda_edit", "meeting_step"])
async def test_history_cannot_be_rewritten(table: str) -> None:
    await board.opened("a")
    before = await rows(f"SELECT * FROM {table}")
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET at = at - interval '1 day'"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            async with database.transaction() as tx:
                await tx.connection.execute(sql)
    assert await rows(f"SELECT * FROM {table}") == before


async def proposed(by: Viewer = MEMBER) -> UUID:
    return await tray.propose(ItemDraft("موضوع", "یادداشت", 15), by=by)


async def test_a_members_matter_waits_until_a_secretary_takes_it_on() -> None:
    agenda, item = await board.opened(), await proposed()
    with pytest.raises(rules.ItemElsewhere):
        await agendas.schedule(agenda, item, by=SECRETARY, revision=0, where=Where())
    await tray.accept(item, by=SECRETARY)
    await agendas.schedule(agenda, item, by=SECRETARY, revision=0, where=Where())
    assert [line.minutes for line in await board.lines(agenda)] == [15]


async def test_a_matter_is_returned_with_a_reason_once() -> None:
    item = await proposed()
    await tray.give_back(item, by=SECRETARY, reason="مدارک کافی نیست")
    found = await row("SELECT state, reason, answered_by_id FROM agenda_item")
    assert tuple(found.values()) == ("RETURNED", "مدارک کافی نیست", SECRETARY.person)
    with pytest.raises(rules.ItemElsewhere):
        await tray.accept(item, by=SECRETARY)
    assert (await row("SELECT state FROM agenda_item"))["state"] == "RETURNED"


async def test_a_matter_is_merged_into_another_and_never_into_itself() -> None:
    one, other = await proposed(), await proposed()
    with pytest.raises(rules.MergesIntoItself):
        await tray.merge(one, by=SECRETARY, into_id=one)
    await tray.merge(one, by=SECRETARY, into_id=other)
    with pytest.raises(rules.MergesIntoItself):
        await tray.merge(other, by=SECRETARY, into_id=one)
    found = await rows("SELECT state, merged_into_id FROM agenda_item ORDER BY id")
    assert [tuple(one.values()) for one in found] == [("MERGED", other), ("PROPOSED", None)]


async def test_whoever_proposed_a_matter_withdraws_it_and_nobody_else_but_a_secretary() -> None:
    item = await proposed()
    with pytest.raises(rules.NotYourProposal):
        await tray.withdraw(item, by=world.head_of_office(), reason="x")
    await tray.withdraw(item, by=world.board_member(), reason="حل شد")
    assert (await row("SELECT state FROM agenda_item"))["state"] == "WITHDRAWN"
    with pytest.raises(rules.ItemElsewhere):
        await tray.withdraw(item, by=SECRETARY, reason="x")


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - rules.PROPOSERS))
async def test_others_propose_nothing_of_their_own(role: Role) -> None:
    with pytest.raises(Forbidden):
        await proposed(world.viewer(role))
    assert await rows("SELECT * FROM agenda_item") == []
