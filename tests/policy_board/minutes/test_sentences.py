"""Whatever the facts are, each decision stands once in its sentence; none for everybody names anybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policy_board.minutes.sentences import public_sentence, sentence
from policy_board.minutes.tables import ParagraphKind

START = datetime(2026, 4, 4, 5, 30, tzinfo=UTC)
# Letters that are in no template, so that they are found only where they were put.
WORDS = st.text("qwxzŋ{}%", min_size=1, max_size=12)
NAMES = WORDS.map(lambda word: f"Ŋ{word}Ŋ")
MOMENTS = st.integers(0, 600).map(lambda minutes: (START + timedelta(minutes=minutes)).isoformat())
SESSIONS = st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=3).map(
    lambda spans: [{"since": since, "until": until} for since, until in spans]
)
STAYS = st.fixed_dictionaries({"name": NAMES, "member": st.booleans(), "since": MOMENTS, "until": MOMENTS})
FACTS: dict[ParagraphKind, st.SearchStrategy[Any]] = {
    ParagraphKind.OPENING: st.fixed_dictionaries(
        {"number": st.integers(1, 99), "title": WORDS, "place": WORDS, "sessions": SESSIONS}
    ),
    ParagraphKind.ATTENDANCE: st.fixed_dictionaries(
        {
            "sessions": SESSIONS,
            "members": st.integers(0, 20),
            "here": st.none() | st.lists(STAYS, max_size=5),
            "absent": st.none() | st.lists(NAMES, max_size=3),
        }
    ),
    ParagraphKind.DECISION: st.fixed_dictionaries(
        {
            "result": st.sampled_from(["APPROVED", "REJECTED", "REFERRED", "DEFERRED"]),
            "text": WORDS,
            "body": WORDS,
            "until": st.none() | st.dates().filter(lambda day: 1950 < day.year < 2100).map(str),
            "present": st.integers(1, 9),
            "members": st.integers(1, 9),
            "needed": st.integers(1, 9),
            "cause": st.none(),
        }
    ),
    ParagraphKind.VOTE: st.fixed_dictionaries(
        {
            "ballot": st.sampled_from(["CONSENT", "OPEN", "SECRET"]),
            "for": st.integers(0, 9),
            "against": st.integers(0, 9),
            "abstain": st.integers(0, 9),
            "named": st.none()
            | st.lists(
                st.fixed_dictionaries({"name": NAMES, "choice": st.sampled_from(["FOR", "AGAINST", "ABSTAIN"])})
            ),
        }
    ),
    ParagraphKind.OBJECTIONS: st.lists(st.fixed_dictionaries({"name": NAMES, "text": WORDS}), min_size=1),
}


@given(FACTS[ParagraphKind.DECISION])
def test_a_decision_is_said_once_with_its_quorum(fact: Any) -> None:
    said = sentence(ParagraphKind.DECISION, fact).replace(f"«{fact['body']}»", "")
    assert said.split(": ", 1)[1].rsplit("\n", 1)[0] == fact["text"]
    assert said.count("حد نصاب") == 1


@given(st.sampled_from(sorted(FACTS)).flatmap(lambda kind: st.tuples(st.just(kind), FACTS[kind])))
def test_no_sentence_for_everybody_names_anybody(drawn: tuple[ParagraphKind, Any]) -> None:
    kind, fact = drawn
    assert sentence(kind, fact)
    assert "Ŋ" not in public_sentence(kind, fact)


@given(FACTS[ParagraphKind.ATTENDANCE])
def test_whoever_was_there_or_absent_is_named(fact: Any) -> None:
    said = sentence(ParagraphKind.ATTENDANCE, fact)
    assert all(stay["name"] in said for stay in fact["here"] or [])
    assert all(name in said for name in fact["absent"] or [])


def test_of_nothing_nothing_is_said() -> None:
    assert {sentence(kind, None) for kind in ParagraphKind} == {""}
