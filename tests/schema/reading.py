"""Reading without the wire: one document, one viewer, one answer."""

import json
from typing import Any

from hotline.kit.viewer import Viewer
from schema.reader.plans import Plan
from schema.reader.reading import Reader


async def read(reader: Reader, text: str, viewer: Viewer, **variables: Any) -> Any:
    """The data of a query. Raises the faults of the reader."""
    operation = reader.document(text).operation(None)
    coerced = operation.coerce(variables)
    return json.loads(await reader.run(reader.plan(operation, coerced, viewer), coerced, viewer))


def plan_of(reader: Reader, text: str, viewer: Viewer, **variables: Any) -> Plan:
    operation = reader.document(text).operation(None)
    return reader.plan(operation, operation.coerce(variables), viewer)
