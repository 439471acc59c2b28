import asyncio
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest

from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.text import digits
from hotline.kit.viewer import SYSTEM, Role, Viewer
from hotline.people import actions as people
from hotline.people import totp, viewers
from hotline.people.rules import (
    TRIES_BY_BOTH,
    TRIES_OF_CODES,
    CodeNeeded,
    SecondStepExists,
    SignInFailed,
    StepEnded,
    TooManyTries,
    WrongCode,
    WrongPassword,
)
from tests import world
from tests.conftest import Clock
from tests.drafts import row, rows
from tests.factors import SECRET, Phone, enrolled

pytestmark = pytest.mark.usefixtures("db")
HERE = "192.0.2.1"


async def key_of(username: str = "operator") -> str:
    return (await people.sign_in(username, world.PASSWORD, address=HERE)).key


async def ticket_of(username: str = "operator") -> str:
    with pytest.raises(CodeNeeded) as needed:
        await people.sign_in(username, world.PASSWORD, address=HERE)
    return people.ticket(needed.value.halfway, SECRET)


async def enter(ticket: str, code: str, *, secret: bytes = SECRET, before: Sequence[bytes] = ()) -> Viewer | None:
    signed_in = await people.enter_code(ticket, code, secret=secret, before=before, address=HERE)
    return await viewers.of_session(signed_in.key)


async def stored() -> tuple[list[asyncpg.Record], list[asyncpg.Record]]:
    return await rows("SELECT * FROM second_factor"), await rows("SELECT id, revoked_at FROM session ORDER BY id")


