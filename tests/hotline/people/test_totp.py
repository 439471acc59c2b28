"""Codes as RFC 6238 makes them, and as a library that we did not write does."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.people import totp

KEY = b"12345678901234567890"
NOON = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
KEYS = st.binary(min_size=20, max_size=20)
STEPS = st.integers(min_value=1, max_value=2**40)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_rfcs_appendix(seconds: int, code: str) -> None:
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_of(KEY, step, digits=8) == code
    assert totp.code_of(KEY, step) == code[2:]


@given(key=KEYS, step=STEPS)
def test_a_library_that_we_did_not_write_makes_the_same_codes(key: bytes, step: int) -> None:
    assert totp.code_of(key, step) == pyotp.TOTP(totp.key_text(key).replace(" ", "")).generate_otp(step)


@given(key=KEYS, username=st.from_regex(r"[\w.-]{2,60}", fullmatch=True))
def test_that_library_reads_the_key_and_whose_it_is_from_the_qr_codes_address(key: bytes, username: str) -> None:
    read = pyotp.parse_uri(totp.address_of(key, username=username, issuer="Payesh 137"))
    assert isinstance(read, pyotp.TOTP)
    assert (read.byte_secret(), unquote(read.name), read.issuer) == (key, username, "Payesh 137")


def test_a_clock_may_be_off_by_a_step_and_no_more() -> None:
    now = totp.step_of(NOON)
    held = [
        step - now
        for step in range(now - 5, now + 6)
        if totp.step_matched(KEY, totp.code_of(KEY, step), NOON, after=0) == step
    ]
    assert held == [-1, 0, 1]


@given(key=KEYS, used=st.integers(-2, 2), late=st.integers(0, 59))
def test_no_code_is_good_again_nor_one_before_the_last_used(key: bytes, used: int, late: int) -> None:
    last = totp.step_of(NOON) + used
    at = NOON + timedelta(seconds=late)
    for step in range(last - 4, last + 1):
        matched = totp.step_matched(key, totp.code_of(key, step), at, after=last)
        # Of a million codes two are sometimes equal.
        assert matched is None or totp.code_of(key, matched) == totp.code_of(key, step)
        assert matched is None or matched > last


@pytest.mark.parametrize("code", ["", "0", "12345", "1234567", "abcdef", "۱۲۳۴۵۶", "\x00"])
def test_what_is_no_code_matches_none(code: str) -> None:
    assert totp.step_matched(KEY, code, NOON, after=0) is None
