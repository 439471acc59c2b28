"""Dossiers of every sort in the small city: each state, with and without parts, proposed and forwarded by all."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from hotline.kit.rows import encode, insert
from hotline.kit.viewer import Role
from hotline.messages.tables import MessageState
from policy_board.dossiers.codes import dossier_code
from policy_board.dossiers.tables import DossierState
from policy_board.forwardings.tables import ForwardingState
from tests import world

COUNT = 10
_PEOPLE = [world.id_of("person", role) for role in (Role.COUNCILLOR, Role.BOARD_MEMBER, Role.HEAD_OF_OFFICE)]


async def fill(connection: asyncpg.Connection, at: datetime, messages: list[UUID], texts: tuple[str, ...]) -> None:
    """Insert them. Those with even numbers have parts, and those that can be have been before the board."""
    tables: dict[str, list[dict[str, Any]]] = {}

    def add(table: str, name: object, **columns: Any) -> UUID:
        id_ = world.id_of(table, name)
        tables.setdefault(table, []).append({"id": id_, **columns})
        return id_

    for number in range(1, COUNT + 1):
        state, text = list(DossierState)[number % 7], texts[number % 6] or "-"
        who, then, title = _PEOPLE[number % 3], at - timedelta(hours=number // 2), f"پرونده {number}"
        dossier = add(
            "dossier", number, year=1405, sequence=number, code=dossier_code(1405, number), title=title,
            state=state, version=2, made_at=then, made_by_id=who, changed_at=then,
        )  # fmt: skip
        for version in (1, 2):
            version_id = add(
                "dossier_version", (number, version), dossier_id=dossier, number=version, title=title,
                statement=f"**{text}** {version}", note=text if version == 2 else None, at=then, by_id=who,
            )  # fmt: skip
            for place in range(number % 3):
                add(
                    "dossier_section", (number, version, place), version_id=version_id, place=place,
                    key=world.id_of("key", (number, place)), title=f"بخش {place}", body=text if place else "",
                )  # fmt: skip
        add("dossier_step", number, dossier_id=dossier, state=state, at=then, by_id=None, note=None)
        if number % 2:
            continue
        question = add(
            "dossier_question", number, dossier_id=dossier, text=text, asked_at=then, asked_by_id=who,
            withdrawn_at=then if number % 4 else None,
        )  # fmt: skip
        add("dossier_answer", number, question_id=question, text=text, at=then, by_id=_PEOPLE[0])
        evidence = add(
            "evidence", number, dossier_id=dossier, kind="FILTER", title=text[:80], sought={"urgency": "URGENT"},
            added_at=then, added_by_id=who, removed_at=then if number % 4 else None,
        )  # fmt: skip
        freezes = [
            add("evidence_freeze", (number, freeze), evidence_id=evidence, number=freeze, at=then, by_id=who)
            for freeze in (1, 2)
        ]
        for place, (mark, measure) in enumerate((("URGENT", "URGENT"), ("LATE:FIRST_ACTION", "LATE"))):
            add(
                "frozen_figure", (number, place), freeze_id=freezes[0], place=place, mark=mark, measure=measure,
                obligation="FIRST_ACTION" if place else None, stage=None, counted=place, whole=place * 3,
                median_seconds=None, ninth_decile_seconds=None,
            )  # fmt: skip
        for place, message in enumerate(messages[number : number + 4]):
            add(
                "frozen_message", (number, place), freeze_id=freezes[0], place=place, message_id=message,
                state=list(MessageState)[place], marks=["URGENT"] if place % 2 else ["URGENT", "LATE:FIRST_ACTION"],
            )  # fmt: skip
        solution = add(
            "solution", number, dossier_id=dossier, title=f"راهکار {number}", what=text, who="واحد",
            unit_id=world.id_of("unit", "1-roads") if number % 4 else None,
            cost_million_rials=number if number % 4 else None, days=number, effect=text or "-", proposed_at=then,
            proposed_by_id=who, withdrawn_at=then if number == 4 else None, version=1,
        )  # fmt: skip
        add(
            "solution_effect", number, solution_id=solution, category_id=world.id_of("category", "litter")
        )  # fmt: skip
        add("endorsement", number, solution_id=solution, by_id=_PEOPLE[1], at=then, taken_back_at=None)
        if state in (DossierState.DRAFT, DossierState.READY):
            continue
        forwarding = add(
            "forwarding", number, dossier_id=dossier, version_id=world.id_of("dossier_version", (number, 1)),
            state=list(ForwardingState)[number % 7], reason=text, sha256="0" * 64, at=then, by_id=who,
            frozen_at=then if number == 6 else None,
        )  # fmt: skip
        add("forwarding_step", number, forwarding_id=forwarding, state="WAITING", at=then, by_id=who, reason=None)
        add("forwarded_solution", number, forwarding_id=forwarding, solution_id=solution)
        add("forwarded_evidence", number, forwarding_id=forwarding, freeze_id=freezes[0])
        _on_an_agenda(add, number, list(ForwardingState)[number % 7], forwarding, who, then)
    for table, rows in tables.items():
        await connection.execute(insert(table, 1), encode(rows))
    assert json.loads(await connection.fetchval("SELECT sought FROM evidence LIMIT 1")) == {"urgency": "URGENT"}


def _on_an_agenda(
    add: Any, number: int, state: ForwardingState, forwarding: UUID, who: UUID, then: datetime
) -> None:
    """The item that the board made of it, alone on the agenda of a meeting, or withdrawn before there was one."""
    meetings = {ForwardingState.SCHEDULED: "AGENDA_FROZEN", ForwardingState.DECIDED: "PUBLISHED"}
    stands: dict[str, Any] = {}
    if state in meetings:
        meeting = add(
            "meeting", number, number=number, title=f"جلسه {number}", place="تالار", starts_at=then, budget=90,
            quorum=5, state=meetings[state], version=3,
        )  # fmt: skip
        add("meeting_step", number, meeting_id=meeting, state=meetings[state], at=then, by_id=who, reason=None)
        agenda = add("agenda", number, meeting_id=meeting, revision=1, frozen_revision=1, addenda=0)
        stands = {"agenda_id": agenda, "place": 1, "number": "1", "minutes": 20}
    elif state is not ForwardingState.WITHDRAWN:
        return
    add(
        "agenda_item", number, state=str(state), title=f"پرونده {number}", note=None, confidential=number % 4 == 0,
        of_itself=False, forwarding_id=forwarding, proposed_at=then, proposed_by_id=who, answered_at=then,
        answered_by_id=who,
        reason=None if stands else "پس گرفته شد", **stands,
    )  # fmt: skip
