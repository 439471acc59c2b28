"""Every refusal can be said in both languages; the catalogue and the classes hold each other."""

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import api
import hotline
import policy_board
import portal
import schema
from hotline.kit import refusals
from hotline.kit.refusals import NotFound, Refusal, Refusals, Stale
from hotline.kit.text import TextTooLong

ROOMS = (hotline, policy_board, schema, portal, api)
PERSIAN: dict[str, str] = tomllib.loads(Path(refusals.__file__).with_name("refusals.fa.toml").read_text("utf-8"))


def _imported() -> None:
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            # Migrations declare no refusal, and a `__main__` would run.
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                importlib.import_module(found.name)


def _every(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        if "code" in vars(child) and child.__module__.split(".")[0] != "tests":
            yield child
        yield from _every(child)


_imported()
EVERY = sorted(set(_every()), key=lambda kind: kind.code)


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.code)
def test_a_refusal_has_a_sentence_in_both_languages_with_the_same_braces(kind: type[Refusal]) -> None:
    assert re.search(r"[a-z].*\.$|\}$", kind.sentence)
    assert re.search("[\u0600-\u06ff]", PERSIAN[kind.code])
    assert braces(PERSIAN[kind.code]) == braces(kind.sentence)


def test_no_sentence_is_stale() -> None:
    assert sorted(PERSIAN) == sorted(kind.code for kind in EVERY)


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in EVERY]
    assert len(EVERY) > 60
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.code)
def test_a_refusal_has_a_code_and_a_status_that_http_knows(kind: type[Refusal]) -> None:
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", kind.code)
    assert kind.status in {400, 401, 403, 404, 405, 406, 409, 413, 415, 408, 422, 429, 500, 503}


def test_a_refusal_says_its_details_in_each_language() -> None:
    refused = TextTooLong("body", 0, limit=40)
    assert (list(refused.path), refused.say("en")) == (["body", 0], "The text is longer than 40 letters.")
    assert refused.say("fa") == PERSIAN["TEXT_TOO_LONG"].format(limit=40)


def test_several_refusals_are_one() -> None:
    several = Refusals([NotFound("id"), Stale("version")])
    assert [problem.code for problem in several.problems] == ["NOT_FOUND", "STALE"]
    assert NotFound.sentence in str(several)
