"""When offices are open unless a city says otherwise: Saturday to Wednesday 7:30–14:30, Thursday to 13:00, Friday
closed (domain §4). Pure."""

from datetime import time
from typing import Final

_OPENS: Final = time(7, 30)

# Weekday (Monday is 0), opening, closing; as `working_day` has them.
OFFICE_HOURS: Final = (
    *((weekday, _OPENS, time(14, 30)) for weekday in (5, 6, 0, 1, 2)),
    (3, _OPENS, time(13)),
)
