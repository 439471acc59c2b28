"""Bundles of every sort in the small city: never published, meant for all, for the councillor, for another; each
revision with papers, evidence, figures, openings and its paper on the way."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from hotline.kit.rows import encode, hex_of, insert
from hotline.kit.viewer import Role
from policy_board import prose
from policy_board.bundles.sealing import SEAL
from policy_board.bundles.tables import MEASURES, Form, Measured, PrintingState, Readers
from policy_board.dossiers.codes import dossier_code
from tests import world
from tests.schema import note_rows

# How many revisions each bundle has, by its number.
REVISIONS: Final = {1: 2, 2: 1, 3: 0, 4: 1}
_HEAD, _MEMBER = world.id_of("person", Role.HEAD_OF_OFFICE), world.id_of("person", Role.COUNCILLOR)
_ANOTHER = world.id_of("person", Role.BOARD_MEMBER)
_DAYS: Final = {
    "visit_on": date(2026, 4, 2),
    "first_day": date(2026, 2, 20),
    "last_day": date(2026, 3, 20),
    "compared_first": date(2026, 1, 20),
    "compared_last": date(2026, 2, 19),
}


async def fill(connection: asyncpg.Connection, at: datetime, dossiers: int, texts: tuple[str, ...]) -> None:
    """Insert them, over the dossiers numbered from 1; those with even numbers have evidence."""
    tables: dict[str, list[dict[str, Any]]] = {}

    def add(table: str, name: object, **columns: Any) -> UUID:
        id_ = world.id_of(table, name)
        tables.setdefault(table, []).append({"id": id_, **columns})
        return id_

    for number, revisions in REVISIONS.items():
        then = at - timedelta(days=number)
        words = {"title": f"بسته {number}", "introduction": f"**{texts[number]}**"}
        bundle = add(
            "bundle", number, year=1405, sequence=number, code=f"ب/1405/{number:04}", **words, **_DAYS,
            readers=Readers.ALL if number == 2 else Readers.INVITED, revision=revisions, version=revisions + 1,
            created_at=then, created_by_id=_HEAD, changed_at=then, changed_by_id=_HEAD,
        )  # fmt: skip
        guest = _ANOTHER if number == 4 else _MEMBER
        if number != 2:
            add("invitation", number, bundle_id=bundle, person_id=guest, invited_at=then, invited_by_id=_HEAD)
        held = [one for one in range(1, dossiers + 1) if one % 4 != number - 1]
        for place, dossier in enumerate(held, 1):
            add(
                "bundle_dossier", (number, place), bundle_id=bundle, place=place,
                dossier_id=world.id_of("dossier", dossier),
            )  # fmt: skip
        for nth in range(1, revisions + 1):
            revision = add(
                "revision", (number, nth), bundle_id=bundle, number=nth, code=f"ب/1405/{number:04}/{nth}", **words,
                text=prose.read(words["introduction"]).text, **_DAYS, note=texts[0] if nth == 2 else None,
                published_at=then, published_by_id=_HEAD,
            )  # fmt: skip
            _measured(add, revision, (number, nth))
            # A later revision has fewer dossiers, and another order.
            for place, dossier in enumerate(held[: -2 * nth][:: 1 if nth == 1 else -1], 1):
                _paper(add, revision, (number, nth, place), dossier, texts)
            for form in Form:
                for person in {_MEMBER, guest}:
                    add(
                        "opening", (number, nth, form, person), revision_id=revision, person_id=person, form=form,
                        paper_id=world.id_of("revision_paper", (number, nth, 1)) if form is Form.PAGE else None,
                        opened_at=then,
                    )  # fmt: skip
            _printed(add, revision, (number, nth), then)
    note_rows.fill(add, tables["revision_paper"], at, texts)
    for table, rows in tables.items():
        await connection.execute(insert(table, 1), encode(rows))
    await connection.execute(f"UPDATE revision SET sha256 = {SEAL.replace('{t}', 'revision')}")


def _measured(add: Any, revision: UUID, name: tuple[int, int]) -> None:
    for measured, subject in ((Measured.CITY, ""), (Measured.CATEGORY, "litter"), (Measured.DISTRICT, "1")):
        counted = {measure: place * name[1] for place, measure in enumerate(MEASURES)}
        before = {f"{measure}_before": place for place, measure in enumerate(reversed(MEASURES))}
        add(
            "revision_figure", (*name, measured), revision_id=revision, measured=measured, subject=subject,
            name_fa="زباله", name_en="Litter", **counted, **before, days=29, days_before=31,
        )  # fmt: skip


def _paper(add: Any, revision: UUID, name: tuple[int, int, int], dossier: int, texts: tuple[str, ...]) -> None:
    number, nth, place = name
    words = [f"سخن **{nth}**", *(text for text in texts if text.strip()), f"# بخش {dossier}", texts[0]]
    markdown = "\n\n".join(words)
    paper = add(
        "revision_paper", name, revision_id=revision, dossier_id=world.id_of("dossier", dossier), place=place,
        version_id=world.id_of("dossier_version", (dossier, min(nth, 2))), code=f"ب/1405/{number:04}/{nth}/{place}",
        dossier_code=dossier_code(1405, dossier), title=f"پرونده {dossier}", markdown=markdown,
        text=prose.read(markdown).text,
    )  # fmt: skip
    if dossier % 2 == 0:
        freeze = world.id_of("evidence_freeze", (dossier, min(nth, 2)))
        add("revision_evidence", name, paper_id=paper, freeze_id=freeze, place=1, title=texts[0][:80])


def _printed(add: Any, revision: UUID, name: tuple[int, int], at: datetime) -> None:
    state = list(PrintingState)[(sum(name) + 1) % 4]
    done = state is PrintingState.DONE
    add(
        "printing", name, revision_id=revision, state=state, pages=name[0], requested_at=at,
        finished_at=at if done or state is PrintingState.FAILED else None,
        **({
            "pdf_sha256": hex_of(bytes(32)), "pdf_size": 10, "zip_sha256": hex_of(bytes(32)), "zip_size": 20,
        } if done else {}),
    )  # fmt: skip
