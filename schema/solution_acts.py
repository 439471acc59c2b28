"""Mutations on solutions and forwardings."""

import strawberry

from policy_board.agendas import receiving
from policy_board.forwardings import actions as forwardings
from policy_board.solutions import actions as solutions
from schema.acting import Call, Given, act
from schema.forwarding import Forwarding
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.solution import Solution


@strawberry.input(description="A solution as it is to be.")
class SolutionDraftInput:
    title: str = strawberry.field(description="What it is called, 200 letters at most.")
    what: str = strawberry.field(description="What is to be done, in Markdown, 10 000 letters at most.")
    who: str = strawberry.field(description="Who would do it, in words, 200 letters at most.")
    unit: str | None = strawberry.field(default=None, description="Code of the unit that would do it.")
    cost_million_rials: int | None = strawberry.field(default=None, description="What it would cost.")
    days: int = strawberry.field(description="How many days it would take, 3650 at most.")
    effect: str = strawberry.field(description="What it should bring about, 2000 letters at most.")
    categories: list[str] = strawberry.field(description="Codes of the request types it is to change.")


@strawberry.input(description="Propose a solution.")
class ProposeSolutionInput:
    dossier_id: strawberry.ID = strawberry.field(description="The dossier.")
    solution: SolutionDraftInput = strawberry.field(description="The solution.")


@strawberry.input(description="Change a solution's words, as long as nobody else stands behind them.")
class AmendSolutionInput:
    id: strawberry.ID = strawberry.field(description="The solution.")
    version: int = strawberry.field(description="The version it goes on from.")
    solution: SolutionDraftInput = strawberry.field(description="The solution, whole.")


@strawberry.input(description="A solution.")
class SolutionInput:
    id: strawberry.ID = strawberry.field(description="The solution.")


@strawberry.input(description="Put a dossier before the policy board as it now stands.")
class ForwardDossierInput:
    dossier_id: strawberry.ID = strawberry.field(description="The dossier.")
    version: int = strawberry.field(description="The version that was read.")
    solution_ids: list[strawberry.ID] = strawberry.field(description="The solutions that go with it, one at least.")
    reason: str = strawberry.field(description="Why, 2000 letters at most.")


@strawberry.input(description="Take a forwarding back.")
class WithdrawForwardingInput:
    id: strawberry.ID = strawberry.field(description="The forwarding.")
    reason: str | None = strawberry.field(default=None, description="Why, 2000 letters at most.")


@strawberry.type(description="A solution after an act.")
class SolutionPayload:
    solution: Solution | None = declare(reader.Find(), "The solution as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A forwarding after an act.")
class ForwardingPayload:
    forwarding: Forwarding | None = declare(reader.Find(), "The forwarding as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _propose(call: Call, input: ProposeSolutionInput) -> Given:
    id_ = read_id("dos")(input.dossier_id)
    return {"solution": await solutions.propose(id_, _draft(input.solution), by=call.viewer)}


async def _amend(call: Call, input: AmendSolutionInput) -> Given:
    id_ = read_id("sol")(input.id)
    return {"solution": await solutions.amend(id_, _draft(input.solution), by=call.viewer, version=input.version)}


def _draft(input: SolutionDraftInput) -> solutions.Draft:
    return solutions.Draft(**vars(input))


async def _withdraw(call: Call, input: SolutionInput) -> Given:
    return {"solution": await solutions.withdraw(read_id("sol")(input.id), by=call.viewer)}


async def _endorse(call: Call, input: SolutionInput) -> Given:
    return {"solution": await solutions.endorse(read_id("sol")(input.id), by=call.viewer)}


async def _take_back(call: Call, input: SolutionInput) -> Given:
    return {"solution": await solutions.take_back(read_id("sol")(input.id), by=call.viewer)}


async def _forward(call: Call, input: ForwardDossierInput) -> Given:
    chosen = [read_id("sol")(id_) for id_ in input.solution_ids]
    made = await forwardings.forward(
        read_id("dos")(input.dossier_id),
        by=call.viewer,
        version=input.version,
        solutions=chosen,
        reason=input.reason,
    )
    return {"forwarding": made}


async def _withdraw_forwarding(call: Call, input: WithdrawForwardingInput) -> Given:
    id_ = read_id("fwd")(input.id)
    return {"forwarding": await receiving.take_back(id_, by=call.viewer, reason=input.reason)}


@strawberry.type
class SolutionActs:
    propose_solution: SolutionPayload | None = act(
        _propose, ProposeSolutionInput, SolutionPayload, "Propose a solution. Requires: councillor, or the office."
    )
    amend_solution: SolutionPayload | None = act(
        _amend, AmendSolutionInput, SolutionPayload, "Change a solution. Requires: its proposer."
    )
    withdraw_solution: SolutionPayload | None = act(
        _withdraw, SolutionInput, SolutionPayload, "Propose it no longer. Requires: its proposer."
    )
    endorse_solution: SolutionPayload | None = act(
        _endorse, SolutionInput, SolutionPayload, "Stand behind another's solution. Requires: councillor."
    )
    take_back_endorsement: SolutionPayload | None = act(
        _take_back, SolutionInput, SolutionPayload, "No longer stand behind it. Requires: councillor."
    )
    forward_dossier: ForwardingPayload | None = act(
        _forward,
        ForwardDossierInput,
        ForwardingPayload,
        "Put a dossier before the policy board. Requires: councillor or head of the office.",
    )
    withdraw_forwarding: ForwardingPayload | None = act(
        _withdraw_forwarding,
        WithdrawForwardingInput,
        ForwardingPayload,
        "Take a forwarding back, until it stands on a frozen agenda. Requires: who forwarded it.",
    )
