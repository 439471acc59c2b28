"""The demo's visit bundle, by the real actions: prepared by the analyst, published twice, read by some members."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from api.demo import notes
from api.demo.dossiers import councillor, viewer
from hotline.kit import database
from hotline.kit.jalali import TEHRAN
from hotline.kit.viewer import Role
from policy_board.annotations import actions as annotations
from policy_board.bundles import actions as bundles
from policy_board.bundles import opening, publishing
from policy_board.bundles.drafts import Draft
from policy_board.bundles.periods import Period
from policy_board.dossiers import actions as dossiers
from policy_board.dossiers.actions import SectionDraft

_MOST: Final = 20
_INVITED: Final = (1, 2, 3, 5, 8)


async def tell() -> None:
    """Write it, of the dossiers that members may read; nothing where there are none."""
    told = tomllib.loads((Path(__file__).parent / "bundles.toml").read_text("utf-8"))
    analyst, head = viewer(Role.OFFICE_ANALYST), viewer(Role.HEAD_OF_OFFICE)
    chosen = [row["id"] for row in await database.writes().fetch(_READY, _MOST)]
    if not chosen:
        return
    today = (await database.now()).astimezone(TEHRAN).date()
    draft = Draft(told["title"], today + timedelta(days=6), _week(today), told["introduction"])
    id_ = await bundles.prepare(draft, by=analyst)
    await bundles.arrange(id_, chosen, by=analyst, version=1)
    await bundles.invite(id_, [_person(number) for number in _INVITED], by=analyst, version=2)
    first = await publishing.publish(id_, by=head, version=3)
    for number in _INVITED[1:3]:
        await _read(first, number, 2)
    await notes.tell(first)
    await _clarify(chosen, told["added"])
    await bundles.arrange(id_, [*chosen[1:2], chosen[0], *chosen[2:]], by=analyst, version=4)
    second = await publishing.publish(
        id_, by=head, version=5, note=told["second_note"], follow=annotations.reanchor
    )
    await _read(second, _INVITED[1], 3)


def _week(today: date) -> Period:
    """The last seven days: the demo's messages are of a few weeks."""
    return Period(today - timedelta(days=7), today - timedelta(days=1))


async def _read(revision_id: UUID, number: int, papers: int) -> None:
    await opening.open_revision(revision_id, by=councillor(number))
    for row in await database.writes().fetch(_PAPERS, revision_id, papers):
        await opening.open_paper(row["id"], by=councillor(number))


async def _clarify(chosen: list[UUID], added: str) -> None:
    """The first dossier that may still be written says more than before."""
    found = await database.writes().fetchrow(_WRITTEN, chosen)
    if found is None:
        return
    sections = await database.writes().fetch(_SECTIONS, found["version_id"])
    draft = dossiers.Draft(
        found["title"],
        found["statement"] + added,
        [SectionDraft(section["title"], section["body"], section["key"]) for section in sections],
    )
    await dossiers.revise(found["id"], by=viewer(Role.OFFICE_ANALYST), version=found["version"], draft=draft)


def _person(number: int) -> UUID:
    person = councillor(number).person
    assert person is not None, "a councillor is a person"
    return person


_READY: Final = "SELECT id FROM dossier WHERE state <> 'DRAFT' ORDER BY state, sequence LIMIT $1"

_PAPERS: Final = "SELECT id FROM revision_paper WHERE revision_id = $1 ORDER BY place LIMIT $2"

_WRITTEN: Final = """
SELECT dossier.id, dossier.version, version.id AS version_id, version.title, version.statement
FROM dossier JOIN dossier_version version ON version.dossier_id = dossier.id AND version.number = dossier.version
WHERE dossier.id = ANY($1) AND dossier.state IN ('READY', 'UNDER_DISCUSSION')
ORDER BY array_position($1, dossier.id) LIMIT 1
"""

_SECTIONS: Final = "SELECT key, title, body FROM dossier_section WHERE version_id = $1 ORDER BY place"
