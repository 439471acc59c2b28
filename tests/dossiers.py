"""Dossiers of the small city, written and spoken to by its people through the real actions."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from hotline.kit.viewer import Role, Viewer
from hotline.messages import actions as messages
from policy_board.dossiers import actions as dossiers
from policy_board.dossiers import evidence
from policy_board.dossiers.actions import Draft, SectionDraft
from policy_board.forwardings import actions as forwardings
from policy_board.solutions import actions as solutions
from policy_board.solutions.actions import Draft as SolutionDraft
from tests import world
from tests.drafts import ROUTINE, row

DRAFT: Final = Draft(
    title="آب‌گرفتگی معابر در نقاط تکراری",
    statement="با هر باران در **همان نقاط** آب جمع می‌شود.",
    sections=(SectionDraft("آنچه تاکنون انجام شده", "- لایروبی\n- نصب دریچه"), SectionDraft("پیامد", "")),
)
SOLUTION: Final = SolutionDraft(
    title="لایروبی پیش از فصل باران",
    what="لایروبی *همهٔ* نقاط تا پایان شهریور.",
    who="ادارهٔ عمران منطقه",
    unit="1-roads",
    cost_million_rials=12_000,
    days=60,
    effect="نصف شدن پیام‌های آب‌گرفتگی",
    categories=("litter", "pothole"),
)
STORED: Final = (
    *("dossier", "dossier_version", "dossier_section", "dossier_step", "dossier_question", "dossier_answer"),
    *("evidence", "evidence_freeze", "frozen_figure", "frozen_message", "solution", "solution_effect"),
    *("endorsement", "forwarding", "forwarding_step", "forwarded_solution", "forwarded_evidence"),
)


def another_councillor() -> Viewer:
    """A second member of the council."""
    return replace(world.councillor(), person=world.id_of("person", Role.BOARD_MEMBER))


async def draft() -> UUID:
    """A dossier begun by the analyst."""
    return await dossiers.begin(DRAFT, by=world.office_analyst())


async def evident(count: int = 1) -> UUID:
    """The same with so many messages as evidence."""
    id_ = await draft()
    for _ in range(count):
        await messages.register(ROUTINE, by=world.operator())
    await evidence.add(id_, by=world.office_analyst(), title="زباله", sought={"category": "litter"})
    return id_


async def ready() -> UUID:
    """The same, shown to the members."""
    id_ = await evident()
    return await dossiers.mark_ready(id_, by=world.office_analyst(), version=1)


async def solved() -> tuple[UUID, UUID]:
    """The same with a councillor's solution: dossier and solution."""
    id_ = await ready()
    return id_, await solutions.propose(id_, SOLUTION, by=world.councillor())


async def forwarded() -> tuple[UUID, UUID]:
    """The same, put before the board by the councillor: dossier and forwarding."""
    id_, solution = await solved()
    return id_, await forwardings.forward(
        id_, by=world.councillor(), version=1, solutions=[solution], reason="پیش از فصل باران تصمیم لازم است."
    )


async def look(dossier_id: UUID) -> dict[str, Any]:
    return await row("SELECT * FROM dossier WHERE id = $1", dossier_id)


async def stored() -> dict[str, str]:
    """All that is stored of dossiers, to see that nothing changed."""
    return await row(
        "SELECT "
        + ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t.id), '')) FROM {table} t) AS {table}"
            for table in STORED
        )
    )
