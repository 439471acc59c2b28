"""Refusals: expected outcomes that a person can act on, never bugs.

A refusal class says its code, its English sentence and its HTTP status once; the Persian sentence stands in
`refusals.fa.toml` under the same code, and a test holds the two together. A mutation answers refusals as
`problems`; the portal shows them beside the field that `path` names.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar


class Refusal(Exception):
    """Base of all refusals. `path` names the input field at fault; `details` fill the sentence's braces."""

    code: ClassVar[str]
    sentence: ClassVar[str]
    status: ClassVar[int] = 422

    def __init__(self, *path: str | int, **details: object) -> None:
        self.path: Sequence[str | int] = path
        self.details = details
        super().__init__(self.sentence.format(**details))

    def say(self, language: str) -> str:
        """The sentence in `language` ("fa" or "en"), details filled in."""
        return sentence_of(type(self), language).format(**self.details)


class Refusals(Exception):
    """Several refusals at once, so that a form is corrected in one go."""

    def __init__(self, problems: Sequence[Refusal]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


class NotFound(Refusal):
    """There is no such thing, or this viewer may not know of it: the two are never told apart (domain §2)."""

    code, sentence, status = "NOT_FOUND", "There is nothing here by that name.", 404


class Forbidden(Refusal):
    """The viewer's roles never allow this act."""

    code, sentence, status = "FORBIDDEN", "Your role does not allow this.", 403


class Stale(Refusal):
    """A compare-and-set failed: someone changed the row since it was read."""

    code, sentence, status = "STALE", "Someone changed this since you read it. Look again and repeat.", 409


def sentence_of(refusal: type[Refusal], language: str) -> str:
    """A refusal's sentence with its braces unfilled, for a list of them all."""
    return _persian().get(refusal.code, refusal.sentence) if language == "fa" else refusal.sentence


@cache
def _persian() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "refusals.fa.toml").read_text("utf-8"))
