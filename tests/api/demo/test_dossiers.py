"""The demo's dossiers: of every stage up to a decision, each with evidence found among the demo's messages."""

from tests.api.demo.conftest import Connection


async def test_there_are_dossiers_of_every_stage_up_to_a_decision(city: Connection) -> None:
    states = await city.fetch("SELECT state, count(*) AS n FROM dossier GROUP BY state")
    found = {row["state"]: row["n"] for row in states}
    assert sum(found.values()) == 12
    assert found.keys() == {"DRAFT", "READY", "UNDER_DISCUSSION", "FORWARDED", "DECIDED"}
    forwardings = await city.fetch("SELECT state FROM forwarding ORDER BY state")
    assert [row["state"] for row in forwardings] == ["DECIDED", "RETURNED", "SCHEDULED", "WAITING"]


async def test_evidence_was_found_and_members_stand_behind_solutions(city: Connection) -> None:
    assert await city.fetchval("SELECT count(DISTINCT dossier_id) FROM evidence") >= 10
    assert await city.fetchval("SELECT min(counted) FROM frozen_figure WHERE mark = 'MESSAGES'") > 0
    assert await city.fetchval("SELECT count(*) FROM endorsement") > 10
    assert await city.fetchval("SELECT count(*) FROM dossier_answer") > 0
