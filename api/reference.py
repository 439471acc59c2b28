"""docs/reference, written from the schema: `python -m api.reference` writes it anew.

A page for each area: its queries, its mutations with their input and whatever they may be refused with, its types.
The pages say nothing of their own, and a module without an area stops them, so nothing goes unsaid.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from api.reachable import every_refusal, refusals_of
from hotline.kit.refusals import sentence_of
from schema.acting import ACT
from schema.reader.catalogue import definition_of
from schema.root import build

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = ROOT / "docs" / "reference"
_EXAMPLES: Final = ROOT / "docs" / "examples"

# Which modules of schema/ an area is written from.
_AREAS: Final = {
    "messages": "message message_acts message_permissions acts cycle_acts payloads follow_up incident custody"
    " inspection objection feedback escalation live",
    "figures": "figures message_figures rates custody_figures candidate analysis",
    "files": "file file_acts",
    "dossiers": "dossier dossier_acts dossier_changes evidence solution solution_acts forwarding",
    "bundles": "bundle bundle_acts revision annotation annotation_acts",
    "board": "agenda agenda_acts meeting meeting_acts tray_acts seat seat_acts sitting sitting_acts minutes"
    " minutes_acts resolution resolution_acts",
    "city": "city people policy policy_acts",
    "deliveries": "delivery webhook edge_acts",
    "common": "permission root",
}
_AREA_OF: Final = {module: area for area, modules in _AREAS.items() for module in modules.split()}


def pages() -> dict[str, str]:
    """The pages by file name."""
    schema = build()._schema
    areas = {f"{area}.md": _area(schema, area) for area in _AREAS}
    return {"README.md": _index(schema), "enums.md": _enums(schema), "problems.md": _problems(), **areas}


def _index(schema: GraphQLSchema) -> str:
    lines = [
        "# Reference of the GraphQL schema",
        "",
        "Generated from the schema by `python -m api.reference`; a test keeps it current. Find a field by its name",
        "below; its page says what it takes, answers and requires, and what it may be refused with. How all of it",
        "behaves is in [graphql.md](../graphql.md), what each role does with it in [guides](../guides/README.md).",
        "",
        "Areas: " + " · ".join(f"[{area}]({area}.md)" for area in _AREAS) + " · [enums](enums.md)"
        " · [problems](problems.md).",
        "",
        "A field named `…Connection` is a list in pages: `nodes`, `edges { cursor node }`, `totalCount`,"
        " `totalCountCapped`, `pageInfo`; by `first` and `after`, or `last` and `before`, 100 at most.",
        "",
    ]
    for root, title in ((schema.mutation_type, "Mutations"), (schema.query_type, "Queries")):
        lines += [f"## {title}", "", "| field | what it does |", "|---|---|"]
        lines += [
            f"| [`{name}`]({_area_of(root, name)}.md#{name.lower()}) | {_line(field.description)} |"
            for name, field in sorted(_fields(root).items())
        ]
        lines.append("")
    lines += ["## Subscriptions", "", "| field | what it tells |", "|---|---|"]
    told = _fields(schema.subscription_type)
    lines += [f"| [`{name}`](messages.md#{name.lower()}) | {_line(told[name].description)} |" for name in told]
    return "\n".join(lines) + "\n"


def _area(schema: GraphQLSchema, area: str) -> str:
    lines = [f"# {area.capitalize()}", "", "Generated; see [the index](README.md).", ""]
    roots = {"Queries": schema.query_type, "Mutations": schema.mutation_type, "Live": schema.subscription_type}
    for title, root in roots.items():
        own = {name: field for name, field in _fields(root).items() if _area_of(root, name) == area}
        if not own:
            continue
        lines += [f"## {title}", ""]
        for name, field in sorted(own.items()):
            lines += [f"### {name}", "", *(_mutation if title == "Mutations" else _query)(name, field), ""]
    types = [type_ for type_ in _objects(schema) if _AREA_OF[_module(type_)] == area]
    if types:
        lines += ["## Types", ""]
    for type_ in sorted(types, key=lambda one: one.name):
        lines += [f"### type {type_.name}", "", _line(type_.description), "", "| field | type | |", "|---|---|---|"]
        for name, field in type_.fields.items():
            takes = f"({', '.join(field.args)})" if field.args else ""
            lines.append(f"| `{name}{takes}` | {_typed(field.type)} | {_line(field.description)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _query(name: str, field: GraphQLField) -> Iterator[str]:
    yield _line(field.description)
    yield ""
    yield f"Answers {_typed(field.type)}."
    if field.args:
        yield from ("", "| argument | type | |", "|---|---|---|")
    for argument, declared in field.args.items():
        yield f"| `{argument}` | {_typed(declared.type)} | {_line(declared.description)} |"
        filter_ = get_named_type(declared.type)
        if isinstance(filter_, GraphQLInputObjectType):
            for inner, one in filter_.fields.items():
                yield f"| `{argument}.{inner}` | {_typed(one.type)} | {_line(one.description)} |"
    yield from _shown(name)


def _mutation(name: str, field: GraphQLField) -> Iterator[str]:
    yield _line(field.description)
    yield from ("", "| input | type | |", "|---|---|---|")
    yield from _inputs(get_named_type(field.args["input"].type), "")
    answer = get_named_type(field.type)
    assert isinstance(answer, GraphQLObjectType)
    given = ", ".join(f"`{one}` {_typed(answer.fields[one].type)}" for one in answer.fields if one != "problems")
    yield from ("", f"Answers {given}, and `problems`.", "")
    codes = sorted(refusal.code for refusal in refusals_of(definition_of(field).metadata[ACT]))
    yield "May be refused with " + ", ".join(f"[`{code}`](problems.md#{code.lower()})" for code in codes) + "."
    yield from _shown(name)


def _inputs(type_: Any, before: str) -> Iterator[str]:
    assert isinstance(type_, GraphQLInputObjectType)
    for name, field in type_.fields.items():
        yield f"| `{before}{name}` | {_typed(field.type)} | {_line(field.description)} |"
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType) and not before and not inner.name.endswith("Filter"):
            yield from _inputs(inner, f"{name}.")


def _shown(name: str) -> Iterator[str]:
    """Where an example asks it."""
    asked = re.compile(rf"^ +{name}\b", re.MULTILINE)
    files = [file.name for file in sorted(_EXAMPLES.glob("*.graphql")) if asked.search(file.read_text("utf-8"))]
    if files:
        yield ""
        yield "Example: " + ", ".join(f"[{file}](../examples/{file})" for file in files) + "."


def _enums(schema: GraphQLSchema) -> str:
    lines = ["# Enums", "", "Generated; see [the index](README.md).", ""]
    for name, type_ in sorted(schema.type_map.items()):
        if isinstance(type_, GraphQLEnumType) and not name.startswith("__"):
            lines += [f"## {name}", "", _line(type_.description), "", "| value | |", "|---|---|"]
            lines += [f"| `{value}` | {_line(one.description)} |" for value, one in type_.values.items()]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _problems() -> str:
    lines = [
        "# Problems",
        "",
        "Every code that `problems` or `errors[].extensions.code` may carry, with its sentence in both languages.",
        "Show the `message` of the answer, which has its numbers filled in, beside the field that `path` names.",
        "",
    ]
    for refusal in every_refusal():
        persian = f'<div dir="rtl">{sentence_of(refusal, "fa")}</div>'
        lines += [f"## {refusal.code}", "", refusal.sentence, "", persian, ""]
    return "\n".join(lines).rstrip() + "\n"


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    """Types worth a table: neither roots nor the parts that every list has."""
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLObjectType) or type_ in roots or name.startswith("__"):
            continue
        if not name.endswith(("Connection", "Edge", "Payload")) and name != "PageInfo":
            yield type_


def _module(type_: GraphQLObjectType) -> str:
    module: str = type_.extensions["strawberry-definition"].origin.__module__
    return module.rpartition(".")[2]


def _area_of(root: GraphQLObjectType | None, name: str) -> str:
    """The area whose module declares a root's field."""
    assert root is not None
    python_name = definition_of(root.fields[name]).python_name
    origin = root.extensions["strawberry-definition"].origin
    owner = next(cls for cls in origin.__mro__ if python_name in vars(cls).get("__annotations__", {}))
    return _AREA_OF[owner.__module__.rpartition(".")[2]]


def _fields(root: GraphQLObjectType | None) -> dict[str, GraphQLField]:
    return {} if root is None else root.fields


def _typed(type_: Any) -> str:
    """A type, leading to where it is described."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return f"[`{type_}`](enums.md#{named.name.lower()})"
    node = named
    if isinstance(named, GraphQLObjectType) and "nodes" in named.fields:
        node = get_named_type(named.fields["nodes"].type)
    if isinstance(node, GraphQLObjectType) and not node.name.endswith("Payload"):
        return f"[`{type_}`]({_AREA_OF[_module(node)]}.md#type-{node.name.lower()})"
    return f"`{type_}`"


def _line(text: str | None) -> str:
    return _cell(" ".join((text or "").split()))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (PAGES / name).write_text(text, "utf-8")
    sys.stdout.write(f"{PAGES}\n")


if __name__ == "__main__":
    main()
