"""Manifests as graphql-codegen, Relay and Apollo write them."""

import json
from hashlib import sha256

import pytest

from api import manifest
from api.manifest import NotAManifest
from hotline.kit.refusals import Refusals
from schema import root
from schema.reader.reading import Reader

TEXT = "query Districts {\n  districts {\n    number\n  }\n}"
NAME = sha256(TEXT.encode()).hexdigest()
READER = Reader(root.build()._schema)


@pytest.mark.parametrize(
    "given",
    [
        {NAME: TEXT},
        {f"sha256:{NAME}": TEXT},
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": NAME, "name": "Districts", "type": "query", "body": TEXT}],
        },
    ],
    ids=["graphql-codegen and Relay", "with a prefix", "Apollo"],
)
def test_each_tools_manifest_names_its_documents(given: object) -> None:
    assert manifest.read(json.dumps(given).encode()) == {NAME: TEXT}


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"a": 1}',
        b'{"format": "apollo-persisted-query-manifest"}',
        b'{"format": "apollo-persisted-query-manifest", "operations": [1]}',
        b'{"format": "apollo-persisted-query-manifest", "operations": [{"id": "a"}]}',
    ],
)
def test_anything_else_is_no_manifest(given: bytes) -> None:
    with pytest.raises(NotAManifest):
        manifest.read(given)


def test_every_document_at_fault_is_named_with_what_is_wrong() -> None:
    stale = "{ nothing }"
    name = sha256(stale.encode()).hexdigest()
    with pytest.raises(Refusals) as refused:
        manifest.check({NAME: TEXT, "0" * 40: TEXT, name: stale}, READER)
    assert [(one.path, one.code) for one in refused.value.problems] == [
        (("0" * 40,), "DOCUMENT_HASH_WRONG"),
        ((name,), "GRAPHQL_VALIDATION_FAILED"),
    ]
