"""Manifests of persisted documents, as the tools that build frontends write them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from hotline.documents.rules import HashWrong, name_of
from hotline.kit.refusals import Refusal, Refusals
from schema.reader.reading import Reader

_APOLLO: Final = "apollo-persisted-query-manifest"
_PREFIX: Final = "sha256:"


class NotAManifest(Refusal):
    """A file that no tool we know has written."""

    code, sentence, status = (
        "NOT_A_MANIFEST",
        "This is not a manifest of documents as graphql-codegen, Relay or Apollo write it: {reason}",
        400,
    )


def read(manifest: bytes) -> dict[str, str]:
    """Documents by name: of graphql-codegen and Relay (hash and text), or of Apollo. Raises NotAManifest."""
    try:
        given = orjson.loads(manifest)
    except orjson.JSONDecodeError as error:
        raise NotAManifest(reason=f"it is not JSON ({error.msg})") from None
    if not isinstance(given, dict):
        raise NotAManifest(reason="it is not an object")
    pairs = _of_apollo(given) if given.get("format") == _APOLLO else list(given.items())
    if not pairs:
        raise NotAManifest(reason="there is no document in it")
    for name, text in pairs:
        if not isinstance(name, str) or not isinstance(text, str):
            raise NotAManifest(reason="a hash and the text of its document belong together")
    return {name.removeprefix(_PREFIX): text for name, text in pairs}


def _of_apollo(given: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    operations = given.get("operations")
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise NotAManifest(reason="operations is not a list of objects")
    return [(one.get("id"), one.get("body")) for one in operations]


def check(documents: Mapping[str, str], reader: Reader) -> None:
    """Raises Refusals, each naming its document: under another text's hash, or not of our schema."""
    problems: list[Refusal] = []
    for name, text in documents.items():
        if name != name_of(text):
            problems.append(HashWrong(name))
            continue
        try:
            reader.document(text)
        except Refusal as refusal:
            refusal.path = (name,)
            problems.append(refusal)
    if problems:
        raise Refusals(problems)
