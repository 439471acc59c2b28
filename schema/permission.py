"""Permissions: every `can…` field says whether, and if not, why."""

import strawberry

from schema.problems import code
from schema.reader.declarations import Given, declare


@strawberry.type(description="Whether the viewer may do something, and if not, why not.")
class Permission:
    allowed: bool = declare(Given(), "Whether it may be done now.")
    code: str | None = code("The refusal's code where it may not.", nullable=True)
    message: str | None = declare(Given(), "The reason in the viewer's language.")


@strawberry.type(description="Why an act was refused. Nothing was changed.")
class Problem:
    code: str = code("A stable code; the sentence may change, the code may not.")
    path: list[str] = declare(Given(), "The input field at fault; empty where it is the act as a whole.")
    message: str = declare(Given(), "The reason in the viewer's language.")
