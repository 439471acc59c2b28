"""Mutations at the edges: webhooks of frontends, and where notices reach the staff."""

import strawberry

from hotline.deliveries import hooks
from hotline.people import actions as people
from schema.acting import Call, Given, act
from schema.payloads import given
from schema.people import Person
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.webhook import Webhook


@strawberry.input(description="Be told at an address of the messages this frontend registered.")
class RegisterWebhookInput:
    url: str = strawberry.field(description="An https:// address, 500 letters at most.")


@strawberry.input(description="A webhook.")
class WebhookInput:
    id: strawberry.ID = strawberry.field(description="The webhook.")


@strawberry.input(description="Where notices reach a person at work.")
class SetContactInput:
    person_id: strawberry.ID = strawberry.field(description="The person.")
    phone: str | None = strawberry.field(default=None, description="A mobile number; none if left out.")
    email: str | None = strawberry.field(default=None, description="An e-mail address; none if left out.")


@strawberry.type(description="A webhook after an act.")
class WebhookPayload:
    webhook: Webhook | None = declare(reader.Find(), "The webhook as it now stands.")
    secret: str | None = given("What its calls are signed with, where it is new. It is shown this once.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A person after an act.")
class PersonPayload:
    person: Person | None = declare(reader.Find(), "The person as they now stand.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _register(call: Call, input: RegisterWebhookInput) -> Given:
    made = await hooks.register(input.url, by=call.viewer)
    return {"webhook": made.id, "secret": made.secret}


async def _rotate(call: Call, input: WebhookInput) -> Given:
    made = await hooks.rotate(read_id("hok")(input.id), by=call.viewer)
    return {"webhook": made.id, "secret": made.secret}


async def _deactivate(call: Call, input: WebhookInput) -> Given:
    id_ = read_id("hok")(input.id)
    await hooks.deactivate(id_, by=call.viewer)
    return {"webhook": id_}


async def _set_contact(call: Call, input: SetContactInput) -> Given:
    id_ = read_id("psn")(input.person_id)
    await people.set_contact(id_, by=call.viewer, phone=input.phone, email=input.email)
    return {"person": id_}


@strawberry.type
class EdgeActs:
    register_webhook: WebhookPayload | None = act(
        _register, RegisterWebhookInput, WebhookPayload, "Be told of one's messages. Requires: a frontend."
    )
    rotate_webhook_secret: WebhookPayload | None = act(
        _rotate, WebhookInput, WebhookPayload, "Have a new secret. Requires: the frontend."
    )
    deactivate_webhook: WebhookPayload | None = act(
        _deactivate, WebhookInput, WebhookPayload, "Be told no more. Requires: the frontend, or administrator."
    )
    set_contact: PersonPayload | None = act(
        _set_contact, SetContactInput, PersonPayload, "Say where notices go. Requires: oneself, or administrator."
    )
