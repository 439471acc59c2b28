import pytest

from hotline.messages.contact import (
    EmailInvalid,
    NationalIdInvalid,
    PhoneInvalid,
    read_email,
    read_national_id,
    read_phone,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("09120000000", "09120000000"),
        ("۰۹۱۲ ۰۰۰ ۰۰۰۰", "09120000000"),
        ("(031) 3212-3456", "03132123456"),
        ("٣٢١٢٣٤٥٦", "32123456"),
        ("+98 912 000 0000", "09120000000"),
        ("0044 20 7946 0000", "00442079460000"),
    ],
)
def test_a_phone_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert read_phone(typed) == stored


@pytest.mark.parametrize("typed", ["", "0912", "0000000000000", "شماره", "0912000000x", "+0912", "1" * 40])
def test_a_malformed_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneInvalid):
        read_phone(typed)


def test_a_national_id_is_checked_by_its_last_digit() -> None:
    assert read_national_id("۰۰۱۳۵۴۲۴۱۹") == "0013542419"
    for typed in ("0013542418", "1111111111", "001354241", "00135424199", "abcdefghij"):
        with pytest.raises(NationalIdInvalid):
            read_national_id(typed)


@pytest.mark.parametrize("typed", ["a@b.ir", "shahrvand+137@post.example.org", "o'neil@example.org"])
def test_an_email_address_is_stored_as_written(typed: str) -> None:
    assert read_email(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@b",
        "@b.ir",
        "a@",
        "a@b.",
        "a@.ir",
        "a b@c.ir",
        "a@b.ir, c@d.ir",
        "<a@b.ir>",
        "a@b.ir\nBcc: c@d.ir",
    ],
)
def test_what_no_mail_could_be_sent_to_is_refused(typed: str) -> None:
    with pytest.raises(EmailInvalid):
        read_email(typed)
