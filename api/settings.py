"""Settings: the only reader of the environment. They are read once and passed down as values.

Each is described here and in docs/settings.md; a test holds the two together.
"""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TRIAL_CENTRE_KEY: Final = "key-of-the-stand-in-centre"
_PREFIX: Final = "PAYESH_"
_KEY_LENGTH: Final = 32
# Others would take whatever certificate they are shown, or anybody's of that authority.
_PROVEN: Final = {"verify-full"}


class BadSettings(RuntimeError):
    """What is set cannot be used; each line names the setting and the remedy."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, env_ignore_empty=True)

    mode: Literal["trial", "production"] = Field(
        default="trial", description="`trial` makes what is missing; `production` refuses whatever is unsafe."
    )
    data: Path = Field(
        default=Path(".payesh"), description="Folder of the embedded database, the files and the trial's secret."
    )
    database_url: str | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        repr=False,
        description="A PostgreSQL server, 15 or later. Unset: an embedded one in the data folder.",
    )
    read_database_url: str | None = Field(
        default=None, repr=False, description="A replica to read from. Unset: reads go to the database itself."
    )
    pool_size: int = Field(
        default=10, ge=1, le=100, description="Connections of one process for writing, and for reading."
    )
    host: str = Field(default="127.0.0.1", description="The address the server listens on.")
    port: int = Field(default=8137, ge=0, le=65535, description="The port the server listens on.")
    public_url: str = Field(
        default="", description="Where people reach the server, for links. Unset: `http://localhost` and the port."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Other web sites whose pages may ask the API, separated by commas."
    )
    body_limit: int = Field(default=1_000_000, ge=1000, description="The largest GraphQL request body, in bytes.")
    file_limit: int = Field(default=20_000_000, ge=1000, description="The largest file, in bytes.")
    documents: Literal["any", "persisted"] = Field(
        default="any",
        description="Which GraphQL documents are taken: `any`, or only those `persisted` (docs/documents.md).",
    )
    cache_plans: int = Field(default=1000, ge=1, description="How many documents and their plans a process keeps.")
    cost_limit: int = Field(
        default=10_000, ge=100, description="What one GraphQL operation may cost at most (docs/limits.md)."
    )
    budget: int = Field(
        default=600_000,
        ge=0,
        description="What a token, a person or a receipt may spend in a minute, per process; 0: without bound.",
    )
    budget_anonymous: int = Field(
        default=120_000, ge=0, description="The same for each address of those who are none of them."
    )
    operation_timeout: float = Field(
        default=15.0,
        ge=0,
        description="Seconds after which PostgreSQL cancels a statement of a request; 0: without bound.",
    )
    places: int = Field(
        default=32,
        ge=1,
        description="Requests that a process works on at once; more are answered 503 (docs/limits.md).",
    )
    streams: int = Field(
        default=5000, ge=0, description="Live streams and WebSockets that are open at a process at once."
    )
    introspection: Literal["anybody", "known", "nobody", ""] = Field(
        default="",
        description="Who is told the schema by introspection: `anybody`, those `known` by token or session, or"
        " `nobody`. Unset: anybody in a trial, those known in production.",
    )
    secret: str = Field(
        default="",
        repr=False,
        description="The key of receipts, form tokens and second steps, 32 characters or more. A trial makes one.",
    )
    secret_before: str = Field(
        default="",
        repr=False,
        description="The secret before this one. As long as it stands here, receipts given under it hold.",
    )
    session_idle: int = Field(
        default=240,
        ge=15,
        le=720,
        description="Minutes after which a session that nobody used has ended; none lasts more than twelve hours.",
    )
    centre_url: str = Field(default="http://127.0.0.1:8138", description="The operations centre's own system.")
    centre_key: str = Field(
        default=TRIAL_CENTRE_KEY, repr=False, description="The bearer key the centre knows us by."
    )
    sms_key: str = Field(
        default="", repr=False, description="The key of Kavenegar's API. Unset: SMS are printed by the worker."
    )
    sms_sender: str = Field(default="", description="The line SMS are sent from. Unset: the provider's choice.")
    sms_templates: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Texts that Kavenegar keeps, as `OURS=theirs` separated by commas: sent by `verify/lookup`.",
    )
    sms_inbound_key: str = Field(
        default="",
        repr=False,
        description="The end of the address Kavenegar posts answers to. Unset: none is heard.",
    )
    sms_url: str = Field(default="https://api.kavenegar.com", description="Where Kavenegar's API is.")
    mail_url: str = Field(
        default="",
        repr=False,
        description="The mail server, `smtp://user:password@host:port` or `smtps://…`. Unset: the worker prints.",
    )
    mail_from: str = Field(default="", description="Whom e-mail is from.")
    centre_pace: float = Field(
        default=20.0,
        ge=0,
        description="Seconds between what the stand-in centre tells of a message; at 0 it tells nothing.",
    )
    open311_contact: str = Field(
        default="", description="Whom developers ask about Open311 and for a key. Unset: the 137 office."
    )
    files_url: str = Field(
        default="", description="Where files are kept: `file:///…` or `s3://…`. Unset: `files` in the data folder."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="What is logged."
    )

    @field_validator("data")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("allowed_origins", "sms_templates", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return tuple(one.strip() for one in given.split(",") if one.strip()) if isinstance(given, str) else given

    @property
    def templates(self) -> dict[str, str]:
        """The provider's names of SMS texts, by ours."""
        pairs = (one.partition("=") for one in self.sms_templates)
        return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}

    @property
    def key(self) -> bytes:
        """The secret as HMAC takes it."""
        return self.secret.encode()

    @property
    def keys_before(self) -> list[bytes]:
        """The one before it, if there is one."""
        return [self.secret_before.encode()] if self.secret_before else []

    @property
    def keys(self) -> list[bytes]:
        """Both."""
        return [self.key, *self.keys_before]


