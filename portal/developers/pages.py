"""GraphiQL over our own endpoint, from files of our own."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.rendering import render

# GraphiQL writes style attributes and carries its fonts in its stylesheet; no other page may.
POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:;"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)


async def page(request: Request) -> Response:
    response = render(request, "developers/page.html")
    response.headers["content-security-policy"] = POLICY
    return response
