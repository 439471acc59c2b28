from datetime import timedelta
from hashlib import sha256

import pytest

from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import SYSTEM, ActorKind, Role
from hotline.people import actions as people
from hotline.people import viewers
from hotline.people.rules import BadExpiry, BadScopes, BadTokenRole, may_act
from tests import world
from tests.conftest import Clock
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
REGISTER, READ, ACT = frozenset({"register"}), frozenset({"read"}), frozenset({"read", "act"})


async def test_a_frontends_token_registers_and_names_nobody() -> None:
    made = await people.create_token(Role.FRONTEND, name="درگاه", scopes=REGISTER, by=SYSTEM)
    viewer = await viewers.of_token(made.secret)
    assert viewer is not None
    assert (viewer.kind, viewer.roles, viewer.scopes) == (ActorKind.FRONTEND, {Role.FRONTEND}, REGISTER)
    assert (viewer.token, viewer.person) == (made.id, None)
    stored = await row("SELECT secret_hash FROM token WHERE id = $1", made.id)
    assert stored["secret_hash"] == sha256(made.secret.encode()).hexdigest()
    assert made.secret.startswith("payesh_token_")
    assert made.secret not in repr(made)


async def test_any_other_token_acts_in_a_name_and_in_its_unit() -> None:
    roads = world.id_of("unit", "1-roads")
    made = await people.create_token(Role.EXECUTIVE_AGENT, name="Crew", scopes=READ, by=SYSTEM, unit_id=roads)
    viewer = await viewers.of_token(made.secret)
    assert viewer is not None
    assert (viewer.kind, viewer.roles, viewer.units) == (ActorKind.PERSON, {Role.EXECUTIVE_AGENT}, (roads,))
    assert (await row("SELECT name FROM person WHERE id = $1", viewer.person))["name"] == "Crew"
    assert may_act(viewer) is not None


async def test_a_token_that_may_act_acts_as_one_who_signed_in_does() -> None:
    made = await people.create_token(Role.OPERATOR, name="Import", scopes=ACT, by=SYSTEM)
    viewer = await viewers.of_token(made.secret)
    assert viewer is not None
    assert may_act(viewer) is None
    assert may_act(world.operator()) is None
    assert may_act(world.frontend()) is None


@pytest.mark.parametrize(
    ("role", "scopes", "refusal"),
    [
        (Role.FRONTEND, READ, BadScopes),
        (Role.FRONTEND, REGISTER | READ, BadScopes),
        (Role.FRONTEND, frozenset(), BadScopes),
        (Role.OPERATOR, REGISTER, BadScopes),
        (Role.OPERATOR, frozenset({"act"}), BadScopes),
        (Role.OPERATOR, frozenset({"read", "everything"}), BadScopes),
        (Role.CITIZEN, READ, BadTokenRole),
        (Role.PUBLIC, READ, BadTokenRole),
    ],
)
async def test_scopes_that_do_not_fit_the_role_are_refused(
    role: Role, scopes: frozenset[str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await people.create_token(role, name="x", scopes=scopes, by=SYSTEM)
    assert not await rows("SELECT FROM token WHERE name = 'x' UNION ALL SELECT FROM person WHERE name = 'x'")


async def test_a_token_in_no_unit_or_expired_already_is_refused() -> None:
    nowhere, past = world.id_of("unit", "nowhere"), world.START
    with pytest.raises(NotFound):
        await people.create_token(Role.OPERATOR, name="x", scopes=READ, by=SYSTEM, unit_id=nowhere)
    with pytest.raises(BadExpiry):
        await people.create_token(Role.OPERATOR, name="x", scopes=READ, by=SYSTEM, expires_at=past)
    assert not await rows("SELECT FROM token WHERE name = 'x' UNION ALL SELECT FROM person WHERE name = 'x'")


async def test_a_token_ends_when_it_expires(clock: Clock) -> None:
    at = (await row("SELECT payesh_now() AS at"))["at"]
    made = await people.create_token(
        Role.FRONTEND, name="x", scopes=REGISTER, by=SYSTEM, expires_at=at + timedelta(days=1)
    )
    assert await viewers.of_token(made.secret) is not None
    await clock.forward(timedelta(days=1))
    assert await viewers.of_token(made.secret) is None


async def test_a_revoked_token_holds_no_more_and_keeps_its_first_time() -> None:
    token = world.id_of("token", "frontend")
    assert await viewers.of_token(world.TOKEN_SECRET) is not None
    await people.revoke_token(token, by=world.administrator())
    first = await row("SELECT revoked_at FROM token WHERE id = $1", token)
    assert await viewers.of_token(world.TOKEN_SECRET) is None
    await people.revoke_token(token, by=world.administrator())
    assert await row("SELECT revoked_at FROM token WHERE id = $1", token) == first
