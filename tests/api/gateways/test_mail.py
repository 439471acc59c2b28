import email
import socket
from collections.abc import Iterator
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from api.gateways.mail import MailConsole, MailFailed, MailRefused, Smtp


class Mailboxes:
    """A mail server's mailboxes: `nobody@…` is none of them, `later@…` is busy."""

    def __init__(self) -> None:
        self.got: list[Message[Any, Any]] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("later@"):
            return "451 later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.got.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken as 17"


@pytest.fixture
def server() -> Iterator[tuple[Smtp, Mailboxes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailboxes = Mailboxes()
    controller = Controller(mailboxes, hostname="127.0.0.1", port=port)
    controller.start()
    yield Smtp(f"smtp://127.0.0.1:{port}", "Payesh 137 <137@payesh.example>"), mailboxes
    controller.stop()


async def test_an_e_mail_arrives_in_persian_and_a_repeat_is_known_by_its_id(server: tuple[Smtp, Mailboxes]) -> None:
    smtp, mailboxes = server
    for _ in range(2):
        receipt = await smtp.send("head@payesh.example", "هشدار ۱۳۷", "متن\nدو سطر", idempotency_key="key")
    assert "17" in receipt
    first, second = mailboxes.got
    assert (first["Subject"], first["To"]) == ("هشدار ۱۳۷", "head@payesh.example")
    assert first.get_content().split() == ["متن", "دو", "سطر"]
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@payesh.example>")


async def test_a_mailbox_that_is_not_there_is_refused_for_good_and_a_busy_one_is_not(
    server: tuple[Smtp, Mailboxes],
) -> None:
    smtp, mailboxes = server
    with pytest.raises(MailRefused, match="550"):
        await smtp.send("nobody@payesh.example", "s", "b", idempotency_key="a")
    with pytest.raises(MailFailed, match="451") as busy:
        await smtp.send("later@payesh.example", "s", "b", idempotency_key="b")
    assert not isinstance(busy.value, MailRefused)
    assert mailboxes.got == []


async def test_nobody_there_is_a_failure_like_any_other() -> None:
    with pytest.raises(MailFailed, match="no connection"):
        await Smtp("smtp://127.0.0.1:9", "137@payesh.example").send("a@b.example", "s", "b", idempotency_key="k")


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: all@b.example", "a@b.example\nX: y"])
async def test_an_address_smuggles_no_header(server: tuple[Smtp, Mailboxes], address: str) -> None:
    smtp, mailboxes = server
    with pytest.raises(ValueError, match=r"linefeed|newline|header"):
        await smtp.send(address, "s", "b", idempotency_key="k")
    assert mailboxes.got == []


async def test_the_terminal_shows_the_text_and_covers_the_mailbox(capsys: pytest.CaptureFixture[str]) -> None:
    await MailConsole().send("head@payesh.example", "هشدار", "متن", idempotency_key="key")
    said = capsys.readouterr().out
    assert "هشدار" in said
    assert "head@" not in said
