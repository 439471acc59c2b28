"""The notes that members make on the demo's bundle, and the office's answers, by the real actions."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from api.demo.dossiers import councillor, viewer
from hotline.kit import database
from hotline.kit.viewer import Role
from policy_board.annotations import actions as annotations
from policy_board.annotations.actions import Note
from policy_board.annotations.tables import AnnotationKind, AnnotationVisibility


async def tell(revision_id: UUID) -> None:
    """Make them on the papers that this revision has."""
    told = tomllib.loads((Path(__file__).parent / "notes.toml").read_text("utf-8"))
    papers = {row["title"]: row for row in await database.writes().fetch(_PAPERS, revision_id)}
    for one in told["note"]:
        paper = papers.get(one["paper"])
        if paper and one.get("quote", "") in paper["text"]:
            await _note(paper["id"], paper["text"], one)


async def _note(paper_id: UUID, text: str, told: dict[str, Any]) -> None:
    kind, readers = AnnotationKind(told["kind"]), AnnotationVisibility(told.get("visibility", "BUNDLE"))
    note = Note(told["text"], kind, readers)
    if quote := told.get("quote"):
        start = text.index(quote)
        note = replace(note, start=start, end=start + len(quote), quote=quote)
    id_ = await annotations.annotate(paper_id, note, by=councillor(told["by"]))
    if answer := told.get("answer"):
        await annotations.answer(id_, answer, by=viewer(Role.OFFICE_ANALYST), version=1)
    if reason := told.get("accepted"):
        await annotations.settle(id_, reason, by=viewer(Role.HEAD_OF_OFFICE), version=2, accept=True)


_PAPERS: Final = "SELECT id, title, text FROM revision_paper WHERE revision_id = $1"
