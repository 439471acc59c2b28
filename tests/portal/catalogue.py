"""The English sentences the portal uses, gathered from templates and code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jinja2.ext import extract_from_ast

from portal import words
from portal.acts import saying
from portal.dossiers import terms
from portal.rendering import ENVIRONMENTS
from portal.resolutions import terms as resolved

ROOM: Final = Path(__file__).parents[2] / "portal"
TEMPLATES: Final = sorted(ROOM.rglob("*.html"))

# Functions that take sentences, beside `_` of the templates.
_SAYING: Final = {"_page"}


def used_sentences() -> set[str]:
    """Every msgid that a page may ask the catalogue for."""
    return {*_of_templates(), *_of_words(), *_of_code()}


def _of_templates() -> Iterator[str]:
    for template in TEMPLATES:
        parsed = ENVIRONMENTS["fa"].parse(template.read_text(encoding="utf-8"))
        for _, _, sentences in extract_from_ast(parsed, ("_",), babel_style=False):
            yield from filter(None, sentences)


def _of_words() -> Iterator[str]:
    for labels in (*vars(words).values(), *vars(saying).values(), *vars(terms).values(), *vars(resolved).values()):
        if isinstance(labels, dict) and not labels.get("__name__"):
            yield from (label for label in labels.values() if isinstance(label, str))


def _of_code() -> Iterator[str]:
    """Texts given to a function that says them, or returned by one that finds what is wrong."""
    for module in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SAYING:
                yield from _texts(node)
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_problem"):
                yield from (
                    text for part in ast.walk(node) if isinstance(part, ast.Return) for text in _texts(part)
                )


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value:
            yield part.value
