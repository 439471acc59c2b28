"""What mutations answer about messages, and inputs that several of them share."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

import strawberry

from schema.acting import Call, Given, act
from schema.follow_up import FollowUp
from schema.message import Message
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


def given(description: str) -> Any:
    """A payload's field that the act itself answers."""
    return declare(reader.Given(), description)


@strawberry.input(description="Where the matter is. Both coordinates are in degrees, within the city.")
class PlaceInput:
    latitude: float = strawberry.field(description="Latitude, degrees.")
    longitude: float = strawberry.field(description="Longitude, degrees.")
    address: str | None = strawberry.field(default=None, description="In the citizen's words, 500 letters at most.")


@strawberry.type(description="A message after an act.")
class MessagePayload:
    message: Message | None = declare(reader.Find(), "The message as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A new follow-up.")
class FollowUpPayload:
    follow_up: FollowUp | None = declare(reader.Find(), "The follow-up.")
    message: Message | None = declare(reader.Find(), "Its message.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


def on_message(action: Callable[..., Awaitable[object]], input_type: type, description: str) -> Any:
    """A mutation field for an act on one message: the input's `id` finds it, its other fields are the action's
    arguments by name."""

    async def run(call: Call, input: Any) -> Given:
        arguments = {field.name: getattr(input, field.name) for field in fields(input_type)}
        id_ = read_id("msg")(arguments.pop("id"))
        await action(id_, by=call.viewer, **arguments)
        return {"message": id_}

    return act(run, input_type, MessagePayload, description)
