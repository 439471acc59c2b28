"""Edits of an agenda as a form sends them. The button that was pressed says what to do, in words whose anchors are
those the page showed: `move before ITEM`, `move after ITEM`, `move under ITEM`, `place`, `change`, `remove`, `add`,
`template`."""

from collections.abc import Mapping
from typing import Any, Final

from portal.asking import load
from portal.forms import given, whole
from portal.rendering import Fields

_SIDES: Final = {"before": "beforeId", "after": "afterId", "under": "underId"}
_DOCUMENTS: Final = {
    "move": load(__file__, "move.graphql"),
    "place": load(__file__, "move.graphql"),
    "change": load(__file__, "change.graphql"),
    "remove": load(__file__, "remove.graphql"),
    "add": load(__file__, "schedule.graphql"),
    "template": load(__file__, "template.graphql"),
}
# What a page must not send again as it was, when what it says is sent again.
_OF_THE_PAGE: Final = frozenset({"csrf", "revision"})


class NoEdit(Exception):
    """Not what a button of ours says."""


def read_edit(form: Fields) -> tuple[str, dict[str, object]]:
    """The document and its input. Raises NoEdit."""
    verb, _, target = form["do"].partition(" ")
    if verb not in _DOCUMENTS:
        raise NoEdit
    input: dict[str, object] = {"agendaId": form["agenda"], "revision": whole(form["revision"]) or 0}
    return _DOCUMENTS[verb], input | _meant(verb, target, form)


def again(form: Mapping[str, str]) -> dict[str, str]:
    """What to send to have the same done on the agenda as it stands now."""
    return {name: value for name, value in form.items() if name not in _OF_THE_PAGE}


def _meant(verb: str, target: str, form: Fields) -> dict[str, object]:
    if verb == "template":
        return {"templateId": form["template"]}
    if verb == "add":
        place = whole(form["place"])
        where: dict[str, Any] = {} if place is None else {"where": {"place": place}}
        return {**where, **({"itemId": form["item"]} if form["item"] else _new(form))}
    item: dict[str, object] = {"itemId": form["item"]}
    if verb == "move":
        side, _, neighbour = target.partition(" ")
        if side not in _SIDES:
            raise NoEdit
        return item | {"where": {_SIDES[side]: neighbour}}
    if verb == "place":
        # Nothing readable is no place: the refusal says which there are.
        return item | {"where": {"place": whole(form["place"]) or 0, **given(form, "underId")}}
    if verb == "change":
        return item | {"title": form["title"], "minutes": minutes(form), "confidential": bool(form["confidential"])}
    return item


def _new(form: Fields) -> dict[str, object]:
    return {"title": form["title"], "minutes": minutes(form), "confidential": bool(form["confidential"])}


def minutes(form: Mapping[str, str]) -> int | None:
    """None where none are given; nonsense is 0, which the schema refuses with a reason."""
    text = form.get("minutes", "").strip()
    return (whole(text) or 0) if text else None
