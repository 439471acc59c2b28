"""Any mutation of the schema, called with input that its types alone make: well-formed, and good enough to get as
far as the question whether this viewer may."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    is_required_input_field,
)

from hotline.files.store import Store
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from schema.acting import Call
from schema.answering import Answerer, Request

DONE: Final = "done"
_SCALARS: Final[Mapping[str, Any]] = {
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "String": "متن",
    "Date": "2100-01-04",
    "DateTime": "2100-01-04T08:00:00Z",
}
# Fields whose text is a code or an address.
_TEXTS: Final[Mapping[str, Any]] = {
    "unitCode": "1-roads",
    "unit": "1-roads",
    "categoryCode": "litter",
    "url": "https://example.org/other",
}


def statuses() -> dict[str, int]:
    """By code, of every refusal there is."""
    found, classes = {}, [Refusal]
    while classes:
        classes += (made := classes.pop()).__subclasses__()
        if hasattr(made, "code"):
            found[made.code] = made.status
    return found


def input_of(
    schema: GraphQLSchema, mutation: str, subject: Mapping[str, Any], others: Mapping[str, str]
) -> dict[str, Any]:
    """Input about `subject`: its global `id`, its `version`. `others` are global ids by the name of the field."""
    assert schema.mutation_type is not None
    input_type = schema.mutation_type.fields[mutation].args["input"].type
    assert isinstance(input_type, GraphQLNonNull)
    input = made(input_type.of_type, others)
    named = subject_of(schema, mutation)
    if named is not None:
        input[named] = subject["id"]
    for name in ("version", "revision"):
        if name in input:
            input[name] = subject.get("version", 1)
    assert isinstance(input, dict)
    return input


def subject_of(schema: GraphQLSchema, mutation: str) -> str | None:
    """The field that names what the act is on: the one id it cannot do without, its own before others'."""
    assert schema.mutation_type is not None
    fields = schema.mutation_type.fields[mutation].args["input"].type.of_type.fields
    needed = [name for name, field in fields.items() if str(field.type) == "ID!"]
    first = [name for name in ("id", "agendaId", "decisionId", "meetingId") if name in needed]
    return next(iter([*first, *needed]), None)


def made(type_: GraphQLInputType, others: Mapping[str, str], name: str = "") -> Any:
    """A well-formed value of the type, for the argument or field of that name."""
    if isinstance(type_, GraphQLNonNull):
        return made(type_.of_type, others, name)
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLInputObjectType):
        fields = {key: field for key, field in type_.fields.items() if is_required_input_field(field)}
        return {key: made(field.type, others, key) for key, field in fields.items()}
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if type_.name == "ID":
        return others.get(name)
    return _TEXTS.get(name, _SCALARS[type_.name])


class Caller:
    """Calls mutations, and says what they came to: `DONE`, or the code of the first refusal."""

    def __init__(self, answerer: Answerer, folder: Path) -> None:
        self._answerer = answerer
        self._store = Store(folder.as_uri())
        self.catalogue = answerer.reader.catalogue
        self.schema = self.catalogue.schema
        # Global ids by the name of the field, for what an input names beside its subject.
        self.beside: dict[str, str] = {}

    async def call(self, mutation: str, input: Mapping[str, Any], viewer: Viewer) -> str:
        type_ = self.schema.mutation_type.fields[mutation].args["input"].type  # type: ignore[union-attr]  # there is one
        text = f"mutation ($input: {type_}) {{ {mutation}(input: $input) {{ problems {{ code }} }} }}"
        request = Request(text, None, {"input": dict(input)}, "0" * 32)
        said = json.loads((await self._answerer.answer(request, Call(viewer, None, str, self._store))).body)
        if "errors" in said:
            return str(said["errors"][0]["extensions"]["code"])
        problems = said["data"][mutation]["problems"]
        return str(problems[0]["code"]) if problems else DONE
