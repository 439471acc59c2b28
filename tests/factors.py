"""A phone that makes codes, as an authenticator app does, and people who have set one up."""

from base64 import b32decode
from dataclasses import dataclass

from hotline.kit import database
from hotline.people import actions as people
from hotline.people import totp
from tests import world

SECRET = b"a secret of thirty-two characters"


@dataclass(frozen=True)
class Phone:
    key: bytes

    @classmethod
    def reading(cls, text: str) -> "Phone":
        """One into which the key was typed."""
        return cls(b32decode(text.replace(" ", "")))

    async def code(self, *, steps: int = 0) -> str:
        """What it shows now by the database's clock, or half a minute times `steps` later."""
        return totp.code_of(self.key, totp.step_of(await database.now()) + steps)

    async def wrong(self) -> str:
        """A code it does not show about now."""
        now = totp.step_of(await database.now())
        shown = {totp.code_of(self.key, now + off) for off in range(-3, 4)}
        return next(code for code in ("000000", *(f"{number:06}" for number in range(1, 9))) if code not in shown)


async def enrolled(
    username: str, *, key: str | None = None, secret: bytes = SECRET
) -> tuple[str, Phone, list[str]]:
    """Somebody who has set a second step up: their session, phone and recovery codes."""
    key = key or (await people.sign_in(username, world.PASSWORD, address="")).key
    offer = await people.offered(key, secret=secret)
    assert offer
    phone = Phone.reading(offer.text)
    code = await phone.code()
    return key, phone, await people.enrol(key, world.PASSWORD, code, secret=secret, address="192.0.2.1")
