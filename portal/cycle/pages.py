"""A message's whole cycle on one page, to read and to print (R6): who held it and how long, every promise and what
became of it, and all that happened. Without personal data, so that it may lie on a council's table."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.acts.offering import is_late_record
from portal.asking import load
from portal.cycle.clocks import lag, promised
from portal.cycle.held import LENGTH, cycles
from portal.message.pages import code_of, href
from portal.message.timeline import parts
from portal.rendering import render

PAGE: Final = load(__file__, "page.graphql")


async def page(request: Request) -> Response:
    code = code_of(request)
    data = await request.state.ask(PAGE, {"code": code, "after": request.query_params.get("after") or None})
    message = data["message"]
    if message is None:
        return render(request, "message/unknown.html", status=404, asked=code)
    return render(
        request,
        "cycle/page.html",
        here=href(code),
        printed=True,
        message=message,
        cycles=cycles(message["custody"]),
        length=LENGTH,
        late_record=is_late_record,
        parts=parts,
        promised=promised,
        lag=lag,
    )
