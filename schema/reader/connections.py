"""Keyset connections: filters, order, both directions, cursors and a capped count.

The page is one index range: `WHERE (key, id) > (…) ORDER BY key, id LIMIT n + 1`, so page n costs what page 1
costs. The row past the end tells whether there is more and is never built into JSON.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from graphql import FieldNode, GraphQLObjectType, SelectionSetNode

from hotline.kit.access import ALL
from schema.reader.arguments import Value
from schema.reader.cursors import cursor_sql, read_cursor
from schema.reader.declarations import COUNT_LIMIT, PAGE_DEFAULT, PAGE_LIMIT, Filter, Order, Pages
from schema.reader.faults import BadPage, DeniedField
from schema.reader.selecting import Compiler, Row, fields_of, object_sql, selected, sendable, visible, where_sql
from schema.reader.visibility import bound

Columns = Callable[[Compiler, Row, Sequence[SelectionSetNode]], str]


@dataclass(frozen=True)
class _Page:
    """What the paging arguments ask: `size` rows onward from `cursor`, or backward."""

    size: int
    forward: bool
    cursor: Value | None


def pages_sql(
    compiler: Compiler,
    parent: Row,
    declaration: Pages,
    connection: GraphQLObjectType,
    nodes: list[FieldNode],
    arguments: Mapping[str, Value],
    columns_of: Columns,
) -> str:
    """The connection object of `declaration` below `parent`, as selected by `nodes`."""
    node_type = compiler.catalogue.node_of(connection)
    there = Row(node_type, compiler.source(node_type), compiler.alias(), parent.path)
    before = compiler.bound()
    where = [visible(compiler, there, parent), *_below(compiler, parent, there, declaration)]
    where += filters_sql(compiler, there, declaration.filters, arguments)
    order = _order(node_type, declaration, arguments)
    where.append(_order_readable(compiler, there, order))
    chosen = fields_of(compiler, connection, selected(nodes))
    names = frozenset(field_nodes[0].name.value for field_nodes in chosen.values())
    build = _Builder(compiler, there, names, _page(arguments), order, where, columns_of)
    parts = [f'{build.part(key, field_nodes)} AS "{key}"' for key, field_nodes in chosen.items()]
    rest = build.rest()
    if not rest:
        compiler.unbind(before)
    return object_sql(", ".join(parts), rest)


def filters_sql(
    compiler: Compiler, there: Row, filters: Mapping[str, Filter], arguments: Mapping[str, Value]
) -> list[str]:
    """The predicates of the `filter` argument's keys, and of the field's own filtering arguments.

    Raises `DeniedField` where a filter reads a column these roles never read: a filter would tell it.
    """
    assert there.source is not None
    given = {name: value for name, value in arguments.items() if name in filters}
    if "filter" in arguments:
        given |= arguments["filter"].parts()
    predicates = []
    for name, value in given.items():
        declared = filters[name]
        readable = compiler.readable(there.source, declared.columns, there.alias)
        if readable is None:
            raise DeniedField(*there.path, "filter", name, field=".".join((*there.path, "filter", name)))
        if readable != ALL:
            predicates.append(readable)
        predicates.append(_filter(compiler, there, declared, value))
    return predicates


def _filter(compiler: Compiler, there: Row, declared: Filter, value: Value) -> str:
    if declared.choices:
        sql = declared.choices[_plain(value.known)]
    elif declared.cast.endswith("[]"):
        read = declared.read or sendable
        given = compiler.bind_value(value, declared.cast, lambda texts: [read(text) for text in texts])
        sql = declared.sql.replace("{v}", given)
    elif isinstance(value.known, list):
        if not value.known:
            return "FALSE"
        chosen = ", ".join(f"'{_plain(item)}'" for item in value.known)
        sql = declared.sql.replace("{v}", f"({chosen})")
    elif isinstance(value.known, Enum):
        sql = declared.sql.replace("{v}", f"'{value.known.value}'")
    else:
        sql = declared.sql.replace("{v}", compiler.bind_value(value, declared.cast, declared.read))
    if "{seen}" in sql:
        sql = sql.replace("{seen}", visible(compiler, replace(there, alias="s"), None))
    return bound(sql.replace("{t}", there.alias), compiler.bind_viewer)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _below(compiler: Compiler, parent: Row, there: Row, declaration: Pages) -> list[str]:
    """Below which row. Raises `DeniedField` where the viewer's roles never read the column that says so."""
    assert there.source is not None
    key = f"{parent.alias}.{declaration.key}"
    if declaration.through is not None:
        link, near, far = declaration.through
        return [f"{there.alias}.{there.source.key} IN (SELECT l.{far} FROM {link} l WHERE l.{near} = {key})"]
    if declaration.column is None:
        return []
    readable = compiler.readable(there.source, (declaration.column,), there.alias)
    if readable is None:
        raise DeniedField(*there.path, field=".".join(there.path))
    return [readable, f"{there.alias}.{declaration.column} = {key}"]


