"""Mutations about photos and recordings."""

import strawberry

from hotline.files import actions as files
from hotline.files import fetching
from policy_board.resolutions import proof
from schema.acting import Call, Given, act
from schema.file import File
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.resolution import Resolution


@strawberry.input(description="Release a photo of a message, or one that proves a report, to councillors.")
class ReleaseFileInput:
    id: strawberry.ID = strawberry.field(description="The file.")


@strawberry.input(description="Have the seal of an original looked at.")
class VerifyFileInput:
    id: strawberry.ID = strawberry.field(description="The file.")


@strawberry.type(description="A file after an act.")
class FilePayload:
    file: File | None = declare(reader.Find(), "The file as it now stands; null for a proof.")
    resolution: Resolution | None = declare(
        reader.Find(), "The resolution whose report it proves; null for a message's. Requires: as Resolution."
    )
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="What was found of a seal.")
class VerifyFilePayload:
    file: File | None = declare(reader.Find(), "The file.")
    intact: bool | None = given("Whether the stored original is still what was sealed, byte for byte.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _release(call: Call, input: ReleaseFileInput) -> Given:
    id_ = read_id("fil")(input.id)
    resolution = await proof.release(id_, by=call.viewer)
    if resolution is None:
        await files.release(id_, by=call.viewer)
        return {"file": id_}
    return {"resolution": resolution}


async def _verify(call: Call, input: VerifyFileInput) -> Given:
    id_ = read_id("fil")(input.id)
    return {"file": id_, "intact": await fetching.is_intact(id_, by=call.viewer, store=call.store)}


@strawberry.type
class FileActs:
    release_file: FilePayload | None = act(
        _release,
        ReleaseFileInput,
        FilePayload,
        "Release a photo of a message to councillors, or one that proves the report of a resolution to them and to"
        " members of the board. Requires: head of the office.",
    )
    verify_file: VerifyFilePayload | None = act(
        _verify,
        VerifyFileInput,
        VerifyFilePayload,
        "Compare a stored original with its seal. Requires: inspector, head of the office, or its citizen.",
    )
