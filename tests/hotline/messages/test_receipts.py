from uuid import uuid4

import pytest

from hotline.messages.receipts import BadReceipt, read_receipt, receipt

SECRET = b"a secret of thirty-two characters"


def test_a_receipt_proves_its_message() -> None:
    message = uuid4()
    assert read_receipt(receipt(message, SECRET), SECRET) == message


@pytest.mark.parametrize("place", range(43))
def test_a_receipt_altered_anywhere_is_refused(place: int) -> None:
    given = receipt(uuid4(), SECRET)
    for other in "AQgw09-_":
        if given[place] != other:
            with pytest.raises(BadReceipt):
                read_receipt(given[:place] + other + given[place + 1 :], SECRET)


@pytest.mark.parametrize(
    "text", ["", "A", "A" * 42, "A" * 43, "A" * 44, "=" * 43, "é" * 43, "۱" * 43, "\x00" * 43, " " * 43]
)
def test_what_no_one_was_given_is_refused(text: str) -> None:
    with pytest.raises(BadReceipt):
        read_receipt(text, SECRET)


def test_a_receipt_cut_or_lengthened_is_refused() -> None:
    given = receipt(uuid4(), SECRET)
    for text in (given[:-1], given + "=", given + "A", " " + given, given + "\n"):
        with pytest.raises(BadReceipt):
            read_receipt(text, SECRET)


def test_a_receipt_of_another_secret_is_refused() -> None:
    with pytest.raises(BadReceipt):
        read_receipt(receipt(uuid4(), SECRET), b"another secret altogether, as long")


def test_a_receipt_holds_under_the_secret_that_came_before() -> None:
    message = uuid4()
    given = receipt(message, SECRET)
    assert read_receipt(given, b"another secret altogether, as long", SECRET) == message
