"""Dossiers through the schema: what each role sees of them, what the figures lead to, and no personal data."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.figures.intervals import wilson
from hotline.figures.marks import Measure
from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState
from policy_board.dossiers import actions as dossier_actions
from policy_board.dossiers import evidence, questions
from policy_board.dossiers.actions import SectionDraft
from policy_board.prose import PersonalData
from policy_board.solutions import actions as solutions
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import cycle, dossiers, world
from tests.conftest import Clock
from tests.dossiers import DRAFT
from tests.drafts import PHONE, ROUTINE, rows
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

FIGURE = "measure obligation stage mark counted whole share low high medianSeconds ninthDecileSeconds"
PAGE = f"""
query ($code: String!) {{
  dossier(code: $code) {{
    code title state version
    latest {{ number statement statementHtml sections {{ key title bodyHtml }} by {{ name }} }}
    steps {{ state by {{ name }} }}
    questions {{ html answers {{ text by {{ name }} }} }}
    evidence {{ kind title filter latest {{ number figures {{ {FIGURE} }} }} }}
    solutions {{
      title whatHtml effects {{ category {{ code }} }} endorsements {{ by {{ name }} }}
      canEndorse {{ allowed code }}
    }}
    forwardings {{
      state sha256 version {{ number }} solutions {{ solution {{ title }} }}
      evidence {{ title freeze {{ number }} }}
    }}
    canRevise {{ allowed code }} canForward {{ allowed code }} canMarkReady {{ allowed code }}
  }}
}}
"""
FIGURES = f"query ($filter: MessageFilter!) {{ messageFigures(filter: $filter) {{ {FIGURE} }} }}"
CASES = "query ($filter: MessageFilter!) { messages(filter: $filter) { totalCount } }"
FROZEN = """
query ($code: String!, $mark: String) {
  dossier(code: $code) { evidence { latest { messages(mark: $mark) { totalCount nodes {
    state marks message { trackingCode text }
  } } } } }
}
"""
CHANGES = """
query ($code: String!) { dossierChanges(code: $code, from: 1, to: 2) { titleBefore titleAfter html } }
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def test_a_dossier_is_read_whole_in_one_answer(reader: Reader) -> None:
    id_, _ = await dossiers.forwarded()
    code = (await dossiers.look(id_))["code"]
    for asked in (code, "1405/1", "پ ۱۴۰۵ ۰۰۰۱"):
        dossier = (await read(reader, PAGE, world.councillor(), code=asked))["dossier"]
        assert (dossier["code"], dossier["state"]) == (code, "FORWARDED")
    assert dossier["latest"]["statementHtml"] == (
        '<p dir="auto" data-start="0">با هر باران در <strong>همان نقاط</strong> آب جمع می‌شود.</p>'
    )
    assert dossier["canForward"] == {"allowed": False, "code": "FORWARDED_ALREADY"}
    assert dossier["canRevise"] == {"allowed": False, "code": "FORBIDDEN"}
    (forwarding,) = dossier["forwardings"]
    assert len(forwarding["sha256"]) == 64
    assert forwarding["solutions"] == [{"solution": {"title": dossiers.SOLUTION.title}}]
    assert {effect["category"]["code"] for effect in dossier["solutions"][0]["effects"]} == {"litter", "pothole"}


async def test_every_figure_live_or_frozen_leads_to_the_very_messages_it_counts(
    reader: Reader, clock: Clock
) -> None:
    id_ = await dossiers.draft()
    for state in (MessageState.CLOSED, MessageState.OBJECTED, MessageState.DISPATCHED, MessageState.IN_ACTION):
        await cycle.at(state)
    await clock.forward(timedelta(hours=3))
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.reach(tx, city=city, limit=100)
    await evidence.add(id_, by=world.office_analyst(), title="چاه", sought={"category": "open-manhole"})
    await dossier_actions.mark_ready(id_, by=world.office_analyst(), version=1)
    await messages.register(ROUTINE, by=world.operator())
    code, councillor = (await dossiers.look(id_))["code"], world.councillor()
    (frozen,) = (await read(reader, PAGE, councillor, code=code))["dossier"]["evidence"]
    sought = json.loads(frozen["filter"])
    live = (await read(reader, FIGURES, councillor, filter=sought))["messageFigures"]
    # Nothing happened since but that time passed.
    assert [{**one, "medianSeconds": 0, "ninthDecileSeconds": 0} for one in live] == [
        {**one, "medianSeconds": 0, "ninthDecileSeconds": 0} for one in frozen["latest"]["figures"]
    ]
    assert {figure["measure"] for figure in live} == {*Measure}
    for figure in live:
        assert (figure["low"], figure["high"]) == wilson(figure["counted"], figure["whole"])
        assert figure["low"] <= figure["share"] <= figure["high"]
        cases = await read(reader, CASES, councillor, filter={**sought, "marked": [figure["mark"]]})
        assert cases["messages"]["totalCount"] == figure["counted"]
        page = await read(reader, FROZEN, councillor, code=code, mark=figure["mark"])
        then = page["dossier"]["evidence"][0]["latest"]["messages"]
        assert then["totalCount"] == figure["counted"]
        assert all(figure["mark"] in message["marks"] for message in then["nodes"])


