"""What a subscription follows: the rows its root fields name, whoever may see them."""

from graphql import OperationType

from hotline.kit import database
from schema.reader.arguments import Variables, arguments_of
from schema.reader.declarations import Find
from schema.reader.documents import Operation
from schema.reader.reading import Reader
from schema.reader.selecting import Compiler, fields_of

Subject = tuple[str, str]


async def followed(reader: Reader, operation: Operation, variables: Variables) -> set[Subject]:
    """The table and id of each row; none for what there is not. Never shown to anyone: it only says whose events
    to wake for. Raises refusals by values that cannot be."""
    root = reader.root(OperationType.SUBSCRIPTION)
    compiler = Compiler(reader.catalogue, operation.fragments, variables, frozenset(), "en", False)
    found: set[Subject] = set()
    for nodes in fields_of(compiler, root, [operation.node.selection_set]).values():
        name = nodes[0].name.value
        declaration = reader.catalogue.declarations[root.name, name]
        assert isinstance(declaration, Find), f"{name}: only one row can be followed"
        assert declaration.argument is not None, f"{name}: which row is followed is an argument"
        value = arguments_of(root.fields[name], nodes[0], variables)[declaration.argument].known
        sought = declaration.read(value) if declaration.read else value
        source = compiler.source(compiler.target(root.fields[name]))
        sql = f"SELECT {source.key} FROM {source.access.table} WHERE {declaration.column} = $1"
        row = await database.writes().fetchval(sql, sought)
        if row is not None:
            found.add((source.access.table, str(row)))
    return found
