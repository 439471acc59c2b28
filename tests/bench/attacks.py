"""`python -m tests.bench.attacks`: what refusing an abusive request costs, from the body's JSON to the answer's.

CPU of the process, the median of some tries of each; each try is the first that the server sees of the document.
No database is asked: whatever is refused is refused before.
"""

import asyncio
import gc
import statistics
import time
from uuid import UUID

import orjson

from hotline.files.store import Store
from hotline.kit.viewer import ANONYMOUS
from schema.acting import Call
from schema.answering import Answer, Answerer, Request
from schema.reader.reading import Reader
from schema.root import build
from tests.attacks import ATTACKS

TRIES = 7


def main() -> None:
    answerer = Answerer(Reader(build()._schema))
    call = Call(ANONYMOUS, None, _seal, Store("memory:///"))
    print("| attack | refused with | ms of CPU |\n|---|---|--:|")
    for name, (text, code) in ATTACKS.items():
        body = orjson.dumps({"query": text})
        costs = []
        for _ in range(TRIES):
            gc.collect()
            begun = time.process_time()
            answer = asyncio.run(_refused(answerer, body, call))
            costs.append((time.process_time() - begun) * 1000)
            told = orjson.loads(answer.body)["errors"][0]["extensions"]["code"]
            assert told == code, (name, told)
        print(f"| {name} | `{code}` | {statistics.median(costs):.1f} |")


async def _refused(answerer: Answerer, body: bytes, call: Call) -> Answer:
    return await answerer.answer(Request(orjson.loads(body)["query"], None, {}, "attack"), call)


def _seal(message: UUID) -> str:
    return str(message)


if __name__ == "__main__":
    main()
