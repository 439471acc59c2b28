"""The oracle: graphql-core's own executor over rows held in memory, to judge the reader by.

It shares the declarations, but none of the reader's SQL: each table is read whole, each predicate is asked for
one role alone, each filter and order for itself; joins, pages, masks by several roles, aliases, fragments and
directives are then plain Python and graphql-core.
"""

import asyncio
import base64
import inspect
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
from graphql import (
    GraphQLResolveInfo,
    ObjectTypeDefinitionNode,
    build_schema,
    execute,
    get_named_type,
    parse,
    print_ast,
)

from hotline.kit.access import Access
from hotline.kit.ids import parse_global_id
from hotline.kit.viewer import Role, Viewer
from schema import root
from schema.reader import declarations as d
from schema.reader.catalogue import Catalogue
from schema.reader.faults import DeniedField

Row = dict[str, Any]


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

    async def load(self, viewer: Viewer) -> "World":
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

    async def answer(self, world: "World", text: str, variables: dict[str, Any]) -> Any:
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

    async def _load_type(self, world: "World", name: str, source: d.Source) -> None:
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

    async def _evaluate(self, world: "World", name: str, source: d.Source, rows: dict[Any, Row]) -> None:
        """Every SQL expression of a declaration, for every row, each asked by itself."""
        fragments: set[str] = set()
        orders: set[str] = set()
        for (owner, _), declaration in self.catalogue.declarations.items():
            if isinstance(declaration, d.Stored) and (owner == name or owner not in self.catalogue.sources):
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

    async def matching_filter(self, world: "World", source: d.Source, declared: d.Filter, value: Any) -> set[str]:
        """The rows one filter lets through."""
        if declared.choices:
            sql = declared.choices[value]
        elif isinstance(value, list):
            sql = declared.sql.replace("{v}", "(" + ",".join(map(_literal, value)) + ")") if value else "FALSE"
        else:
            sql = declared.sql.replace("{v}", f"{_literal(value)}::{declared.cast}")
        return set(map(str, await self._matching(source.access.table, source.key, sql, world.viewer)))


def allowed_sdl(catalogue: Catalogue, viewer: Viewer, sdl: str) -> str:
    """The SDL without the fields that the viewer's roles never allow."""

    def allowed(owner: str, name: str) -> bool:
        declaration = catalogue.declarations.get((owner, name))
        columns: tuple[str, ...] = ()
        if isinstance(declaration, d.Stored) and declaration.otherwise is None:
            columns = declaration.columns
        if isinstance(declaration, d.ToOne):
            columns = (declaration.column,)
        owners = [owner] if owner in catalogue.sources else ["Message"] if owner == "Place" else []
        for source in (catalogue.sources[name] for name in owners):
            for mask in (source.access.columns.get(column) for column in columns):
                if mask is not None and not any(r in mask and r in source.access.rows for r in viewer.roles):
                    return False
        if isinstance(declaration, d.ToOne | d.Items | d.Pages | d.All | d.Find):
            target = get_named_type(catalogue.type(owner).fields[name].type).name.removesuffix("Connection")
            return any(_may_ever(catalogue.sources[target].access, role) for role in viewer.roles)
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
    return re.findall(r"\{t\}\.[a-z_]+", fragment)


ROOT: Row = {"__typename": "Query"}