async def test_figures_are_of_the_messages_that_the_viewer_sees_and_their_cases_too(reader: Reader) -> None:
    await messages.register(ROUTINE, by=world.operator())
    await messages.register(replace(ROUTINE, district_number=2), by=world.operator())
    for viewer, seen in ((world.office_analyst(), 2), (world.manager(), 1)):
        figures = (await read(reader, FIGURES, viewer, filter={"category": "litter"}))["messageFigures"]
        assert figures[0]["counted"] == seen
    with pytest.raises(DeniedField):
        await read(reader, FIGURES, world.board_member(), filter={"category": "litter"})


async def test_no_personal_data_reaches_a_councillor_through_evidence(reader: Reader) -> None:
    id_ = await dossiers.draft()
    said = replace(ROUTINE, body=f"زباله. تلفن من {PHONE} است.")
    await messages.register(said, by=world.operator())
    await evidence.add(id_, by=world.office_analyst(), title=f"زباله {PHONE}", sought={"category": "litter"})
    await dossier_actions.mark_ready(id_, by=world.office_analyst(), version=1)
    code = (await dossiers.look(id_))["code"]
    answers = [await read(reader, text, world.councillor(), code=code) for text in (PAGE, FROZEN)]
    assert "زباله. تلفن من" in str(answers[1])
    assert PHONE not in str(answers)
    for field in ("unmaskedText", "reporter(reason: LEGAL) { name }"):
        text = FROZEN.replace("trackingCode text", field)
        with pytest.raises(DeniedField):
            await read(reader, text, world.councillor(), code=code)


async def test_what_changed_between_two_versions_can_be_read(reader: Reader) -> None:
    id_ = await dossiers.evident()
    one, two = await rows("SELECT key, title FROM dossier_section ORDER BY place")
    sections = [
        SectionDraft("پیامدها", "خسارت به منازل", two["key"]),
        SectionDraft("پیشینه", "سال ۱۴۰۴"),
    ]
    changed = replace(DRAFT, statement="با هر باران در **سه نقطه** آب جمع می‌شود.", sections=sections)
    await dossier_actions.revise(id_, by=world.office_analyst(), version=1, draft=changed)
    parts = (await read(reader, CHANGES, world.office_analyst(), code="1405/1"))["dossierChanges"]
    assert [(part["titleBefore"], part["titleAfter"]) for part in parts] == [
        (DRAFT.title, DRAFT.title),
        ("پیامد", "پیامدها"),
        (None, "پیشینه"),
        (one["title"], None),
    ]
    assert "<del>همان نقاط </del><ins>سه نقطه </ins>" in parts[0]["html"]
    assert "<ins>سال ۱۴۰۴</ins>" in parts[2]["html"]
    assert "<del>" in parts[3]["html"]
    # A councillor does not know of the draft, nor of its versions.
    assert await read(reader, CHANGES, world.councillor(), code="1405/1") == {"dossierChanges": []}


async def test_markdown_is_previewed_as_it_will_look(reader: Reader) -> None:
    text = "query ($markdown: String!) { prosePreview(markdown: $markdown) { html } }"
    shown = await read(reader, text, world.office_analyst(), markdown=f"**سلام** <script> {PHONE}")
    assert "<strong>سلام</strong> &lt;script&gt; ⟦تلفن⟧" in shown["prosePreview"]["html"]
    with pytest.raises(PersonalData):
        await read(reader, text, world.office_analyst(), markdown="0912**123**4567")


