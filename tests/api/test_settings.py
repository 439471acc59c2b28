"""Settings: every one documented, nothing misspelt, nothing unsafe in production."""

import re
import stat
from pathlib import Path

import pytest

from api import settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
SAFE = {
    "PAYESH_MODE": "production",
    "DATABASE_URL": "postgresql://payesh@db.example/payesh?sslmode=verify-full",
    "PAYESH_SECRET": "Zk3vW8xJq2LrT6yNhB1mCf9dPs5gUa7eRo4i",
    "PAYESH_CENTRE_KEY": "Hq7bXn2Kd9wLzE4rTf6yVm1cGs8jUp3aWo5i",
    "PAYESH_PUBLIC_URL": "https://137.example",
    "PAYESH_CENTRE_URL": "https://centre.example",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment in which only the data folder is set."""
    for name in settings.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PAYESH_DATA", str(tmp_path / "data"))
    return monkeypatch


def test_every_setting_is_documented_as_it_describes_itself() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| (.+) \|$", DOCS.read_text("utf-8"), re.MULTILINE))
    assert rows == settings.variables()


def test_every_documented_default_is_the_real_one() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (?:`(.*)`)? *\|", DOCS.read_text("utf-8"), re.MULTILINE))
    for name, field in settings.Settings.model_fields.items():
        documented = rows[str(field.validation_alias or f"PAYESH_{name.upper()}")]
        assert documented == ("" if field.default in (None, ()) else str(field.default)), name


def test_a_trial_needs_no_setting_at_all(tmp_path: Path) -> None:
    made = settings.load()
    assert made.database_url is None
    assert made.files_url == (tmp_path / "data" / "files").as_uri()


def test_people_reach_the_server_at_its_port_unless_told_otherwise(environment: pytest.MonkeyPatch) -> None:
    assert settings.load().public_url == "http://localhost:8137"
    environment.setenv("PAYESH_PORT", "8200")
    assert settings.load().public_url == "http://localhost:8200"
    environment.setenv("PAYESH_PUBLIC_URL", "https://137.example")
    assert settings.load().public_url == "https://137.example"


def test_a_trial_makes_its_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    first = settings.load().secret
    assert len(first) >= 32
    assert settings.load().secret == first
    kept = tmp_path / "data" / "secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret"]


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    made = settings.load()
    assert made.secret not in repr(made)
    assert made.centre_key not in repr(made)


def test_a_misspelt_setting_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PAYESH_PROT", "80")
    with pytest.raises(settings.BadSettings, match=r"^PAYESH_PROT: there is no such setting"):
        settings.load()


def test_a_value_of_the_wrong_kind_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PAYESH_PORT", "eighty")
    with pytest.raises(settings.BadSettings, match=r"^PAYESH_PORT: .*integer"):
        settings.load()


def test_origins_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PAYESH_ALLOWED_ORIGINS", "https://a.example, https://b.example,")
    assert settings.load().allowed_origins == ("https://a.example", "https://b.example")


def test_settings_cannot_be_changed_after_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load().port = 1


def test_safe_settings_start_production(environment: pytest.MonkeyPatch) -> None:
    _set(environment, SAFE)
    assert settings.load().mode == "production"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "", "the embedded database is for trial"),
        ("DATABASE_URL", "postgresql://payesh@db.example/payesh", "Add sslmode=verify-full"),
        ("DATABASE_URL", "postgresql://payesh@/payesh?host=db.example&sslmode=prefer", "Add sslmode=verify-full"),
        ("DATABASE_URL", "postgresql://payesh@db.example/payesh?sslmode=require", "Add sslmode=verify-full"),
        ("DATABASE_URL", "postgresql://payesh@db.example/payesh?sslmode=verify-ca", "Add sslmode=verify-full"),
        ("PAYESH_READ_DATABASE_URL", "postgresql://payesh@replica.example/payesh", "Add sslmode=verify-full"),
        ("PAYESH_SECRET", "", "missing, short or easily guessed"),
        ("PAYESH_SECRET", "short", "missing, short or easily guessed"),
        ("PAYESH_SECRET", "password" * 8, "missing, short or easily guessed"),
        ("PAYESH_CENTRE_KEY", settings.TRIAL_CENTRE_KEY, "missing, short or easily guessed"),
        ("PAYESH_SECRET_BEFORE", "short", "PAYESH_SECRET_BEFORE: short or easily guessed"),
        ("PAYESH_PUBLIC_URL", "http://137.example", "Name an https:// address"),
        ("PAYESH_PUBLIC_URL", "", "Name an https:// address"),
        ("PAYESH_CENTRE_URL", "http://centre.example", "Name an https:// address"),
        ("PAYESH_SMS_URL", "http://sms.example", "Name an https:// one"),
    ],
)
def test_production_refuses_what_is_unsafe(
    environment: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    _set(environment, SAFE | {name: value})
    with pytest.raises(settings.BadSettings) as refused:
        settings.load()
    assert str(refused.value).startswith(f"{name}: ")
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://payesh@localhost/payesh",
        "postgresql://payesh@/payesh?host=/run/postgresql",
        "postgresql://[::1]/p",
    ],
)
def test_a_database_on_this_machine_needs_no_encryption(environment: pytest.MonkeyPatch, url: str) -> None:
    _set(environment, SAFE | {"DATABASE_URL": url})
    assert settings.load().database_url == url


def _set(environment: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        environment.setenv(name, value)
