"""What this interface refuses by itself; all else is refused by the schema and the acts behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.kit.refusals import Refusal


@dataclass(frozen=True)
class Error:
    """One entry of the answer: `code` is the HTTP status, as GeoReport asks."""

    code: int
    description: str


class Refused(Exception):
    """Everything that is wrong at once. The answer's status is the first one's."""

    def __init__(self, errors: Sequence[Error]) -> None:
        self.errors = errors
        super().__init__("; ".join(error.description for error in errors))


class Malformed(Refusal):
    """Base of what is wrong with a parameter."""

    status = 400


class NoSuchAddress(Refusal):
    code, sentence, status = (
        "NO_SUCH_ADDRESS",
        "There is nothing at this address. Addresses end in .json or .xml.",
        404,
    )


class WrongMethod(Refusal):
    code, sentence, status = "WRONG_METHOD", "This address answers to {methods}.", 405


class NoSuchService(Refusal):
    code, sentence, status = "NO_SUCH_SERVICE", "service_code: there is no such service.", 404


class NoKey(Refusal):
    code, sentence, status = "NO_KEY", "api_key: it is missing, or does not hold.", 403


class NotAForm(Refusal):
    code, sentence, status = (
        "NOT_A_FORM",
        "Parameters are sent as application/x-www-form-urlencoded in UTF-8, {limit} at most.",
        400,
    )


class Missing(Malformed):
    code, sentence = "MISSING", "{name}: it is missing."


class NoPlace(Malformed):
    code, sentence = "NO_PLACE", "Say where it is: lat and long, address_string or address_id."


class BadText(Malformed):
    code, sentence = "BAD_TEXT", "{name}: it has characters in it that no such value has, or is too long."


class BadMoment(Malformed):
    code, sentence = "BAD_MOMENT", "{name}: write a moment with its offset, such as 2026-03-21T09:30:00+03:30."


class BadSpan(Malformed):
    code, sentence = "BAD_SPAN", "start_date, end_date: the one comes before the other, by {limit} days at most."


class BadStatus(Malformed):
    code, sentence = "BAD_STATUS", "status: open, closed, or both with a comma between."


class BadNumber(Malformed):
    code, sentence = "BAD_NUMBER", "{name}: write a number from {least} to {most}."


class TooMany(Malformed):
    code, sentence = "TOO_MANY", "{name}: {limit} at most."


class BadAttribute(Malformed):
    code, sentence = "BAD_ATTRIBUTE", "attribute: the service's definition knows no such attribute or value."
