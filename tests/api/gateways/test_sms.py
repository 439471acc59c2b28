import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.gateways.sms import Console, Kavenegar, SmsFailed, SmsRefused, Text
from tests.api.processes import eventually
from tests.drafts import PHONE
from tests.kavenegar import KEY

WORDS = Text("سلام", "REGISTERED", ("۱۳۷/۱۴۰۵/۰۰۰۰۰۰۱۸",))


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[httpx.AsyncClient]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.kavenegar", str(port)), cwd=Path(__file__).parents[3]
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

        async def answers() -> bool:
            try:
                return (await client.get("/sent")).is_success
            except httpx.TransportError:
                return False

        await eventually(answers)
        yield client
    process.terminate()
    await process.wait()


@pytest.fixture
async def sms(provider: httpx.AsyncClient) -> AsyncIterator[Kavenegar]:
    await provider.put("/mood/well")
    gateway = Kavenegar(KEY, "10001377", templates={"FEEDBACK": "payesh-feedback"}, url=str(provider.base_url))
    yield gateway
    await gateway.close()


async def sent(provider: httpx.AsyncClient, key: str, value: str) -> list[dict[str, str]]:
    return [one for one in (await provider.get("/sent")).json() if one.get(key) == value]


async def test_a_text_leaves_from_our_line_and_a_repeat_is_the_same_text(
    provider: httpx.AsyncClient, sms: Kavenegar
) -> None:
    receipts = {await sms.send(PHONE, Text("یک بار"), idempotency_key="once") for _ in range(3)}
    (one,) = await sent(provider, "message", "یک بار")
    assert receipts == {one["messageid"]}
    assert (one["receptor"], one["sender"]) == (PHONE, "10001377")


async def test_an_answer_that_was_lost_means_no_second_text(provider: httpx.AsyncClient, sms: Kavenegar) -> None:
    await provider.put("/mood/forgetful")
    with pytest.raises(SmsFailed, match="HTTP 500"):
        await sms.send(PHONE, Text("گم شد"), idempotency_key="lost")
    await provider.put("/mood/well")
    await sms.send(PHONE, Text("گم شد"), idempotency_key="lost")
    assert len(await sent(provider, "message", "گم شد")) == 1


async def test_a_text_that_the_provider_keeps_leaves_by_its_name_with_what_it_quotes(
    provider: httpx.AsyncClient, sms: Kavenegar
) -> None:
    await sms.send(PHONE, Text("…", "FEEDBACK", ("۱۳۷/۱۴۰۵/۰۰۰۰۰۰۱۸", "۱۲ ۳۴۵")), idempotency_key="template")
    (one,) = await sent(provider, "template", "payesh-feedback")
    assert (one["token"], one["token2"]) == ("۱۳۷/۱۴۰۵/۰۰۰۰۰۰۱۸", "۱۲\u200c۳۴۵")
    assert "message" not in one


@pytest.mark.parametrize(("mood", "said"), [("down", "HTTP 502"), ("poor", "refused with 418")])
async def test_without_a_confirmation_the_gateway_says_so(
    provider: httpx.AsyncClient, sms: Kavenegar, mood: str, said: str
) -> None:
    await provider.put(f"/mood/{mood}")
    with pytest.raises(SmsFailed, match=said) as failure:
        await sms.send(PHONE, WORDS, idempotency_key=mood)
    assert not isinstance(failure.value, SmsRefused)
    assert KEY not in str(failure.value)
    assert PHONE not in str(failure.value)


async def test_a_number_that_is_none_is_refused_for_good(sms: Kavenegar) -> None:
    with pytest.raises(SmsRefused, match="411"):
        await sms.send("0312345", WORDS, idempotency_key="none")


async def test_the_terminal_shows_the_text_and_covers_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    await Console().send(PHONE, WORDS, idempotency_key="key")
    said = capsys.readouterr().out
    assert "سلام" in said
    assert PHONE not in said
