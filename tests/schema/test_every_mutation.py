"""Every mutation there is, for every role, on what is theirs and on what is others' (G16): who may is written here
by hand from domain §2, §8 and §9; everyone else is refused for who they are, and nothing changes.

In which state of a thing an act may be done is each noun's own matrix: here only who acts is judged, so that what
is refused to the right person for another reason counts as theirs to try.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from hotline.kit import database
from hotline.kit.access import SIGNED_IN
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from schema import root
from schema.answering import Answerer
from schema.reader.reading import Reader
from tests import world
from tests.schema import everything
from tests.schema.everything import viewer_of
from tests.schema.mutating import Caller, input_of, statuses, subject_of
from tests.schema.permits import ACTS, MORE, OF, TABLE
from tests.snapshots import snapshot

# A mutation for a role, and the codes it came to.
Outcomes = dict[tuple[str, Role], set[str]]

# Refused for who they are: they may not, or there is nothing of that name for them.
FOR_WHO_THEY_ARE: Final = {code for code, status in statuses().items() if status in (403, 404)}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
def caller(reader: Reader, tmp_path: Path) -> Caller:
    return Caller(Answerer(reader), tmp_path)


@pytest.fixture
async def city(db: Any, caller: Caller) -> None:
    await everything.fill()
    beside = {
        "personId": "SELECT id FROM person WHERE username = 'councillor'",
        "inspectorId": "SELECT id FROM person WHERE username = 'inspector'",
        "itemId": "SELECT id FROM agenda_item ORDER BY agenda_id, place, id LIMIT 1",
        "intoId": "SELECT id FROM agenda_item WHERE state = 'PROPOSED' ORDER BY id DESC LIMIT 1",
        "templateId": "SELECT id FROM agenda_template",
        "followUpId": "SELECT id FROM follow_up ORDER BY id LIMIT 1",
    }
    prefixes = {"personId": "psn", "inspectorId": "psn", "templateId": "atp", "followUpId": "flw"}
    for name, sql in beside.items():
        caller.beside[name] = f"{prefixes.get(name, 'itm')}_{await database.reads().fetchval(sql)}"


def test_the_table_names_every_mutation_of_the_schema_and_what_it_is_on(reader: Reader) -> None:
    schema = reader.catalogue.schema
    assert schema.mutation_type is not None
    assert set(ACTS) == set(schema.mutation_type.fields)
    assert sum(map(len, TABLE.values())) == len(ACTS), "none stands in two places"
    for mutation, (prefix, _) in ACTS.items():
        assert (subject_of(schema, mutation) is not None) == bool(prefix), mutation


async def test_whoever_may_not_is_refused_for_who_they_are_and_nothing_changes(caller: Caller, city: None) -> None:
    before = await snapshot()
    came = await _tried_by_others(caller, ACTS)
    assert {cell: codes for cell, codes in came.items() if codes - FOR_WHO_THEY_ARE} == {}
    assert {cell for cell, codes in came.items() if not codes} == set()
    assert await snapshot() == before


async def test_a_rule_that_lets_somebody_else_in_is_noticed(
    caller: Caller, city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policy_board.seats.rules.SEATERS", frozenset(Role))
    monkeypatch.setattr("policy_board.solutions.rules.can_amend", lambda *_, **__: None)
    came = await _tried_by_others(caller, ("seatMember", "amendSolution"))
    wrong = {cell for cell, codes in came.items() if codes - FOR_WHO_THEY_ARE}
    assert {("seatMember", Role.OPERATOR), ("amendSolution", Role.COUNCILLOR)} <= wrong


async def test_whoever_may_is_not_refused_for_who_they_are(caller: Caller, city: None) -> None:
    came: Outcomes = {}
    for mutation, (prefix, roles) in ACTS.items():
        for role, theirs in roles.items():
            codes = came[mutation, role] = set()
            for one in await _rows(caller, prefix, theirs, viewer_of(role)):
                codes.add(await _try(caller, mutation, one, viewer_of(role)))
                if codes - FOR_WHO_THEY_ARE:
                    break
    assert {cell: codes for cell, codes in came.items() if not codes - FOR_WHO_THEY_ARE} == {}
    broken = {"INTERNAL", "BAD_USER_INPUT", "INVALID_ID"}
    assert {cell: codes for cell, codes in came.items() if codes & broken} == {}


async def test_a_token_that_only_reads_does_nothing_whatever_its_role(caller: Caller, city: None) -> None:
    before = await snapshot()
    reading = {"token": world.id_of("token", "frontend"), "scopes": frozenset({"read"})}
    for mutation, (prefix, roles) in ACTS.items():
        for role in SIGNED_IN & set(roles):
            one = (await _rows(caller, prefix, "TRUE", world.viewer(role)))[0]
            assert await _try(caller, mutation, one, replace(world.viewer(role), **reading)) == "FORBIDDEN", (
                mutation
            )
    assert await snapshot() == before


async def _tried_by_others(caller: Caller, mutations: Iterable[str]) -> Outcomes:
    """By whoever may not do it at all, on a row; by whoever may on their own, on three rows of others."""
    came: Outcomes = {}
    for mutation in mutations:
        prefix, roles = ACTS[mutation]
        some = await _rows(caller, prefix, "TRUE", ANONYMOUS)
        for role in Role:
            viewer, tried = viewer_of(role), some[:1]
            if role in roles:
                others = f"coalesce({roles[role]}, FALSE) IS FALSE"
                tried = (await _rows(caller, prefix, others, viewer))[:3]
            if roles.get(role) != "TRUE":
                came[mutation, role] = {await _try(caller, mutation, one, viewer) for one in tried}
    return came


async def _try(caller: Caller, mutation: str, subject: Mapping[str, Any], viewer: Viewer) -> str:
    input = input_of(caller.schema, mutation, subject, caller.beside) | MORE.get(mutation, {})
    return await caller.call(mutation, input, viewer)


async def _rows(caller: Caller, prefix: str, where: str, viewer: Viewer) -> list[Mapping[str, Any]]:
    """The rows of that type for which it holds, in the same order each time; one that is none, where an act is on
    no row."""
    if not prefix:
        return [] if where == "FALSE" else [{"id": None}]
    catalogue = caller.catalogue
    table = catalogue.sources[catalogue.types_by_prefix[prefix]].access.table
    for name in ("person", "token", "units", "managed", "messages"):
        where = where.replace(f":{name}", _literal(getattr(viewer, name)))
    of = OF.get(prefix, "TRUE")
    version = {"agenda": "t.revision", "dossier": "t.version"}.get(table, "to_jsonb(t) -> 'version'")
    found = await database.reads().fetch(
        f"SELECT t.id, ({version})::text::int AS version FROM {table} t WHERE ({where}) AND {of} ORDER BY t.id"
    )
    return [{"id": f"{prefix}_{row['id']}", "version": row["version"] or 1} for row in found]


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return "ARRAY[" + ", ".join(f"'{one}'" for one in value) + "]::uuid[]"
    return "NULL::uuid" if value is None else f"'{value}'::uuid"
