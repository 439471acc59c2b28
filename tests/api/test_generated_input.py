"""Generated input over the wire: whatever is sent, no answer is a 5xx and every error has a known code (G11).

`PAYESH_GENERATED` says how many of twenty parts (`make prove-short` sends 20 000 requests).
"""

import asyncio
import json
import os
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import Mode, from_schema

from api import app
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Role
from schema import root
from tests.api.serving import FRONTEND, JSON, RESPONSE, Serving, bearer
from tests.literals import LITERALS

assert app, "imported, so that every refusal is known"
PART = int(os.environ.get("PAYESH_GENERATED", "25"))
# Documents over the whole schema take longest to make.
SHARES = {"valid": 1, "invalid": 5, "one field": 8, "JSON": 6}
SDL = root.sdl()
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ASKED = st.sampled_from(
    [
        "{ __typename }",
        "query ($a: Int, $b: String) { messages(first: $a, after: $b) { nodes { id } } }",
        "query ($a: MessageFilter, $b: MessageOrder!) { messages(filter: $a, orderBy: $b) { totalCount } }",
        "query ($a: ID!) { node(id: $a) { id } }",
        "query ($a: String!, $b: Boolean!) { __type(name: $a) { name @skip(if: $b) } }",
        "mutation ($a: RegisterMessageInput!) { registerMessage(input: $a) { problems { code } } }",
    ]
)
REQUESTS = ANY | st.fixed_dictionaries(
    {"query": ASKED | st.text() | ANY},
    optional={
        "variables": st.dictionaries(st.sampled_from(["a", "b"]), ANY) | ANY,
        "operationName": ANY,
        "extensions": ANY,
    },
)
for name, literals in LITERALS.items():
    schemathesis.graphql.scalar(name, literals)
# Schemathesis asks one field at a time: every query and every mutation in its turn.
FIELDS = [found.ok().as_strategy() for found in schemathesis.graphql.from_file(SDL).get_all_operations()]
DOCUMENTS: dict[str, Any] = {
    "valid": from_schema(SDL, custom_scalars=LITERALS, allow_x00=True),
    "invalid": from_schema(SDL, custom_scalars=LITERALS, allow_x00=True, mode=Mode.NEGATIVE),
    "one field": st.one_of(FIELDS).map(lambda case: case.body),
}


def _codes(refusal: type[Refusal] = Refusal) -> Iterator[str]:
    for kind in refusal.__subclasses__():
        if "code" in vars(kind):
            yield kind.code
        yield from _codes(kind)


KNOWN = frozenset(_codes()) - {"INTERNAL", "UNAVAILABLE"}


@pytest.mark.parametrize("kind", SHARES)
async def test_whatever_is_generated_is_answered_with_a_known_code(kind: str, db: Any, serving: Serving) -> None:
    askers = [await bearer(role) for role in (Role.OPERATOR, Role.HEAD_OF_OFFICE, Role.COUNCILLOR)]
    headers = cycle(
        {"content-type": JSON, "accept": accept, "accept-language": language, **asker}
        for asker in (*askers, FRONTEND, {})
        for accept, language in ((JSON, "fa"), (RESPONSE, "en"))
    )
    strategy: Any = DOCUMENTS[kind].map(lambda text: {"query": text}) if kind in DOCUMENTS else REQUESTS
    sent = 0

    with httpx.Client(base_url=serving.url, timeout=30) as client:

        @settings(
            max_examples=PART * SHARES[kind],
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def answered(request: Any) -> None:
            nonlocal sent
            sent += 1
            # Half characters and NaN go out as they are: the server must say what it thinks of them.
            response = client.post("/graphql", content=json.dumps(request).encode(), headers=next(headers))
            assert response.status_code < 500, response.text
            told = [error["extensions"]["code"] for error in response.json().get("errors", [])]
            assert set(told) <= KNOWN, response.text

        await asyncio.to_thread(answered)
    assert sent >= PART * SHARES[kind] * 0.8
