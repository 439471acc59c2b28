"""What changed between two documents, as HTML to be read: blocks that came or went, and within a block its words.

Compared is the canonical text of each block, so that markup alone changes nothing. A gap between places that
changed is a ruler; one block around each place is kept for orientation.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Final

from policy_board import prose

# A word with the space behind it, so that what is put together again is the text.
_WORDS: Final = re.compile(r"\S+\s*|\s+")
# Of a block: beyond it the two stand below each other, since comparing costs the square of it.
_MOST_WORDS: Final = 1500
# How much of two blocks must be the same for them to be one that was changed.
_ALIKE: Final = 0.4


def compare(before: str, after: str) -> list[str]:
    """HTML blocks, `<del>` for what went and `<ins>` for what came, of two Markdown documents; none where they say
    the same."""
    old, new = _blocks(before), _blocks(after)
    parts: list[str] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1):
        parts += ["<hr>"] if parts else []
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                parts += [f'<p dir="auto">{_lines(text)}</p>' for text in new[new_from:new_to]]
            else:
                parts += _changed(old[old_from:old_to], new[new_from:new_to])
    return parts


def _blocks(markdown: str) -> list[str]:
    document = prose.read(markdown)
    return [document.text[block.start : block.end].strip() for block in document.blocks if block.start < block.end]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Blocks in the order of the new document: each with the old one it goes on from, if one before it is free."""
    left = list(old)
    for text in new:
        alike = next((at for at, other in enumerate(left) if _alike(other, text)), None)
        if alike is None:
            yield f'<p dir="auto"><ins>{_lines(text)}</ins></p>'
            continue
        for gone in left[:alike]:
            yield f'<p dir="auto"><del>{_lines(gone)}</del></p>'
        yield f'<p dir="auto">{_worded(left[alike], text)}</p>'
        del left[: alike + 1]
    for gone in left:
        yield f'<p dir="auto"><del>{_lines(gone)}</del></p>'


def _alike(one: str, other: str) -> bool:
    words = SequenceMatcher(None, one.split()[:_MOST_WORDS], other.split()[:_MOST_WORDS], autojunk=False)
    return words.quick_ratio() >= _ALIKE and words.ratio() >= _ALIKE


def _worded(old: str, new: str) -> str:
    ours, theirs = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return f"<del>{_lines(old)}</del><br><ins>{_lines(new)}</ins>"
    drawn = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            drawn.append(_lines("".join(theirs[c:d])))
            continue
        gone, come = "".join(ours[a:b]), "".join(theirs[c:d])
        drawn.append(
            (f"<del>{_lines(gone)}</del>" if gone else "") + (f"<ins>{_lines(come)}</ins>" if come else "")
        )
    return "".join(drawn)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
