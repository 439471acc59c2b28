"""Generated input over the wire: whatever is sent, no answer is a 5xx and every error has a known code (G11)."""

import asyncio
import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import httpx
import pytest
from graphql import StringValueNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import Mode, from_schema

from api import app
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Role
from schema import root
from tests.api.serving import FRONTEND, JSON, RESPONSE, Serving, bearer

assert app, "imported, so that every refusal is known"
SDL = root.sdl()
SCALARS = {
    "DateTime": st.sampled_from(["2026-03-21T00:00:00Z", "1921-01-01T00:00:00+23:59", "now", ""]),
    "Date": st.sampled_from(["2026-03-21", "2121-12-31", "2026-02-30", "infinity"]),
}
LITERALS: Any = {name: texts.map(lambda text: StringValueNode(value=text)) for name, texts in SCALARS.items()}
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
DOCUMENTS = {
    "valid": from_schema(SDL, custom_scalars=LITERALS, allow_x00=True),
    "invalid": from_schema(SDL, custom_scalars=LITERALS, allow_x00=True, mode=Mode.NEGATIVE),
}


def _codes(refusal: type[Refusal] = Refusal) -> Iterator[str]:
    for kind in refusal.__subclasses__():
        if "code" in vars(kind):
            yield kind.code
        yield from _codes(kind)


KNOWN = frozenset(_codes()) - {"INTERNAL", "UNAVAILABLE"}


@pytest.mark.parametrize("kind", [*DOCUMENTS, "JSON"])
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
            max_examples=700,
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
    assert sent >= 600
