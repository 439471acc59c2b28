"""The oracle: graphql-core's own executor over rows held in memory, to judge the reader by.

It shares the declarations, but none of the reader's SQL: each table is read whole, each predicate is asked for
one role alone, each filter and order for itself; joins, pages, masks by several roles, aliases, fragments and
directives are then plain Python and graphql-core.
"""

import asyncio
import inspect
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
from graphql import (
    ObjectTypeDefinitionNode,
    build_schema,
    execute,
    get_named_type,
    parse,
    print_ast,
)

from hotline.kit.access import Access
from hotline.kit.viewer import Role, Viewer
from schema import root
from schema.reader import declarations as d
from schema.reader.catalogue import Catalogue
from schema.reader.faults import DeniedField
from tests.schema.seen import ROOT, Row, World, may_ever


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, tuple | list):
        return "ARRAY[" + ",".join(map(_literal, value)) + "]::uuid[]"
    return "'" + str(value).replace("'", "''") + "'"


@dataclass
class Oracle:
    """Answers any operation for any viewer from the rows of `connection`'s database."""

    connection: asyncpg.Connection
    catalogue: Catalogue
    _asked: dict[str, Any] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.schema = build_schema(root.sdl())

    async def load(self, viewer: Viewer) -> World:
        """Everything this viewer could ask for."""
        world = World(self, self.catalogue, viewer)
        for name, source in self.catalogue.sources.items():
            if source.rows is None:
                await self._load_type(world, name, source)
        for declaration in self.catalogue.declarations.values():
            if isinstance(declaration, d.Pages) and declaration.through is not None:
                link, near, far = declaration.through
                rows = await self._fetch(f"SELECT {near} AS near, {far} AS far FROM {link}")
                world.links[declaration.through] = {(str(row["near"]), str(row["far"])) for row in rows}
        return world

    async def answer(self, world: World, text: str, variables: dict[str, Any]) -> Any:
        """`data` of the operation; raises DeniedField where a field met on the way is never allowed."""
        result = execute(
            self.schema,
            parse(text),
            root_value=ROOT,
            variable_values=variables,
            field_resolver=world.resolve,
            type_resolver=lambda value, _info, _type: value["__typename"],
        )
        if inspect.isawaitable(result):
            result = await result
        for error in result.errors or []:
            if isinstance(error.original_error, DeniedField):
                raise error.original_error
            raise AssertionError(f"the oracle failed: {error}") from error
        return result.data

    async def _load_type(self, world: World, name: str, source: d.Source) -> None:
        table, key = source.access.table, source.key
        viewer = world.viewer
        rows = {
            row["k"]: {"__typename": name, "_key": str(row["k"]), "_raw": json.loads(row["r"])}
            for row in await self._fetch(f"SELECT t.{key} AS k, row_to_json(t)::text AS r FROM {table} t")
        }
        for role in viewer.roles:
            visible = await self._seen(source.access, role, viewer, key)
            for id_ in visible:
                rows[id_].setdefault("_roles", {})[role] = set()
            for column, mask in source.access.columns.items():
                right = mask.get(role)
                if right is not None:
                    for id_ in visible & await self._matching(table, key, right, viewer):
                        rows[id_]["_roles"][role].add(column)
        world.rows[name] = {str(id_): row for id_, row in rows.items() if "_roles" in row}
        await self._evaluate(world, name, source, rows)

    async def _seen(self, access: Access, role: Role, viewer: Viewer, key: str) -> set[Any]:
        predicate = access.rows.get(role)
        if predicate is None:
            return set()
        seen = await self._matching(access.table, key, predicate, viewer)
        if access.within is not None:
            column, parent = access.within
            above = await self._seen(parent, role, viewer, "id")
            parents = await self._fetch(f"SELECT t.{key} AS k, t.{column} AS p FROM {access.table} t")
            seen &= {row["k"] for row in parents if row["p"] in above}
        return seen

    async def _matching(self, table: str, key: str, predicate: str, viewer: Viewer) -> set[Any]:
        sql = self._filled(predicate, viewer)
        return {row["k"] for row in await self._fetch(f"SELECT t.{key} AS k FROM {table} t WHERE {sql}")}

    def _filled(self, sql: str, viewer: Viewer) -> str:
        sql = sql.replace("{t}", "t")
        for name in ("person", "token", "units", "managed", "messages"):
            value = getattr(viewer, name)
            literal = _literal(value) + ("" if isinstance(value, tuple) else "::uuid")
            sql = sql.replace(f":{name}", literal)
        return sql

    async def _evaluate(self, world: World, name: str, source: d.Source, rows: dict[Any, Row]) -> None:
        """Every SQL expression of a declaration, for every row, each asked by itself."""
        fragments: set[str] = set()
        orders: set[str] = set()
        for (owner, _), declaration in self.catalogue.declarations.items():
            if isinstance(declaration, d.Stored) and (owner == name or owner not in self.catalogue.sources):
                fragments.add(declaration.sql)
            if isinstance(declaration, d.ToOne) and owner == name and declaration.sql:
                fragments.add(declaration.sql)
            if isinstance(declaration, d.Embedded) and owner == name:
                fragments.add(declaration.present)
            if isinstance(declaration, d.Decided) and owner == name:
                fragments |= {sql for sql, _ in declaration.inputs.values()}
        for declaration in self._leading_to(name):
            if isinstance(declaration, d.Items | d.All):
                orders.add(declaration.order)
            if isinstance(declaration, d.Pages):
                for order in declaration.orders.values():
                    fragments.add(f"{{t}}.{order.column}::text")
                    down = " DESC" if order.descending else ""
                    orders.add(f"{{t}}.{order.column}{down}, {{t}}.{source.key}{down}")
        columns = {
            row["column_name"]
            for row in await self._fetch(
                f"SELECT column_name FROM information_schema.columns WHERE table_name = '{source.access.table}'"
            )
        }
        for fragment in fragments:
            if not _applies(fragment, columns):
                continue
            sql = self._filled(fragment, world.viewer)
            for row in await self._fetch(
                f"SELECT t.{source.key} AS k, to_json({sql})::text AS v FROM {source.access.table} t"
            ):
                rows[row["k"]].setdefault("_sql", {})[fragment] = None if row["v"] is None else json.loads(row["v"])
        for order in orders:
            ranked = await self._fetch(
                f"SELECT t.{source.key} AS k FROM {source.access.table} t ORDER BY {order.replace('{t}', 't')}"
            )
            world.ranks[name, order] = {str(row["k"]): place for place, row in enumerate(ranked)}

    def _leading_to(self, name: str) -> Iterable[d.Declaration]:
        for (owner, field_name), declaration in self.catalogue.declarations.items():
            gql_field = self.catalogue.type(owner).fields[field_name]
            target = get_named_type(gql_field.type).name
            if target in (name, f"{name}Connection"):
                yield declaration

    async def _fetch(self, sql: str) -> Any:
        async with self._one_at_a_time:
            if sql not in self._asked:
                self._asked[sql] = await self.connection.fetch(sql)
        return self._asked[sql]

    async def matching_filter(self, world: World, source: d.Source, declared: d.Filter, value: Any) -> set[str]:
        """The rows one filter lets through."""
        if declared.choices:
            sql = declared.choices[value]
        elif declared.cast.endswith("[]"):
            items = ", ".join(_literal(declared.read(item) if declared.read else item) for item in value)
            sql = declared.sql.replace("{v}", f"ARRAY[{items}]::{declared.cast}")
        elif isinstance(value, list):
            sql = declared.sql.replace("{v}", "(" + ",".join(map(_literal, value)) + ")") if value else "FALSE"
        else:
            bound = declared.read(value) if declared.read else value
            sql = declared.sql.replace("{v}", f"{_literal(bound)}::{declared.cast}")
        seen = next(rows for name, rows in world.rows.items() if self.catalogue.sources[name] is source)
        sql = sql.replace("{seen}", f"s.{source.key} = ANY({_literal(tuple(seen))})")
        return set(map(str, await self._matching(source.access.table, source.key, sql, world.viewer)))


