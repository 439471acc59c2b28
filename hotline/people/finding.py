"""Finding a person by name, as somebody who only heard it writes it."""

from typing import Final

from hotline.kit.text import FOLDED, clean, fold

LONGEST: Final = 120
# Over a person `{t}`: every word of `{v}` stands in the name. A half-space, a space or neither is the same name.
NAMED: Final = (
    "NOT EXISTS (SELECT FROM unnest(string_to_array({v}, ' ')) word"
    f" WHERE position(word IN {FOLDED.format('{t}.name')}) = 0)"
)


def read_name(text: str) -> str:
    """What is looked for. Raises the refusals of `clean`: an empty name must never mean everybody."""
    return fold(clean(text, limit=LONGEST, path="name"))
