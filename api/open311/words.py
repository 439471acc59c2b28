"""What is told beside the data, in Persian and English."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

WORDS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text("utf-8")
)


def say(kind: str, code: str, language: str) -> str:
    return WORDS[kind][code][language]


def named(noun: Mapping[str, Any], name: str, language: str) -> str:
    """One of a noun's two names: `titleFa` or `titleEn`."""
    return str(noun[name + language.capitalize()])