def allowed_sdl(catalogue: Catalogue, viewer: Viewer, sdl: str, *, computed: bool = False) -> str:
    """The SDL without the fields that the viewer's roles never allow, and, unless they are asked for, without those
    that no table holds."""

    def allowed(owner: str, name: str) -> bool:
        declaration = catalogue.declarations.get((owner, name))
        columns: tuple[str, ...] = ()
        if isinstance(declaration, d.Stored) and declaration.otherwise is None:
            columns = declaration.columns
        if isinstance(declaration, d.Pages):
            # No column of ours, but a table may mask it by its name.
            columns = (f"{owner}.{name}",)
        if isinstance(declaration, d.ToOne):
            columns = (declaration.column,)
        owners = [owner] if owner in catalogue.sources else ["Message"] if owner == "Place" else []
        for source in (catalogue.sources[name] for name in owners):
            for mask in (source.access.columns.get(column) for column in columns):
                if mask is not None and not any(r in mask and r in source.access.rows for r in viewer.roles):
                    return False
        if isinstance(declaration, d.ToOne | d.Items | d.Pages | d.All | d.Find | d.Only):
            target = get_named_type(catalogue.type(owner).fields[name].type).name.removesuffix("Connection")
            if catalogue.sources[target].rows is not None and not computed:
                # Computed: held against recomputation, and against judged pairs, in tests/hotline.
                return False
            return any(may_ever(catalogue.sources[target].access, role) for role in viewer.roles)
        return True

    document = parse(sdl)
    kept = []
    for definition in document.definitions:
        if isinstance(definition, ObjectTypeDefinitionNode) and definition.name.value != "Mutation":
            owner = definition.name.value
            fields = tuple(field for field in definition.fields if allowed(owner, field.name.value))
            definition = replace(definition, fields=fields)
        kept.append(definition)
    return print_ast(replace(document, definitions=tuple(kept)))


def _applies(fragment: str, columns: set[str]) -> bool:
    """Whether a fragment of an embedded object speaks of this table's columns."""
    found = {part.split(".", 1)[1] for part in _names(fragment)}
    return found <= columns


def _names(fragment: str) -> list[str]:
    return re.findall(r"\{t\}\.[a-z_0-9]+", fragment)
