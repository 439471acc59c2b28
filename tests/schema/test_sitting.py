"""A meeting in session through the schema: what each role reads of it, and where a decision stands at once."""

from typing import Any

import pytest

from hotline.kit.viewer import Role, Viewer
from policy_board.agendas import receiving
from policy_board.seats import actions as seats
from policy_board.seats.rules import Interval, Share, quorum
from policy_board.sittings import actions as sittings
from policy_board.sittings.actions import Said
from schema import root
from schema.reader.reading import Reader
from tests import dossiers, world
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.drafts import rows
from tests.policy_board.sittings.test_deciding import OPEN
from tests.schema.reading import read
from tests.sittings import APPROVED, MEMBERS, QUORATE

pytestmark = pytest.mark.usefixtures("db")

EVERYWHERE = """
query ($code: String!) {
  forwardings(filter: { mine: true }) { nodes { state steps { state reason } items { state decisions { text } } } }
  dossier(code: $code) { state forwardings { state items { decisions { result text stands } } } }
  decisions(filter: { standing: true }) { nodes { text item { title agenda { meeting { number } } } } }
}
"""
SESSION = """
query {
  meeting(number: 1) {
    quorumNow { present members needed holds }
    attendance { person { name } arrivedAt leftAt struckAt }
    agenda { items {
      discussion { text } canDecide { allowed code }
      decisions { result present needed votes { person { name } choice } canCorrect { allowed } }
    } }
  }
}
"""
NOW = "query { meeting(number: 1) { quorumNow { present members needed holds } } }"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def now(reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = (await read(reader, NOW, SECRETARY))["meeting"]["quorumNow"]
    return found


async def test_a_decision_is_on_the_dossier_the_forwarding_and_the_councillors_home_at_once(reader: Reader) -> None:
    dossier, forwarding = await dossiers.forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    await held.opened("", forwarded=[item])
    code = (await dossiers.look(dossier))["code"]
    await sittings.decide(item, APPROVED, by=SECRETARY)
    data = await read(reader, EVERYWHERE, world.councillor(), code=code)
    (mine,) = data["forwardings"]["nodes"]
    assert mine["state"] == "DECIDED"
    assert mine["steps"][-1] == {"state": "DECIDED", "reason": APPROVED.text}
    assert mine["items"] == [{"state": "DECIDED", "decisions": [{"text": APPROVED.text}]}]
    (before_the_board,) = data["dossier"]["forwardings"]
    assert data["dossier"]["state"] == before_the_board["state"] == "DECIDED"
    decided = {"result": "APPROVED", "text": APPROVED.text, "stands": True}
    assert before_the_board["items"] == [{"decisions": [decided]}]
    (known,) = data["decisions"]["nodes"]
    assert known["item"]["agenda"] == {"meeting": {"number": 1}}
    # All of it is of one transaction.
    written = await rows(
        "SELECT xmin::text FROM decision UNION SELECT xmin::text FROM forwarding"
        " UNION SELECT xmin::text FROM dossier UNION SELECT xmin::text FROM forwarding_step WHERE state = 'DECIDED'"
    )
    assert len(written) == 1


@pytest.mark.parametrize(
    ("viewer", "reads_discussion", "decides"),
    [
        (SECRETARY, True, True),
        (CHAIR, True, True),
        (world.board_member(), True, False),
        (world.councillor(), False, False),
    ],
)
async def test_what_was_said_is_the_boards_and_who_voted_how_is_everybodys(
    reader: Reader, viewer: Viewer, reads_discussion: bool, decides: bool
) -> None:
    item, _ = await held.items(await held.opened())
    await sittings.decide(item, OPEN, by=SECRETARY, said=Said("نظر منطقه شنیده شد.", 0))
    if not reads_discussion:
        session = SESSION.replace("discussion { text }", "")
        data = await read(reader, session, viewer)
    else:
        data = await read(reader, SESSION, viewer)
    first, second = data["meeting"]["agenda"]["items"]
    assert ("discussion" in first) is reads_discussion
    assert second["canDecide"]["allowed"] is decides
    (decision,) = first["decisions"]
    assert sorted(vote["choice"] for vote in decision["votes"]) == ["AGAINST", "FOR", "FOR"]
    assert decision["canCorrect"]["allowed"] is (Role.BOARD_CHAIR in viewer.roles)


@pytest.mark.parametrize("share", [Share(1, 2, True), Share(1, 2, False), Share(2, 3, False), Share(1, 1, False)])
@pytest.mark.parametrize("here", [0, 2, 3, 5])
async def test_the_quorum_now_is_what_the_pure_rule_says(reader: Reader, share: Share, here: int) -> None:
    if share != Share(1, 2, True):
        await seats.rule(share, by=CHAIR)
    await held.opened(present=MEMBERS[:here], quorum=2)
    at = world.START
    expected = quorum(
        [Interval(person, at) for person in MEMBERS],
        [Interval(person, at) for person in MEMBERS[:here]],
        at=at,
        share=share,
        least=2,
    )
    assert await now(reader) == {
        "present": expected.present,
        "members": expected.members,
        "needed": expected.needed,
        "holds": expected.holds,
    }


async def test_who_left_or_sits_no_more_does_not_count_now(reader: Reader) -> None:
    meeting = await held.opened()
    await sittings.leave(meeting, QUORATE[0], by=SECRETARY)
    assert await now(reader) == {"present": 2, "members": 5, "needed": 3, "holds": False}
    await seats.unseat(QUORATE[1], by=CHAIR)
    assert await now(reader) == {"present": 1, "members": 4, "needed": 3, "holds": False}
