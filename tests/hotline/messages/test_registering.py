from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType

import asyncpg
import pytest

from hotline.city import reference
from hotline.kit import database, events
from hotline.kit.refusals import Forbidden, Refusals
from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft, ReporterDraft
from hotline.messages.tables import Ground, MessageKind, Urgency
from tests import world
from tests.drafts import CLAIMED, NATIONAL_ID, ROUTINE, STORED, URGENT, counts, dispatches, row, rows

pytestmark = pytest.mark.usefixtures("db")
NOTHING = dict.fromkeys(STORED, 0)


async def message(id_: object) -> dict[str, object]:
    return await row("SELECT * FROM message WHERE id = $1", id_)


async def kinds(id_: object) -> list[str]:
    return [
        found["kind"]
        for found in await rows("SELECT kind FROM follow_up WHERE message_id = $1 ORDER BY recorded_at, id", id_)
    ]


async def clocks(id_: object) -> dict[str, timedelta]:
    found = await rows("SELECT obligation, due_at - started_at AS time FROM clock WHERE message_id = $1", id_)
    return {clock["obligation"]: clock["time"] for clock in found}


async def test_an_operators_urgent_message_is_on_its_way_to_the_centre_when_it_is_registered() -> None:
    done = await messages.register(URGENT, by=world.operator())
    stored = await message(done.id)
    assert (stored["state"], stored["urgency"], stored["ground"]) == ("DISPATCHED", "URGENT", "HAZARD")
    assert stored["tracking_code"] == done.tracking_code
    assert stored["unit_id"] == world.id_of("unit", "1-roads")
    assert stored["holder_unit_id"] == world.id_of("unit", "office")
    assert await kinds(done.id) == ["REGISTERED", "TRIAGED", "DISPATCHED"]
    assert await clocks(done.id) == {"FIRST_ACTION": timedelta(hours=2), "RESOLUTION": timedelta(days=3)}
    assert stored["next_due_at"] == stored["registered_at"] + timedelta(hours=2)
    delivery = await row("SELECT state, message_id FROM delivery WHERE kind = 'CENTRE'")
    assert delivery == {"state": "PENDING", "message_id": done.id}
    assert (await row("SELECT count(*) AS jobs FROM pgqueuer WHERE entrypoint = 'deliver'"))["jobs"] == 1


async def test_a_routine_message_goes_to_its_unit_and_not_to_the_centre() -> None:
    done = await messages.register(ROUTINE, by=world.operator())
    stored = await message(done.id)
    assert (stored["state"], stored["unit_id"]) == ("DISPATCHED", world.id_of("unit", "1-cleaning"))
    assert await clocks(done.id) == {"RESOLUTION": timedelta(days=3)}
    assert await dispatches() == 0


async def test_a_question_stays_with_the_office() -> None:
    draft = Draft(body="ساعت کاری اداره چیست؟", category_code="opening-hours")
    done = await messages.register(draft, by=world.operator())
    stored = await message(done.id)
    assert (stored["state"], stored["kind"], stored["dispatched_at"]) == ("TRIAGED", "INFORMATION", None)
    assert stored["next_due_at"] == datetime.max


async def test_an_operator_who_leaves_the_request_type_out_registers_for_triage() -> None:
    done = await messages.register(replace(ROUTINE, category_code=None), by=world.operator())
    assert (await message(done.id))["state"] == "REGISTERED"
    assert await kinds(done.id) == ["REGISTERED"]


async def test_a_frontends_claim_is_a_claim_with_its_clock_running() -> None:
    done = await messages.register(CLAIMED, by=world.frontend())
    stored = await message(done.id)
    assert (stored["state"], stored["urgency"], stored["claimed_ground"]) == ("REGISTERED", "ROUTINE", "HAZARD")
    assert stored["registered_through_id"] == world.id_of("token", "frontend")
    assert await clocks(done.id) == {"FIRST_ACTION": timedelta(hours=2)}
    assert await dispatches() == 0


async def test_a_frontends_message_of_a_type_urgent_by_default_is_dispatched_at_once() -> None:
    draft = replace(CLAIMED, category_code="burst-pipe")
    done = await messages.register(draft, by=world.frontend())
    stored = await message(done.id)
    assert (stored["state"], stored["ground"]) == ("DISPATCHED", "RESOURCE_WASTE")
    assert await dispatches() == 1


async def test_the_district_is_the_nearest_where_it_is_not_said() -> None:
    draft = replace(ROUTINE, district_number=None, latitude=32.689, longitude=51.641)
    done = await messages.register(draft, by=world.operator())
    assert (await message(done.id))["district_id"] == world.id_of("district", 2)


