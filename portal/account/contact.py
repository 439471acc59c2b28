"""Where notices reach oneself: the phone and the e-mail address at work."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.forms import given, problems_by_field, read, see_other
from portal.rendering import Fields, render

SELF: Final = load(__file__, "self.graphql")
CONTACT: Final = load(__file__, "contact.graphql")
SET_CONTACT: Final = load(__file__, "set_contact.graphql")
_FIELDS: Final = ("phone", "email")


async def page(request: Request) -> Response:
    contact = (await request.state.ask(CONTACT, {"id": await _self(request)}))["node"]
    return _shown(request, Fields((name, contact[name] or "") for name in _FIELDS), {})


async def save(request: Request) -> Response:
    """Keep what was typed and say so; or show it again with what is wrong."""
    form = await read(request)
    wanted = {"personId": await _self(request), **given(form, *_FIELDS)}
    problems = (await request.state.ask(SET_CONTACT, {"input": wanted}))["setContact"]["problems"]
    if problems:
        return _shown(request, form, problems_by_field(problems))
    return see_other("/account?done=contact")


async def _self(request: Request) -> str:
    data = await request.state.ask(SELF, {})
    return str(data["viewer"]["personId"])


def _shown(request: Request, form: Fields, problems: Mapping[str, str]) -> Response:
    return render(
        request,
        "account/contact.html",
        status=422 if problems else 200,
        path="/account/contact",
        form=form,
        problems=problems,
    )