async def test_after_the_password_the_code_opens_a_session_and_the_password_alone_opens_none(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    before = await rows("SELECT FROM session")
    ticket = await ticket_of()
    assert await rows("SELECT FROM session") == before
    viewer = await enter(ticket, await phone.code())
    assert viewer
    assert viewer.name == "Example Operator"


async def test_a_ticket_is_no_session() -> None:
    await enrolled("operator")
    assert await viewers.of_session(await ticket_of()) is None


async def test_persian_digits_and_what_stands_between_them_are_a_code_too(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    code = digits(await phone.code(), "fa")
    assert await enter(await ticket_of(), f" {code[:3]} {code[3:]}\u200f")


async def test_a_code_is_good_once_and_one_of_before_is_not(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    earlier, code = await phone.code(steps=-1), await phone.code()
    assert await enter(await ticket_of(), code)
    for used in (code, earlier):
        with pytest.raises(WrongCode):
            await enter(await ticket_of(), used)
    assert await enter(await ticket_of(), await phone.code(steps=1))


async def test_of_many_who_come_with_one_code_at_once_one_is_let_in(clock: Clock) -> None:
    _, phone, recovery = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    for code in (await phone.code(), recovery[0]):
        ticket = await ticket_of()
        came = await asyncio.gather(*(enter(ticket, code) for _ in range(4)), return_exceptions=True)
        assert sorted(type(one).__name__ for one in came) == ["Viewer", "WrongCode", "WrongCode", "WrongCode"]


async def test_the_code_that_set_it_up_signs_nobody_in() -> None:
    _, phone, _ = await enrolled("operator")
    used = (await row("SELECT last_step FROM second_factor"))["last_step"]
    with pytest.raises(WrongCode):
        await enter(await ticket_of(), totp.code_of(phone.key, used))


async def test_whoever_lost_the_phone_signs_in_with_each_recovery_code_once() -> None:
    key, _, recovery = await enrolled("operator")
    assert len(set(recovery)) == 10
    assert await enter(await ticket_of(), recovery[3])
    with pytest.raises(WrongCode):
        await enter(await ticket_of(), recovery[3])
    assert await enter(await ticket_of(), digits(f"{recovery[4][:4]} {recovery[4][4:]}", "fa"))
    left = await people.factor(key)
    assert left
    assert left.recovery_left == 8


async def test_neither_the_key_nor_a_recovery_code_stands_in_the_database() -> None:
    _, phone, recovery = await enrolled("operator")
    kept = await row("SELECT second_factor::text FROM second_factor")
    for code in (*recovery, phone.key.hex(), totp.key_text(phone.key), totp.key_text(phone.key).replace(" ", "")):
        assert code not in kept["second_factor"]


async def test_a_wrong_code_opens_nothing_and_guessing_ends_soon_from_wherever(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    _, phone, _ = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    before, wrong = await stored(), await phone.wrong()
    for place in range(TRIES_OF_CODES):
        with pytest.raises(WrongCode):
            await people.enter_code(await ticket_of(), wrong, secret=SECRET, address=f"192.0.2.{place}")
    with pytest.raises(TooManyTries):
        await people.enter_code(await ticket_of(), await phone.code(), secret=SECRET, address="198.51.100.9")
    assert await stored() == before
    assert caplog.text.count("a code failed from 192.0.2.") == TRIES_OF_CODES
    assert "too many codes failed from 198.51.100.9" in caplog.text
    assert "operator" not in caplog.text
    await clock.forward(timedelta(minutes=16))
    assert await enter(await ticket_of(), await phone.code())


async def test_a_right_password_gives_no_tries_at_codes_back(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator")
    wrong = await phone.wrong()
    for _ in range(TRIES_OF_CODES):
        with pytest.raises(WrongCode):
            await enter(await ticket_of(), wrong)
    with pytest.raises(TooManyTries):
        await enter(await ticket_of(), wrong)


async def test_whoever_signs_in_often_spends_no_tries(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator")
    for _ in range(TRIES_OF_CODES + 1):
        await clock.forward(timedelta(seconds=30))
        assert await enter(await ticket_of(), await phone.code())


async def test_without_the_right_password_nobody_learns_whether_a_code_would_follow() -> None:
    await enrolled("operator")
    for username in ("operator", "dispatcher", "nobody"):
        with pytest.raises(SignInFailed):
            await people.sign_in(username, "not the password", address=HERE)


async def test_whoever_is_let_go_is_not_asked_for_a_code() -> None:
    await enrolled("operator")
    ticket = await ticket_of()
    await people.deactivate(world.id_of("person", Role.OPERATOR), by=SYSTEM)
    with pytest.raises(SignInFailed):
        await people.sign_in("operator", world.PASSWORD, address=HERE)
    with pytest.raises(StepEnded):
        await enter(ticket, "000000")


async def test_a_ticket_ends_after_ten_minutes(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator")
    ticket = await ticket_of()
    await clock.forward(timedelta(minutes=9))
    with pytest.raises(WrongCode):
        await enter(ticket, await phone.wrong())
    await clock.forward(timedelta(minutes=1))
    with pytest.raises(StepEnded):
        await enter(ticket, await phone.code())


async def test_a_ticket_ends_with_the_password_and_with_the_factor_it_was_given_under(clock: Clock) -> None:
    key, phone, recovery = await enrolled("operator")
    ticket, other = await ticket_of(), await ticket_of()
    await people.take_away(key, world.PASSWORD, recovery[0], secret=SECRET, address=HERE)
    with pytest.raises(StepEnded):
        await enter(ticket, await phone.code())
    key, phone, _ = await enrolled("operator", key=key)
    with pytest.raises(StepEnded):
        await enter(other, await phone.code(steps=1))
    ticket = await ticket_of()
    await people.set_password(world.id_of("person", Role.OPERATOR), "copper lantern by the river", by=SYSTEM)
    with pytest.raises(StepEnded):
        await enter(ticket, await phone.code(steps=1))


async def test_a_ticket_that_was_altered_or_made_elsewhere_leads_nowhere() -> None:
    _, phone, _ = await enrolled("operator")
    await enrolled("inspector")
    ticket, code = await ticket_of(), await phone.code(steps=1)
    person, until, mac = ticket.split(".")
    inspector = str(world.id_of("person", Role.INSPECTOR))
    before = await stored()
    for false in (
        *(
            "",
            "..",
            "a.b.c",
            f"{person}.{until}",
            f"{person}.{until}.",
            f"{person}.{'9' * 40}.{mac}",
            f"{ticket}.",
            "é",
        ),
        *(f"{inspector}.{until}.{mac}", f"{person}.{int(until) + 1}.{mac}", f"{person}.{until}.{mac[:-1]}"),
    ):
        with pytest.raises(StepEnded):
            await enter(false, code)
    with pytest.raises(StepEnded):
        await enter(ticket, code, secret=b"another secret of thirty-two chars")
    assert await stored() == before


async def test_setting_it_up_and_taking_it_away_end_every_other_session_and_are_lines_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    there, another, key = await key_of(), await key_of("inspector"), await key_of()
    key, _, recovery = await enrolled("operator", key=key)
    assert await viewers.of_session(there) is None
    there = (await people.enter_code(await ticket_of(), recovery[0], secret=SECRET, address=HERE)).key
    await people.take_away(key, world.PASSWORD, recovery[1], secret=SECRET, address=HERE)
    assert await viewers.of_session(there) is None
    assert await viewers.of_session(key)
    assert await viewers.of_session(another)
    assert await key_of()
    assert "a second step was set up from 192.0.2.1" in caplog.text
    assert "a second step was taken away from 192.0.2.1" in caplog.text
    assert "operator" not in caplog.text.lower()


async def test_without_the_password_or_a_right_code_nothing_is_set_up_and_guessing_ends_soon() -> None:
    key = await key_of()
    offer = await people.offered(key, secret=SECRET)
    assert offer
    phone, before = Phone.reading(offer.text), await stored()
    with pytest.raises(WrongCode):
        await people.enrol(key, world.PASSWORD, await phone.wrong(), secret=SECRET, address=HERE)
    for _ in range(TRIES_BY_BOTH):
        with pytest.raises(WrongPassword):
            await people.enrol(key, "not the password", await phone.code(), secret=SECRET, address=HERE)
    with pytest.raises(TooManyTries):
        await people.enrol(key, world.PASSWORD, await phone.code(), secret=SECRET, address=HERE)
    assert await stored() == before


async def test_a_key_is_offered_as_often_as_it_is_looked_at_and_to_each_session_its_own() -> None:
    key, other = await key_of(), await key_of()
    first = await people.offered(key, secret=SECRET)
    assert first == await people.offered(key, secret=SECRET)
    assert first != await people.offered(other, secret=SECRET)


async def test_after_taking_it_away_another_key_is_offered() -> None:
    key, phone, recovery = await enrolled("operator")
    await people.take_away(key, world.PASSWORD, recovery[0], secret=SECRET, address=HERE)
    offer = await people.offered(key, secret=SECRET)
    assert offer
    assert Phone.reading(offer.text).key != phone.key


async def test_there_is_one_second_step_at_a_time() -> None:
    key, phone, _ = await enrolled("operator")
    before = await stored()
    with pytest.raises(SecondStepExists):
        await people.enrol(key, world.PASSWORD, await phone.code(), secret=SECRET, address=HERE)
    assert await stored() == before


async def test_it_is_taken_away_by_password_and_code_and_by_neither_alone(clock: Clock) -> None:
    key, phone, _ = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    code = await phone.code()
    with pytest.raises(WrongPassword):
        await people.take_away(key, "not the password", code, secret=SECRET, address=HERE)
    with pytest.raises(WrongCode):
        await people.take_away(key, world.PASSWORD, await phone.wrong(), secret=SECRET, address=HERE)
    assert await people.factor(key)
    await people.take_away(key, world.PASSWORD, code, secret=SECRET, address=HERE)
    assert await people.factor(key) is None
    # Again changes nothing.
    await people.take_away(key, world.PASSWORD, code, secret=SECRET, address=HERE)


async def test_a_session_that_has_ended_sets_nothing_up_and_takes_nothing_away() -> None:
    ended = await key_of("dispatcher")
    await people.sign_out(ended)
    assert await people.offered(ended, secret=SECRET) is None
    assert await people.enrol(ended, world.PASSWORD, "000000", secret=SECRET, address=HERE) == []
    key, phone, _ = await enrolled("operator")
    await people.sign_out(key)
    before = await stored()
    await people.take_away(key, world.PASSWORD, await phone.code(steps=1), secret=SECRET, address=HERE)
    assert await people.factor(key) is None
    assert await stored() == before


async def test_who_lost_phone_and_codes_is_asked_for_none_after_an_administrator_forgot_them() -> None:
    person = world.id_of("person", Role.OPERATOR)
    key, _, _ = await enrolled("operator")
    operator = await viewers.of_session(key)
    assert operator
    with pytest.raises(Forbidden):
        await people.forget_factor(person, by=operator)
    assert await people.factor(key)
    await people.forget_factor(person, by=SYSTEM)
    assert await viewers.of_session(key) is None
    assert await key_of()
    with pytest.raises(NotFound):
        await people.forget_factor(person, by=SYSTEM)


async def test_after_another_secret_recovery_codes_still_let_in_and_the_phone_does_not(clock: Clock) -> None:
    _, phone, recovery = await enrolled("operator")
    await clock.forward(timedelta(minutes=1))
    with pytest.raises(CodeNeeded) as needed:
        await people.sign_in("operator", world.PASSWORD, address=HERE)
    changed = b"another secret of thirty-two chars"
    ticket = people.ticket(needed.value.halfway, changed)
    with pytest.raises(WrongCode):
        await enter(ticket, await phone.code(), secret=changed)
    assert await enter(ticket, recovery[0], secret=changed)
    # As long as the one before is still named, the phone does, too.
    assert await enter(ticket, await phone.code(), secret=changed, before=[SECRET])
    with pytest.raises(WrongCode):
        await enter(ticket, await phone.code(), secret=changed, before=[SECRET])
