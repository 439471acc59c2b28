"""Recordings: a copy that carries the voice and nothing else of the file. CPU-bound; call in a thread."""

import io
from typing import IO, Final

import soundfile

from hotline.files.rules import LONGEST_RECORDING, RecordingTooLong, UnreadableRecording

_BLOCK: Final = 1 << 16


def copy(content: IO[bytes]) -> bytes:
    """The recording as an MP3 of one channel, which every browser plays. Raises UnreadableRecording, or
    RecordingTooLong as soon as it is."""
    out = io.BytesIO()
    try:
        with soundfile.SoundFile(content) as source:
            left = int(LONGEST_RECORDING.total_seconds()) * source.samplerate
            with soundfile.SoundFile(out, "w", source.samplerate, 1, format="MP3") as sink:
                while len(block := source.read(_BLOCK, dtype="float32", always_2d=True)):
                    if (left := left - len(block)) < 0:
                        raise RecordingTooLong(minutes=int(LONGEST_RECORDING.total_seconds()) // 60)
                    sink.write(block.mean(axis=1))
    except soundfile.SoundFileError:
        raise UnreadableRecording() from None
    if not out.tell():
        # What was cut short may begin well, and hold no sound.
        raise UnreadableRecording()
    return out.getvalue()