@dataclass
class World:
    """What one viewer may see, and how graphql-core reaches it."""

    oracle: Oracle
    catalogue: Catalogue
    viewer: Viewer
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    ranks: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    links: dict[tuple[str, str, str], set[tuple[str, str]]] = field(default_factory=dict)

    def resolve(self, source: Row, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        if not isinstance(source, dict) or "__plain" in source:
            return source[info.field_name]
        owner = source["__typename"]
        declaration = self.catalogue.declarations[owner, info.field_name]
        return self._resolve(source, owner, declaration, info, arguments)

    def _resolve(
        self, row: Row, owner: str, declaration: d.Declaration, info: GraphQLResolveInfo, arguments: dict[str, Any]
    ) -> Any:
        target = get_named_type(info.return_type).name
        match declaration:
            case d.Stored():
                if self._readable(row, declaration.columns, info, quiet=declaration.otherwise is not None):
                    return row["_sql"][declaration.sql]
                return row["_raw"][declaration.otherwise] if declaration.otherwise else None
            case d.Readable():
                return self._readable(row, (declaration.column,), info, quiet=True)
            case d.Embedded():
                if row is ROOT:
                    return {"__typename": target}
                return {**row, "__typename": target, "_of": owner} if row["_sql"][declaration.present] else None
            case d.Decided():
                known = {
                    name: _known(values, row["_sql"][sql]) for name, (sql, values) in declaration.inputs.items()
                }
                refusal = declaration.rule(self.viewer.roles, **known)
                return {
                    "__plain": True,
                    "__typename": "Permission",
                    "allowed": refusal is None,
                    "code": refusal and refusal.code,
                    "message": refusal and refusal().say(self.viewer.language),
                }
            case d.Completed():
                self._readable(row, declaration.columns, info)
                return declaration.complete(*(row["_raw"][c] for c in declaration.columns), viewer=self.viewer)
            case d.Given():
                assert declaration.give is not None
                return declaration.give(self.viewer)
            case d.ToOne():
                self._allowed(target, info)
                if not self._readable(row, (declaration.column,), info):
                    return None
                return self._first(target, declaration.key, row["_raw"][declaration.column])
            case d.Find():
                self._allowed(target, info)
                assert declaration.argument is not None
                assert declaration.read is not None
                return self._first(target, declaration.column, declaration.read(arguments[declaration.argument]))
            case d.FindNode():
                prefix, id_ = parse_global_id(arguments["id"])
                name = self.catalogue.types_by_prefix[prefix]
                self._allowed(name, info)
                return self.rows[name].get(str(id_))
            case d.Items():
                self._allowed(target, info)
                mine = row["_raw"][declaration.key]
                return self._sorted(target, declaration.order, self._where(target, declaration.column, mine))
            case d.All():
                self._allowed(target, info)
                return self._all(target, declaration, info, arguments)
            case d.Pages():
                return self._page(row, target.removesuffix("Connection"), declaration, info, arguments)
        raise AssertionError(declaration)

    def _readable(self, row: Row, columns: Iterable[str], info: GraphQLResolveInfo, *, quiet: bool = False) -> bool:
        source = self.catalogue.sources[row.get("_of", row["__typename"])]
        masked = [column for column in columns if column in source.access.columns]
        for column in masked:
            mask = source.access.columns[column]
            if not any(role in mask and role in source.access.rows for role in self.viewer.roles) and not quiet:
                raise DeniedField(field=info.field_name)
        return all(any(column in read for read in row["_roles"].values()) for column in masked)

    def _allowed(self, target: str, info: GraphQLResolveInfo) -> None:
        access = self.catalogue.sources[target].access
        if not any(_may_ever(access, role) for role in self.viewer.roles):
            raise DeniedField(field=info.field_name)

    def _first(self, target: str, column: str, value: Any) -> Row | None:
        found = [] if value is None else self._where(target, column, value)
        return found[0] if found else None

    def _where(self, target: str, column: str, value: Any) -> list[Row]:
        return [row for row in self.rows[target].values() if row["_raw"][column] == value]

    def _sorted(self, target: str, order: str, rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: self.ranks[target, order][row["_key"]])

    async def _all(
        self, target: str, declaration: d.All, info: GraphQLResolveInfo, arguments: dict[str, Any]
    ) -> list[Row]:
        kept = await self._filters(target, declaration.filters, arguments, info)
        return self._sorted(target, declaration.order, kept)

    async def _filters(
        self, target: str, filters: Any, arguments: dict[str, Any], info: GraphQLResolveInfo
    ) -> list[Row]:
        given = {name: value for name, value in arguments.items() if name in filters}
        given |= arguments.get("filter") or {}
        kept = list(self.rows[target].values())
        for name, value in given.items():
            if value is not None:
                through = await self.oracle.matching_filter(
                    self, self.catalogue.sources[target], filters[name], value
                )
                kept = [
                    row
                    for row in kept
                    if row["_key"] in through and self._readable(row, filters[name].columns, info)
                ]
        return kept

    async def _page(
        self, parent: Row, target: str, declaration: d.Pages, info: GraphQLResolveInfo, arguments: dict[str, Any]
    ) -> Row:
        self._allowed(target, info)
        source = self.catalogue.sources[target]
        rows = await self._filters(target, declaration.filters, arguments, info)
        if declaration.through is not None:
            links = self.links[declaration.through]
            rows = [row for row in rows if (parent["_raw"][declaration.key], row["_key"]) in links]
        elif declaration.column is not None:
            rows = [row for row in rows if row["_raw"][declaration.column] == parent["_raw"][declaration.key]]
        name = arguments.get("orderBy", declaration.default_order)
        order = declaration.orders[name]
        down = " DESC" if order.descending else ""
        rows = self._sorted(target, f"{{t}}.{order.column}{down}, {{t}}.{source.key}{down}", rows)

        def cursor(row: Row) -> str:
            key = row["_sql"][f"{{t}}.{order.column}::text"]
            plain = json.dumps([name, key, row["_key"]], ensure_ascii=False)
            return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

        ranks = self.ranks[target, f"{{t}}.{order.column}{down}, {{t}}.{source.key}{down}"]

        def up_to(mark: str) -> int:
            """How many of the rows stand at or before the cursor's row, which need not be among them."""
            padded = mark + "=" * (-len(mark) % 4)
            place = ranks[json.loads(base64.urlsafe_b64decode(padded))[2]]
            return sum(ranks[row["_key"]] <= place for row in rows)

        total = len(rows)
        first, last = arguments.get("first"), arguments.get("last")
        after, before = arguments.get("after"), arguments.get("before")
        start = up_to(after) if after else 0
        end = total
        if before:
            end = up_to(before)
            end -= bool(end) and cursor(rows[end - 1]) == before
        if last is None:
            size = d.PAGE_DEFAULT if first is None else first
            chosen, has_next, has_previous = rows[start:][:size], total - start > size, after is not None
        else:
            held = rows[:end]
            chosen, has_next, has_previous = held[max(0, end - last) :], before is not None, end > last
        marks = [cursor(row) for row in chosen]
        return {
            "__plain": True,
            "nodes": chosen,
            "edges": [
                {"__plain": True, "node": row, "cursor": mark} for row, mark in zip(chosen, marks, strict=True)
            ],
            "pageInfo": {
                "__plain": True,
                "hasNextPage": has_next,
                "hasPreviousPage": has_previous,
                "startCursor": marks[0] if marks else None,
                "endCursor": marks[-1] if marks else None,
            },
            "totalCount": min(total, d.COUNT_LIMIT),
            "totalCountCapped": total > d.COUNT_LIMIT,
        }


def _may_ever(access: Access, role: Role) -> bool:
    return role in access.rows and (access.within is None or _may_ever(access.within[1], role))


def _known(values: Iterable[Any], stored: Any) -> Any:
    return next(value for value in values if (value.value if hasattr(value, "value") else value) == stored)
