"""Receipts: how a citizen proves a message is theirs, without an account and without giving a phone number.

A receipt is the message's id and a keyed digest of it: nothing is stored, nobody can guess one, and it never
stands in an address or a variable (testing rule 12).
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

from hotline.kit.refusals import Refusal

_DIGEST_BYTES: Final = 16
_LENGTH: Final = 43  # 32 bytes in base64url, without padding


class BadReceipt(Refusal):
    """A receipt nobody was given."""

    code, sentence, status = "BAD_RECEIPT", "This receipt is not one of ours.", 401


def receipt(message_id: UUID, secret: bytes) -> str:
    """The receipt of a message: 43 characters of base64url."""
    return urlsafe_b64encode(message_id.bytes + _digest(message_id, secret)).decode().rstrip("=")


def read_receipt(text: str, *secrets: bytes) -> UUID:
    """The message a receipt was given for under one of the secrets. Raises BadReceipt for one forged, altered or
    cut."""
    try:
        found = urlsafe_b64decode(text.encode("ascii") + b"=") if len(text) == _LENGTH else b""
    except (UnicodeEncodeError, binascii.Error):
        found = b""
    if len(found) != 16 + _DIGEST_BYTES:
        raise BadReceipt()
    message_id = UUID(bytes=found[:16])
    # The whole text is compared, since base64 has several spellings of the same bytes.
    if not any(hmac.compare_digest(receipt(message_id, secret).encode(), text.encode()) for secret in secrets):
        raise BadReceipt()
    return message_id


def _digest(message_id: UUID, secret: bytes) -> bytes:
    return hmac.digest(secret, b"receipt" + message_id.bytes, "sha256")[:_DIGEST_BYTES]