async def test_personal_data_stands_apart_and_the_text_is_kept_both_ways() -> None:
    draft = replace(ROUTINE, body=f"با ۰۹۱۲۱۲۳۴۵۶۷ تماس بگیرید، کد {NATIONAL_ID}.")
    done = await messages.register(draft, by=world.operator())
    stored = await message(done.id)
    assert stored["pii_text"] == draft.body
    assert "۰۹۱۲" not in str(stored["text"])
    assert NATIONAL_ID not in str(stored["text"])
    assert await row("SELECT * FROM reporter") == {
        "message_id": done.id,
        "pii_name": "شهروند نمونه",
        "pii_phone": "09120000000",
        "pii_national_id": None,
        "pii_home": None,
        "pii_email": None,
    }


async def test_contact_data_is_stored_in_one_form_whatever_digits_it_came_in() -> None:
    reporter = ReporterDraft(phone="۰۳۱-۳۲۱۲ ۳۴۵۶", national_id="۰۰۱۳۵۴۲۴۱۹", email=" shahrvand@example.org ")
    await messages.register(replace(ROUTINE, reporter=reporter), by=world.operator())
    stored = await row("SELECT pii_phone, pii_national_id, pii_email FROM reporter")
    assert stored == {
        "pii_phone": "03132123456",
        "pii_national_id": NATIONAL_ID,
        "pii_email": "shahrvand@example.org",
    }


async def test_a_late_record_keeps_both_times_and_the_clock_goes_by_the_record() -> None:
    told = await database.now() - timedelta(hours=5)
    done = await messages.register(replace(URGENT, happened_at=told), by=world.operator())
    entry = await row("SELECT happened_at, recorded_at FROM follow_up WHERE kind = 'REGISTERED'")
    stored = await message(done.id)
    assert entry == {"happened_at": told, "recorded_at": stored["registered_at"]}
    assert stored["next_due_at"] == stored["registered_at"] + timedelta(hours=2)


async def test_tracking_codes_count_up_and_follow_up_salts_never_repeat() -> None:
    first, second = [await messages.register(ROUTINE, by=world.operator()) for _ in range(2)]
    assert int(second.tracking_code[9:16]) == int(first.tracking_code[9:16]) + 1
    salts = await rows("SELECT DISTINCT salt FROM follow_up")
    assert len(salts) == 6


async def test_every_process_is_told_once_of_a_registration(db: ModuleType, dsn: str) -> None:
    heard: list[str] = []
    listener = await asyncpg.connect(dsn)
    await listener.add_listener("payesh", lambda *event: heard.append(event[-1]))
    done = await messages.register(URGENT, by=world.operator())
    await listener.execute("SELECT 1")
    await listener.close()
    assert [events.decode(payload)[0] for payload in heard] == [{"message": [str(done.id)]}]


