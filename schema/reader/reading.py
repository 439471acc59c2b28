"""Running operations: a query is one statement; a mutation's payloads and a subscription's events are read alike."""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, OperationType, SelectionSetNode

from hotline.kit import database
from hotline.kit.viewer import Viewer
from schema.reader.arguments import Variables
from schema.reader.catalogue import catalogue_of
from schema.reader.documents import Document, Documents, Limits, Operation
from schema.reader.plans import Plan, Plans
from schema.reader.selecting import GivenValues


class Reader:
    """Reads documents and runs their operations for a viewer.

    `documents` and `plans` bound the two caches, in entries.
    """

    def __init__(
        self, schema: GraphQLSchema, *, limits: Limits | None = None, documents: int = 500, plans: int = 2000
    ) -> None:
        self.catalogue = catalogue_of(schema)
        self._documents = Documents(schema, limits or Limits(), documents)
        self._plans = Plans(self.catalogue, plans)

    def document(self, text: str) -> Document:
        """Raises the faults of a document."""
        return self._documents.read(text)

    async def query(self, operation: Operation, raw: Mapping[str, Any], viewer: Viewer) -> bytes:
        """The JSON of `data`. Works for queries, and for a subscription's root read after an event.

        Raises the faults of the reader, and refusals by values that cannot be (an id, a tracking code).
        """
        variables = operation.coerce(raw)
        plan = self.plan(operation, variables, viewer)
        return await self._run(plan, variables, viewer, {})

    def plan(self, operation: Operation, variables: Variables, viewer: Viewer) -> Plan:
        """The plan of a whole query or subscription."""
        root = self.root(operation.kind)
        return self._plans.plan(operation, root, [operation.node.selection_set], variables, viewer)

    async def payload(
        self,
        operation: Operation,
        key: str,
        nodes: list[FieldNode],
        variables: Variables,
        viewer: Viewer,
        given: GivenValues,
    ) -> bytes:
        """The JSON of one mutation field's payload, read on the primary after its action has committed."""
        field = self.root(OperationType.MUTATION).fields[nodes[0].name.value]
        selections: list[SelectionSetNode] = [node.selection_set for node in nodes if node.selection_set]
        plan = self._plans.plan(operation, self.catalogue.target(field), selections, variables, viewer, part=key)
        return await self._run(plan, variables, viewer, given, primary=True)

    def root(self, kind: OperationType) -> GraphQLObjectType:
        root = self.catalogue.schema.get_root_type(kind)
        assert root is not None, "validated: the schema has this kind of operation"
        return root

    async def _run(
        self, plan: Plan, variables: Variables, viewer: Viewer, given: GivenValues, *, primary: bool = False
    ) -> bytes:
        parameters = plan.parameters(variables, viewer, given)
        if plan.records:
            # The record and the reading of personal data commit together, or neither happened.
            async with database.transaction() as tx:
                text = await tx.connection.fetchval(plan.sql, *parameters)
        else:
            pool = database.writes() if primary else database.reads()
            async with pool.acquire() as connection:
                text = await connection.fetchval(plan.sql, *parameters)
        return plan.finish(text, viewer)
