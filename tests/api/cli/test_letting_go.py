"""Whoever leaves, forgot a password or lost a token: what an administrator does about it on the server."""

from pathlib import Path
from types import ModuleType

import pytest

from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people import viewers
from hotline.people.rules import SignInFailed
from tests import world
from tests.api.cli.test_commands import payesh
from tests.factors import enrolled

HERE = "192.0.2.1"
NEW = "copper lantern by the river"


@pytest.fixture
def environment(db: ModuleType, dsn: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": dsn, "PAYESH_DATA": str(tmp_path)}


async def test_who_leaves_is_let_in_no_more(environment: dict[str, str]) -> None:
    session = await people.sign_in("operator", world.PASSWORD, address=HERE)
    assert await payesh("user", "deactivate", "Operator", **environment) == (
        0,
        "Operator may sign in no more.\n",
        "",
    )
    assert await viewers.of_session(session.key) is None
    with pytest.raises(SignInFailed):
        await people.sign_in("operator", world.PASSWORD, address=HERE)


async def test_who_forgot_a_password_is_given_another_and_signed_out_everywhere(
    environment: dict[str, str],
) -> None:
    session = await people.sign_in("operator", world.PASSWORD, address=HERE)
    code, _, told = await payesh("user", "password", "operator", pipe="password123\n", **environment)
    assert (code, told.startswith("This is easily guessed")) == (1, True)
    assert await viewers.of_session(session.key)
    code, printed, told = await payesh("user", "password", "operator", pipe=f"{NEW}\n", **environment)
    assert (code, printed, told) == (0, "operator signs in with the new password.\n", "")
    assert await viewers.of_session(session.key) is None
    await people.sign_in("operator", NEW, address=HERE)


async def test_who_lost_phone_and_codes_signs_in_by_password_alone_again(environment: dict[str, str]) -> None:
    key, _, _ = await enrolled("operator")
    code, printed, told = await payesh("user", "forget-factor", "Operator", **environment)
    assert (code, told) == (0, "")
    assert printed.startswith("Operator signs in by password alone")
    assert await viewers.of_session(key) is None
    await people.sign_in("operator", world.PASSWORD, address=HERE)
    code, _, told = await payesh("user", "forget-factor", "operator", **environment)
    assert (code, told) == (1, "There is nothing here by that name.\n")


async def test_a_role_is_given_and_taken_on_the_server(environment: dict[str, str]) -> None:
    async def roles() -> frozenset[Role]:
        found = await viewers.of_username("councillor")
        assert found
        return found.roles

    assert (await payesh("user", "grant", "councillor", "--role", "BOARD_CHAIR", **environment))[0] == 0
    assert Role.BOARD_CHAIR in await roles()
    assert (await payesh("user", "revoke", "councillor", "--role", "BOARD_CHAIR", **environment))[0] == 0
    assert await roles() == {Role.COUNCILLOR}
    code, _, told = await payesh("user", "revoke", "councillor", "--role", "BOARD_CHAIR", **environment)
    assert (code, told) == (1, "There is nothing here by that name.\n")


async def test_a_lost_token_is_found_by_its_name_and_holds_no_more(environment: dict[str, str]) -> None:
    scopes = frozenset({"read"})
    lost = await people.create_token(Role.OFFICE_ANALYST, name="Lost on a train", scopes=scopes, by=SYSTEM)
    kept = await people.create_token(Role.OFFICE_ANALYST, name="Kept", scopes=scopes, by=SYSTEM)
    _, printed, _ = await payesh("token", "list", **environment)
    line = next(line for line in printed.splitlines() if line.endswith("Lost on a train"))
    assert lost.secret not in printed
    code, said, _ = await payesh("token", "revoke", line.split()[0], **environment)
    assert (code, said) == (0, "It holds no more.\n")
    assert await viewers.of_token(lost.secret) is None
    assert await viewers.of_token(kept.secret)
    assert "Lost on a train" not in (await payesh("token", "list", **environment))[1]


async def test_nobody_is_let_go_by_a_name_that_nobody_has(environment: dict[str, str]) -> None:
    for arguments in (("deactivate", "nobody"), ("password", "nobody"), ("grant", "nobody", "--role", "OPERATOR")):
        code, printed, told = await payesh("user", *arguments, pipe=f"{NEW}\n", **environment)
        assert (code, printed, told) == (1, "", "There is nothing here by that name.\n")
