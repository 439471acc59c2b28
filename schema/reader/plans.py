"""Plans: one compiled selection, kept for as long as it is used, and the completion of its Python fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson
from graphql import GraphQLObjectType, SelectionSetNode

from hotline.kit.viewer import ActorKind, Viewer
from schema.reader.arguments import Variables
from schema.reader.catalogue import Catalogue
from schema.reader.compiling import object_columns
from schema.reader.costing import Costs
from schema.reader.declarations import Completed, Given
from schema.reader.documents import Operation, Recent
from schema.reader.selecting import Binder, Compiler, GivenValues, Path, Row, fields_of


@dataclass(frozen=True)
class Plan:
    """One statement, what fills its parameters, what Python still does to its rows, and what it costs at most.

    Of a payload all of whose fields are the action's own words, `around` is the JSON around them: the database
    would give them back as they are.
    """

    sql: str
    binders: Sequence[Binder]
    completions: Sequence[tuple[Path, Completed]]
    records: bool
    used: frozenset[str]
    cost: int
    around: Sequence[bytes] = ()

    def parameters(self, variables: Variables, viewer: Viewer, given: GivenValues) -> list[object]:
        return [binder(variables, viewer, given) for binder in self.binders]

    def audience(self, viewer: Viewer) -> Viewer:
        """The viewer without whatever this plan does not use: all whose audience is equal are shown the same."""
        used = {name: getattr(viewer, name) for name in self.used}
        return Viewer(ActorKind.SYSTEM, viewer.roles, language=viewer.language, **used)

    def filled(self, words: Sequence[Any]) -> bytes:
        """The JSON of such a payload."""
        encoded = (word.encode() for word in words)
        return b"".join(chain.from_iterable(zip(self.around, encoded, strict=False))) + self.around[-1]

    def finish(self, text: bytes, viewer: Viewer) -> bytes:
        """The JSON; passed through untouched unless the selection has Python fields."""
        if not self.completions:
            return text
        data = orjson.loads(text)
        for path, field in self.completions:
            for parent in _parents(data, path[:-1]):
                parent[path[-1]] = field.complete(*parent[path[-1]], viewer=viewer)
        return orjson.dumps(data)


class Plans:
    """The plans used last, by everything that decides their SQL."""

    def __init__(self, catalogue: Catalogue, size: int, costs: Costs) -> None:
        self._catalogue = catalogue
        self._costs = costs
        self._recent: Recent[object, Plan] = Recent(size)
        self._size = size

    @property
    def has_room(self) -> bool:
        """Whether plans may be made that nobody has asked for yet."""
        return len(self) < self._size // 2

    def plan(
        self,
        operation: Operation,
        type_: GraphQLObjectType,
        selections: Sequence[SelectionSetNode],
        variables: Variables,
        viewer: Viewer,
        *,
        part: str = "",
        free: bool = True,
    ) -> Plan:
        """The plan for `selections` on `type_`. `part` names the response key where an operation has several
        plans (the payloads of a mutation). Raises the faults of the reader; unless it is `free`, TooCostly before
        anything is compiled."""
        is_person = viewer.person is not None
        key = (operation, part, viewer.roles, viewer.language, is_person, operation.shape(variables))
        found = self._recent.get(key)
        if found is None:
            compiler = Compiler(
                self._catalogue, operation.fragments, variables, viewer.roles, viewer.language, is_person
            )
            cost = self._costs.of(compiler, type_, selections)
            if not free:
                self._costs.check(cost)
            found = self._recent.put(key, _compile(compiler, type_, selections, cost, part))
        return found

    def __len__(self) -> int:
        return len(self._recent)


def _compile(
    compiler: Compiler, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode], cost: int, part: str
) -> Plan:
    columns = object_columns(compiler, Row(type_, None, "", ()), selections)
    # As bytes: a text would be decoded from UTF-8 only to be encoded again.
    sql = f"SELECT convert_to(row_to_json(o)::text, 'UTF8') FROM (SELECT {columns}) o"
    used = frozenset(compiler.used)
    around = _around(compiler, type_, selections) if part else ()
    return Plan(sql, tuple(compiler.binders), tuple(compiler.completions), compiler.records, used, cost, around)


def _around(
    compiler: Compiler, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]
) -> Sequence[bytes]:
    """What stands before, between and after given values; nothing where anything else is asked for."""
    parts, text = [], "{"
    for key, nodes in fields_of(compiler, type_, selections).items():
        text += f'"{key}":'
        name = nodes[0].name.value
        if name == "__typename":
            text += f'"{type_.name}",'
        elif isinstance(compiler.catalogue.declarations[type_.name, name], Given):
            parts.append(text.encode())
            text = ","
        else:
            return ()
    return *parts, f"{text.removesuffix(',')}}}".encode()


def _parents(data: Any, path: Sequence[str]) -> Iterable[dict[str, Any]]:
    """The objects at `path`, lists opened, nulls left out."""
    if isinstance(data, list):
        for item in data:
            yield from _parents(item, path)
    elif data is not None:
        if path:
            yield from _parents(data.get(path[0]), path[1:])
        else:
            yield data
