"""`can…` fields: a rule over finite inputs, tabulated into a CASE for the viewer's roles and language."""

from collections.abc import Mapping, Sequence
from enum import Enum

import orjson
from graphql import FieldNode

from schema.reader.declarations import Decided
from schema.reader.selecting import Compiler, Row
from schema.reader.visibility import bound


def decision_sql(compiler: Compiler, row: Row, declaration: Decided, fields: Mapping[str, list[FieldNode]]) -> str:
    """The permission object as json, decided in SQL exactly as the rule decides in Python."""
    inputs = [(name, sql, values) for name, (sql, values) in declaration.inputs.items()]

    def answer(known: dict[str, object]) -> str:
        refusal = declaration.rule(compiler.roles, **known)
        permission = {
            "allowed": refusal is None,
            "code": None if refusal is None else refusal.code,
            "message": None if refusal is None else refusal().say(compiler.language),
            "__typename": "Permission",
        }
        chosen = {key: permission[nodes[0].name.value] for key, nodes in fields.items()}
        return _literal(orjson.dumps(chosen).decode()) + "::json"

    def tree(rest: Sequence[tuple[str, str, Sequence[object]]], known: dict[str, object]) -> str:
        if not rest:
            return answer(known)
        name, sql, values = rest[0]
        branches: dict[str, list[object]] = {}
        for value in values:
            branches.setdefault(tree(rest[1:], {**known, name: value}), []).append(value)
        # The commonest answer is what ELSE gives.
        *cases, (otherwise, _) = sorted(branches.items(), key=lambda branch: len(branch[1]))
        if not cases:
            return otherwise
        subject = bound(sql.replace("{t}", row.alias), compiler.bind_viewer)
        whens = " ".join(
            f"WHEN {subject} IN ({', '.join(map(_value, some))}) THEN {result}" for result, some in cases
        )
        return f"CASE {whens} ELSE {otherwise} END"

    return tree(inputs, {})


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _literal(str(value.value if isinstance(value, Enum) else value))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
