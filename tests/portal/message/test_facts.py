from datetime import UTC, datetime
from typing import Any

import pytest

from portal.rendering import ENVIRONMENTS

ENGLISH = ENVIRONMENTS["en"].from_string(
    '{% import "components.html" as c with context %}{% include "message/_facts.html" %}'
)
MESSAGE: dict[str, Any] = {
    "registeredAt": "2026-09-27T11:00:00+00:00",
    "channel": "PHONE",
    "kind": "OPERATIONAL",
    "cycle": 1,
    **dict.fromkeys(
        ("claimedGround", "ground", "district", "unit", "place", "special", "closedAt", "outcome", "holder")
    ),
    "holderUnit": None,
}
OFFICE = {"nameFa": "اداره", "nameEn": "The office"}
OPERATOR = {"name": "Example operator"}


@pytest.mark.parametrize(
    ("holders", "shown"),
    [
        ({"holderUnit": OFFICE}, "The office"),
        ({"holder": OPERATOR}, "<bdi>Example operator</bdi>"),
        ({"holderUnit": OFFICE, "holder": OPERATOR}, "The office · <bdi>Example operator</bdi>"),
    ],
)
def test_whoever_holds_the_message_is_named(holders: dict[str, Any], shown: str) -> None:
    assert f"<dt>In whose hands</dt><dd>{shown}</dd>" in facts(**holders)


def test_nothing_is_said_of_hands_where_nobody_holds_the_message() -> None:
    assert "In whose hands" not in facts()
    assert "<dd></dd>" not in facts()


def facts(**changes: Any) -> str:
    return ENGLISH.render(message=MESSAGE | changes, now=datetime(2026, 9, 28, tzinfo=UTC))
