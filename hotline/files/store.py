"""Where the bytes are: originals under the SHA-256 of their content, and the copies that are served."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, from_url

_SHARDED: Final = 2


class BrokenSeal(RuntimeError):
    """What is stored is not what was sealed: somebody or something changed it."""


@dataclass(frozen=True)
class Store:
    """A folder or a bucket: `file:///…` or `s3://…` (keys from the AWS_* variables)."""

    url: str
    _objects: Any = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        local = self.url.startswith("file:")
        objects = LocalStore.from_url(self.url, mkdir=True) if local else from_url(self.url)
        object.__setattr__(self, "_objects", objects)

    async def seal(self, content: IO[bytes], digest: bytes) -> None:
        """Keep an original for good. The same content again is the same object."""
        content.seek(0)
        await self.put(_original(digest), content.read())

    async def keep_copy(self, content: bytes, digest: bytes) -> None:
        """Keep what is served of the original `digest`."""
        await self.put(_copy(digest), content)

    async def original(self, digest: bytes) -> bytes:
        """The original, its seal checked. Raises BrokenSeal, or FileNotFoundError."""
        content = await self.get(_original(digest))
        if sha256(content).digest() != digest:
            raise BrokenSeal(digest.hex())
        return content

    async def copy(self, digest: bytes) -> bytes:
        """What is served. Raises FileNotFoundError."""
        return await self.get(_copy(digest))

    async def all(self) -> AsyncIterator[tuple[str, bytes]]:
        """Everything that is kept, by its name."""
        async for some in obstore.list(self._objects):
            for one in some:
                yield one["path"], await self.get(one["path"])

    async def put(self, path: str, content: bytes) -> None:
        """Keep what `all` gave. What is there already stays: a name stands for one content."""
        try:
            await obstore.put_async(self._objects, path, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return
        if isinstance(self._objects, LocalStore):
            await asyncio.to_thread(_flush, Path(str(self._objects.prefix)) / path)

    async def get(self, path: str) -> bytes:
        """What is kept under a name. Raises FileNotFoundError."""
        found = await obstore.get_async(self._objects, path)
        return bytes(await found.bytes_async())


def _original(digest: bytes) -> str:
    name = digest.hex()
    return f"originals/{name[:_SHARDED]}/{name}"


def _copy(digest: bytes) -> str:
    name = digest.hex()
    return f"copies/{name[:_SHARDED]}/{name}.jpg"


def _flush(path: Path) -> None:
    """To the disk before it is acknowledged: a power cut forgets what only the kernel knows."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
