import pytest

from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.text import FOLDED, TextEmpty, UncleanText, fold
from hotline.kit.viewer import ANONYMOUS, Role
from schema import root
from schema.reader.reading import Reader
from tests import world
from tests.schema.reading import read

PEOPLE = "query ($filter: PersonFilter) { people(filter: $filter) { nodes { name } } }"
NAMES = ("علی‌رضا كریمی", "آزاده رضایی", "عَلی اکبر رئیسی", "مهرآیین نمونه", "Ann Écoutin")


@pytest.mark.usefixtures("db")
async def test_who_may_say_where_notices_reach_a_person_is_said_before() -> None:
    reader, head = Reader(root.build()._schema), world.id_of("person", Role.HEAD_OF_OFFICE)
    asked = "query ($id: ID!) { node(id: $id) { ... on Person { canSetContact { allowed code } } } }"
    for role in (Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR, Role.OPERATOR):
        said = (await read(reader, asked, world.viewer(role), id=f"psn_{head}"))["node"]["canSetContact"]
        allowed = role is not Role.OPERATOR
        assert said == {"allowed": allowed, "code": None if allowed else "FORBIDDEN"}


@pytest.mark.usefixtures("db")
async def test_whoever_asks_finds_their_own_account_if_they_have_one() -> None:
    reader = Reader(root.build()._schema)
    asked = "{ viewer { personId } }"
    inspector = await read(reader, asked, world.viewer(Role.INSPECTOR))
    assert inspector["viewer"]["personId"] == f"psn_{world.id_of('person', Role.INSPECTOR)}"
    assert (await read(reader, asked, ANONYMOUS))["viewer"]["personId"] is None


async def found(reader: Reader, role: Role = Role.BOARD_SECRETARY, **narrow: object) -> list[str]:
    data = await read(reader, PEOPLE, world.viewer(role), filter=narrow)
    return [person["name"] for person in data["people"]["nodes"]]


@pytest.fixture
async def named(db: object) -> Reader:
    """People of these names, the last of whom works here no more."""
    async with database.transaction() as tx:
        rows = [(new_id(), name, name != NAMES[-1]) for name in NAMES]
        await tx.connection.executemany(
            "INSERT INTO person (id, name, active, language, version) VALUES ($1, $2, $3, 'fa', 1)", rows
        )
    return Reader(root.build()._schema)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("علیرضا", NAMES[0]),
        ("کريمي علی رضا", NAMES[0]),
        ("ازاده", NAMES[1]),
        ("علی ريیسی", NAMES[2]),
        ("مهرایین", NAMES[3]),
        ("ECOUTIN", NAMES[4]),
    ],
)
async def test_a_person_is_found_by_their_name_however_it_is_written(
    named: Reader, written: str, name: str
) -> None:
    assert await found(named, name=written) == [name]


async def test_people_are_narrowed_to_roles_and_to_who_is_still_there(named: Reader) -> None:
    assert await found(named, roles=["BOARD_CHAIR"]) == [world.name_of(Role.BOARD_CHAIR)]
    assert await found(named, name="ecoutin", active=True) == []
    assert await found(named, name="%") == await found(named, name="exampl_") == []


@pytest.mark.parametrize(("written", "refusal"), [(" ", TextEmpty), ("\u202ex", UncleanText)])
async def test_no_name_is_not_every_name(named: Reader, written: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await found(named, name=written)


@pytest.mark.usefixtures("db")
async def test_the_database_folds_a_name_as_we_do() -> None:
    for name in (*NAMES, "ي ى ئ ك ة ۀ أ إ آ ٱ ؤ ـ"):
        folded = await database.reads().fetchval("SELECT " + FOLDED.format("$1::text"), name)
        assert folded == fold(name).replace(" ", "")
