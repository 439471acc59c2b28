"""The followers: keep many streams open, in a process of its own, and say when each was told of which version.

`python -m tests.bench.following PORT TOKEN EACH < requests`, requests being JSON lines; each is asked over EACH
connections. Prints `open` once every stream has its first answer, then until it is ended a line
`connection version seconds` for each answer, by the clock that all processes share.
"""

import asyncio
import re
import sys
import time

VERSION = re.compile(rb'"nodes":\[\{"version":(\d+)')


class Follower(asyncio.Protocol):
    """One stream. It only looks for the version of the first message on the page."""

    def __init__(self, number: int, request: bytes) -> None:
        self.number, self.request = number, request
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._got.endswith(b"\n\n\r\n"):
            return
        at, versions = time.monotonic(), VERSION.findall(self._got)
        if self._got.startswith(b"HTTP") and not self._got.startswith(b"HTTP/1.1 200"):
            self.first.set_exception(RuntimeError(bytes(self._got[:600]).decode()))
            return
        self._got.clear()
        if not versions:
            return
        if not self.first.done():
            self.first.set_result(None)
        sys.stdout.write(f"{self.number} {versions[-1].decode()} {at:.6f}\n")


def http(body: bytes, token: str) -> bytes:
    """A POST that asks for a stream."""
    lines = ("POST /graphql HTTP/1.1", "host: 127.0.0.1", "accept: text/event-stream")
    told = (f"authorization: Bearer {token}", "content-type: application/json", f"content-length: {len(body)}")
    return "\r\n".join([*lines, *told, "", ""]).encode() + body


async def main(port: int, token: str, each: int) -> None:
    loop = asyncio.get_running_loop()
    requests = [http(line.rstrip(), token) for line in sys.stdin.buffer]
    followers = []
    for number, request in enumerate(requests * each):
        _, follower = await loop.create_connection(
            lambda number=number, request=request: Follower(number, request), "127.0.0.1", port
        )
        followers.append(follower)
    await asyncio.gather(*(follower.first for follower in followers))
    print("open", flush=True)
    while True:
        await asyncio.sleep(0.2)
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
