"""The oracle test: generated operations give equal JSON from the reader and from graphql-core's executor.
`PAYESH_ORACLE_EXAMPLES` asks more of them (`make prove-short`)."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from graphql import (
    ArgumentNode,
    BooleanValueNode,
    ConstValueNode,
    DirectiveNode,
    FieldNode,
    IntValueNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from hotline.kit import database
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from policy_board.dossiers.codes import dossier_code
from schema import root
from schema.reader.catalogue import catalogue_of
from schema.reader.declarations import Pages
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import world
from tests.schema import everything, rows
from tests.schema.oracle import Oracle, allowed_sdl
from tests.schema.seen import World, may_ever

# Operations of each viewer.
EXAMPLES = int(os.environ.get("PAYESH_ORACLE_EXAMPLES", "12"))
SDL = root.sdl()
SCHEMA = build_schema(SDL)
CITIZEN = world.citizen(rows.message_id(1), rows.message_id(2), rows.message_id(8))
VIEWERS = {
    **{role.value: world.viewer(role) for role in Role if role in world.PEOPLE},
    "CITIZEN": CITIZEN,
    "PUBLIC": ANONYMOUS,
    "COUNCILLOR+EXECUTIVE_AGENT": world.viewer(Role.EXECUTIVE_AGENT, Role.COUNCILLOR),
    "OPERATOR in Persian": world.viewer(Role.OPERATOR, language="fa"),
}
MOMENTS = st.sampled_from(["2026-03-21T00:00:00Z", "2026-03-20T20:00:00+03:30", "2100-01-01T00:00:00Z"])
SCALARS = {
    "DateTime": MOMENTS.map(lambda text: StringValueNode(value=text)),
    "Date": st.sampled_from(["2026-03-20", "2026-03-21"]).map(lambda text: StringValueNode(value=text)),
}
SOUGHT = ("چاله", "جاله‌های خیابان", "آب لوله", "quotte", rows.code(3), "0913", "nothing")
NAMES = ("Example Operator", "board exámple", "head", "nobody")
CASES = tuple(
    f"{who};from=2026-03-20;to=2026-03-21"
    for who in ("unit=centre", "below=services", "stage=IN_ACTION", "district=0;below=office", "person=none")
)
RATED = tuple(
    f"{where}obligation=FIRST_ACTION;from=2026-03-20;to=2026-03-22{was}"
    for where, was in (("", ""), ("district=1;", ";was=MET"), ("district=2;", ";was=LATE"), ("", ";was=PAUSED"))
)
# The queries whose answers the policy board's room holds.
BOARD = frozenset(
    {
        *("dossier", "dossiers", "bundle", "bundles", "revision", "revisionPaper", "annotations"),
        *("forwardings", "agendaItems", "agendaTemplates", "meeting", "meetings", "node", "nodes"),
        *("decisions", "boardSeats", "quorumRules", "quorumIf", "publishedMinutes", "allPublishedMinutes"),
        *("resolution", "resolutions", "resolutionWarnings"),
    }
)
MARKED = ("URGENT", "LATE:FIRST_ACTION", "OPEN", "STAGE:IN_ACTION")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
async def oracle(db: Any, reader: Reader) -> AsyncIterator[Oracle]:
    await everything.fill()
    async with database.reads().acquire() as connection:
        yield Oracle(connection, reader.catalogue)


@pytest.mark.parametrize("name", VIEWERS)
async def test_the_reader_answers_as_graphql_core_would(name: str, reader: Reader, oracle: Oracle) -> None:
    await _agree(VIEWERS[name], reader, oracle)


@pytest.mark.parametrize("name", VIEWERS)
async def test_of_what_the_council_makes_of_it_too(name: str, reader: Reader, oracle: Oracle) -> None:
    await _agree(VIEWERS[name], reader, oracle, among=BOARD)


async def _agree(viewer: Viewer, reader: Reader, oracle: Oracle, *, among: frozenset[str] | None = None) -> None:
    seen = await oracle.load(viewer)
    answered = 0

    # What is never allowed is tried in test_visibility; here it would only hide everything else.
    sdl = allowed_sdl(reader.catalogue, viewer, SDL)
    fields = sorted(name for name in build_schema(sdl).query_type.fields if among is None or name in among)
    if not fields:
        return
    loop = asyncio.get_running_loop()

    async def compare(text: str, variables: dict[str, Any]) -> None:
        nonlocal answered
        expected = await _or_denied(oracle.answer(seen, text, variables))
        found = await _or_denied(_read(reader, text, variables, viewer))
        # The reader denies by the document alone, the oracle only where rows lead it to the field.
        if found is not DeniedField:
            answered += 1
            assert found == expected, f"{text} {variables}"

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        # Shrinking would ask the database for minutes; the failing operation is short enough to read.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(queries(sdl, fields=fields, custom_scalars=SCALARS, allow_x00=False), st.integers(0, 2**32))
    def agree(generated: str, seed: int) -> None:
        text, variables = fitted(generated, seen, Random(seed))
        asyncio.run_coroutine_threadsafe(compare(text, variables), loop).result()

    # Hypothesis draws in a thread of its own; the database answers on this loop.
    await asyncio.to_thread(agree)
    # A viewer for whom all was denied would prove nothing.
    assert answered


async def _or_denied(answer: Any) -> Any:
    try:
        return await answer
    except DeniedField:
        return DeniedField


async def _read(reader: Reader, text: str, variables: dict[str, Any], viewer: Viewer) -> Any:
    operation = reader.document(text).operation(None)
    coerced = operation.coerce(variables)
    return json.loads(await reader.run(reader.plan(operation, coerced, viewer), coerced, viewer))


def fitted(generated: str, seen: World, random: Random) -> tuple[str, dict[str, Any]]:
    """The generated operation with codes, ids and cursors that exist, some literals as variables, and some
    fields behind @skip and @include."""
    info = TypeInfo(SCHEMA)
    fitter = _Fitter(info, seen, random)
    text = print_ast(visit(parse(generated), TypeInfoVisitor(info, fitter)))
    if fitter.declared:
        body = text.lstrip()
        body = body.removeprefix("query").lstrip()
        text = f"query ({', '.join(fitter.declared)}) {body}"
    return text, fitter.variables


# What has a code of its own, and a well-formed one that nothing has.
_CODED = {
    "category": ("Category", "none"),
    "dossier": ("Dossier", dossier_code(1405, 99)),
    "dossierChanges": ("Dossier", dossier_code(1405, 99)),
    "resolution": ("Resolution", "م/1405/0099"),
    "bundle": ("Bundle", "ب/1405/0099"),
    "revision": ("Revision", "ب/1405/0099/1"),
    "revisionPaper": ("RevisionPaper", "ب/1405/0099/1/1"),
}
_IDS = tuple(
    (source.prefix, name)
    for name, source in sorted(catalogue_of(root.build()._schema).sources.items())
    if source.prefix and source.rows is None
)


class _Fitter(Visitor):
    def __init__(self, info: TypeInfo, seen: World, random: Random) -> None:
        super().__init__()
        self.info, self.seen, self.random = info, seen, random
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}

    def leave_field(self, node: FieldNode, *_: Any) -> Any:
        given = {argument.name.value: argument for argument in node.arguments or ()}
        field = self.info.get_field_def()
        arguments = dict(given)
        if field is not None and "first" in field.args:
            arguments = self._paged(node, given)
        if "trackingCode" in given:
            arguments["trackingCode"] = self._text("trackingCode", rows.code(self.random.randint(0, rows.COUNT)))
        if "code" in given:
            arguments["code"] = self._text("code", self._code(node.name.value))
        if "number" in given:
            number = self.random.choice([4, 10, 11, 12, 99])
            arguments["number"] = self._argument("number", "Int!", number, IntValueNode(value=str(number)))
        if "mark" in given:
            arguments["mark"] = self._argument("mark", "String", MARKED[0], StringValueNode(value=MARKED[0]))
        if "ids" in given:
            ids = [self._any_id() for _ in range(self.random.randint(0, 4))]
            literal = ListValueNode(values=tuple(StringValueNode(value=id_) for id_ in ids))
            arguments["ids"] = self._argument("ids", "[ID!]!", ids, literal)
        if "id" in given:
            arguments["id"] = self._text("id", self._any_id())
        directives = tuple(node.directives or ())
        if node.selection_set is None and self.random.randint(0, 9) == 0:
            directives = (self._directive(),)
        node = replace(node, arguments=tuple(arguments.values()), directives=directives)
        return node

    def _code(self, field: str) -> str:
        name, nobodys = _CODED[field]
        known = sorted(row["_raw"]["code"] for row in self.seen.rows[name].values())
        return self.random.choice(known) if known and self.random.random() < 0.9 else nobodys

    def leave_object_field(self, node: Any, *_: Any) -> Any:
        known = {
            "district": lambda: IntValueNode(value=str(self.random.randint(1, 4))),
            "category": lambda: StringValueNode(value=self.random.choice(["litter", "pothole", "none"])),
            "categories": lambda: self._texts("litter", "pothole", "none"),
            "trackingCodes": lambda: self._texts(*map(rows.code, range(rows.COUNT))),
            "unit": lambda: StringValueNode(value=self.random.choice(["centre", "1-roads", "none"])),
            "text": lambda: StringValueNode(value=self.random.choice(SOUGHT)),
            "name": lambda: StringValueNode(value=self.random.choice(NAMES)),
            "heldBy": lambda: StringValueNode(value=self.random.choice(CASES)),
            "rated": lambda: StringValueNode(value=self.random.choice(RATED)),
            "marked": lambda: self._texts(*MARKED),
        }
        name = node.name.value
        if name in known and not isinstance(node.value, NullValueNode):
            return replace(node, value=known[name]())
        return None

    def _texts(self, *among: str) -> ListValueNode:
        chosen = self.random.sample(among, self.random.randint(0, 3))
        return ListValueNode(values=tuple(StringValueNode(value=text) for text in chosen))

    def _paged(self, node: FieldNode, given: dict[str, ArgumentNode]) -> dict[str, ArgumentNode]:
        kept = {name: given[name] for name in given if name not in ("first", "last", "after", "before")}
        size, backward = self.random.randint(0, 6), self.random.random() < 0.5
        name = "last" if backward else "first"
        kept[name] = self._argument(name, "Int", size, IntValueNode(value=str(size)))
        cursor = self._cursor(node, given)
        if cursor is not None and self.random.random() < 0.5:
            name = "before" if backward else "after"
            kept[name] = self._argument(name, "String", cursor, StringValueNode(value=cursor))
        return kept

    def _cursor(self, node: FieldNode, given: dict[str, ArgumentNode]) -> str | None:
        declaration = self.seen.catalogue.declarations[self.info.get_parent_type().name, node.name.value]
        target = get_named_type(self.info.get_type()).name.removesuffix("Connection")
        rows = self.seen.rows.get(target)
        if not isinstance(declaration, Pages) or not rows:
            return None
        order = given.get("orderBy")
        name = order.value.value if order is not None else declaration.default_order  # type: ignore[union-attr]  # an enum's value, as the generator writes orders
        row = self.random.choice(sorted(rows.values(), key=lambda row: row["_key"]))
        return world_cursor(
            f"{target}.{name}", row["_sql"][f"{{t}}.{declaration.orders[name].column}::text"], row["_key"]
        )

    def _any_id(self) -> str:
        # Mostly of what the viewer may ever see: an id of anything else ends the whole query.
        sources, roles = self.seen.catalogue.sources, self.seen.viewer.roles
        seen = [one for one in _IDS if any(may_ever(sources[one[1]].access, role) for role in roles)]
        prefix, name = self.random.choice(seen if seen and self.random.random() < 0.8 else _IDS)
        keys = sorted(self.seen.rows.get(name, {})) or [str(world.id_of("nothing", name))]
        return f"{prefix}_{self.random.choice(keys)}"

    def _text(self, name: str, value: str) -> ArgumentNode:
        type_ = "ID!" if name == "id" else "String!"
        return self._argument(name, type_, value, StringValueNode(value=value))

    def _argument(self, name: str, type_: str, value: Any, literal: ConstValueNode) -> ArgumentNode:
        if self.random.random() < 0.5:
            return ArgumentNode(name=NameNode(value=name), value=literal)
        return ArgumentNode(name=NameNode(value=name), value=self._variable(type_, value))

    def _variable(self, type_: str, value: Any) -> Any:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {type_}")
        self.variables[name] = value
        return VariableNode(name=NameNode(value=name))

    def _directive(self) -> DirectiveNode:
        name, value = self.random.choice(["skip", "include"]), self.random.random() < 0.5
        condition = (
            BooleanValueNode(value=value) if self.random.random() < 0.5 else self._variable("Boolean!", value)
        )
        return DirectiveNode(
            name=NameNode(value=name),
            arguments=(ArgumentNode(name=NameNode(value="if"), value=condition),),
        )


def world_cursor(name: str, key: str, id_: str) -> str:
    plain = json.dumps([name, key, id_], ensure_ascii=False)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("where", "fault", "text"),
    [
        ("visibility.column", lambda *_, **__: "TRUE", "{ messages(first: 9) { nodes { unmaskedText } } }"),
        (
            "visibility.rows",
            lambda *_, **__: "TRUE",
            f'{{ message(trackingCode: "{rows.code(4)}") {{ followUps {{ nodes {{ audience }} }} }} }}',
        ),
        ("connections._below", lambda *_: [], "{ messages(first: 9) { nodes { followUps { totalCount } } } }"),
        (
            "connections._filter",
            lambda *_: "TRUE",
            "{ messages(first: 9, filter: {urgency: URGENT}) { nodes { urgency } } }",
        ),
        ("selecting.included", lambda *_: True, "{ messages(first: 9) { nodes { state @skip(if: true) kind } } }"),
    ],
)
async def test_the_oracle_notices_a_fault_of_the_reader(
    where: str, fault: Any, text: str, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = world.viewer(Role.COUNCILLOR) if "followUps { nodes" in text else world.viewer(Role.OPERATOR)
    seen = await oracle.load(viewer)
    assert await _read(Reader(root.build()._schema), text, {}, viewer) == await oracle.answer(seen, text, {})
    monkeypatch.setattr(f"schema.reader.{where}", fault)
    assert await _read(Reader(root.build()._schema), text, {}, viewer) != await oracle.answer(seen, text, {})
