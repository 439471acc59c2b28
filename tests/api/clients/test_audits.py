"""GraphQL over HTTP as the authors of `graphql-http` audit it, against the real server: whoever keeps to the
specification can talk to us."""

from typing import Any

import pytest

from tests.api.clients.node import FOLDER, lines_of
from tests.api.serving import Serving

AUDITS = (FOLDER / "audits.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
async def audited(serving: Serving) -> dict[str, dict[str, Any]]:
    """What each audit found."""
    found = await lines_of("audit.mjs", f"{serving.url}/graphql")
    return {line["audit"]: line for line in found}


async def test_every_audit_there_is_was_made(audited: dict[str, dict[str, Any]]) -> None:
    assert len(AUDITS) == 61
    assert sorted(audited) == sorted(AUDITS)


@pytest.mark.parametrize("audit", AUDITS, ids=AUDITS)
async def test_the_server_passes(audit: str, audited: dict[str, dict[str, Any]]) -> None:
    """Also what the specification only advises."""
    assert audited[audit] == {"audit": audit, "status": "ok", "reason": ""}
