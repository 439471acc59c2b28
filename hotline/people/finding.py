"""Finding a person by name, as somebody who only heard it writes it."""

import re
from typing import Final

from hotline.kit.text import FOLDED, clean, fold

LONGEST: Final = 120
# Over a person `{t}`: every word of `{v}` stands in the name, which is folded once. A half-space, a space or
# neither is the same name.
NAMED: Final = (
    f"{FOLDED.format('{t}.name')}"
    " LIKE ALL (ARRAY(SELECT '%' || word || '%' FROM unnest(string_to_array({v}, ' ')) word))"
)
_WILD: Final = re.compile(r"[%_\\]")


def read_name(text: str) -> str:
    """What is looked for. Raises the refusals of `clean`: an empty name must never mean everybody."""
    return _WILD.sub(r"\\\g<0>", fold(clean(text, limit=LONGEST, path="name")))
