"""Edits of two secretaries at once, as values: nothing is lost, nothing overwritten unseen."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.kit.refusals import Refusal
from policy_board.agendas import history, rules
from policy_board.agendas.rebasing import (
    Add,
    Change,
    Conflict,
    Done,
    Edit,
    Line,
    Lines,
    Move,
    Order,
    Remove,
    Spot,
    do,
    inverse,
    numbers,
    rebase,
    spot_at,
    undo,
)

ITEMS = [UUID(int=number) for number in range(1, 13)]
A, B, C, D, E, F = ITEMS[:6]


def agenda(*items: UUID | tuple[UUID, UUID]) -> Lines:
    """Items, and parts as (part, whole)."""
    return tuple(Line(*item) if isinstance(item, tuple) else Line(item) for item in items)


def order(lines: Lines) -> list[UUID]:
    return [line.item for line in lines]


values = st.one_of(
    st.builds(lambda title: (("title", title),), st.sampled_from("abc")),
    st.builds(lambda minutes: (("minutes", minutes),), st.sampled_from([None, 5, 10])),
    st.builds(lambda secret: (("confidential", secret),), st.booleans()),
)


@st.composite
def agendas(draw: st.DrawFn) -> Lines:
    """Any agenda, items before their parts."""
    chosen = draw(st.lists(st.sampled_from(ITEMS), unique=True, max_size=8))
    lines: list[Line] = []
    above = None
    for item in chosen:
        under = above if draw(st.booleans()) else None
        lines.append(Line(item, under, draw(st.sampled_from("abc"))))
        above = above if under else item
    return tuple(lines)


@st.composite
def edits(draw: st.DrawFn, lines: Lines) -> Edit:
    """An edit that seldom has to be refused on these lines."""
    here = order(lines)
    absent = [item for item in ITEMS if item not in here]
    spots = st.builds(Spot, st.sampled_from(["first", "last"]), st.sampled_from([None, *here]))
    if here:
        spots |= st.builds(Spot, st.sampled_from(["after", "before"]), st.sampled_from(here))
    kinds: list[st.SearchStrategy[Edit]] = [st.builds(Add, st.builds(Line, st.sampled_from(absent)), spots)]
    if here:
        item = st.sampled_from(here)
        tops = [line.item for line in lines if line.under is None]
        whole = st.permutations(tops).map(lambda tops: Order(tuple(_with_parts(lines, tops))))
        kinds += [st.builds(Remove, item), st.builds(Move, item, spots), whole, st.builds(Change, item, values)]
    return draw(st.one_of(kinds))


def _with_parts(lines: Lines, tops: list[UUID]) -> list[UUID]:
    return [line.item for top in tops for line in lines if top in (line.item, line.under)]


def possible(lines: Lines, edit: Edit) -> bool:
    try:
        do(lines, edit)
    except Refusal:
        return False
    return True


@st.composite
def edits_of(draw: st.DrawFn, lines: Lines) -> Edit:
    """An edit that can be done on these lines."""
    return draw(edits(lines).filter(lambda edit: possible(lines, edit)))


@st.composite
def lines_and_two(draw: st.DrawFn) -> tuple[Lines, Edit, Edit]:
    lines = draw(agendas())
    return lines, draw(edits_of(lines)), draw(edits_of(lines))


def done(lines: Lines, edit: Edit, revision: int = 1) -> tuple[Lines, Done]:
    return rebase(lines, edit, [], revision=revision)


def rebased(lines: Lines, edit: Edit, since: list[Done], *, revision: int = 2) -> tuple[Lines, Done] | Conflict:
    try:
        return rebase(lines, edit, since, revision=revision)
    except Conflict as conflict:
        return conflict


def is_agenda(lines: Lines) -> bool:
    """Each item once, each part behind its item."""
    above = None
    for line in lines:
        if line.under is None:
            above = line.item
        elif line.under != above:
            return False
    return len(set(order(lines))) == len(lines)


@settings(deadline=None)
@given(lines_and_two())
def test_every_edit_is_undone_by_what_is_written_down_with_it(case: tuple[Lines, Edit, Edit]) -> None:
    lines, edit, _ = case
    assert undo(done(lines, edit)[0], [done(lines, edit)[1]]) == lines
    assert do(do(lines, edit), inverse(lines, edit)) == lines


@settings(deadline=None)
@given(lines_and_two())
def test_only_adding_and_removing_change_what_is_on_an_agenda(case: tuple[Lines, Edit, Edit]) -> None:
    lines, edit, _ = case
    after = do(lines, edit)
    added = {edit.item} if isinstance(edit, Add) else set()
    removed = {edit.item} if isinstance(edit, Remove) else set()
    assert set(order(after)) == (set(order(lines)) | added) - removed
    assert is_agenda(after)


@settings(deadline=None)
@given(lines_and_two())
def test_an_edit_made_before_another_is_done_or_told_of_a_conflict_with_it(case: tuple[Lines, Edit, Edit]) -> None:
    lines, first, second = case
    after, change = done(lines, first)
    outcome = rebased(after, second, [change])
    if isinstance(outcome, Conflict):
        assert outcome.changes == [change]
        return
    both, made = outcome
    assert both == do(after, second)
    assert undo(both, [change, made]) == lines
    assert is_agenda(both)


@settings(deadline=None)
@given(lines_and_two())
def test_edits_that_clash_neither_way_commute_unless_they_fill_the_same_gap(case: tuple[Lines, Edit, Edit]) -> None:
    lines, one, other = case
    (after_one, first), (after_other, second) = done(lines, one), done(lines, other)
    forward, back = rebased(after_one, other, [first]), rebased(after_other, one, [second])
    if isinstance(forward, Conflict) or isinstance(back, Conflict):
        return
    assert set(forward[0]) == set(back[0])
    spots = [edit.spot for edit in (one, other) if isinstance(edit, Add | Move)]
    # What moved nothing where it was made stands in nobody's way; done after the other, it may move something.
    if first.touched and second.touched and (len(spots) < 2 or spots[0] != spots[1]):
        assert forward[0] == back[0]


@settings(deadline=None)
@given(lines_and_two())
def test_a_field_that_another_changed_meanwhile_is_never_overwritten(case: tuple[Lines, Edit, Edit]) -> None:
    lines, first, second = case
    after, change = done(lines, first)
    outcome = rebased(after, second, [change])
    if isinstance(outcome, Conflict):
        return
    kept = {line.item: line for line in outcome[0]}
    for item, what in change.touched:
        if what != "place":
            assert item not in kept or getattr(kept[item], what) == getattr(_of(after, item), what)


@settings(deadline=None)
@given(st.data())
def test_replaying_all_edits_of_many_secretaries_gives_the_agenda(data: st.DataObject) -> None:
    lines: Lines = ()
    made: list[Done] = []
    for _ in range(data.draw(st.integers(1, 12))):
        base = data.draw(st.integers(max(0, len(made) - 4), len(made)))
        before = undo(lines, made[base:])
        edit = data.draw(edits(before))
        if not possible(before, edit):
            continue
        outcome = rebased(lines, edit, made[base:], revision=len(made) + 1)
        if isinstance(outcome, Conflict):
            assert outcome.changes
            assert set(outcome.changes) <= set(made[base:])
            continue
        lines, change = outcome
        made.append(change)
    assert history.replay(change.edit for change in made) == lines
    assert [history.read(history.written(change.edit)) for change in made] == [change.edit for change in made]
    assert [history.read(history.written(change.undoing)) for change in made] == [one.undoing for one in made]


@settings(deadline=None)
@given(agendas())
def test_numbers_count_items_and_parts_without_a_gap(lines: Lines) -> None:
    shown = numbers(lines)
    tops = [number for number, line in zip(shown, lines, strict=True) if line.under is None]
    assert tops == [f"{place}" for place in range(1, len(tops) + 1)]
    for whole in (line.item for line in lines if line.under is None):
        own = shown[order(lines).index(whole)]
        parts = [number for number, line in zip(shown, lines, strict=True) if line.under == whole]
        assert parts == [f"{own}.{place}" for place in range(1, len(parts) + 1)]


@settings(deadline=None)
@given(agendas(), st.data())
def test_a_place_is_where_the_item_then_stands(lines: Lines, data: st.DataObject) -> None:
    tops = [line.item for line in lines if line.under is None]
    if not tops:
        return
    item, place = data.draw(st.sampled_from(tops)), data.draw(st.integers(1, len(tops)))
    after = do(lines, Move(item, spot_at(lines, place, under=None, item=item)))
    assert [line.item for line in after if line.under is None].index(item) == place - 1


def test_two_moves_beside_unmoved_neighbours_are_both_done() -> None:
    lines, change = done(agenda(A, B, C, D, E), Move(E, Spot("after", A)))
    both, _ = rebase(lines, Move(B, Spot("after", D)), [change], revision=2)
    assert order(both) == [A, E, C, D, B]


def test_a_move_beside_a_neighbour_that_was_moved_conflicts_and_names_the_move() -> None:
    lines, change = done(agenda(A, B, C, D), Move(B, Spot("after", D)))
    with pytest.raises(Conflict) as caught:
        rebase(lines, Move(A, Spot("after", B)), [change], revision=2)
    assert caught.value.changes == [change]


def test_two_who_move_the_same_item_do_not_both_have_their_way_unseen() -> None:
    lines, change = done(agenda(A, B, C), Move(A, Spot("last")))
    with pytest.raises(Conflict):
        rebase(lines, Move(A, Spot("after", B)), [change], revision=2)


def test_an_order_made_before_something_came_conflicts_and_after_new_minutes_is_done() -> None:
    lines = agenda(A, B)
    added, came = done(lines, Add(Line(C), Spot("last")))
    with pytest.raises(Conflict):
        rebase(added, Order((B, A)), [came], revision=2)
    allotted, minutes = done(lines, Change(A, (("minutes", 10),)))
    after, _ = rebase(allotted, Order((B, A)), [minutes], revision=2)
    assert after == (Line(B), Line(A, minutes=10))


def test_a_removal_of_what_got_a_part_meanwhile_conflicts_with_the_part() -> None:
    lines, change = done(agenda(A, B), Move(B, Spot("last", A)))
    with pytest.raises(Conflict) as caught:
        rebase(lines, Remove(A), [change], revision=2)
    assert caught.value.changes == [change]


def test_an_item_takes_its_parts_along() -> None:
    lines = agenda(A, (B, A), (C, A), D)
    assert do(lines, Move(A, Spot("after", D))) == agenda(D, A, (B, A), (C, A))
    assert numbers(lines) == ["1", "1.1", "1.2", "2"]


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (Order((A, A, B, C)), rules.OrderRepeats),
        (Order((A, B, C, F)), rules.OrderUnknown),
        (Order((A, B)), rules.OrderLacks),
        (Order((B, A, C)), rules.PartAstray),
        (Add(Line(A), Spot("last")), rules.OnAgendaAlready),
        (Remove(F), rules.NotOnAgenda),
        (Remove(A), rules.HasParts),
        (Move(F, Spot("last")), rules.NotOnAgenda),
        (Move(A, Spot("after", F)), rules.NotOnAgenda),
        (Move(A, Spot("after", A)), rules.OwnNeighbour),
        (Move(A, Spot("after", B)), rules.OwnNeighbour),
        (Move(A, Spot("last", C)), rules.HasParts),
        (Move(C, Spot("last", B)), rules.PartOfPart),
        (Change(F, (("minutes", 1),)), rules.NotOnAgenda),
    ],
)
def test_what_cannot_be_done_says_why(edit: Edit, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        do(agenda(A, (B, A), C), edit)


@pytest.mark.parametrize("place", [0, 4, -1])
def test_there_is_no_place_outside_the_agenda(place: int) -> None:
    with pytest.raises(rules.NoSuchPlace):
        spot_at(agenda(A, B, C), place, under=None, item=A)


def test_a_change_keeps_what_it_does_not_name() -> None:
    line = replace(Line(A), title="x", minutes=5)
    assert do((line,), Change(A, (("confidential", True),))) == (replace(line, confidential=True),)


def _of(lines: Lines, item: UUID) -> Line:
    return next(line for line in lines if line.item == item)
