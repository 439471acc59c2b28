"""What one viewer may see, in memory, and how graphql-core reaches it."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo, get_named_type

from hotline.kit.access import Access
from hotline.kit.ids import parse_global_id
from hotline.kit.viewer import Role, Viewer
from schema.reader import declarations as d
from schema.reader.catalogue import Catalogue
from schema.reader.faults import DeniedField

if TYPE_CHECKING:
    from tests.schema.oracle import Oracle

Row = dict[str, Any]
ROOT: Row = {"__typename": "Query"}


@dataclass
class World:
    """What one viewer may see, and how graphql-core reaches it."""

    oracle: "Oracle"
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
                ours = row["_sql"][declaration.sql] if declaration.sql else row["_raw"][declaration.column]
                return self._first(target, declaration.key, ours)
            case d.Find():
                self._allowed(target, info)
                assert declaration.argument is not None
                sought = arguments[declaration.argument]
                return self._first(
                    target, declaration.column, declaration.read(sought) if declaration.read else sought
                )
            case d.FindNode():
                prefix, id_ = parse_global_id(arguments["id"])
                name = self.catalogue.types_by_prefix[prefix]
                self._allowed(name, info)
                return self.rows[name].get(str(id_))
            case d.FindNodes():
                found = []
                for prefix, id_ in map(parse_global_id, arguments["ids"]):
                    name = self.catalogue.types_by_prefix[prefix]
                    self._allowed(name, info)
                    found.append(self.rows[name].get(str(id_)))
                return found
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
        if not any(may_ever(access, role) for role in self.viewer.roles):
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
        mask = source.access.columns.get(order.column)
        if mask is not None and not any(role in mask for role in self.viewer.roles):
            raise DeniedField(field=info.field_name)
        down = " DESC" if order.descending else ""
        rows = self._sorted(target, f"{{t}}.{order.column}{down}, {{t}}.{source.key}{down}", rows)

        def cursor(row: Row) -> str:
            key = row["_sql"][f"{{t}}.{order.column}::text"]
            plain = json.dumps([f"{target}.{name}", key, row["_key"]], ensure_ascii=False)
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


def may_ever(access: Access, role: Role) -> bool:
    """Whether the role ever sees a row at all."""
    return role in access.rows and (access.within is None or may_ever(access.within[1], role))


def _known(values: Iterable[Any], stored: Any) -> Any:
    return next(value for value in values if (value.value if hasattr(value, "value") else value) == stored)
