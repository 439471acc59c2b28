"""Every field there is, for every role, on what is theirs and on what is others' (G16): who may read is written by
hand in `sights`, from domain §2, §8 and §9, and the answers are held to it, row by row and field by field."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, get_named_type

from hotline.kit import database
from hotline.kit.access import Access
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Role, Viewer
from policy_board.dossiers.access import DOSSIER
from schema import root
from schema.reader.catalogue import Catalogue
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests.schema import everything
from tests.schema.everything import viewer_of
from tests.schema.judging import SIGHTS, asked, carried, judged, named, selection
from tests.schema.oracle import Oracle, allowed_sdl
from tests.schema.reading import read
from tests.schema.seen import World, may_ever

SDL = root.sdl()
# Who is asked: here some of each kind, in `make prove-short` all.
SOME = (Role.COUNCILLOR, Role.BOARD_MEMBER, Role.EXECUTIVE_AGENT, Role.CITIZEN)
ROLES = tuple(Role) if os.environ.get("PAYESH_FIELDS_ALL") else SOME
# Where in a document a field is put.
_HERE = "<>"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture(scope="module")
def tables(reader: Reader) -> Catalogue:
    return judged(reader.catalogue)


@pytest.fixture
async def oracle(db: Any, tables: Catalogue) -> AsyncIterator[Oracle]:
    await everything.fill()
    await everything.fill_rest()
    async with database.reads().acquire() as connection:
        yield Oracle(connection, tables)


def test_the_tables_name_every_field_of_the_schema(reader: Reader) -> None:
    """Of a new one somebody says whether all who see its row may read it: `fields.txt`; else who may: `sights`."""
    assert named() == set(carried(reader.catalogue.schema))
    assert set(SIGHTS) == set(reader.catalogue.sources)


async def test_a_role_reads_of_every_row_what_the_tables_say_and_no_more(reader: Reader, oracle: Oracle) -> None:
    ids = await _ids(oracle)
    # Before anything is asked: to read whom a message is from leaves a record.
    worlds = [await oracle.load(viewer_of(role)) for role in ROLES]
    differing = []
    for seen in worlds:
        schema = _allowed(oracle.catalogue, seen.viewer)
        for name in ids:
            differing += await _differing(reader, oracle, seen, schema, name, ids[name])
    assert differing == []
    assert {name for name, found in ids.items() if not found} == set(), "there is a row of every type to ask for"


async def test_a_row_that_somebody_else_is_shown_is_noticed(
    oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, ids = await oracle.load(viewer_of(Role.COUNCILLOR)), await _ids(oracle)
    monkeypatch.setitem(DOSSIER.rows, Role.COUNCILLOR, "TRUE")  # type: ignore[arg-type]  # a dict
    schema, other = _allowed(oracle.catalogue, seen.viewer), Reader(root.build()._schema)
    assert await _differing(other, oracle, seen, schema, "Dossier", ids["Dossier"])


def test_what_the_tables_never_allow_a_role_is_denied_by_the_document_alone(
    reader: Reader, tables: Catalogue
) -> None:
    """And nothing else is: what is computed by the way, figures and the like, is asked for here alone."""
    wrong = []
    for role in ROLES:
        viewer = viewer_of(role)
        allowed = _allowed(tables, viewer, computed=True)
        for owner, way in _ways(tables, viewer, allowed):
            fields = set(tables.type(owner).fields)
            may = fields & set(allowed.type_map[owner].fields)
            # One by one what should be denied; at the root all, for what they ask with may be found wanting first.
            together = [may] if may and owner != "Query" else [{field} for field in may]
            for some in (*together, *({field} for field in fields - may)):
                text = " ".join(
                    asked(tables.schema, owner, field, lambda _: "__typename") for field in sorted(some)
                )
                if _denied(reader, way.replace(_HERE, text), viewer) is some <= may:
                    wrong.append((role, owner, some))
    assert wrong == []


async def _ids(oracle: Oracle) -> dict[str, list[str]]:
    """The global ids of all rows that are stored, by their type."""
    found = {}
    for prefix, name in sorted(oracle.catalogue.types_by_prefix.items()):
        source = oracle.catalogue.sources[name]
        if source.rows is None:
            keys = await oracle.connection.fetch(f"SELECT id FROM {source.access.table} ORDER BY id LIMIT 100")
            found[name] = [f"{prefix}_{row['id']}" for row in keys]
    return found


async def _differing(
    reader: Reader, oracle: Oracle, seen: World, schema: GraphQLSchema, name: str, ids: list[str]
) -> list[tuple[Any, ...]]:
    """Where the viewer reads of a type's rows other than the tables say. `schema`: what they may ask for at all."""
    tables, viewer = oracle.catalogue, seen.viewer
    if not _ever(tables.sources[name].access, viewer):
        return []
    selected = selection(schema, tables, name)
    text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name} {{ {selected} }} }} }}"
    variables = {"ids": ids}
    theirs = (await oracle.answer(seen, text, variables))["nodes"]
    try:
        ours = (await read(reader, text, viewer, **variables))["nodes"]
    except DeniedField as denied:
        return [(*viewer.roles, name, str(denied))]
    return [(*viewer.roles, name, _where(*pair)) for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]]


def _allowed(tables: Catalogue, viewer: Viewer, *, computed: bool = False) -> GraphQLSchema:
    return build_schema(allowed_sdl(tables, viewer, SDL, computed=computed))


def _ways(tables: Catalogue, viewer: Viewer, allowed: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Every type that the viewer can get to, and a document that gets there."""
    ways = {"Query": f"{{ {_HERE} }}"}
    for prefix, name in tables.types_by_prefix.items():
        if _ever(tables.sources[name].access, viewer):
            ways[name] = f'{{ nodes(ids: ["{prefix}_{UUID(int=0)}"]) {{ ... on {name} {{ {_HERE} }} }} }}'
    waiting = list(ways)
    for owner in waiting:
        yield owner, ways[owner]
        for name, field in allowed.type_map[owner].fields.items():  # type: ignore[attr-defined]  # an object type
            target = get_named_type(field.type).name.removesuffix("Connection")
            if isinstance(allowed.type_map[target], GraphQLObjectType) and target not in ways:
                ways[target] = ways[owner].replace(_HERE, asked(tables.schema, owner, name, lambda _: _HERE))
                waiting.append(target)


def _typename(_: str) -> str:
    return "__typename"


def _denied(reader: Reader, text: str, viewer: Viewer) -> bool:
    try:
        operation = reader.document(text).operation(None)
        reader.plan(operation, operation.coerce({}), viewer)
    except DeniedField:
        return True
    except Refusal:
        # The values that it asks with are of the right type, and nothing more.
        return False
    return False


def _ever(access: Access, viewer: Viewer) -> bool:
    return any(may_ever(access, role) for role in viewer.roles)


def _where(theirs: Any, ours: Any) -> Any:
    if not (isinstance(theirs, dict) and isinstance(ours, dict)):
        return theirs, ours
    return {key: (theirs[key], ours[key]) for key in theirs if theirs[key] != ours[key]}
