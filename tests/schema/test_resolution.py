"""Resolutions through the schema: what each role reads of one, where it stands at once, and who may do what."""

import json
from pathlib import Path
from typing import Any

import pytest

from hotline.files.store import Store
from hotline.kit.viewer import Role, Viewer
from policy_board.resolutions import actions as resolutions
from policy_board.resolutions import proof
from schema import root
from schema.acting import Call
from schema.answering import Answerer, Request
from schema.reader.faults import Fault
from schema.reader.reading import Reader
from tests import resolutions as r
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

ONE = """
query ($code: String!) {
  resolution(code: $code) { text canReport { allowed code } canJudge { allowed code } }
}
"""
EVERYWHERE = """
query ($dossier: String!) {
  dossier(code: $dossier) {
    resolutions { text }
    solutions { resolutions { resolution { text solutions { solution { title } } } } }
  }
  resolutions(filter: { proposedByMe: true }) { nodes { text decision { text } item { title } meeting { number } } }
  decisions { nodes { resolutions { text } } }
}
"""
PROOF = """
query ($code: String!) {
  resolution(code: $code) {
    steps { state proofsWaiting proofs { url takenAt releasedAt canRelease { allowed code } } }
  }
}
"""
RELEASE = """
mutation ($input: ReleaseFileInput!) {
  releaseFile(input: $input) { file { id } resolution { code } problems { code } }
}
"""
READERS = {
    *(Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.HEAD_OF_OFFICE),
    *(Role.OFFICE_ANALYST, Role.COUNCILLOR, Role.MANAGER),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def code_of(id_: Any) -> str:
    return str((await r.look(id_))["code"])


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE)))
async def test_the_board_the_office_the_council_and_who_answers_for_it_read_it(reader: Reader, role: Role) -> None:
    code = await code_of(await r.made())
    if role in READERS:
        assert (await read(reader, ONE, world.viewer(role), code=code))["resolution"]["text"] == r.TEXT
    else:
        with pytest.raises(Fault):
            await read(reader, ONE, world.viewer(role), code=code)


async def test_what_was_decided_in_confidence_is_not_the_councils_nor_the_analysts(reader: Reader, db: Any) -> None:
    id_ = await r.made()
    async with db.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("UPDATE resolution SET confidential = true")
    code = await code_of(id_)
    for viewer in (world.councillor(), world.office_analyst()):
        assert (await read(reader, ONE, viewer, code=code))["resolution"] is None
    for viewer in (SECRETARY, CHAIR, world.board_member(), world.head_of_office(), world.manager()):
        assert (await read(reader, ONE, viewer, code=code))["resolution"] is not None


async def test_a_manager_reads_what_others_answer_for_no_more_than_not_at_all(reader: Reader) -> None:
    code = await code_of(await r.made(unit="fire", person=world.id_of("person", Role.MANAGER)))
    other = Viewer(world.manager().kind, frozenset({Role.MANAGER}), person=world.id_of("person", Role.OPERATOR))
    assert (await read(reader, ONE, other, code=code))["resolution"] is None
    assert (await read(reader, ONE, world.manager(), code=code))["resolution"] is not None


async def test_it_stands_on_the_dossier_the_solution_the_decision_and_with_who_proposed_it(reader: Reader) -> None:
    await r.made(forwarded=True)
    dossier = await row("SELECT code FROM dossier")
    data = await read(reader, EVERYWHERE, world.councillor(), dossier=dossier["code"])
    assert data["dossier"]["resolutions"] == [{"text": r.TEXT}]
    (solution,) = data["dossier"]["solutions"]
    assert solution["resolutions"][0]["resolution"]["text"] == r.TEXT
    (mine,) = data["resolutions"]["nodes"]
    assert (mine["text"], mine["meeting"]) == (r.TEXT, {"number": 1})
    assert data["decisions"]["nodes"] == [{"resolutions": [{"text": r.TEXT}]}]


