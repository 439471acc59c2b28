"""A stand-in for Kavenegar's API, a process of its own: `python -m tests.kavenegar PORT`.

It answers as the published interface does: HTTP status and `return.status` alike, `entries` with a `messageid`; a
repeat of a `localid` gets the first message's id. `GET /sent` shows what it sent, `PUT /mood/{mood}` sets a fault.
"""

import asyncio
import itertools
import sys
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEY: Final = "key-of-kavenegar-in-tests"
TEMPLATES: Final = frozenset({"payesh-feedback"})


def app() -> Starlette:
    sent: list[dict[str, str]] = []
    moods, ids, by_local = ["well"], itertools.count(1), dict[str, int]()

    def answer(status: int, entries: list[dict[str, Any]] | None = None) -> Response:
        return JSONResponse({"return": {"status": status, "message": "…"}, "entries": entries}, status)

    async def send(request: Request) -> Response:
        async with request.form() as given:
            form = {name: str(value) for name, value in given.items()}
        if request.path_params["key"] != KEY:
            return answer(403)
        if moods[0] == "hanging":
            await asyncio.sleep(3600)
        if moods[0] == "down":
            return Response("<h1>Bad gateway</h1>", 502)
        if moods[0] == "poor":
            return answer(418)
        if not form.get("receptor", "").startswith("09") or len(form["receptor"]) != 11:
            return answer(411)
        if request.url.path.endswith("lookup.json"):
            if form.get("template") not in TEMPLATES:
                return answer(424)
            if not form.get("token") or any(" " in form.get(f"token{n}", "") for n in ("", "2", "3")):
                return answer(431)
        elif not 0 < len(form.get("message", "")) <= 900:
            return answer(413)
        known = by_local.get(form.get("localid", ""))
        if known is None:
            known = next(ids)
            by_local[form.get("localid") or f"none {known}"] = known
            sent.append({**form, "messageid": str(known)})
        if moods[0] == "forgetful":
            return Response("", 500)
        return answer(200, [{"messageid": known, "status": 1, "receptor": form["receptor"]}])

    async def shown(_: Request) -> Response:
        return JSONResponse(sent)

    async def feel(request: Request) -> Response:
        moods[0] = request.path_params["mood"]
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/v1/{key}/sms/send.json", send, methods=["POST"]),
            Route("/v1/{key}/verify/lookup.json", send, methods=["POST"]),
            Route("/sent", shown),
            Route("/mood/{mood}", feel, methods=["PUT"]),
        ]
    )


if __name__ == "__main__":
    uvicorn.run(app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
