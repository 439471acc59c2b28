from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from api.gateways import signing

KEY, AT, BODY = b"a key", datetime(2026, 4, 4, 12, tzinfo=UTC), '{"state": "بسته"}'.encode()


def test_what_is_signed_holds_for_five_minutes_around() -> None:
    headers = signing.headers("event", BODY, KEY, at=AT)
    for minutes, holds in ((0, True), (5, True), (-5, True), (5.1, False), (-5.1, False)):
        assert signing.holds(headers, BODY, KEY, at=AT + timedelta(minutes=minutes)) is holds


@pytest.mark.parametrize(
    "change", [{signing.ID: "other"}, {signing.TIMESTAMP: "1"}, {signing.SIGNATURE: "v1,AAAA"}]
)
def test_whatever_is_changed_no_longer_holds(change: dict[str, str]) -> None:
    headers = signing.headers("event", BODY, KEY, at=AT)
    assert not signing.holds(headers | change, BODY, KEY, at=AT)
    assert not signing.holds(headers, BODY + b" ", KEY, at=AT)
    assert not signing.holds(headers, BODY, b"another key", at=AT)


def test_a_body_signed_under_two_keys_holds_under_each() -> None:
    headers = signing.headers("event", BODY, b"new", b"old", at=AT)
    assert signing.holds(headers, BODY, b"new", at=AT)
    assert signing.holds(headers, BODY, b"old", at=AT)


def test_a_library_that_we_did_not_write_verifies_what_we_sign_and_signs_what_we_verify() -> None:
    now = datetime.now(UTC)
    assert Webhook(KEY).verify(BODY, signing.headers("event", BODY, b"new", KEY, at=now)) == {"state": "بسته"}
    theirs = {
        signing.ID: "event",
        signing.TIMESTAMP: str(int(now.timestamp())),
        signing.SIGNATURE: Webhook(KEY).sign("event", now, BODY.decode()),
    }
    assert signing.holds(theirs, BODY, KEY, at=now)