async def test_what_a_can_field_says_the_action_does(reader: Reader) -> None:
    id_ = await r.made()
    code = await code_of(id_)

    async def asked(viewer: Viewer) -> tuple[str | None, str | None]:
        found = (await read(reader, ONE, viewer, code=code))["resolution"]
        return found["canReport"]["code"], found["canJudge"]["code"]

    assert await asked(world.manager()) == (None, "FORBIDDEN")
    assert await asked(SECRETARY) == ("FORBIDDEN", "RESOLUTION_ELSEWHERE")
    await r.report(id_)
    assert await asked(world.manager()) == ("RESOLUTION_ELSEWHERE", "FORBIDDEN")
    assert await asked(SECRETARY) == ("FORBIDDEN", None)
    both = world.viewer(Role.MANAGER, Role.BOARD_SECRETARY)
    assert await asked(both) == ("RESOLUTION_ELSEWHERE", "OWN_REPORT")
    await resolutions.verify(id_, by=SECRETARY, version=2)
    assert await asked(SECRETARY) == ("FORBIDDEN", "RESOLUTION_ELSEWHERE")


@pytest.mark.parametrize("role", sorted(READERS))
async def test_proof_is_told_of_before_it_is_released_and_shown_after(
    reader: Reader, role: Role, tmp_path: Path
) -> None:
    id_, store, viewer = await r.made(), Store(tmp_path.as_uri()), world.viewer(role)
    photos = [await r.photo(store, world.manager()) for _ in range(2)]
    await r.report(id_, files=photos)
    code, waits = await code_of(id_), role in {Role.COUNCILLOR, Role.BOARD_MEMBER}

    async def told() -> Any:
        steps = (await read(reader, PROOF, viewer, code=code))["resolution"]["steps"]
        return next(step for step in steps if step["state"] == "REPORTED")

    shown = await told()
    assert (len(shown["proofs"]), shown["proofsWaiting"]) == (0 if waits else 2, 2)
    await proof.release(photos[0], by=world.head_of_office())
    shown = await told()
    assert (len(shown["proofs"]), shown["proofsWaiting"]) == (1 if waits else 2, 1)
    first = shown["proofs"][0]
    assert first["url"] == f"/files/fil_{photos[0]}"
    assert first["takenAt"] is not None
    assert first["releasedAt"] is not None
    head = role is Role.HEAD_OF_OFFICE
    verdict = {"allowed": False, "code": "FILE_ALREADY_RELEASED" if head else "FORBIDDEN"}
    assert first["canRelease"] == verdict
    if not waits:
        assert shown["proofs"][1]["canRelease"]["allowed"] is head


async def test_the_mutation_that_releases_a_messages_photo_releases_a_proof(reader: Reader, tmp_path: Path) -> None:
    store, id_, head = Store(tmp_path.as_uri()), await r.made(), world.head_of_office()
    photo = await r.photo(store, world.manager())
    await r.report(id_, files=[photo])
    found = "query ($waiting: Boolean) { resolutions(filter: { proofWaiting: $waiting }) { nodes { code } } }"

    async def waiting() -> list[bool]:
        answers = [await read(reader, found, SECRETARY, waiting=one) for one in (True, False)]
        return [bool(answer["resolutions"]["nodes"]) for answer in answers]

    async def released(by: Viewer, key: str | None = None) -> Any:
        request = Request(RELEASE, None, {"input": {"id": f"fil_{photo}"}}, "0" * 32)
        answer = await Answerer(reader).answer(request, Call(by, key, str, store))
        return json.loads(answer.body)["data"]["releaseFile"]

    def refused(code: str) -> dict[str, Any]:
        return {"file": None, "resolution": None, "problems": [{"code": code}]}

    assert await waiting() == [True, False]
    assert await released(world.councillor()) == refused("NOT_FOUND")
    assert await released(world.office_analyst()) == refused("FORBIDDEN")
    assert await waiting() == [True, False]
    for _ in range(2):
        # Sent again, it is done once and answered as the first time.
        assert await released(head, "key 1") == {
            "file": None,
            "resolution": {"code": await code_of(id_)},
            "problems": [],
        }
    assert await waiting() == [False, True]
    assert await released(head) == refused("FILE_ALREADY_RELEASED")
