from hypothesis import given
from hypothesis import strategies as st

from hotline.incidents import rules
from hotline.kit.refusals import Forbidden
from hotline.kit.viewer import Role
from hotline.messages.rules import MERGED, OVER, TRANSITIONS
from hotline.messages.tables import MessageKind, MessageState, Urgency

roles = st.frozensets(st.sampled_from(Role))
states = st.sampled_from(MessageState)
flags = st.booleans()
OFFICE = frozenset({Role.OPERATOR})


@given(roles, states, flags, flags)
def test_only_the_office_merges_and_splits(
    held: frozenset[Role], state: MessageState, one: bool, other: bool
) -> None:
    verdicts = (
        rules.can_merge(held, state=state, inspected=one, objected=other),
        rules.can_lead(held, state=state),
        rules.can_split(held, state=state, answered=one),
    )
    office = bool(held & {Role.OPERATOR, Role.HEAD_OF_OFFICE})
    assert all((verdict is Forbidden) is not office for verdict in verdicts)


@given(states)
def test_what_may_be_merged_is_what_the_transition_table_says(state: MessageState) -> None:
    allowed = rules.can_merge(OFFICE, state=state, inspected=False, objected=False) is None
    assert allowed is (MERGED in TRANSITIONS[state])


@given(states)
def test_every_open_message_may_lead(state: MessageState) -> None:
    assert (rules.can_lead(OFFICE, state=state) is None) is (state not in OVER)


@given(states, states, st.sampled_from(MessageKind))
def test_nothing_is_merged_into_what_is_merged_itself(
    state: MessageState, into: MessageState, kind: MessageKind
) -> None:
    verdict = rules.fit(state=state, kind=kind, into_state=into, into_kind=kind)
    assert verdict is not None or into is not MERGED


def test_only_an_urgent_follower_raises_a_routine_leader() -> None:
    urgent, routine = Urgency.URGENT, Urgency.ROUTINE
    assert [rules.is_raised(one, into) for one in (urgent, routine) for into in (urgent, routine)] == [
        False,
        True,
        False,
        False,
    ]
