"""Every act in every state for every role: done or refused as the table of domain §2 and §3 says, written here by
hand, and nothing changed where it is refused."""

from typing import Final

import pytest

from hotline.kit.viewer import Role
from hotline.messages.tables import MessageState
from schema import root
from schema.reader.reading import Reader
from tests import cycle
from tests.acts import ACTS, viewer_of
from tests.permitted import ALLOWED, outcome, verdicts
from tests.snapshots import snapshot

OFFICE: Final = {Role.OPERATOR, Role.HEAD_OF_OFFICE}
ON_THE_GROUND: Final = {Role.DISPATCHER, Role.EXECUTIVE_AGENT}
ASKERS: Final = OFFICE | {Role.SPECIAL_FOLLOW_UP_OFFICER}
NOTERS: Final = OFFICE | ON_THE_GROUND | {Role.INSPECTOR, Role.CITIZEN}

(
    REGISTERED,
    TRIAGED,
    DISPATCHED,
    RETURNED,
    ACKNOWLEDGED,
    IN_ACTION,
    CLAIMED,
    INSPECTED,
    VERIFIED,
    SOUGHT,
    OBJECTED,
    REFERRED,
    REJECTED,
    CLOSED,
) = cycle.WAYS
OPEN: Final = set(cycle.WAYS) - {REJECTED, CLOSED}
WITH_THE_OFFICE: Final = OPEN - {ACKNOWLEDGED, IN_ACTION, INSPECTED}

# Who may do it, and in which states, for one message in each state as `cycle` brings it there: urgent where it has
# been dispatched, acted on by the agent of its unit, and nobody's objection before.
TABLE: Final[dict[str, tuple[set[Role], set[MessageState]]]] = {
    "triage urgent": (OFFICE, {REGISTERED, TRIAGED, RETURNED, REFERRED}),
    "triage routine": (OFFICE, {REGISTERED, TRIAGED, RETURNED, REFERRED}),
    "triage a question": (OFFICE, {REGISTERED, TRIAGED, RETURNED, REFERRED}),
    "dispatch": (OFFICE, {TRIAGED}),
    "take in hand": (OFFICE, WITH_THE_OFFICE),
    "note": (NOTERS, OPEN),
    "acknowledge": (ON_THE_GROUND, {DISPATCHED, ACKNOWLEDGED, IN_ACTION}),
    "return": (ON_THE_GROUND, {DISPATCHED, ACKNOWLEDGED}),
    "send a unit": ({Role.DISPATCHER}, {ACKNOWLEDGED, IN_ACTION}),
    "act": (ON_THE_GROUND, {DISPATCHED, ACKNOWLEDGED, IN_ACTION}),
    "claim": (ON_THE_GROUND, {IN_ACTION}),
    "refer": (OFFICE, {REGISTERED, TRIAGED, RETURNED, IN_ACTION}),
    "authority's answer": (OFFICE, {REFERRED}),
    "answer": (OFFICE, {TRIAGED}),
    "reject": (OFFICE, {REGISTERED, TRIAGED, RETURNED}),
    "close": (OFFICE, {CLAIMED, VERIFIED}),
    "call again": (OFFICE | {Role.CITIZEN}, OPEN),
    "reclassify": (OFFICE, OPEN - {REGISTERED, RETURNED, OBJECTED}),
    "mark special": (OFFICE, OPEN),
    # Whoever holds it, and not before its first action.
    "pause": ({Role.EXECUTIVE_AGENT}, {IN_ACTION}),
    "resume": (set(), set()),
    "open an inspection": (
        OFFICE,
        {REGISTERED, TRIAGED, DISPATCHED, RETURNED, ACKNOWLEDGED, IN_ACTION, CLAIMED},
    ),
    "assign an inspector": ({Role.DISPATCHER, Role.HEAD_OF_OFFICE}, {INSPECTED}),
    "find it done": ({Role.INSPECTOR}, {INSPECTED}),
    "find it not done": ({Role.INSPECTOR}, {INSPECTED}),
    "confirm an earlier time": ({Role.INSPECTOR}, {INSPECTED}),
    "merge": (OFFICE, {REGISTERED, TRIAGED, DISPATCHED, ACKNOWLEDGED}),
    "split": (set(), set()),
    "seek feedback": (OFFICE, {CLAIMED, VERIFIED}),
    "try in vain": (OFFICE, {SOUGHT}),
    "satisfied": (OFFICE | {Role.CITIZEN}, {SOUGHT}),
    "unsatisfied": (OFFICE | {Role.CITIZEN}, {SOUGHT}),
    "object": (OFFICE | {Role.CITIZEN}, set(cycle.WAYS) - {OBJECTED}),
    "uphold": ({Role.HEAD_OF_OFFICE}, {OBJECTED}),
    "uphold and inspect": ({Role.HEAD_OF_OFFICE}, {OBJECTED}),
    "dismiss": ({Role.HEAD_OF_OFFICE}, {OBJECTED}),
    "take up": ({Role.COUNCILLOR}, {OBJECTED}),
    "record the result": (set(), set()),
}
# What the table's words imply for the one who already has it, or did not have it yet.
NOT_ALSO: Final = {
    # The operator who registered or asked has it in hand already; who rejected or closed it never again.
    *(("take in hand", state, Role.OPERATOR) for state in (TRIAGED, DISPATCHED, SOUGHT, REFERRED)),
    # The centre confirmed it, the agent acted on it: each holds it already.
    ("acknowledge", ACKNOWLEDGED, Role.DISPATCHER),
    ("acknowledge", IN_ACTION, Role.EXECUTIVE_AGENT),
    # An inspector sees what is assigned to them.
    *(("note", state, Role.INSPECTOR) for state in OPEN - {INSPECTED, VERIFIED}),
    # Before it is dispatched nobody out in the city sees it.
    *(("note", state, role) for state in (REGISTERED, TRIAGED, REFERRED) for role in ON_THE_GROUND),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


def expected(name: str, state: MessageState, role: Role) -> bool:
    who, where = TABLE[name]
    return role in who and state in where and (name, state, role) not in NOT_ALSO


def test_the_table_names_every_act() -> None:
    assert set(TABLE) == set(ACTS)


@pytest.mark.parametrize("state", cycle.WAYS)
@pytest.mark.usefixtures("db")
async def test_what_the_table_does_not_allow_is_refused_with_its_reason_and_changes_nothing(
    state: MessageState, reader: Reader
) -> None:
    seen = await cycle.seen(await cycle.at(state))
    before, wrong = await snapshot(), []
    for role in Role:
        viewer = viewer_of(role, seen["id"])
        said = await verdicts(reader, seen, viewer)
        for name in ACTS:
            allowed = expected(name, state, role)
            if (said[name] == ALLOWED) is not allowed:
                wrong.append((name, role, said[name]))
            elif not allowed and (came := await outcome(name, seen, viewer)) not in {said[name], *ACTS[name].hangs}:
                wrong.append((name, role, said[name], came))
    assert wrong == []
    assert await snapshot() == before


@pytest.mark.parametrize("state", cycle.WAYS)
@pytest.mark.usefixtures("db")
async def test_what_the_table_allows_is_done(state: MessageState) -> None:
    came = {}
    for name in ACTS:
        for role in Role:
            if expected(name, state, role):
                # Of another caller, to be merged with.
                await cycle.take(cycle.WAYS[state][0], None)
                seen = await cycle.seen(await cycle.at(state))
                came[name, role] = await outcome(name, seen, viewer_of(role, seen["id"]))
    assert {pair: code for pair, code in came.items() if code != ALLOWED} == {}