REFUSED_OF_AN_OPERATOR = {
    "urgent without a ground": (replace(URGENT, ground=None), "GROUND_REQUIRED", ["ground"]),
    "a ground without urgency": (
        replace(ROUTINE, urgency=Urgency.ROUTINE, ground=Ground.HAZARD),
        "GROUND_WITHOUT_URGENCY",
        ["ground"],
    ),
    "a claim by an operator": (CLAIMED, "CLAIM_IS_THE_CITIZENS", ["claimedGround"]),
    "an unknown request type": (replace(ROUTINE, category_code="no-such"), "UNKNOWN_CATEGORY", ["categoryCode"]),
    "an unknown district": (replace(ROUTINE, district_number=99), "UNKNOWN_DISTRICT", ["districtNumber"]),
    "nowhere": (
        replace(ROUTINE, district_number=None, latitude=None, longitude=None),
        "DISTRICT_REQUIRED",
        ["districtNumber"],
    ),
    "urgent of no type": (replace(URGENT, category_code=None), "CATEGORY_REQUIRED", ["categoryCode"]),
    "a place outside": (replace(ROUTINE, latitude=35.7, longitude=51.4), "COORDINATE_OUTSIDE_CITY", ["place"]),
    "a place swapped": (replace(ROUTINE, latitude=51.668, longitude=32.652), "COORDINATE_SWAPPED", ["place"]),
    "no number": (replace(ROUTINE, latitude=float("nan")), "COORDINATE_OUTSIDE_CITY", ["place"]),
    "half a place": (replace(ROUTINE, longitude=None), "PLACE_INCOMPLETE", ["place"]),
    "the distant past": (
        replace(ROUTINE, happened_at=datetime.fromisoformat("0001-01-01T00:00:00+23:59")),
        "LONG_AGO",
        ["happenedAt"],
    ),
    "the future": (
        replace(ROUTINE, happened_at=datetime.fromisoformat("2199-01-01T00:00:00Z")),
        "NOT_YET",
        ["happenedAt"],
    ),
    "a time without a zone": (
        replace(ROUTINE, happened_at=datetime.fromisoformat("2020-01-01T00:00:00")),
        "ZONE_REQUIRED",
        ["happenedAt"],
    ),
    "no body": (replace(ROUTINE, body=" \n "), "TEXT_EMPTY", ["body"]),
    "NUL": (replace(ROUTINE, body="a\0b"), "TEXT_UNCLEAN", ["body"]),
    "a surrogate": (replace(ROUTINE, body="a\ud800b"), "TEXT_UNCLEAN", ["body"]),
    "an override": (replace(ROUTINE, address="a\u202eb"), "TEXT_UNCLEAN", ["place", "address"]),
    "a long body": (replace(ROUTINE, body="ا" * 4001), "TEXT_TOO_LONG", ["body"]),
    "a long name": (
        replace(ROUTINE, reporter=ReporterDraft(name="ا" * 121)),
        "TEXT_TOO_LONG",
        ["reporter", "name"],
    ),
    "a malformed phone": (
        replace(ROUTINE, reporter=ReporterDraft(phone="0912")),
        "PHONE_INVALID",
        ["reporter", "phone"],
    ),
    "a phone with NUL": (
        replace(ROUTINE, reporter=ReporterDraft(phone="0912\0")),
        "TEXT_UNCLEAN",
        ["reporter", "phone"],
    ),
    "a malformed e-mail address": (
        replace(ROUTINE, reporter=ReporterDraft(email="nobody@nowhere")),
        "EMAIL_INVALID",
        ["reporter", "email"],
    ),
    "a wrong checksum": (
        replace(ROUTINE, reporter=ReporterDraft(national_id="0013542418")),
        "NATIONAL_ID_INVALID",
        ["reporter", "nationalId"],
    ),
}
REFUSED_OF_A_FRONTEND = {
    "a ground": (replace(ROUTINE, ground=Ground.HAZARD), "OFFICE_SETTLES", ["ground"]),
    "an urgency": (replace(ROUTINE, urgency=Urgency.ROUTINE), "OFFICE_SETTLES", ["urgency"]),
    "a kind": (replace(ROUTINE, kind=MessageKind.OPINION), "OFFICE_SETTLES", ["kind"]),
    "a special mark": (replace(ROUTINE, special_reason="رسانه"), "OFFICE_SETTLES", ["specialReason"]),
}


async def refused(draft: Draft, by: Viewer) -> list[tuple[str, list[object]]]:
    with pytest.raises(Refusals) as refusals:
        await messages.register(draft, by=by, idempotency_key="a-key")
    assert await counts() == NOTHING
    return [(refusal.code, list(refusal.path)) for refusal in refusals.value.problems]


@pytest.mark.parametrize("case", REFUSED_OF_AN_OPERATOR)
async def test_bad_input_of_an_operator_is_refused_and_nothing_is_stored(case: str) -> None:
    draft, code, path = REFUSED_OF_AN_OPERATOR[case]
    assert await refused(draft, world.operator()) == [(code, path)]


@pytest.mark.parametrize("case", REFUSED_OF_A_FRONTEND)
async def test_a_frontend_does_not_settle_what_is_the_offices(case: str) -> None:
    draft, code, path = REFUSED_OF_A_FRONTEND[case]
    assert (code, path) in await refused(draft, world.frontend())


async def test_a_request_type_out_of_use_is_refused() -> None:
    await rows("UPDATE category SET active = false WHERE code = 'litter'")
    reference.forget()
    try:
        assert await refused(ROUTINE, world.operator()) == [("UNKNOWN_CATEGORY", ["categoryCode"])]
    finally:
        reference.forget()


async def test_all_that_is_wrong_is_said_at_once() -> None:
    draft = replace(ROUTINE, body="", district_number=99, reporter=ReporterDraft(phone="x"))
    assert [code for code, _ in await refused(draft, world.operator())] == [
        "TEXT_EMPTY",
        "PHONE_INVALID",
        "UNKNOWN_DISTRICT",
    ]


async def test_only_operators_and_frontends_of_that_scope_register() -> None:
    for by in (
        world.councillor(),
        world.dispatcher(),
        world.administrator(),
        world.citizen(),
        replace(world.frontend(), scopes=frozenset({"read"})),
    ):
        with pytest.raises(Forbidden):
            await messages.register(ROUTINE, by=by)
    assert await counts() == NOTHING
