"""What left the house and what waits: delivery health."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal import rights, words
from portal.asking import load
from portal.forms import paging, problems_by_field, read, see_other
from portal.rendering import render

PAGE: Final = load(__file__, "page.graphql")
RESEND: Final = load(__file__, "resend.graphql")
SIZE: Final = 50


async def page(request: Request) -> Response:
    return await _shown(request)


async def resend(request: Request) -> Response:
    """Have one tried now; the list says what became of it."""
    form = await read(request)
    data = await request.state.ask(RESEND, {"input": {"id": form["id"]}})
    if problems := data["resendDelivery"]["problems"]:
        return await _shown(request, problems_by_field(problems), 422)
    return see_other("/deliveries?done=resent")


async def _shown(request: Request, problems: Mapping[str, str] | None = None, status: int = 200) -> Response:
    state, kind = (request.query_params.get(name, "") for name in ("state", "kind"))
    wanted: dict[str, object] = {}
    if state in words.DELIVERY_STATES:
        wanted["states"] = [state]
    if kind in words.DELIVERY_KINDS:
        wanted["kind"] = kind
    # Unless something else is asked for, stuck ones stand apart, before all others.
    asked = {
        "filter": wanted or {"states": [state for state in words.DELIVERY_STATES if state != "STUCK"]},
        "messages": bool(request.state.viewer.roles & rights.MESSAGES),
        "stuck": not wanted and not request.query_params.keys() & {"after", "before"},
        **paging(request, SIZE),
    }
    data = await request.state.ask(PAGE, asked)
    return render(
        request,
        "deliveries/page.html",
        status=status,
        path="/deliveries",
        problems=problems or {},
        **{"stuck": None, **data},
    )
