"""How well search finds: questions put to messages, each judged by hand beforehand.

Wanted is a message that says the words asked for, whatever way they are spelled: search knows no synonyms, and
«پلاک ۱۲ کوچه یاس» is not wanted by who looks for «کوچه ۱۲».
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from hotline.kit import searching
from hotline.kit.masking import mask

HERE = Path(__file__).parent
CODE = "137/1405/00084217"
OURS = searching.FINDS.replace("{t}", "message").replace("{v}", "$1::json").replace("{seen}", "TRUE")
# What PostgreSQL does by itself.
RAW = "to_tsvector('simple', text) @@ plainto_tsquery('simple', $1)"


@dataclass(frozen=True)
class Question:
    kind: str
    text: str
    wanted: frozenset[int]


@dataclass(frozen=True)
class Answer:
    question: Question
    found: frozenset[int]

    @property
    def extra(self) -> frozenset[int]:
        return self.found - self.question.wanted

    @property
    def missed(self) -> frozenset[int]:
        return self.question.wanted - self.found


def messages() -> dict[int, str]:
    """The judged messages by number, masked as they are stored."""
    with (HERE / "messages.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["number"]): mask(row["text"]) for row in csv.DictReader(file)}


def questions() -> list[Question]:
    with (HERE / "queries.csv").open(encoding="utf-8", newline="") as file:
        return [
            Question(row["kind"], row["query"], frozenset(map(int, row["wanted"].split())))
            for row in csv.DictReader(file)
        ]


async def answers(connection: asyncpg.Connection, sql: str = OURS) -> list[Answer]:
    """Every question answered from a temporary table of the judged messages."""
    # It stands before the real table for this connection alone.
    await connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS message (number int, text text, found_by tsvector);"
        "TRUNCATE pg_temp.message"
    )
    await connection.executemany(
        "INSERT INTO pg_temp.message VALUES ($1, $2, $3)",
        [(number, text, searching.found_by(text, CODE)) for number, text in messages().items()],
    )
    given = []
    for question in questions():
        asked = searching.sought(question.text) if sql == OURS else question.text
        rows = await connection.fetch(f"SELECT number FROM pg_temp.message WHERE {sql}", asked)
        given.append(Answer(question, frozenset(row["number"] for row in rows)))
    return given


def precision(given: Sequence[Answer]) -> float:
    """What share of all that was found was wanted; 1 where nothing was found."""
    found = sum(len(answer.found) for answer in given)
    return 1 - sum(len(answer.extra) for answer in given) / found if found else 1.0


def recall(given: Sequence[Answer]) -> float:
    """What share of all that was wanted was found; 1 where nothing was wanted."""
    wanted = sum(len(answer.question.wanted) for answer in given)
    return 1 - sum(len(answer.missed) for answer in given) / wanted if wanted else 1.0


def by_kind(given: Sequence[Answer]) -> Mapping[str, list[Answer]]:
    """The answers by kind of question, in the order of the file."""
    kinds: dict[str, list[Answer]] = {}
    for answer in given:
        kinds.setdefault(answer.question.kind, []).append(answer)
    return kinds
