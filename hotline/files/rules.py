"""What is asked of a file, and who may do what with one. Pure."""

from datetime import timedelta
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role

# Whoever works on a message may add to it what they saw; analysts, managers and councillors judge what is there.
ADDING: Final = frozenset(
    {
        Role.CITIZEN,
        Role.OPERATOR,
        Role.DISPATCHER,
        Role.EXECUTIVE_AGENT,
        Role.INSPECTOR,
        Role.SPECIAL_FOLLOW_UP_OFFICER,
        Role.CORRESPONDENCE_CLERK,
        Role.HEAD_OF_OFFICE,
    }
)
# Whoever may read a message's text unmasked may hear it spoken.
LISTENING: Final = ADDING
# The same, and managers, who prove what they report on; that belongs to no message.
SENDING: Final = ADDING | {Role.MANAGER}
OPENING: Final = frozenset({Role.INSPECTOR, Role.HEAD_OF_OFFICE})
# Of one message: enough for any case, too few to fill a disk under one receipt.
MOST_FILES: Final = 50
MOST_PIXELS: Final = 50_000_000
COPY_PIXELS: Final = 2048
# No call lasts longer; an hour of silence is a small file and a long work.
LONGEST_RECORDING: Final = timedelta(hours=1)


class EmptyFile(Refusal):
    """Nothing in it."""

    code, sentence = "FILE_EMPTY", "The file is empty."


class UnknownKind(Refusal):
    """Neither a photo nor a recording, whatever it is called."""

    code, sentence, status = (
        "FILE_KIND_UNKNOWN",
        "Send a photo (JPEG, PNG, WebP) or a recording (WAV, OGG, MP3).",
        415,
    )


class UnreadablePhoto(Refusal):
    """A photo cut short or damaged."""

    code, sentence = "PHOTO_UNREADABLE", "The photo cannot be read. It may have been cut short."


class PhotoTooLarge(Refusal):
    """More pixels than any photo of a street needs: a bomb, or a poster."""

    code, sentence = "PHOTO_TOO_LARGE", "The photo has more than {limit} million pixels."


class UnreadableRecording(Refusal):
    """A recording cut short or damaged, or sampled as no telephone and no browser does."""

    code, sentence = "RECORDING_UNREADABLE", "The recording cannot be read. Send it whole, at 8 to 48 kHz."


class RecordingTooLong(Refusal):
    """Longer than any call."""

    code, sentence = "RECORDING_TOO_LONG", "The recording is longer than {minutes} minutes."


class TooManyFiles(Refusal):
    """The message has as many files as any needs."""

    code, sentence = "TOO_MANY_FILES", "The message has {limit} files already."


class AlreadyAttached(Refusal):
    """A file belongs to one message for good."""

    code, sentence, status = "FILE_ALREADY_ATTACHED", "The file belongs to a message already.", 409


class AlreadyReleased(Refusal):
    """Released once is released."""

    code, sentence, status = "FILE_ALREADY_RELEASED", "The photo is released already.", 409


class OnlyPhotosReleased(Refusal):
    """A voice cannot be stripped of who is speaking."""

    code, sentence = "ONLY_PHOTOS_RELEASED", "A recording is not released: a voice names its speaker."


def can_add(roles: frozenset[Role]) -> type[Refusal] | None:
    """Whether they may upload at all; which messages they may add to is their sight of them."""
    return None if roles & SENDING else Forbidden


def can_release(roles: frozenset[Role], *, photo: bool, released: bool) -> type[Refusal] | None:
    """The head of the office lets councillors see a photo (domain §2)."""
    if Role.HEAD_OF_OFFICE not in roles:
        return Forbidden
    if not photo:
        return OnlyPhotosReleased
    return AlreadyReleased if released else None


def can_listen(roles: frozenset[Role]) -> type[Refusal] | None:
    """Listen to a recording's copy (domain §2); a person says why."""
    return None if roles & LISTENING else Forbidden


def can_open_original(roles: frozenset[Role], *, own: bool) -> type[Refusal] | None:
    """Open the sealed original, or have its seal looked at (domain §2); a person says why they open it. `own`: a
    citizen sent it."""
    return None if roles & OPENING or (own and Role.CITIZEN in roles) else Forbidden