def _page(arguments: Mapping[str, Value]) -> _Page:
    first, last = arguments.get("first"), arguments.get("last")
    size = last or first
    wanted = PAGE_DEFAULT if size is None else size.known
    mixed = (first and last) or (last and "after" in arguments) or (not last and "before" in arguments)
    if mixed or not 0 <= wanted <= PAGE_LIMIT:
        raise BadPage("last" if last else "first", limit=PAGE_LIMIT)
    return _Page(wanted, last is None, arguments.get("after" if last is None else "before"))


def _order(of: GraphQLObjectType, declaration: Pages, arguments: Mapping[str, Value]) -> tuple[str, Order]:
    """The order, under a name that no list of other nodes has: its cursors are told by it."""
    chosen = arguments.get("orderBy")
    name = declaration.default_order if chosen is None else str(_plain(chosen.known))
    return f"{of.name}.{name}", declaration.orders[name]


def _order_readable(compiler: Compiler, there: Row, order: tuple[str, Order]) -> str:
    """An order tells the column it goes by, and so does its cursor. Raises `DeniedField`."""
    assert there.source is not None
    readable = compiler.readable(there.source, (order[1].column,), there.alias)
    if readable is None:
        raise DeniedField(*there.path, "orderBy", field=".".join((*there.path, "orderBy")))
    return readable


