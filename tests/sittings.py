"""Meetings of the small city's board in session, held through the real actions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from hotline.kit.viewer import Role
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, tray
from policy_board.agendas.editing import Where
from policy_board.sittings import actions as sittings
from policy_board.sittings.rules import Draft, Sums
from policy_board.sittings.tables import Ballot, Choice, Result
from tests import board, world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

MEMBERS: Final = tuple(world.id_of("person", role) for role in world.SEATED)
QUORATE: Final = MEMBERS[:3]
APPROVED: Final = Draft(Result.APPROVED, "لایروبی نقاط تکراری تا پایان شهریور انجام شود.")
DEFERRED: Final = Draft(Result.DEFERRED, "تا رسیدن برآورد هزینه موکول شد.")
STORED: Final = (
    *("meeting", "meeting_step", "attendance", "agenda", "agenda_item", "discussion", "decision", "vote"),
    *("decision_objection", "deferral", "forwarding", "forwarding_step", "dossier", "dossier_step"),
)


async def frozen(titles: Sequence[str] = "ab", *, forwarded: Sequence[UUID] = (), quorum: int = 1) -> UUID:
    """A meeting whose agenda is frozen, with items of these titles and these accepted items of the tray."""
    meeting = await board.planned(quorum=quorum)
    agenda = await agendas.open_agenda(meeting, by=SECRETARY, version=1)
    for title in titles:
        revision = await board.revision_of(agenda)
        await agendas.add(agenda, tray.ItemDraft(title), by=SECRETARY, revision=revision, where=Where())
    for item in forwarded:
        revision = await board.revision_of(agenda)
        await agendas.schedule(agenda, item, by=SECRETARY, revision=revision, where=Where())
    await freezing.freeze(agenda, by=CHAIR, revision=await board.revision_of(agenda))
    return meeting


async def opened(
    titles: Sequence[str] = "ab",
    *,
    present: Sequence[UUID] = QUORATE,
    forwarded: Sequence[UUID] = (),
    quorum: int = 1,
) -> UUID:
    """The same in session, with these members present."""
    meeting = await frozen(titles, forwarded=forwarded, quorum=quorum)
    await sittings.open_session(meeting, by=SECRETARY, version=await version_of(meeting), present=present)
    return meeting


async def version_of(meeting: UUID) -> int:
    return int((await row("SELECT version FROM meeting WHERE id = $1", meeting))["version"])


async def items(meeting: UUID) -> list[UUID]:
    """The items of its agenda, in order."""
    found = await rows(
        "SELECT item.id FROM agenda_item item JOIN agenda ON agenda.id = item.agenda_id WHERE meeting_id = $1"
        " ORDER BY place",
        meeting,
    )
    return [one["id"] for one in found]


async def close(meeting: UUID) -> int:
    return await sittings.close(meeting, by=SECRETARY, version=await version_of(meeting))


async def attended(meeting: UUID, person: UUID) -> list[UUID]:
    """What stands of a person's attendance."""
    found = await rows(
        "SELECT id FROM attendance WHERE meeting_id = $1 AND person_id = $2 AND struck_at IS NULL"
        " ORDER BY arrived_at",
        meeting,
        person,
    )
    return [one["id"] for one in found]


async def stored() -> dict[str, str]:
    """All that is stored of what happens in session, to see that nothing changed."""
    return await row(
        "SELECT "
        + ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t.id), '')) FROM {table} t) AS {table}"
            for table in STORED
        )
    )


def member(role: Role) -> UUID:
    return world.id_of("person", role)


async def fill() -> None:
    """A meeting in session and one that is closed, with whatever there may be: who left and came back, what was put
    right, votes, objections, a correction, what is at hand and what was carried on."""
    closed, open_ = await opened("abcd", present=MEMBERS), await frozen("ef")
    a, b, c, _ = await items(closed)
    votes = dict(zip(MEMBERS, (*[Choice.FOR] * 3, Choice.AGAINST, Choice.ABSTAIN), strict=True))
    voted = replace(APPROVED, ballot=Ballot.OPEN, votes=votes, objections={MEMBERS[3]: "با هزینهٔ آن مخالفم."})
    await sittings.leave(closed, MEMBERS[4], by=SECRETARY)
    await sittings.arrive(closed, MEMBERS[4], by=SECRETARY)
    first = await sittings.decide(a, voted, by=SECRETARY, said=sittings.Said("گفت‌وگو شد.", 0))
    await sittings.correct_decision(first, replace(voted, text="تا پایان مهر."), by=CHAIR, reason="تاریخ")
    secret = Draft(Result.REFERRED, "بررسی شود.", "شورای شهر", ballot=Ballot.SECRET, sums=Sums(3, 1, 0))
    await sittings.decide(b, secret, by=SECRETARY)
    await sittings.decide(c, replace(DEFERRED, until=date(2100, 1, 1)), by=SECRETARY)
    await close(closed)
    await sittings.open_session(open_, by=SECRETARY, version=await version_of(open_), present=MEMBERS[:4])
    seen = await attended(open_, MEMBERS[3])
    await sittings.correct_attendance(open_, MEMBERS[3], [], seen=seen, by=SECRETARY, reason="نبود")
    await sittings.take_up((await items(open_))[0], by=SECRETARY)
