"""The way to mailboxes: SMTP, or the terminal for a trial."""

import hashlib
from email.message import EmailMessage
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from api.gateways.failing import GatewayFailed, RefusedForGood

_TIMEOUT: Final = 15.0
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553})


class MailFailed(GatewayFailed):
    """The mail server did not take it."""


class MailRefused(MailFailed, RefusedForGood):
    """It has no such mailbox."""


class Mail(Protocol):
    """Sends one e-mail; the server's receipt. Raises MailFailed."""

    async def send(self, address: str, subject: str, body: str, *, idempotency_key: str) -> str: ...


class MailConsole:
    """A trial's gateway: prints the subject and the text."""

    async def send(self, address: str, subject: str, body: str, *, idempotency_key: str) -> str:
        print(f"E-mail to …@{address.rpartition('@')[2]}: {subject}\n{body}", flush=True)
        return f"console {idempotency_key}"[:120]


class Smtp:
    """A mail server at `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. A repeat has
    the same Message-ID, by which mailboxes know it again."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname or "localhost", parts.port or (465 if self._tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    async def send(self, address: str, subject: str, body: str, *, idempotency_key: str) -> str:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, address, subject
        domain = self._sender.rpartition("@")[2].strip("> ")
        message["Message-ID"] = f"<{hashlib.sha256(idempotency_key.encode()).hexdigest()[:40]}@{domain}>"
        message.set_content(body)
        try:
            _, said = await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._user or None,
                password=self._password or None,
                use_tls=self._tls,
                # Off this machine never in the clear, whatever the server offers.
                start_tls=None if self._tls or self._host in _HERE else True,
                timeout=_TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = {refused.code for refused in error.recipients}
            raise (MailRefused if codes <= _NO_SUCH_MAILBOX else MailFailed)(
                f"refused with {min(codes)}"
            ) from error
        except aiosmtplib.SMTPResponseException as error:
            raise MailFailed(f"refused with {error.code}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailFailed("no connection") from error
        return said[:120] or "sent"
