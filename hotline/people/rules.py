"""What is asked of accounts, tokens and passwords. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hotline.kit.access import SIGNED_IN
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import ActorKind, Role, Viewer

SESSION_LASTS: Final = timedelta(hours=12)
# For as long as somebody may ask who was signed in when.
SESSION_KEPT: Final = timedelta(days=30)

# What a token may do: register for citizens; read; act as the person it stands for.
SCOPES: Final = frozenset({"register", "read", "act"})

PASSWORD_LENGTHS: Final = range(10, 201)

# Failed tries in a quarter of an hour. One address rarely guesses at one account; many addresses together are
# stopped later, so that no stranger locks a dispatcher out with ten requests.
TRIES_WINDOW: Final = timedelta(minutes=15)
TRIES_BY_BOTH: Final = 10
TRIES_BY_USERNAME: Final = 100
TRIES_BY_ADDRESS: Final = 50
# A code is one of a million, and three hold at a time: whoever knows the password and guesses on and on finds one
# in a year or so, and leaves three hundred thousand lines in the log.
TRIES_OF_CODES: Final = 10

# Between the password and the code: time to find the phone, and little more.
STEP_LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Halfway:
    """Who has given the right password and owes the code: until when, and under which password and factor."""

    person: UUID
    until: datetime
    under: str = field(repr=False)


class SignInFailed(Refusal):
    """Unknown, wrong and inactive are never told apart."""

    code, sentence, status = "SIGN_IN_FAILED", "The username or the password is not right.", 401


class CodeNeeded(Refusal):
    """The password is right, and no session is opened: a code comes first. `halfway` leads on to it."""

    code, sentence, status = "CODE_NEEDED", "Your password is right. Now give the code of your second step.", 401

    def __init__(self, halfway: Halfway) -> None:
        self.halfway = halfway
        super().__init__()


class StepEnded(Refusal):
    """The way from the password to the code was left too long ago, or what it began with has changed."""

    code, sentence, status = "STEP_ENDED", "That took too long. Begin again with your password.", 401


class WrongCode(Refusal):
    """A code of another time, used before, or nobody's."""

    code, sentence = "WRONG_CODE", "This code does not hold, or was used before. Type the one your app shows now."


class SecondStepExists(Refusal):
    """A person has one second step; another is set up when it is taken away."""

    code, sentence, status = "SECOND_STEP_EXISTS", "You have a second step already. Take it away first.", 409


class TooManyTries(Refusal):
    """Too many failed sign-ins under this username or from this address, or codes of one person."""

    code, sentence, status = "TOO_MANY_TRIES", "Too many failed tries. Try again in fifteen minutes.", 429


class UsernameTaken(Refusal):
    """A username signs in exactly one person."""

    code, sentence, status = "USERNAME_TAKEN", "Somebody else has this username.", 409


class BadUsername(Refusal):
    """A username that could be mistaken for another."""

    code, sentence = "BAD_USERNAME", "A username has 2 to 60 letters, digits, dots, dashes or underscores."


class BadPassword(Refusal):
    """A password too easily guessed, or too long to be one."""

    code, sentence = "BAD_PASSWORD", "A password has 10 to 200 characters and is not the username."


class PasswordGuessable(Refusal):
    """A password that those who guess try among the first hundred million: a common one, a row of keys, a date."""

    code, sentence = "PASSWORD_GUESSABLE", "This is easily guessed. Four words that do not belong together are not."


class WrongPassword(Refusal):
    """What was given as one's own password is not it."""

    code, sentence = "WRONG_PASSWORD", "This is not your password."


class BadScopes(Refusal):
    """A token's scopes do not fit its role."""

    code, sentence = "BAD_SCOPES", "A frontend's token registers; any other reads, or reads and acts."


class BadTokenRole(Refusal):
    """A role no token may stand for."""

    code, sentence = "BAD_TOKEN_ROLE", "A token stands for a frontend, or for a role of someone who signs in."


class BadExpiry(Refusal):
    """An expiry that has passed already."""

    code, sentence = "BAD_EXPIRY", "The token would be expired already."


def may_keep_accounts(by: Viewer) -> type[Refusal] | None:
    """Accounts, roles and tokens are the administrator's, and the command line's on the server itself."""
    if by.kind is ActorKind.SYSTEM or Role.ADMINISTRATOR in by.roles:
        return None
    return Forbidden


def can_set_contact(roles: frozenset[Role], *, own: bool) -> type[Refusal] | None:
    """Say where notices reach a person at work: one's `own` account, or the administrator."""
    return None if own or Role.ADMINISTRATOR in roles else Forbidden


def may_act(by: Viewer) -> type[Refusal] | None:
    """A token acts only as far as its scopes say; whoever signed in is held by their roles alone."""
    if by.token is None or by.scopes & {"act", "register"}:
        return None
    return Forbidden


def may_have_password(password: str, *, username: str) -> type[Refusal] | None:
    """Length is what makes a password hard to guess; composition rules are not."""
    if len(password) not in PASSWORD_LENGTHS or password.casefold() == username:
        return BadPassword
    return None


def may_be_token(role: Role, scopes: frozenset[str]) -> type[Refusal] | None:
    """A frontend registers and sees nothing by itself; a token of any other role reads and acts in a name."""
    if role is Role.FRONTEND:
        return None if scopes == {"register"} else BadScopes
    if role not in SIGNED_IN:
        return BadTokenRole
    return None if "read" in scopes and scopes <= {"read", "act"} else BadScopes
