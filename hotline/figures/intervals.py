"""How sure a share is: the interval in which the true one lies, nineteen times of twenty.

Wilson's score interval: it stays within 0 and 1 and holds its promise for few cases and for shares near either end,
where the textbook's does not. E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927) 209-212; R. G. Newcombe, Statistics in Medicine 17 (1998)
857-872, method 3.
"""

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054


def wilson(counted: float, whole: float) -> tuple[float, float]:
    """The lowest and the highest true share that fit `counted` of `whole` at 95 %; of none, anything fits. Counts
    that are worth less than they look, since they come in bursts, need not be whole."""
    if whole == 0:
        return 0.0, 1.0
    share, weight = counted / whole, _Z * _Z / whole
    middle = (share + weight / 2) / (1 + weight)
    reach = _Z / (1 + weight) * sqrt(share * (1 - share) / whole + weight / (4 * whole))
    # What was never seen may be none at all, and what was always seen all: rounding must not say otherwise.
    low = 0.0 if counted == 0 else middle - reach
    high = 1.0 if counted == whole else middle + reach
    return low, high
