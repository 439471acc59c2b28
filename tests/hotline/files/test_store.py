import io
from hashlib import sha256
from pathlib import Path

import pytest

from hotline.files.store import BrokenSeal, Store
from tests.photos import stored_in

CONTENT = "عکس".encode()
DIGEST = sha256(CONTENT).digest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store((tmp_path / "files").as_uri())


async def test_an_original_is_sealed_under_its_digest(store: Store, tmp_path: Path) -> None:
    await store.seal(io.BytesIO(CONTENT), DIGEST)
    assert await store.original(DIGEST) == CONTENT
    (path,) = stored_in(tmp_path)
    assert path.name == DIGEST.hex()


async def test_the_same_content_again_is_the_same_object(store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        await store.seal(io.BytesIO(CONTENT), DIGEST)
        await store.keep_copy(b"copy", DIGEST)
    assert len(stored_in(tmp_path)) == 2
    assert await store.copy(DIGEST) == b"copy"


async def test_a_changed_original_is_found_out_and_not_served(store: Store, tmp_path: Path) -> None:
    await store.seal(io.BytesIO(CONTENT), DIGEST)
    (path,) = stored_in(tmp_path)
    path.write_bytes(CONTENT + b"!")
    with pytest.raises(BrokenSeal):
        await store.original(DIGEST)


async def test_what_was_never_kept_is_not_there(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        await store.original(DIGEST)
