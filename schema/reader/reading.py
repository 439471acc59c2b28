"""Running plans: a query is one statement; payloads of mutations and events of subscriptions are read alike."""

from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, OperationType, SelectionSetNode

from hotline.kit import database
from hotline.kit.viewer import Viewer
from schema.reader.arguments import Variables
from schema.reader.catalogue import catalogue_of
from schema.reader.costing import COST_LIMIT, Costs
from schema.reader.documents import Document, Documents, Operation
from schema.reader.limiting import Limits
from schema.reader.plans import Plan, Plans
from schema.reader.selecting import GivenValues

_NOTHING: GivenValues = {}
_MARK = "pg_snapshot_xmin(pg_current_snapshot())::text::int8"


class Reader:
    """Reads documents and runs their operations for a viewer.

    `documents` and `plans` bound the two caches, in entries; `cost_limit` what one operation may cost.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        limits: Limits | None = None,
        cost_limit: int = COST_LIMIT,
        documents: int = 500,
        plans: int = 2000,
    ) -> None:
        self.catalogue = catalogue_of(schema)
        self._documents = Documents(schema, limits or Limits(), documents)
        self.costs = Costs(self.catalogue, cost_limit)
        self._plans = Plans(self.catalogue, plans, self.costs)
        self._roots = {kind: root for kind in OperationType if (root := schema.get_root_type(kind))}

    def document(self, text: str) -> Document:
        """Raises the faults of a document."""
        return self._documents.read(text)

    def keep(self, text: str) -> Document:
        """The same, for a document that stays at hand until it is let go. Raises the faults of a document."""
        return self._documents.keep(text)

    def let_go(self, text: str) -> None:
        self._documents.let_go(text)

    @property
    def has_room(self) -> bool:
        """Whether plans may be made that nobody has asked for yet."""
        return self._plans.has_room

    def plan(self, operation: Operation, variables: Variables, viewer: Viewer, *, free: bool = True) -> Plan:
        """The plan of a whole query or subscription. Unless it is `free`, raises TooCostly."""
        parts = (operation.node.selection_set,)
        found = self._plans.plan(operation, operation.root, parts, variables, viewer, free=free)
        if not free:
            self.costs.check(found.cost)
        return found

    def payload_plan(
        self, operation: Operation, key: str, nodes: list[FieldNode], variables: Variables, viewer: Viewer
    ) -> Plan:
        """The plan of one mutation field's payload."""
        field = self.root(OperationType.MUTATION).fields[nodes[0].name.value]
        selections: list[SelectionSetNode] = [node.selection_set for node in nodes if node.selection_set]
        return self._plans.plan(operation, self.catalogue.target(field), selections, variables, viewer, part=key)

    async def observe(self, plan: Plan, variables: Variables, viewer: Viewer) -> tuple[bytes, int]:
        """The JSON of the selection, and the mark of its snapshot: every transaction numbered below was seen."""
        parameters = plan.parameters(variables, viewer, _NOTHING)
        async with database.fresh().acquire() as connection:
            # sql: what the reader compiled
            row = await connection.fetchrow(f"SELECT ({plan.sql}), {_MARK}", *parameters)
        assert row is not None
        text, mark = row
        return plan.finish(text, viewer), mark

    def root(self, kind: OperationType) -> GraphQLObjectType:
        return self._roots[kind]

    async def run(
        self,
        plan: Plan,
        variables: Variables,
        viewer: Viewer,
        *,
        given: GivenValues = _NOTHING,
        primary: bool = False,
    ) -> bytes:
        """The JSON of the selection. Raises refusals by values that cannot be (an id, a tracking code).

        A payload is read on the `primary`, after its action has committed."""
        parameters = plan.parameters(variables, viewer, given)
        if plan.around:
            return plan.filled(parameters)
        if plan.records:
            # The record and the reading of personal data commit together, or neither happened.
            async with database.transaction() as tx:
                text = await tx.connection.fetchval(plan.sql, *parameters)
        else:
            pool = database.writes() if primary else database.reads()
            async with pool.acquire() as connection:
                text = await connection.fetchval(plan.sql, *parameters)
        return plan.finish(text, viewer) if plan.completions else text
