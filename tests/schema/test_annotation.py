"""Notes through the schema: what is marked, who may do what, and what leaves as Web Annotations."""

import json
from typing import Any
from uuid import UUID

import pytest

from policy_board.annotations import actions as annotations
from policy_board.annotations.actions import Note
from policy_board.annotations.tables import AnnotationKind, AnnotationVisibility
from policy_board.bundles import actions as bundles
from policy_board.bundles import publishing
from schema import root
from schema.reader.reading import Reader
from tests import dossiers, notes, world
from tests.schema.reading import read
from tests.w3c import faults

pytestmark = pytest.mark.usefixtures("db")

PAPER = """
query ($code: String!) {
  revisionPaper(code: $code) {
    text
    marked { blocks starts ends }
    placements {
      anchoring start end confidence quote candidates { quote confidence } canPlace { allowed code }
      annotation {
        number target kind status visibility text version quote prefix suffix jsonLd
        replies { text status } edits { number text } mentions { person { name } }
        canEdit { allowed code } canReply { allowed } canAnswer { allowed code } canSettle { allowed code }
        canReopen { allowed code } canAssign { allowed code }
        latest { anchoring } placements { anchoring }
      }
    }
    drafts { text start end }
  }
}
"""
LIST = """
query ($filter: AnnotationFilter) { annotations(filter: $filter) { totalCount nodes { number text } } }
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def shown(reader: Reader, by: Any, code: str) -> dict[str, Any]:
    found: dict[str, Any] = (await read(reader, PAPER, by, code=code))["revisionPaper"]
    return found


async def test_passages_are_marked_where_their_notes_stand(reader: Reader) -> None:
    _, paper = await notes.noted()
    found = await shown(reader, world.councillor(), paper["code"])
    first = found["marked"]["blocks"][0]
    assert f'<mark data-notes="1">{notes.QUOTE}</mark>' in first
    assert 'href="#note-1"' in first
    spans = zip(found["marked"]["starts"], found["marked"]["ends"], strict=True)
    assert next(found["text"][start:end] for start, end in spans).startswith("با هر باران")
    assert found["placements"][0]["quote"] == notes.QUOTE


async def test_nobody_sees_a_mark_of_a_note_they_may_not_read(reader: Reader) -> None:
    _, paper = await notes.noted(**notes.private())
    assert "<mark" in (await shown(reader, world.councillor(), paper["code"]))["marked"]["blocks"][0]
    found = await shown(reader, world.head_of_office(), paper["code"])
    assert "<mark" not in "".join(found["marked"]["blocks"])
    assert found["placements"] == []


async def test_a_note_says_what_its_viewer_may_do_with_it(reader: Reader) -> None:
    id_, paper = await notes.noted(kind=AnnotationKind.QUESTION)
    mine = (await shown(reader, world.councillor(), paper["code"]))["placements"][0]["annotation"]
    assert (mine["canEdit"]["allowed"], mine["canAnswer"]["code"]) == (True, "FORBIDDEN")
    office = (await shown(reader, world.office_analyst(), paper["code"]))["placements"][0]["annotation"]
    assert (office["canAnswer"]["allowed"], office["canEdit"]["code"]) == (True, "NOT_YOUR_NOTE")
    assert office["canSettle"]["code"] == "NOTE_UNANSWERED"
    await annotations.answer(id_, "شش نقطه.", by=world.office_analyst(), version=1)
    mine = (await shown(reader, world.councillor(), paper["code"]))["placements"][0]["annotation"]
    assert mine["canReopen"]["allowed"]
    assert [one["status"] for one in mine["replies"]] == ["ANSWERED"]


async def test_lists_hold_ones_own_notes_and_those_that_are_lost(reader: Reader) -> None:
    bundle, paper = await notes.paper()
    by = world.councillor()
    await annotations.annotate(UUID(paper["id"]), notes.on(paper, "آب جمع می‌شود", "کجا؟"), by=by)
    await annotations.annotate(UUID(paper["id"]), Note("خوب است."), by=world.office_analyst())
    await notes.republished(bundle, UUID(paper["dossier_id"]), "متنی یکسره تازه.")

    async def listed(**wanted: object) -> list[str]:
        answer = await read(reader, LIST, by, filter=wanted)
        return [one["text"] for one in answer["annotations"]["nodes"]]

    assert await listed(mine=True) == ["کجا؟"]
    assert await listed(mine=False) == ["خوب است."]
    assert await listed(lost=True) == ["کجا؟"]
    assert await listed(statuses=["ANSWERED"]) == []


async def test_a_note_on_a_dossier_that_is_taken_out_is_lost_until_it_is_settled(reader: Reader) -> None:
    bundle, paper = await notes.paper()
    by, office = world.councillor(), world.office_analyst()
    note = await annotations.annotate(UUID(paper["id"]), notes.on(paper), by=by)
    text = "{ annotations(filter: {lost: true}) { nodes { dossierRemoved latest { start } } } }"
    assert (await read(reader, text, by))["annotations"]["nodes"] == []
    await bundles.arrange(bundle, [await dossiers.ready()], by=office, version=4)
    await publishing.publish(bundle, by=world.head_of_office(), version=5, follow=annotations.reanchor)
    [lost] = (await read(reader, text, by))["annotations"]["nodes"]
    assert lost["dossierRemoved"]
    assert lost["latest"]["start"] is not None
    await annotations.answer(note, "پرونده حل شد.", by=office, version=1)
    await annotations.settle(note, "بسته شد.", by=office, version=2, accept=True)
    assert (await read(reader, text, by))["annotations"]["nodes"] == []


async def test_a_reply_that_is_being_written_is_shown_to_who_writes_it(reader: Reader) -> None:
    note, _ = await notes.noted()
    await annotations.save_reply_draft(note, "شش", by=world.office_analyst())
    text = "{ annotations { nodes { replyDraft { text } } } }"
    [mine] = (await read(reader, text, world.office_analyst()))["annotations"]["nodes"]
    [theirs] = (await read(reader, text, world.councillor()))["annotations"]["nodes"]
    assert (mine["replyDraft"], theirs["replyDraft"]) == ({"text": "شش"}, None)


@pytest.mark.parametrize("kind", list(AnnotationKind))
@pytest.mark.parametrize("whole", [True, False])
async def test_a_note_leaves_as_a_web_annotation(reader: Reader, kind: AnnotationKind, whole: bool) -> None:
    _, paper = await notes.paper()
    note = Note("«نقل» و \\ و 👷🏽‍♂️", kind=kind) if whole else notes.on(paper, kind=kind)
    await annotations.annotate(UUID(paper["id"]), note, by=world.councillor())
    found = (await shown(reader, world.councillor(), paper["code"]))["placements"][0]["annotation"]
    exported = json.loads(found["jsonLd"])
    assert faults(exported) == []
    assert exported["body"]["value"] == note.text
    if not whole:
        by_words, by_place = exported["target"]["selector"]
        assert by_words["exact"] == paper["text"][by_place["start"] : by_place["end"]]


def test_what_is_no_web_annotation_is_found() -> None:
    assert faults({"type": "Annotation"}) == ["@context", "id", "target"]
    bad = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "x",
        "type": "Note",
        "motivation": "shouting",
        "created": "yesterday",
        "body": {"type": "TextualBody"},
        "target": {
            "selector": [{"type": "TextPositionSelector", "start": -1, "end": 2}, {"type": "TextQuoteSelector"}]
        },
    }
    assert faults(bad) == ["id", "type", "motivation", "created", "body", "target.source", "selector", "selector"]


async def test_a_board_note_is_read_by_the_board_only_with_its_dossier_before_it(reader: Reader) -> None:
    await notes.noted(visibility=AnnotationVisibility.BOARD)
    answer = await read(reader, LIST, world.board_chair(), filter=None)
    assert answer["annotations"]["totalCount"] == 0
