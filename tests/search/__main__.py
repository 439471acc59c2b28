"""`python -m tests.search`: how well search finds, by kind of question, and every answer that is not right."""

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from api import embedded
from tests.search.judging import RAW, answers, by_kind, messages, precision, recall


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection = await asyncpg.connect(embedded.start(Path(folder) / "search", cleanup="delete"))
        given, raw = await answers(connection), await answers(connection, RAW)
        await connection.close()
    print(f"{len(given)} questions to {len(messages())} messages       precision  recall")
    for kind, some in by_kind(given).items():
        print(f"  {kind:8}{len(some):4} questions              {precision(some):9.2f}  {recall(some):6.2f}")
    print(f"  all {len(given):8} questions              {precision(given):9.2f}  {recall(given):6.2f}")
    print(f"  PostgreSQL's own text search         {precision(raw):9.2f}  {recall(raw):6.2f}")
    for answer in given:
        if answer.extra or answer.missed:
            extra, missed = (" ".join(map(str, sorted(some))) or "-" for some in (answer.extra, answer.missed))
            print(f"  found too much: {extra:8} missed: {missed:8} «{answer.question.text}»")


asyncio.run(main())
