"""Notes of every sort on papers of the small city: each kind, visibility and status, found and lost, with threads,
drafts and mentions, by all who write them."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from hotline.kit.viewer import Role
from policy_board.annotations.anchoring import Anchoring
from policy_board.annotations.tables import (
    AnnotationKind,
    AnnotationStatus,
    AnnotationTarget,
    AnnotationVisibility,
)
from tests import world

_WRITERS: Final = [
    world.id_of("person", role) for role in (Role.COUNCILLOR, Role.OFFICE_ANALYST, Role.BOARD_MEMBER)
]
_OFFICE: Final = _WRITERS[1]
_LOST: Final = (Anchoring.AMBIGUOUS, Anchoring.ORPHANED)


def fill(add: Any, papers: list[dict[str, Any]], at: datetime, texts: tuple[str, ...]) -> None:
    """Two notes on each paper of a first revision, each placed in every later one that has its dossier."""
    revisions = {world.id_of("revision", name): name for name in ((1, 1), (1, 2), (2, 1), (4, 1))}
    made = 0
    for paper in papers:
        bundle, nth = revisions[paper["revision_id"]]
        add(
            "annotation_draft", paper["id"], person_id=_WRITERS[paper["place"] % 2], paper_id=paper["id"], start=0,
            stop=4, kind=AnnotationKind.COMMENT, visibility=AnnotationVisibility.BUNDLE, text=texts[1], saved_at=at,
        )  # fmt: skip
        if nth > 1:
            continue
        for number in (1, 2):
            made += 1
            _note(add, made, number, world.id_of("bundle", bundle), paper, at, texts)
            later = [one for one in papers if one["dossier_id"] == paper["dossier_id"]]
            for one in later:
                if revisions[one["revision_id"]][0] == bundle:
                    _placed(add, made, one, at, first=one is paper)


def _note(
    add: Any, made: int, number: int, bundle: Any, paper: dict[str, Any], at: datetime, texts: tuple[str, ...]
) -> None:
    private = made % 3 == 0
    who, then = _WRITERS[made % 3], at - timedelta(hours=made // 2)
    start, stop = made % 20, made % 20 + 6
    says = {
        "kind": list(AnnotationKind)[made % 4],
        "visibility": list(AnnotationVisibility)[made % 3],
        "status": AnnotationStatus.OPEN if private else list(AnnotationStatus)[made % 4],
        "text": texts[made % 6] or "-",
        "assignee_id": _OFFICE if not private and made % 2 else None,
        "due_on": date(2026, 3, made % 28 + 1) if not private and made % 2 else None,
    }
    note = add(
        "annotation", made, bundle_id=bundle, dossier_id=paper["dossier_id"], number=number, paper_id=paper["id"],
        target=list(AnnotationTarget)[made % 3], quote=paper["text"][start:stop], prefix=paper["text"][:start],
        suffix=paper["text"][stop : stop + 9], start=start, stop=stop, **says, version=2, made_at=then,
        made_by_id=who, changed_at=then,
    )  # fmt: skip
    # What it said first may have been its writer's alone.
    hidden = {"visibility": AnnotationVisibility.PRIVATE, "status": AnnotationStatus.OPEN, "assignee_id": None}
    for version, changed in ((1, hidden), (2, {})):
        add("annotation_edit", (made, version), annotation_id=note, number=version, at=then, by_id=who,
            **says | changed)  # fmt: skip
    for place in range(made % 3):
        status = AnnotationStatus.ANSWERED if place else None
        add("annotation_reply", (made, place), annotation_id=note, text=texts[place], status=status, at=then,
            by_id=_OFFICE)  # fmt: skip
    add(
        "annotation_reply_draft", made, annotation_id=note, person_id=_WRITERS[made % 2], text=texts[2], saved_at=at
    )
    if made % 2:
        add("annotation_mention", made, annotation_id=note, person_id=_WRITERS[0], at=then)


def _placed(add: Any, made: int, paper: dict[str, Any], at: datetime, *, first: bool) -> None:
    anchoring = Anchoring.EXACT if first else list(Anchoring)[made % len(Anchoring)]
    lost = anchoring in _LOST
    settled = lost and made % 2 == 0
    found = not lost or settled
    placement = add(
        "placement", (made, paper["id"]), annotation_id=world.id_of("annotation", made), paper_id=paper["id"],
        anchoring=anchoring, start=made % 20 if found else None, stop=made % 20 + 6 if found else None,
        confidence=0.5 if lost else 1.0, placed_at=at, settled_at=at if settled else None,
        settled_by_id=_OFFICE if settled else None,
    )  # fmt: skip
    if anchoring is Anchoring.AMBIGUOUS:
        for place in (1, 2):
            add("placement_candidate", (made, place), placement_id=placement, place=place, start=place,
                stop=place + 5, confidence=0.4)  # fmt: skip
