"""What a file is, as its content shows. What its name or its sender says is never believed."""

from typing import Final

PHOTOS: Final = frozenset({"image/jpeg", "image/png", "image/webp"})

HEAD_BYTES: Final = 4096

# MPEG layer III by the second byte of a frame, with or without a checksum: its bit rates in kbit/s, its sampling
# rates in Hz, and what their quotient is multiplied by. The lower ones, a telephone's, are standards of their own.
_HALF_BITRATES: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_LAYERS: Final = {
    0xFA: ((0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320), (44_100, 48_000, 32_000), 144),
    0xF2: (_HALF_BITRATES, (22_050, 24_000, 16_000), 72),
    0xE2: (_HALF_BITRATES, (11_025, 12_000, 8_000), 72),
}


def kind_of(head: bytes) -> str | None:
    """The media type of a file that begins so; None for what we do not keep."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head.startswith(b"OggS\x00"):
        return "audio/ogg"
    if (head.startswith(b"ID3") and len(head) > 10 and head[3] < 5) or _two_frames(head):
        return "audio/mpeg"
    return None


def _two_frames(head: bytes) -> bool:
    """One frame's mark is two bytes and may stand in anything; a second where the first one ends may not."""
    length = _frame_length(head[:4])
    return length is not None and _frame_length(head[length : length + 4]) is not None


def _frame_length(mark: bytes) -> int | None:
    if len(mark) < 4 or mark[0] != 0xFF or (layer := _LAYERS.get(mark[1] & 0xFE)) is None:
        return None
    bitrates, samplings, octets = layer
    bitrate, sampling, padding = mark[2] >> 4, mark[2] >> 2 & 3, mark[2] >> 1 & 1
    if not 0 < bitrate < len(bitrates) or sampling >= len(samplings):
        return None
    return octets * bitrates[bitrate] * 1000 // samplings[sampling] + padding
