"""What the stand-in centre tells us of its work: status after status, each until it is taken."""

import asyncio
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import httpx
import orjson

from api.gateways import signing

# What becomes of a message there; when, counted in paces from its arrival.
STORY: Final = (
    (1, "CREW_ASSIGNED", "گروه سیار اعزام شد."),
    (2, "FIRST_ACTION", "گروه به محل رسید و ایمن‌سازی انجام شد."),
    (4, "DONE", "کار پایان یافت و محل تحویل شد."),
)
_RETRY_SECONDS: Final = 2.0


@dataclass
class Telling:
    """Posts to `url`, signed under the shared key. The clock is the centre's own."""

    url: str
    key: bytes = field(repr=False)
    pace: float = 0.0
    # Another stand-in begins its receipts anew, and its events must not be taken for repeats.
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    # One for all: to make one reads every certificate there is, and hundreds of retries would do nothing else.
    _client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=10))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, receipt: str, content: Mapping[str, object], *, twice: bool) -> None:
        """Tell the whole story of a dispatch as it goes on, in the background."""
        if self.pace:
            task = asyncio.create_task(self._story(receipt, content, twice=twice))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def tell(self, event: str, status: Mapping[str, object]) -> httpx.Response:
        """Tell one thing; what we were answered. Raises httpx.HTTPError."""
        body = orjson.dumps(status)
        # clock: the stand-in has no database
        headers = signing.headers(event, body, self.key, at=datetime.now(UTC))
        headers["content-type"] = "application/json"
        return await self._client.post(f"{self.url}/centre/statuses", content=body, headers=headers)

    async def _story(self, receipt: str, content: Mapping[str, object], *, twice: bool) -> None:
        waited = 0
        for paces, status, note in STORY:
            await asyncio.sleep((paces - waited) * self.pace * random.uniform(0.7, 1.3))  # noqa: S311 - no secret
            waited = paces
            said = {"trackingCode": content.get("trackingCode"), "status": status, "note": note}
            for _ in range(2 if twice else 1):
                happened_at = datetime.now(UTC).isoformat()  # clock: likewise
                await self._until_taken(f"{self.run}-{receipt}-{status}", {**said, "happenedAt": happened_at})

    async def _until_taken(self, event: str, status: Mapping[str, object]) -> None:
        """A refusal is an answer too; only what fails is told again."""
        while True:
            try:
                if (await self.tell(event, status)).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(_RETRY_SECONDS)
