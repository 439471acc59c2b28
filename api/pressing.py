"""The press at work: pages are laid out by a process of their own, which delays nobody's message."""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from portal.asking import Failed

# A sheet of a few pages, and those before it in line.
LONGEST: Final = 60.0
# A frozen agenda is asked for by the whole board, and is the same for all who see the same.
KEPT: Final = 32

_ROOT: Final = Path(__file__).parent.parent


class PressFailed(RuntimeError):
    """The press ended without a paper."""


@dataclass(frozen=True)
class Press:
    """Makes PDFs of sheets while somebody waits, and remembers the last ones."""

    # One at a time: a press takes all of a processor, which messages need too.
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _made: OrderedDict[bytes, bytes] = field(default_factory=OrderedDict, repr=False)

    async def __call__(self, text: str) -> bytes:
        """The PDF of this HTML. Raises Failed where too many wait, and PressFailed."""
        digest = sha256(text.encode()).digest()
        try:
            async with asyncio.timeout(LONGEST), self._one:
                if digest not in self._made:
                    self._made[digest] = await _pressed(text)
                    while len(self._made) > KEPT:
                        self._made.popitem(last=False)
                self._made.move_to_end(digest)
                return self._made[digest]
        except TimeoutError:
            raise Failed("BUSY", "The press is busy.", 503) from None


async def _pressed(text: str) -> bytes:
    with TemporaryDirectory(prefix="payesh-press-") as name:
        folder = Path(name)
        (folder / "whole.html").write_text(text, "utf-8")
        (folder / "parts.txt").write_text("", "utf-8")
        async with pressing(folder) as lines:
            async for _ in lines:
                pass
        return (folder / "whole.pdf").read_bytes()


@asynccontextmanager
async def pressing(folder: Path) -> AsyncIterator[AsyncIterator[bytes]]:
    """The lines of a press at work on `folder`. Raises PressFailed; whoever leaves early ends it."""
    command = (sys.executable, "-m", "portal.papers.press", str(folder))
    process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
        if await process.wait() != 0:
            raise PressFailed(f"it ended with {process.returncode}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
