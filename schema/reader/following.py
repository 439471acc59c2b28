"""What a subscription follows: the row its root field names, whoever may see it, or all of a table."""

from graphql import OperationType

from hotline.kit import database
from schema.reader.arguments import Variables, arguments_of
from schema.reader.declarations import Find, Pages
from schema.reader.documents import Operation
from schema.reader.reading import Reader
from schema.reader.selecting import Compiler, fields_of

# A topic and an id, or ANY of the topic.
Subject = tuple[str, str]
ANY = "*"


async def followed(reader: Reader, operation: Operation, variables: Variables) -> set[Subject]:
    """The table and id of each row, or the table alone for a list; none for what there is not. Never shown to
    anyone: it only says whose events to wake for. Raises refusals by values that cannot be."""
    root = reader.root(OperationType.SUBSCRIPTION)
    compiler = Compiler(reader.catalogue, operation.fragments, variables, frozenset(), "en", False)
    found: set[Subject] = set()
    for nodes in fields_of(compiler, root, [operation.node.selection_set]).values():
        name = nodes[0].name.value
        declaration = reader.catalogue.declarations[root.name, name]
        if isinstance(declaration, Pages):
            node = reader.catalogue.node_of(reader.catalogue.target(root.fields[name]))
            found.add((compiler.source(node).access.table, ANY))
            continue
        assert isinstance(declaration, Find), f"{name}: a row or a list can be followed"
        assert declaration.argument is not None, f"{name}: which row is followed is an argument"
        value = arguments_of(root.fields[name], nodes[0], variables)[declaration.argument].known
        sought = declaration.read(value) if declaration.read else value
        source = compiler.source(compiler.target(root.fields[name]))
        sql = f"SELECT {source.key} FROM {source.access.table} WHERE {declaration.column} = $1"
        row = await database.writes().fetchval(sql, sought)
        if row is not None:
            found.add((source.access.table, str(row)))
    return found
