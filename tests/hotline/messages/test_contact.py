import pytest

from hotline.messages.contact import NationalIdInvalid, PhoneInvalid, read_national_id, read_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("09120000000", "09120000000"),
        ("۰۹۱۲ ۰۰۰ ۰۰۰۰", "09120000000"),
        ("(031) 3212-3456", "03132123456"),
        ("٣٢١٢٣٤٥٦", "32123456"),
        ("+98 912 000 0000", "+989120000000"),
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
