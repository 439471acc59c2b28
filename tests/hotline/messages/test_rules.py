from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages import rules
from hotline.messages.tables import Ground, MessageKind, MessageState, Urgency

roles = st.frozensets(st.sampled_from(Role))
states = st.sampled_from(MessageState)
flags = st.booleans()


def allowed_or_refused(verdict: object) -> bool:
    return verdict is None or (isinstance(verdict, type) and issubclass(verdict, Refusal))


def test_every_state_stands_in_the_table() -> None:
    assert set(rules.TRANSITIONS) == set(MessageState)


def test_every_state_is_reachable_from_registration() -> None:
    reached = {MessageState.REGISTERED}
    while more := {to for state in reached for to in rules.TRANSITIONS[state]} - reached:
        reached |= more
    assert reached == set(MessageState)


def test_every_state_leads_to_an_end_or_can_be_objected_to() -> None:
    ends = {MessageState.CLOSED}
    while more := {state for state, edges in rules.TRANSITIONS.items() if set(edges) & ends} - ends:
        ends |= more
    assert ends == set(MessageState)


def test_a_message_closes_only_from_where_someone_has_answered_for_it() -> None:
    closing = {state for state, edges in rules.TRANSITIONS.items() if MessageState.CLOSED in edges}
    assert closing == {
        MessageState.REGISTERED,
        MessageState.TRIAGED,
        MessageState.RESOLUTION_CLAIMED,
        MessageState.VERIFIED,
        MessageState.FEEDBACK_SOUGHT,
        MessageState.OBJECTED,
        MessageState.REFERRED,
    }


def test_only_an_objection_leads_out_of_a_closed_or_rejected_message() -> None:
    assert set(rules.TRANSITIONS[MessageState.CLOSED]) == {MessageState.OBJECTED}
    assert set(rules.TRANSITIONS[MessageState.REJECTED]) == {MessageState.OBJECTED}


def test_only_an_inspector_verifies() -> None:
    verifying = {state for state, edges in rules.TRANSITIONS.items() if MessageState.VERIFIED in edges}
    assert verifying == {MessageState.UNDER_INSPECTION}


def test_a_merged_message_goes_back_to_whatever_it_may_have_been_merged_from() -> None:
    merging = {state for state, edges in rules.TRANSITIONS.items() if MessageState.MERGED in edges}
    assert merging == set(rules.TRANSITIONS[MessageState.MERGED]) - {MessageState.OBJECTED}


def test_every_merge_and_return_on_the_table_of_the_domain_is_here() -> None:
    assert set(rules.TRANSITIONS[MessageState.DISPATCHED]) == {
        MessageState.ACKNOWLEDGED,
        MessageState.IN_ACTION,
        MessageState.RETURNED,
        MessageState.MERGED,
    }
    assert set(rules.TRANSITIONS[MessageState.RESOLUTION_CLAIMED]) == {
        MessageState.UNDER_INSPECTION,
        MessageState.FEEDBACK_SOUGHT,
        MessageState.CLOSED,
    }


@given(roles, states, states, flags, flags, flags, flags)
def test_no_rule_raises(
    held: frozenset[Role],
    state: MessageState,
    to: MessageState,
    in_hand: bool,
    held_by_unit: bool,
    assigned: bool,
    special: bool,
) -> None:
    for verdict in (
        rules.can_move(state, to),
        rules.can_register(held),
        rules.can_triage(held, state=state, closed=in_hand),
        rules.can_take_in_hand(held, state=state, in_hand=in_hand, closed=assigned),
        rules.can_add_note(held, state=state),
        rules.can_read_reporter(
            held, in_hand=in_hand, held_by_unit=held_by_unit, assigned=assigned, special=special
        ),
    ):
        assert allowed_or_refused(verdict)


@given(roles, states, flags)
def test_one_more_role_never_takes_a_right_away(held: frozenset[Role], state: MessageState, flag: bool) -> None:
    for more in Role:
        wider = held | {more}
        if rules.can_triage(held, state=state, closed=flag) is None:
            assert rules.can_triage(wider, state=state, closed=flag) is None
        if rules.can_add_note(held, state=state) is None:
            assert rules.can_add_note(wider, state=state) is None
        marks = {"in_hand": flag, "held_by_unit": not flag, "assigned": flag, "special": flag}
        if rules.can_read_reporter(held, **marks) is None:
            assert rules.can_read_reporter(wider, **marks) is None


def test_councillors_and_administrators_never_read_a_reporter() -> None:
    for role in (
        Role.COUNCILLOR,
        Role.ADMINISTRATOR,
        Role.OFFICE_ANALYST,
        Role.MANAGER,
        Role.PUBLIC,
        Role.FRONTEND,
    ):
        verdict = rules.can_read_reporter(
            frozenset({role}), in_hand=True, held_by_unit=True, assigned=True, special=True
        )
        assert verdict is Forbidden


def test_an_operator_reads_a_reporter_only_with_the_message_in_hand() -> None:
    operator = frozenset({Role.OPERATOR})
    elsewhere = {"held_by_unit": True, "assigned": True, "special": True}
    assert rules.can_read_reporter(operator, in_hand=False, **elsewhere) is rules.NotInYourHand
    assert rules.can_read_reporter(operator, in_hand=True, **elsewhere) is None


def test_urgent_exactly_when_it_has_a_ground() -> None:
    for ground in Ground:
        assert rules.grounded(Urgency.URGENT, ground) is None
        assert rules.grounded(Urgency.ROUTINE, ground) is rules.GroundWithoutUrgency
    assert rules.grounded(Urgency.URGENT, None) is rules.GroundRequired
    assert rules.grounded(Urgency.ROUTINE, None) is None


def test_a_question_stays_with_the_office_unless_it_is_urgent() -> None:
    assert not rules.leaves_the_office(Urgency.ROUTINE, MessageKind.INFORMATION)
    assert rules.leaves_the_office(Urgency.ROUTINE, MessageKind.OPERATIONAL)
    assert rules.leaves_the_office(Urgency.URGENT, MessageKind.INFORMATION)