def load() -> Settings:
    """The settings of this process. A trial's secret and folders are made. Raises BadSettings."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = [f"{_variable(str(one['loc'][0]))}: {one['msg']}." for one in error.errors()]
        raise BadSettings("\n".join(lines)) from None
    problems = _unknown()
    if settings.mode == "production":
        problems += _unsafe(settings)
    if problems:
        raise BadSettings("\n".join(problems))
    made = {
        "files_url": settings.files_url or (settings.data / "files").as_uri(),
        "public_url": settings.public_url or f"http://localhost:{settings.port}",
    }
    if not settings.secret:
        made["secret"] = _kept_secret(settings.data)
    return settings.model_copy(update=made)


def variables() -> dict[str, str]:
    """Every environment variable that is read, with its description."""
    return {_variable(name): field.description or "" for name, field in Settings.model_fields.items()}


def _variable(name: str) -> str:
    return "DATABASE_URL" if name in ("database_url", "DATABASE_URL") else _PREFIX + name.upper()


def _unknown() -> list[str]:
    """A misspelt setting would silently leave its default in force."""
    return [
        f"{name}: there is no such setting. docs/settings.md names them all."
        for name in sorted(os.environ)
        if name.startswith(_PREFIX) and name not in variables()
    ]


def _unsafe(settings: Settings) -> list[str]:
    """Why these settings may not serve citizens, each with its remedy."""
    problems = []
    if not settings.database_url:
        problems.append("DATABASE_URL: the embedded database is for trial. Name a PostgreSQL server.")
    for name, url in (
        ("DATABASE_URL", settings.database_url),
        ("PAYESH_READ_DATABASE_URL", settings.read_database_url),
    ):
        if url and not _private_database(url):
            problems.append(
                f"{name}: the connection leaves this machine, to whoever answers. Add sslmode=verify-full."
            )
    for name, key in (("PAYESH_SECRET", settings.secret), ("PAYESH_CENTRE_KEY", settings.centre_key)):
        if _weak(key):
            problems.append(
                f"{name}: missing, short or easily guessed. Set what this prints: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
    if not settings.public_url.startswith("https://"):
        problems.append("PAYESH_PUBLIC_URL: people would send passwords unencrypted. Name an https:// address.")
    for name, key in (
        ("PAYESH_SECRET_BEFORE", settings.secret_before),
        ("PAYESH_SMS_INBOUND_KEY", settings.sms_inbound_key),
    ):
        if key and _weak(key):
            problems.append(f"{name}: short or easily guessed. Set one as for PAYESH_SECRET.")
    if not _proven(settings.sms_url):
        problems.append(
            "PAYESH_SMS_URL: the key and citizens' numbers would travel unencrypted. Name an https:// one."
        )
    if settings.mail_url and "@" not in settings.mail_from:
        problems.append("PAYESH_MAIL_FROM: missing. Name the mailbox e-mail is from.")
    if not _proven(settings.centre_url):
        problems.append("PAYESH_CENTRE_URL: messages would travel unencrypted. Name an https:// address.")
    return problems


def _private_database(url: str) -> bool:
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    host = parts.hostname or asked.get("host", [""])[-1]
    return host.startswith("/") or _local(host) or asked.get("sslmode", [""])[-1] in _PROVEN


def _proven(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or _local(parts.hostname)


def _local(host: str | None) -> bool:
    try:
        return ip_address(host or "localhost").is_loopback
    except ValueError:
        return host in (None, "", "localhost")


def _weak(key: str) -> bool:
    return len(key) < _KEY_LENGTH or len(set(key)) < _KEY_LENGTH // 3


def _kept_secret(folder: Path) -> str:
    """The trial's secret, made once: receipts stay valid from one start to the next."""
    path = folder / "secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        # Of two processes at once the first to link wins, and nobody reads a half-written file.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
