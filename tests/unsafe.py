"""Rules of our own, read off the syntax: what ruff's `S` cannot know of this project. What must be otherwise
says why, in a comment that begins with the rule's mark."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOMS: Final = ("api", "portal", "schema", "policy_board", "hotline")
RUNS_SQL: Final = frozenset({"execute", "executemany", "fetch", "fetchrow", "fetchval", "cursor", "script"})
# What `kit.access` answers is made of constants, with every value bound.
FROM_ACCESS: Final = frozenset({"where", "may_read", "bind"})
CLOCKS: Final = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"})
# What runs a text, or makes of bytes an object of whatever type they name.
RUNS_TEXT: Final = frozenset({"eval", "exec", "compile", "os.system", "os.popen", "Template"})
BY_LAST_NAME: Final = frozenset({"create_subprocess_shell", "from_string"})
ANY_OBJECT: Final = frozenset({"pickle.load", "pickle.loads", "marshal.load", "marshal.loads", "yaml.load"})
_SAFE: Final = re.compile(r"\{\{-?\s*([^}]*?)\s*\|\s*safe\b")


def sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((root / room).rglob("*.py")) if "migrations" not in path.parts)


def sql_put_together(source: str) -> Iterator[tuple[int, str]]:
    """Where text that is neither a constant nor from `kit.access` becomes part of a statement: line, expression.
    `# sql: why` excuses it."""
    lines = source.splitlines()
    tree = ast.parse(source)
    known = {name for node in ast.walk(tree) for name in _from_access(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL):
            continue
        for argument in node.args[:1]:
            for part in _put_in(argument):
                text = ast.unparse(part)
                said = any("# sql: " in line for line in lines[node.lineno - 2 : node.end_lineno])
                if not (said or text in known or text.rpartition(".")[2].isupper()):
                    yield part.lineno, text


def clocks_of_the_process(source: str) -> Iterator[tuple[int, str]]:
    """Where the process is asked what time it is: time is the database's. `# clock: why` excuses it."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        asks = isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
        if asks and not any("# clock: " in line for line in lines[node.lineno - 2 : node.end_lineno]):
            yield node.lineno, ast.unparse(node)


def texts_run(source: str) -> Iterator[tuple[int, str]]:
    """Where a text is run by Python, a shell or the template engine, or bytes become an object of any type."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in RUNS_TEXT | ANY_OBJECT or called.rpartition(".")[2] in BY_LAST_NAME or _asks_a_shell(node):
                yield node.lineno, called


def unescaped(template: str) -> set[str]:
    """The expressions that a template puts out as they are."""
    return set(_SAFE.findall(template))


def _asks_a_shell(call: ast.Call) -> bool:
    return any(keyword.arg == "shell" for keyword in call.keywords)


def _put_in(argument: ast.expr) -> Iterator[ast.expr]:
    match argument:
        case ast.JoinedStr():
            yield from (part.value for part in argument.values if isinstance(part, ast.FormattedValue))
        case ast.Call(func=ast.Attribute(attr="format")):
            yield from argument.args
            yield from (keyword.value for keyword in argument.keywords)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            yield from (side for side in (argument.left, argument.right) if not isinstance(side, ast.Constant))


def _from_access(node: ast.AST) -> Iterator[str]:
    """The name of the predicate in `seen, values = where(…)` and the like."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name(id=name), *_]) | ast.Name(id=name)], value=ast.Call(func=called)
        ):
            if ast.unparse(called).rpartition(".")[2] in FROM_ACCESS:
                yield name
