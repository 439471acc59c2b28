"""Clients as they are: they register, act, try again with the same key when no answer comes, and keep a journal of
what they were told is done."""

import asyncio
import random
import string
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from hotline.kit.viewer import Role
from tests.api.serving import INPUT

TIMEOUT: Final = httpx.Timeout(15, connect=3)
REGISTER: Final = """
mutation Register($input: RegisterMessageInput!) {
  registerMessage(input: $input) { message { id } trackingCode replayed problems { code } }
}
"""
# Which are acted on: of an older one the story is over.
_LATEST: Final = 100
STAND: Final = "query Stand($id: ID!) { node(id: $id) { ... on Message { state version } } }"
_ACT: Final = """
mutation Act($input: {type}!) {{ {field}(input: $input) {{ problems {{ code }} }} }}
"""


@dataclass(frozen=True)
class Step:
    """What is done to a message next, by whom. `told` is the field that carries words, so that it can be found
    again in the timeline."""

    role: Role
    document: str
    told: str | None = None
    input: Mapping[str, object] = field(default_factory=dict)
    versioned: bool = True


def _step(role: Role, field_: str, type_: str, **more: Any) -> Step:
    return Step(role, _ACT.format(field=field_, type=type_), **more)


_AGAIN: Final = _step(Role.DISPATCHER, "recordAction", "RecordActionInput", told="note")
# By state.
STEPS: Final[Mapping[str, Sequence[Step]]] = {
    "DISPATCHED": (_step(Role.DISPATCHER, "acknowledgeMessage", "MessageInput"), _AGAIN),
    "ACKNOWLEDGED": (_AGAIN,),
    "IN_ACTION": (_AGAIN, _step(Role.DISPATCHER, "claimResolution", "ClaimResolutionInput", told="note")),
    "RESOLUTION_CLAIMED": (_step(Role.OPERATOR, "seekFeedback", "SeekFeedbackInput"),),
    "FEEDBACK_SOUGHT": (
        _step(
            *(Role.OPERATOR, "recordFeedback", "RecordFeedbackInput"),
            told="text",
            input={"satisfied": True},
            versioned=False,
        ),
    ),
}
ROLES: Final = (Role.OPERATOR, *{step.role for steps in STEPS.values() for step in steps})


@dataclass
class Journal:
    """`sent` is by key whether it is urgent; `registered` by key the tracking code and id that were answered. An
    act's `mark` is the words it was sent with. `wrong` counts answers that must not be."""

    sent: dict[str, bool] = field(default_factory=dict)
    registered: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Messages that were there before.
    before: int = 0
    marks: set[str] = field(default_factory=set)
    acted: set[str] = field(default_factory=set)
    acts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


class Load:
    def __init__(self, ports: Sequence[int], keys: Mapping[Role, Mapping[str, str]], journal: Journal) -> None:
        self.journal, self._ports, self._keys = journal, ports, keys
        self.stop = asyncio.Event()
        self._http = httpx.AsyncClient(timeout=TIMEOUT)

    async def run(self, registrars: int, actors: int) -> None:
        """Until `stop` is set; whoever waits for an answer then waits on."""
        try:
            async with asyncio.TaskGroup() as clients:
                for _ in range(registrars):
                    clients.create_task(self._register())
                for _ in range(actors):
                    clients.create_task(self._act())
        finally:
            await self._http.aclose()

    async def _register(self) -> None:
        while not self.stop.is_set():
            key, urgent = uuid.uuid4().hex, random.random() < 0.6
            self.journal.sent[key] = urgent
            told = await self._answered(key, urgent)
            self.journal.registered[key] = told
            # Some ask again though they were answered.
            if random.random() < 0.1 and await self._answered(key, urgent) != told:
                self.journal.wrong["another answer to the same key"] += 1
            await asyncio.sleep(random.expovariate(4))

    async def _answered(self, key: str, urgent: bool) -> tuple[str, str]:
        """The tracking code and id, however often it must be asked."""
        kind = (
            {"categoryCode": "open-manhole", "urgency": "URGENT", "ground": "HAZARD"}
            if urgent
            else {"categoryCode": "litter", "urgency": "ROUTINE"}
        )
        pause = 0.1
        while True:
            data = await self.ask(Role.OPERATOR, REGISTER, INPUT | kind, {"idempotency-key": key})
            payload = data and data["registerMessage"]
            if payload and not payload["problems"]:
                return payload["trackingCode"], payload["message"]["id"]
            if payload:
                self.journal.wrong[f"a registration refused: {payload['problems']}"] += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(pause * 2, 2)

    async def _act(self) -> None:
        while not self.stop.is_set():
            await asyncio.sleep(random.expovariate(8))
            # To every second nothing is done, so that its clocks go on to the end of their ladder.
            urgent = [id_ for key, (_, id_) in self.journal.registered.items() if self.journal.sent[key]]
            if urgent:
                await self._step(random.choice(urgent[::2][-_LATEST:]))

    async def _step(self, id_: str) -> None:
        """The next that its state asks for. Without an answer nothing is tried again: whoever acts looks first how
        it stands now."""
        data = await self.ask(Role.OPERATOR, STAND, None, id=id_)
        if not data or data["node"]["state"] not in STEPS:
            return
        step = random.choice(STEPS[data["node"]["state"]])
        input_: dict[str, object] = {"id": id_, **step.input}
        # Letters alone: what looks like a telephone number is masked.
        mark = "".join(random.choices(string.ascii_lowercase, k=20))
        if step.versioned:
            input_["version"] = data["node"]["version"]
        if step.told:
            input_[step.told] = mark
            self.journal.marks.add(mark)
        done = await self.ask(step.role, step.document, input_)
        if not done:
            return
        (payload,) = done.values()
        for problem in payload["problems"]:
            self.journal.refused[problem["code"]] += 1
        if not payload["problems"]:
            self.journal.acts += 1
            if step.told:
                self.journal.acted.add(mark)

    async def ask(
        self,
        role: Role,
        document: str,
        input_: Mapping[str, object] | None,
        headers: Mapping[str, str] | None = None,
        **variables: object,
    ) -> dict[str, Any] | None:
        """`data`, or None where there was no answer."""
        given = {"input": input_} if input_ is not None else variables
        try:
            response = await self._http.post(
                f"http://127.0.0.1:{random.choice(self._ports)}/graphql",
                json={"query": document, "variables": given},
                headers={**self._keys[role], **(headers or {})},
            )
        except httpx.HTTPError as error:
            self.journal.troubles[type(error).__name__] += 1
            return None
        if response.status_code == 503:
            self.journal.troubles["503"] += 1
            if "retry-after" not in response.headers:
                self.journal.wrong["503 without Retry-After"] += 1
            return None
        answer = response.json()
        if response.status_code != 200 or answer.get("errors"):
            codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
            self.journal.wrong[f"{response.status_code} {codes}"] += 1
            return None
        data: dict[str, Any] = answer["data"]
        return data
