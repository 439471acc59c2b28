"""Notes on a published paper of the small city, made through the real actions."""

from typing import Any, Final
from uuid import UUID

from hotline.kit.access import where
from hotline.kit.viewer import Viewer
from policy_board.annotations import actions as annotations
from policy_board.annotations.access import ANNOTATION, ANNOTATION_EDIT, PLACEMENT
from policy_board.annotations.actions import Note
from policy_board.annotations.tables import AnnotationVisibility
from policy_board.bundles import publishing
from policy_board.dossiers import actions as dossiers
from policy_board.dossiers.actions import Draft
from tests import bundles, world
from tests import dossiers as written
from tests.drafts import row, rows

QUOTE: Final = "همان نقاط"
STORED: Final = (
    *("annotation", "annotation_edit", "annotation_reply", "annotation_mention", "annotation_draft"),
    *("annotation_reply_draft", "placement", "placement_candidate"),
)


async def paper() -> tuple[UUID, dict[str, Any]]:
    """A bundle of one dossier, published and meant for the councillor; and its paper."""
    bundle, revision = await bundles.published()
    return bundle, (await bundles.papers(revision))[0]


def on(paper: dict[str, Any], quote: str = QUOTE, text: str = "کدام نقاط؟", **others: Any) -> Note:
    start = paper["text"].index(quote)
    return Note(text, start=start, end=start + len(quote), quote=quote, **others)


async def noted(by: Viewer | None = None, **others: Any) -> tuple[UUID, dict[str, Any]]:
    """A note of the councillor's on a passage, and the paper."""
    _, found = await paper()
    return await annotations.annotate(UUID(found["id"]), on(found, **others), by=by or world.councillor()), found


async def republished(bundle: UUID, dossier: UUID, statement: str) -> dict[str, Any]:
    """The dossier's statement changed and its bundle published anew; the new paper."""
    version = (await row("SELECT version FROM dossier WHERE id = $1", dossier))["version"]
    draft = Draft(title=written.DRAFT.title, statement=statement, sections=written.DRAFT.sections)
    await dossiers.revise(dossier, by=world.office_analyst(), version=version, draft=draft)
    version = (await row("SELECT version FROM bundle WHERE id = $1", bundle))["version"]
    revision = await publishing.publish(
        bundle, by=world.head_of_office(), version=version, follow=annotations.reanchor
    )
    return (await bundles.papers(revision))[0]


async def placements(annotation: UUID) -> list[dict[str, Any]]:
    """Where it stands, in the order of revisions."""
    return await rows(
        "SELECT placement.* FROM placement JOIN revision_paper paper ON paper.id = placement.paper_id"
        " WHERE annotation_id = $1 ORDER BY paper.code",
        annotation,
    )


def private() -> dict[str, Any]:
    return {"visibility": AnnotationVisibility.PRIVATE}


async def stored() -> dict[str, str]:
    """All that is stored of notes, to see that nothing changed."""
    return await row(
        "SELECT "
        + ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t.id), '')) FROM {table} t) AS {table}"
            for table in STORED
        )
    )


async def reads(annotation: UUID, by: Viewer) -> bool:
    """Whether they may read it, and so all that belongs to it."""
    seen = []
    for over, column in ((ANNOTATION, "id"), (ANNOTATION_EDIT, "annotation_id"), (PLACEMENT, "annotation_id")):
        predicate, values = where(over, by, "t", first=2)
        found = f"SELECT EXISTS (SELECT FROM {over.table} t WHERE t.{column} = $1 AND {predicate}) AS seen"
        seen.append((await row(found, annotation, *values))["seen"])
    assert len(set(seen)) == 1
    return bool(seen[0])
