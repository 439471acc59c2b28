"""What the `can…` fields answer to a viewer, and what the act then comes to."""

from typing import Any, Final

from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests.acts import ACTS, CAN, CAN_OF_OBJECTION
from tests.schema.reading import read

ALLOWED: Final = "allowed"


def _asking(type_: str, fields: list[str]) -> str:
    asked = " ".join(f"{can} {{ allowed code }}" for can in fields)
    return f"query ($id: ID!) {{ node(id: $id) {{ ... on {type_} {{ {asked} }} }} }}"


_MESSAGE: Final = _asking("Message", CAN)
_OBJECTION: Final = _asking("Objection", CAN_OF_OBJECTION)


async def verdicts(reader: Reader, seen: dict[str, Any], viewer: Viewer) -> dict[str, str]:
    """By act: ALLOWED, or the code of the refusal; what is not seen is NOT_FOUND."""
    found = await _can(reader, _MESSAGE, f"msg_{seen['id']}", viewer)
    if seen["objection"]:
        found |= await _can(reader, _OBJECTION, f"obj_{seen['objection']}", viewer)
    return {name: found.get(act.can, "NOT_FOUND") for name, act in ACTS.items()}


async def _can(reader: Reader, text: str, id_: str, viewer: Viewer) -> dict[str, str]:
    try:
        node = (await read(reader, text, viewer, id=id_))["node"]
    except DeniedField:
        return {}
    return {can: ALLOWED if said["allowed"] else said["code"] for can, said in (node or {}).items()}


async def outcome(name: str, seen: dict[str, Any], viewer: Viewer) -> str:
    """What the act itself comes to: ALLOWED, or the code of the refusal."""
    try:
        await ACTS[name].call(seen, viewer)
    except Refusal as refusal:
        return refusal.code
    return ALLOWED
