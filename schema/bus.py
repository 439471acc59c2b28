"""The bus: events from the database, told to those who wait for their subjects, and remembered for a while.

What is remembered answers one question of a client that comes back: may anything it follows have changed since the
reading it saw last? A reading is marked by `pg_snapshot_xmin`, not by the last event before it: transactions
commit in another order than they are numbered, and a mark that any of them could slip under would lose it.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from math import inf

from hotline.kit.events import Topics
from schema.reader.following import ANY, Subject

_REMEMBERED = 20_000

Wake = Callable[[], None]


class Bus:
    """`hear` is called from the listening connection; `wake` of those who wait must return at once."""

    def __init__(self, *, remembered: int = _REMEMBERED) -> None:
        self.ended = False
        self._waiting: dict[str, dict[str, set[Wake]]] = {}
        self._remembered = remembered
        # The newest transaction that changed each subject, the ones heard of last at the end.
        self._changed: OrderedDict[Subject, int] = OrderedDict()
        # Of transactions below this one not all were heard of, or some are forgotten.
        self._known_from: float = inf

    def hear(self, topics: Topics | None, number: int) -> None:
        """A transaction's changes; None after a lost connection: all before `number` may have changed anything."""
        if topics is None:
            self._known_from = number
        else:
            self._remember(topics, number)
        self._wake(topics)

    def may_have_changed(self, subjects: Collection[Subject], since: int) -> bool:
        """Whether a transaction that a reading marked `since` did not see may have changed any of `subjects`."""
        return since < self._known_from or any(self._changed.get(subject, -1) >= since for subject in subjects)

    def end(self) -> None:
        """Let every stream end: the server does."""
        self.ended = True
        self._wake(None)

    @contextmanager
    def waiting(self, subjects: Collection[Subject], wake: Wake) -> Iterator[None]:
        for topic, id_ in subjects:
            self._waiting.setdefault(topic, {}).setdefault(id_, set()).add(wake)
        try:
            yield
        finally:
            for topic, id_ in subjects:
                self._waiting[topic][id_].discard(wake)
                if not self._waiting[topic][id_]:
                    del self._waiting[topic][id_]

    def _remember(self, topics: Topics, number: int) -> None:
        for topic, subjects in topics.items():
            if subjects is None:
                self._known_from = max(self._known_from, number + 1)
            for id_ in (*(subjects or ()), ANY):
                subject = (topic, id_)
                self._changed[subject] = max(number, self._changed.get(subject, 0))
                self._changed.move_to_end(subject)
        while len(self._changed) > self._remembered:
            _, forgotten = self._changed.popitem(last=False)
            self._known_from = max(self._known_from, forgotten + 1)

    def _wake(self, topics: Topics | None) -> None:
        for topic, subjects in (dict.fromkeys(self._waiting) if topics is None else topics).items():
            waiting = self._waiting.get(topic, {})
            for subject in waiting if subjects is None else (*subjects, ANY):
                for wake in waiting.get(subject, ()):
                    wake()
