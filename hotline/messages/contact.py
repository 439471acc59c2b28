"""How a citizen can be reached, read from what was typed: any digits, any separators, one stored form."""

import re
from typing import Final

from hotline.kit.masking import is_national_id
from hotline.kit.refusals import Refusal
from hotline.kit.text import latin_digits

_SEPARATORS: Final = re.compile(r"[\s()\-‐-―./\u200b-\u200f]+")
# A mobile or a number with its area code; a number of this city; one from abroad, or written as if.
_PHONE: Final = re.compile(r"0[1-9]\d{9}|[1-9]\d{7}|(?:\+|00)[1-9]\d{7,14}", re.ASCII)
# What a mail server takes without quoting; whether the mailbox is there, it says itself.
_EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_LONGEST_EMAIL: Final = 254
_HOME_CODE: Final = re.compile(r"^(?:\+|00)98(?=[1-9]\d{9}$)", re.ASCII)
_MOBILE: Final = re.compile(r"09\d{9}", re.ASCII)


class PhoneInvalid(Refusal):
    code, sentence = "PHONE_INVALID", "This is not a phone number. Check its digits."


class NationalIdInvalid(Refusal):
    """Its check digit does not fit. The national id is always optional: foreign residents have none (domain §2)."""

    code, sentence = "NATIONAL_ID_INVALID", "This is not a national id. Check its digits, or leave it out."


class EmailInvalid(Refusal):
    code, sentence = "EMAIL_INVALID", "This is not an e-mail address. Check it."


def read_phone(text: str) -> str:
    """The number in Latin digits without separators, one of this country without its code. Raises PhoneInvalid."""
    number = _HOME_CODE.sub("0", _SEPARATORS.sub("", latin_digits(text)))
    if not _PHONE.fullmatch(number):
        raise PhoneInvalid("phone")
    return number


def is_mobile(phone: str | None) -> bool:
    """Whether a number, as stored, hears SMS."""
    return phone is not None and _MOBILE.fullmatch(phone) is not None


def read_email(text: str) -> str:
    """The address without space around it. Raises EmailInvalid."""
    address = text.strip()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise EmailInvalid("email")
    return address


def read_national_id(text: str) -> str:
    """The ten digits. Raises NationalIdInvalid."""
    number = _SEPARATORS.sub("", latin_digits(text))
    if not is_national_id(number):
        raise NationalIdInvalid()
    return number
