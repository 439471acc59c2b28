"""The demo's challenge dossiers, by the real actions: written by the analyst, spoken to by the councillors."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from api.demo.people import NAMESPACE
from hotline.kit import database
from hotline.kit.viewer import ActorKind, Role, Viewer
from policy_board.dossiers import actions as dossiers
from policy_board.dossiers import evidence, questions
from policy_board.dossiers.actions import SectionDraft
from policy_board.dossiers.rules import EvidenceNone, EvidenceTooMuch
from policy_board.forwardings import actions as forwardings
from policy_board.forwardings.tables import ForwardingState
from policy_board.solutions import actions as solutions

# A large city's evidence is of fewer days, so that it stays small enough to be frozen.
_DAYS: Final = (365, 120, 30, 7, 2)
# What the board has made of it, step by step.
_ANSWERS: Final[Mapping[str, tuple[ForwardingState, ...]]] = {
    "WAITING": (),
    # By the meeting of `resolving`.
    "DECIDED": (),
    "RETURNED": (ForwardingState.RETURNED,),
}


async def tell() -> int:
    """Write them all, on the messages there are; how many it were. One without evidence stays a draft."""
    told = tomllib.loads((Path(__file__).parent / "dossiers.toml").read_text("utf-8"))["dossier"]
    for one in told:
        await _tell(one)
    return len(told)


async def _tell(told: Mapping[str, Any]) -> None:
    analyst = viewer(Role.OFFICE_ANALYST)
    sections = [SectionDraft(title, body) for title, body in told["sections"]]
    id_ = await dossiers.begin(dossiers.Draft(told["title"], told["statement"], sections), by=analyst)
    found = [await _show(id_, one, by=analyst) for one in told["evidence"]]
    asked = [await questions.ask(id_, by=analyst, text=text) for text in told["questions"]]
    if told["goes"] == "DRAFT" or not any(found):
        return
    await dossiers.mark_ready(id_, by=viewer(Role.HEAD_OF_OFFICE), version=1)
    for question, text in zip(asked, told["answers"], strict=False):
        await questions.answer(question, by=councillor(2), text=text)
    proposed = [await _propose(id_, one, by=councillor(number + 1)) for number, one in enumerate(told["solutions"])]
    if told["goes"] in _ANSWERS:
        await _forward(id_, told, proposed)


async def _show(dossier_id: UUID, told: Mapping[str, Any], *, by: Viewer) -> bool:
    """Evidence of as many days as can be frozen; whether any was found."""
    named = {name: told[name] for name in ("categories", "marked") if name in told}
    now = await database.now()
    for days in _DAYS:
        sought = {**named, "registeredFrom": (now - timedelta(days=days)).isoformat(timespec="seconds")}
        try:
            await evidence.add(dossier_id, by=by, title=told["title"], sought=sought)
        except EvidenceTooMuch:
            continue
        except EvidenceNone:
            return False
        return True
    return False


async def _propose(dossier_id: UUID, told: Mapping[str, Any], *, by: Viewer) -> UUID:
    draft = solutions.Draft(
        title=told["title"],
        what=told["what"],
        who=told["who"],
        days=told["days"],
        effect=told["effect"],
        categories=told["categories"],
        unit=told.get("unit"),
        cost_million_rials=told.get("cost"),
    )
    id_ = await solutions.propose(dossier_id, draft, by=by)
    for number in range(told["endorsed"]):
        await solutions.endorse(id_, by=councillor(number + 4))
    return id_


async def _forward(dossier_id: UUID, told: Mapping[str, Any], proposed: list[UUID]) -> None:
    forwarding = await forwardings.forward(
        dossier_id, by=councillor(1), version=1, solutions=proposed, reason=told["reason"]
    )
    secretary = viewer(Role.BOARD_SECRETARY).person
    way = _ANSWERS[told["goes"]]
    for state in way:
        async with database.transaction() as tx:
            reason = told.get("decision") if state is way[-1] else None
            await forwardings.answer(tx, forwarding, state=state, by=secretary, reason=reason)


def councillor(number: int) -> Viewer:
    """One of the thirteen; the first is whose account is called so."""
    return viewer(Role.COUNCILLOR, f" {number}" if number > 1 else "")


def viewer(role: Role, number: str = "") -> Viewer:
    return Viewer(ActorKind.PERSON, frozenset({role}), person=uuid5(NAMESPACE, f"account {role}{number}"))
