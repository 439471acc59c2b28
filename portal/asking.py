"""How a page asks: one GraphQL document, run in process under the rights of whoever looks at it."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

# A document and its variables; gives `data`. Raises NotAllowed or Failed.
Ask = Callable[[str, Mapping[str, object]], Awaitable[dict[str, Any]]]


class NotAllowed(Exception):
    """The viewer may not ask this: `code` is UNAUTHENTICATED where signing in may help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Failed(Exception):
    """The question could not be answered; `status` is the one the API would have given."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


# As other GraphQL tools read it, too.
_IMPORT: Final = re.compile(r'^#import "([^"]+)"$', re.MULTILINE)


def load(file: str, name: str) -> str:
    """The text of the document `name` beside the module `file`, with the fragments that it imports."""
    path = Path(file).with_name(name)

    def imported(line: re.Match[str]) -> str:
        there = path.parent / line[1]
        return load(str(there), there.name).rstrip()

    return _IMPORT.sub(imported, path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Sent:
    """A form with photos: its fields, the ids its photos are kept under, and what was wrong with one of them."""

    fields: Mapping[str, str]
    files: Sequence[str]
    problem: str | None