async def test_a_councillors_list_holds_first_what_awaits_their_word(reader: Reader) -> None:
    spoken, _ = await dossiers.solved()
    silent = await dossiers.ready()
    await dossiers.draft()
    text = "query ($awaits: Boolean) { dossiers(filter: { awaitsMe: $awaits }) { nodes { code } } }"
    codes = {id_: (await dossiers.look(id_))["code"] for id_ in (spoken, silent)}
    for awaits, expected in ((True, {codes[silent]}), (False, {codes[spoken]}), (None, set(codes.values()))):
        found = await read(reader, text, world.councillor(), awaits=awaits)
        assert {node["code"] for node in found["dossiers"]["nodes"]} == expected
    question = await questions.ask(silent, by=world.office_analyst(), text="کجا؟")
    await questions.answer(question, by=world.councillor(), text="اینجا")
    (solution,) = await rows("SELECT id FROM solution")
    await solutions.endorse(solution["id"], by=dossiers.another_councillor())
    for viewer in (world.councillor(), dossiers.another_councillor()):
        found = await read(reader, text, viewer, awaits=True)
        expected = set() if viewer == world.councillor() else {codes[silent]}
        assert {node["code"] for node in found["dossiers"]["nodes"]} == expected


# Who sees a dossier, written by hand from domain §2 and §8: as a draft, when it is ready, before the board.
SEES = {
    Role.OFFICE_ANALYST: (True, True, True),
    Role.HEAD_OF_OFFICE: (True, True, True),
    Role.COUNCILLOR: (False, True, True),
    Role.BOARD_MEMBER: (False, False, True),
    Role.BOARD_CHAIR: (False, False, True),
    Role.BOARD_SECRETARY: (False, False, True),
}
PARTS = {
    "title": "title",
    "versions": "versions { id }",
    "evidence": "evidence { freezes { figures { counted } } }",
    "solutions": "solutions { title }",
    "questions": "questions { text }",
    "forwardings": "forwardings { reason }",
}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.CITIZEN, Role.FRONTEND)])
async def test_who_sees_dossiers_is_as_the_domain_says(role: Role, reader: Reader) -> None:
    ids = [await dossiers.evident(), await dossiers.ready(), (await dossiers.forwarded())[0]]
    for id_, sees in zip(ids, SEES.get(role, (False, False, False)), strict=True):
        code = (await dossiers.look(id_))["code"]
        for part in PARTS.values():
            text = f'{{ dossier(code: "{code}") {{ {part} }} }}'
            if role not in SEES:
                with pytest.raises(DeniedField):
                    await read(reader, text, world.viewer(role))
                continue
            found = (await read(reader, text, world.viewer(role)))["dossier"]
            assert (found is not None) == sees, (role, code, part)


# Who may do what to a dossier in which state, by hand likewise; of one that is not seen there is nothing to ask.
OFFICE, HEAD = {Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE}, {Role.HEAD_OF_OFFICE}
DISCUSSED = {"READY", "UNDER_DISCUSSION"}
MAY: dict[str, tuple[set[Role], set[str]]] = {
    "canRevise": (OFFICE, {"DRAFT", *DISCUSSED}),
    "canMarkReady": (OFFICE, {"DRAFT"}),
    "canAnswerQuestion": ({Role.COUNCILLOR}, DISCUSSED),
    "canProposeSolution": (OFFICE | {Role.COUNCILLOR}, DISCUSSED),
    "canForward": (HEAD | {Role.COUNCILLOR}, DISCUSSED),
    "canPutInEffect": (HEAD, {"DECIDED"}),
    "canSettle": (HEAD, {"IN_EFFECT"}),
    "canTakeUpAgain": (HEAD, {"DECIDED", "IN_EFFECT", "SETTLED"}),
}


@pytest.mark.parametrize(
    "state", ["DRAFT", "READY", "UNDER_DISCUSSION", "FORWARDED", "DECIDED", "IN_EFFECT", "SETTLED"]
)
async def test_who_may_do_what_is_as_the_domain_says(state: str, reader: Reader) -> None:
    id_ = (await dossiers.forwarded())[0]
    await rows("UPDATE dossier SET state = $1 WHERE id = $2", state, id_)
    text = f'{{ dossier(code: "1405/1") {{ {" ".join(f"{can} {{ allowed }}" for can in MAY)} }} }}'
    for role in SEES:
        found: dict[str, Any] | None = (await read(reader, text, world.viewer(role)))["dossier"]
        if found is None:
            assert (role, state) == (Role.COUNCILLOR, "DRAFT")
            continue
        allowed = {can for can, said in found.items() if said["allowed"]}
        assert allowed == {can for can, (who, states) in MAY.items() if role in who and state in states}, role
