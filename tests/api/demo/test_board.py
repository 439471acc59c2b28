"""The demo's policy board: an agenda that is frozen, one that is being built, and a tray."""

from tests.api.demo.conftest import Connection


async def test_one_agenda_is_frozen_one_is_being_built_and_matters_wait(city: Connection) -> None:
    states = [row["state"] for row in await city.fetch("SELECT state FROM meeting ORDER BY number")]
    assert states == ["AGENDA_FROZEN", "AGENDA_OPEN"]
    found = await city.fetch("SELECT state, count(*) FROM agenda_item GROUP BY state")
    assert {row["state"] for row in found} >= {"SCHEDULED", "PROPOSED"}


async def test_a_forwarded_dossier_stands_on_the_agenda_that_is_being_built(city: Connection) -> None:
    stands = """
        SELECT forwarding.state FROM agenda_item item JOIN forwarding ON forwarding.id = item.forwarding_id
        JOIN agenda ON agenda.id = item.agenda_id JOIN meeting ON meeting.id = agenda.meeting_id
        WHERE meeting.state = 'AGENDA_OPEN'
    """
    assert [row["state"] for row in await city.fetch(stands)] == ["SCHEDULED"]