@dataclass
class _Builder:
    """Builds one connection's parts; they share the page's rows and the count, each read only where any of the
    fields `names` needs it."""

    compiler: Compiler
    there: Row
    names: frozenset[str]
    page: _Page
    order: tuple[str, Order]
    where: list[str]
    columns_of: Columns

    @property
    def counted(self) -> bool:
        return bool(self.names & {"totalCount", "totalCountCapped"})

    @property
    def numbered(self) -> bool:
        """Whether the page's rows need numbers: to leave out the row past the end, or to turn them round."""
        return self.counted or "pageInfo" in self.names or not self.page.forward

    def part(self, key: str, nodes: list[FieldNode]) -> str:
        name = nodes[0].name.value
        if name == "__typename":
            return f"'{self.there.type.name}Connection'"
        if name == "totalCount":
            return f"least(max(c.n), {COUNT_LIMIT})"
        if name == "totalCountCapped":
            return f"max(c.n) > {COUNT_LIMIT}"
        if name == "pageInfo":
            return self._page_info(nodes)
        if name == "nodes":
            return self._list(self._node(nodes, key))
        return self._list(self._edge(key, nodes))

    def rest(self) -> str:
        """The FROM of the connection's one row, even where nothing of it is asked. A page without rows still has
        its count."""
        sources = [self._count()] if self.counted else []
        if self.names & {"nodes", "edges", "pageInfo"}:
            sources.append(self._rows())
        joined = f"{' LEFT JOIN '.join(sources)}{' ON TRUE' * (len(sources) - 1)}"
        return f"FROM {joined} GROUP BY ()" if sources else ""

    def _rows(self) -> str:
        t, (_, order) = self.there.alias, self.order
        assert self.there.source is not None
        key = self.there.source.key
        descending = order.descending is self.page.forward
        direction = "DESC" if descending else "ASC"
        where = list(self.where)
        if self.page.cursor is not None:
            where.append(f"({t}.{order.column}, {t}.{key}) {'<' if descending else '>'} ({self._after()})")
        limit = self.page.size + 1 if "pageInfo" in self.names else self.page.size
        page = (
            f"SELECT {t}.* FROM {self.there.source.access.table} {t} {where_sql(where)}"
            f" ORDER BY {t}.{order.column} {direction}, {t}.{key} {direction} LIMIT {limit}"
        )
        return (
            f"(SELECT {t}.*, row_number() OVER () AS _n FROM ({page}) {t}) {t}"
            if self.numbered
            else f"({page}) {t}"
        )

    def _list(self, built: str) -> str:
        t = self.there.alias
        order = "" if self.page.forward else f" ORDER BY {t}._n DESC"
        within = f" FILTER (WHERE {t}._n <= {self.page.size})" if self.numbered else ""
        return f"coalesce(json_agg({built}{order}){within}, '[]'::json)"

    def _node(self, nodes: list[FieldNode], *keys: str) -> str:
        there = replace(self.there, path=(*self.there.path, *keys))
        return object_sql(self.columns_of(self.compiler, there, selected(nodes)))

    def _edge(self, edges_key: str, nodes: list[FieldNode]) -> str:
        edge_type = self.compiler.catalogue.type(f"{self.there.type.name}Edge")
        parts = []
        for key, field_nodes in fields_of(self.compiler, edge_type, selected(nodes)).items():
            name = field_nodes[0].name.value
            if name == "node":
                built = self._node(field_nodes, edges_key, key)
            elif name == "cursor":
                built = cursor_sql(self.order[0], *self._keys())
            else:
                built = f"'{edge_type.name}'"
            parts.append(f'{built} AS "{key}"')
        return object_sql(", ".join(parts))

    def _page_info(self, nodes: list[FieldNode]) -> str:
        size, (_, id_) = self.page.size, self._keys()
        first, last = "1", f"least(count({id_}), {size})"
        more, beyond = f"count({id_}) > {size}", "TRUE" if self.page.cursor is not None else "FALSE"
        if not self.page.forward:
            first, last, more, beyond = last, first, beyond, more
        answers = {
            "hasNextPage": more,
            "hasPreviousPage": beyond,
            "startCursor": self._cursor_at(first) if size else "NULL",
            "endCursor": self._cursor_at(last) if size else "NULL",
            "__typename": "'PageInfo'::text",
        }
        info = self.compiler.catalogue.type("PageInfo")
        chosen = fields_of(self.compiler, info, selected(nodes)).items()
        pairs = (f"'{name}', {answers[some[0].name.value]}" for name, some in chosen)
        return f"json_build_object({', '.join(pairs)})"

    def _cursor_at(self, place: str) -> str:
        """The cursor of one row of the page, made only once the others have been passed."""
        key, id_ = self._keys()
        made = cursor_sql(self.order[0], f"(array_agg({key}))[{place}]", f"(array_agg({id_}))[{place}]")
        return f"CASE WHEN count({id_}) > 0 THEN {made} END"

    def _keys(self) -> tuple[str, str]:
        assert self.there.source is not None
        return f"{self.there.alias}.{self.order[1].column}", f"{self.there.alias}.{self.there.source.key}"

    def _after(self) -> str:
        name, order = self.order
        cursor = self.page.cursor
        assert cursor is not None
        read_cursor(cursor.known, name, order)
        key = self.compiler.bind_value(cursor, "text", lambda text: read_cursor(text, name, order)[0])
        id_ = self.compiler.bind_value(cursor, "uuid", lambda text: read_cursor(text, name, order)[1])
        return f"{key}::{order.kind}, {id_}"

    def _count(self) -> str:
        t = self.there.alias
        assert self.there.source is not None
        matching = (
            f"SELECT FROM {self.there.source.access.table} {t} {where_sql(self.where)} LIMIT {COUNT_LIMIT + 1}"
        )
        return f"(SELECT count(*) AS n FROM ({matching}) m) c"
