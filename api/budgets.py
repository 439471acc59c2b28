"""What each asker may spend in a minute, of what operations cost: in this process, since asking the database would
cost more than most operations do.

One number for each payer is kept: the moment until which what it has spent is not yet made good (the leaky bucket
of ITU-T I.371, also called GCRA). A whole minute's worth may be spent at once; it comes back evenly.
"""

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network
from typing import Final

from starlette.types import Scope

from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer

_MINUTE: Final = 60.0
_MOST_PAYERS: Final = 100_000
# Whoever has one address of these has all of them.
_PREFIX: Final = 64


class OverBudget(Refusal):
    """More asked for in a minute than there is for this payer."""

    code, sentence, status = "OVER_BUDGET", "Your share of this minute is spent. Try again in {seconds} s.", 429


@dataclass
class Budgets:
    """`known` is for each token, person or receipt, `unknown` for each address of the others: a minute's worth of
    cost each, 0 for no bound. `clock` gives seconds that only ever grow."""

    known: int
    unknown: int
    clock: Callable[[], float] = time.monotonic
    _until: dict[Hashable, float] = field(default_factory=dict, repr=False)

    def spend(self, viewer: Viewer, scope: Scope, cost: int) -> int | None:
        """Take `cost` from the viewer's budget, or the address's; what is left, None without bound.

        Raises OverBudget, and nothing is taken then. Who owes nothing may always ask one operation."""
        named = viewer.token or viewer.person or (viewer.messages[0] if viewer.messages else None)
        budget = self.unknown if named is None else self.known
        if not budget:
            return None
        payer = named or _address(scope)
        now = self.clock()
        owed = self._until.get(payer, now) - now
        after = max(owed, 0.0) + cost * _MINUTE / budget
        if after > _MINUTE and owed > 0:
            raise OverBudget(cost=cost, limit=budget, seconds=math.ceil(after - _MINUTE))
        if len(self._until) >= _MOST_PAYERS:
            self._forget(now)
        self._until[payer] = now + after
        return max(0, int(budget - after * budget / _MINUTE))

    def _forget(self, now: float) -> None:
        """Those who owe nothing; where all of them owe, all: better that than to turn anybody away."""
        self._until = {payer: until for payer, until in self._until.items() if until > now}
        if len(self._until) >= _MOST_PAYERS:
            self._until = {}


def _address(scope: Scope) -> str:
    host: str = (scope.get("client") or ("",))[0]
    if ":" not in host:
        return host
    address = IPv6Address(host.partition("%")[0])
    return str(address.ipv4_mapped or IPv6Network((int(address), _PREFIX), strict=False).network_address)
