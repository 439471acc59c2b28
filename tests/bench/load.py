"""The load: keeps some connections busy for some seconds, in a process of its own.

`python -m tests.bench.load PORT SECONDS CONNECTIONS < requests` where requests are JSON lines of
[body, header, …]; prints as JSON how many were answered, and of the milliseconds each waited the median and the
99th percentile. An answer other than 200 or 304 ends it.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from statistics import quantiles

import orjson


class Asker(asyncio.Protocol):
    """One connection: the next request goes out when the last answer is in."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        self.requests, self.until = requests, until
        self.waits: list[float] = []
        self.loop = asyncio.get_running_loop()
        self.done: asyncio.Future[list[float]] = self.loop.create_future()
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0:
            return
        kept = self._got.startswith(b"HTTP/1.1 304")
        at = self._got[:head].lower().find(b"content-length: ")
        if not kept and len(self._got) < head + 4 + int(self._got[at + 16 : self._got.find(b"\r\n", at)]):
            return
        if not kept and not self._got.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(RuntimeError(bytes(self._got[:600]).decode()))
            return
        self._got.clear()
        self.waits.append(self.loop.time() - self.sent)
        self._ask()

    def _ask(self) -> None:
        self.sent = self.loop.time()
        if self.sent < self.until:
            self.transport.write(next(self.requests))
        elif not self.done.done():
            self.done.set_result(self.waits)


def http(body: bytes, headers: Sequence[str]) -> bytes:
    """A POST of JSON as it goes over the wire; a GET, where the body is a query string."""
    if body.startswith(b"?"):
        return "\r\n".join([f"GET /graphql{body.decode()} HTTP/1.1", "host: 127.0.0.1", *headers, "", ""]).encode()
    lines = ["POST /graphql HTTP/1.1", "host: 127.0.0.1", *headers]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


async def load(port: int, seconds: float, connections: int, requests: Sequence[bytes]) -> list[float]:
    """The seconds that each answer took."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    askers = []
    for number in range(connections):
        # Each begins elsewhere, so that no two ask the same at the same time.
        own = cycle(islice([*requests, *requests], number * 7 % len(requests), None))
        _, asker = await loop.create_connection(lambda own=own: Asker(own, until), "127.0.0.1", port)
        askers.append(asker)
    return [wait for waits in await asyncio.gather(*(asker.done for asker in askers)) for wait in waits]


if __name__ == "__main__":
    lines = [orjson.loads(line) for line in sys.stdin.buffer]
    asked = [http(body.encode(), headers) for body, *headers in lines]
    waits = asyncio.run(load(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), asked))
    cuts = quantiles([wait * 1000 for wait in waits], n=100)
    print(orjson.dumps([len(waits), cuts[49], cuts[98]]).decode())
