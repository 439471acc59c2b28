"""What is told beside the data is told in both languages, of every state and outcome there is."""

import re

import pytest

from api.open311.words import WORDS
from hotline.messages.tables import Ground, MessageState, Outcome


def test_every_state_outcome_and_ground_has_its_words() -> None:
    # A closed message tells its outcome.
    assert WORDS["state"].keys() == set(MessageState) - {MessageState.CLOSED}
    assert WORDS["outcome"].keys() == set(Outcome)
    assert WORDS["ground"].keys() == set(Ground)


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_is_said_in_both_languages(kind: str) -> None:
    for code, said in WORDS[kind].items():
        assert said.keys() == {"en", "fa"}, code
        assert re.search("[\u0600-\u06ff]", said["fa"]), code
        assert not re.search("[\u0600-\u06ff]", said["en"]), code
