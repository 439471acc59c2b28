"""The demo's policy board: a meeting that was held, an agenda that is frozen, one being built, and a tray."""

from tests.api.demo.conftest import Connection


async def test_one_agenda_is_frozen_one_is_being_built_and_matters_wait(city: Connection) -> None:
    states = [row["state"] for row in await city.fetch("SELECT state FROM meeting ORDER BY number")]
    assert states == ["PUBLISHED", "AGENDA_FROZEN", "AGENDA_OPEN"]
    found = await city.fetch("SELECT state, count(*) FROM agenda_item GROUP BY state")
    assert {row["state"] for row in found} >= {"SCHEDULED", "PROPOSED"}


async def test_a_forwarded_dossier_stands_on_the_agenda_that_is_being_built(city: Connection) -> None:
    stands = """
        SELECT forwarding.state FROM agenda_item item JOIN forwarding ON forwarding.id = item.forwarding_id
        JOIN agenda ON agenda.id = item.agenda_id JOIN meeting ON meeting.id = agenda.meeting_id
        WHERE meeting.state = 'AGENDA_OPEN'
    """
    assert [row["state"] for row in await city.fetch(stands)] == ["SCHEDULED"]


async def test_a_past_meeting_has_resolutions_in_every_state_and_one_of_them_an_effect_at_90_days(
    city: Connection,
) -> None:
    states = {row["state"] for row in await city.fetch("SELECT state FROM resolution")}
    assert states == {"OPEN", "REPORTED", "RETURNED", "VERIFIED"}
    overdue = await city.fetch(
        "SELECT returned_item_id FROM resolution WHERE state = 'OPEN' AND due_at < payesh_now()"
    )
    assert [row["returned_item_id"] is not None for row in overdue] == [True]
    frozen = await city.fetch("SELECT DISTINCT days FROM resolution_effect WHERE frozen_at IS NOT NULL ORDER BY 1")
    assert [row["days"] for row in frozen] == [30, 90]
    assert not await city.fetchval(
        "SELECT EXISTS (SELECT FROM decision WHERE decided_at > payesh_now() - interval '1 day')"
    )


async def test_some_of_the_proof_is_released_and_some_waits_for_the_office(city: Connection) -> None:
    reports = await city.fetch(
        "SELECT count(file.released_at) AS released, count(*) AS photos, count(DISTINCT file.sha256) AS drawn"
        " FROM resolution_proof proof JOIN file ON file.id = proof.file_id GROUP BY step_id ORDER BY 1"
    )
    assert [tuple(report.values()) for report in reports] == [(0, 2, 2), (1, 2, 2), (2, 2, 2)]


async def test_the_past_meeting_voted_put_an_objection_on_record_and_left_an_item_to_the_next(
    city: Connection,
) -> None:
    choices = {row["choice"] for row in await city.fetch("SELECT choice FROM vote")}
    assert choices == {"FOR", "AGAINST"}
    assert await city.fetchval("SELECT count(*) FROM decision_objection") == 1
    carried_on = """
        SELECT deferral.cause, meeting.state FROM deferral JOIN agenda_item item ON item.continues_id = item_id
        JOIN agenda ON agenda.id = item.agenda_id JOIN meeting ON meeting.id = agenda.meeting_id
    """
    assert [tuple(row) for row in await city.fetch(carried_on)] == [("NOT_REACHED", "AGENDA_FROZEN")]


async def test_the_past_meetings_minutes_are_published_without_names_and_corrected_once(city: Connection) -> None:
    lines = await city.fetch("SELECT correction, text FROM published_line ORDER BY place, correction")
    assert [line["correction"] for line in lines if line["correction"]] == [1]
    said = "\n".join(line["text"] for line in lines)
    assert not await city.fetch("SELECT name FROM person WHERE position(name IN $1) > 0", said)
    took = "SELECT approved_at - starts_at FROM minutes JOIN meeting ON meeting.id = minutes.meeting_id"
    assert (await city.fetchval(took)).days in (3, 4)
