"""Every page of the portal."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.account import contact
from portal.acts import pages as acts
from portal.agenda import pages as agenda
from portal.annotations import acts as noting
from portal.annotations import pages as notes
from portal.annotations import reading
from portal.board import pages as board
from portal.bundles import editing as bundling
from portal.bundles import pages as bundles
from portal.calendar import pages as calendar
from portal.calls import pages as calls
from portal.cycle import pages as cycle
from portal.deliveries import pages as deliveries
from portal.developers import pages as developers
from portal.dispatch import pages as dispatch
from portal.dossiers import acts as on_dossiers
from portal.dossiers import editing, evidencing, proposing
from portal.dossiers import pages as dossiers
from portal.errors.pages import sign_in_first
from portal.home import pages as home
from portal.inbound import pages as inbound
from portal.inspections import pages as inspections
from portal.meetings import pages as meetings
from portal.message import pages as message
from portal.minutes import pages as minutes
from portal.papers import pages as papers
from portal.policy import pages as policy
from portal.queue import pages as queue
from portal.registration import pages as registration
from portal.rendering import signed_in
from portal.resolutions import making as resolving
from portal.resolutions import pages as resolutions
from portal.session import guests
from portal.session import pages as session
from portal.standing import pages as standing
from portal.tray import pages as tray

Page = Callable[[Request], Awaitable[Response]]


def _known(page: Page) -> Page:
    """The page, for whoever has signed in."""

    async def shown(request: Request) -> Response:
        return await page(request) if signed_in(request) else sign_in_first(request)

    return shown


routes: list[BaseRoute] = [
    Route("/", _known(home.page)),
    Route("/escalations/acknowledgements", _known(home.acknowledge), methods=["POST"]),
    Route("/queue", _known(queue.page)),
    Route("/dispatch", _known(dispatch.page)),
    Route("/dispatch/acknowledgements", _known(dispatch.acknowledge), methods=["POST"]),
    Route("/dispatch/assignments/check", _known(dispatch.check), methods=["POST"]),
    Route("/dispatch/assignments", _known(dispatch.assign), methods=["POST"]),
    Route("/inspections", _known(inspections.page), methods=["GET"]),
    Route("/inspections", _known(inspections.record), methods=["POST"]),
    Route("/inspections/{year}/{number}", _known(inspections.visit)),
    Route("/messages", _known(message.find)),
    Route("/messages/new", _known(registration.page), methods=["GET"]),
    Route("/messages/new", _known(registration.register), methods=["POST"]),
    Route("/messages/new/similar", _known(registration.likely), methods=["POST"]),
    Route("/messages/{year}/{number}", _known(message.page)),
    Route("/messages/{year}/{number}/cycle", _known(cycle.page)),
    Route("/messages/{year}/{number}/contact", _known(message.contact), methods=["POST"]),
    Route("/messages/{year}/{number}/{act}", _known(acts.act), methods=["POST"]),
    Route("/dossiers", _known(dossiers.listed), methods=["GET"]),
    Route("/dossiers", _known(editing.begin), methods=["POST"]),
    Route("/dossiers/candidates", _known(dossiers.candidates)),
    Route("/dossiers/new", _known(editing.new)),
    Route("/dossiers/{year}/{number}", _known(dossiers.page)),
    Route("/dossiers/{year}/{number}/edit", _known(editing.edit), methods=["GET"]),
    Route("/dossiers/{year}/{number}/versions", _known(dossiers.changes), methods=["GET"]),
    Route("/dossiers/{year}/{number}/versions", _known(editing.revise), methods=["POST"]),
    Route("/dossiers/{year}/{number}/evidence/new", _known(evidencing.new)),
    Route("/dossiers/{year}/{number}/evidence", _known(evidencing.add), methods=["POST"]),
    Route("/dossiers/{year}/{number}/evidence/{evidence}", _known(dossiers.cases), methods=["GET"]),
    Route("/dossiers/{year}/{number}/solutions/new", _known(proposing.new)),
    Route("/dossiers/{year}/{number}/solutions", _known(proposing.propose), methods=["POST"]),
    Route("/dossiers/{year}/{number}/solutions/{solution}", _known(proposing.edit), methods=["GET"]),
    Route("/dossiers/{year}/{number}/solutions/{solution}", _known(proposing.amend), methods=["POST"]),
    Route("/dossiers/{year}/{number}/forwardings/new", _known(proposing.choose)),
    Route("/dossiers/{year}/{number}/forwardings", _known(proposing.forward), methods=["POST"]),
    Route("/dossiers/{year}/{number}/{act}", _known(on_dossiers.act), methods=["POST"]),
    Route("/reports", _known(acts.report), methods=["POST"]),
    Route("/account/contact", _known(contact.page), methods=["GET"]),
    Route("/account/contact", _known(contact.save), methods=["POST"]),
    Route("/calendar", _known(calendar.page)),
    Route("/calendar/holidays", _known(calendar.declare), methods=["POST"]),
    Route("/calendar/holidays/withdrawals", _known(calendar.withdraw), methods=["POST"]),
    Route("/calendar/weeks", _known(calendar.set_week), methods=["POST"]),
    Route("/calls", _known(calls.page)),
    Route("/inbound", _known(inbound.page)),
    Route("/policy", _known(policy.page)),
    Route("/policy/new", _known(policy.new)),
    Route("/policy/versions", _known(policy.adopt), methods=["POST"]),
    Route("/bundles", _known(bundles.listed)),
    Route("/bundles/new", _known(bundling.new), methods=["GET"]),
    Route("/bundles/new", _known(bundling.prepare), methods=["POST"]),
    Route("/bundles/{year:int}/{number:int}", _known(bundles.latest)),
    Route("/bundles/{year:int}/{number:int}/edit", _known(bundling.edit)),
    Route("/bundles/{year:int}/{number:int}/check", _known(bundling.check), methods=["POST"]),
    Route("/bundles/{year:int}/{number:int}/{revision:int}", _known(bundles.contents)),
    Route("/bundles/{year:int}/{number:int}/{revision:int}/changes", _known(bundles.changes)),
    Route("/bundles/{year:int}/{number:int}/{revision:int}/{place:int}", _known(reading.paper)),
    Route(
        "/bundles/{year:int}/{number:int}/{revision:int}/{place:int}/notes",
        _known(noting.annotate),
        methods=["POST"],
    ),
    Route("/bundles/{year:int}/{number:int}/{revision:int}/{place:int}/notes.jsonld", _known(reading.exported)),
    Route("/bundles/{year:int}/{number:int}/{revision:int}/{place:int}/notes.pdf", _known(papers.noted_paper)),
    Route("/bundles/{year:int}/{number:int}/{revision:int}/notes.{form}", _known(papers.noted_revision)),
    Route(
        "/bundles/{year:int}/{number:int}/{revision:int}/{place:int}/draft", _known(noting.draft), methods=["POST"]
    ),
    Route(
        "/bundles/{year:int}/{number:int}/{revision:int}/{place:int}/reply-draft",
        _known(noting.reply_draft),
        methods=["POST"],
    ),
    Route(
        "/bundles/{year:int}/{number:int}/{revision:int}/{place:int}/{act}", _known(noting.act), methods=["POST"]
    ),
    Route("/notes", _known(notes.listed)),
    Route("/bundles/{year:int}/{number:int}/{act}", _known(bundling.act), methods=["POST"]),
    Route("/meetings", _known(meetings.listed)),
    Route("/meetings/new", _known(meetings.new), methods=["GET"]),
    Route("/meetings/new", _known(meetings.plan), methods=["POST"]),
    Route("/meetings/{number:int}", _known(meetings.page)),
    Route("/meetings/{number:int}/agenda", _known(agenda.page)),
    Route("/meetings/{number:int}/agenda.{form}", _known(papers.agenda)),
    Route("/meetings/{number:int}/minutes", _known(minutes.page)),
    Route("/meetings/{number:int}/minutes.{form}", _known(papers.minutes)),
    Route("/meetings/{number:int}/decisions/{place:int}.{form}", _known(papers.decision)),
    Route("/meetings/{number:int}/minutes/{act}", _known(minutes.act), methods=["POST"]),
    Route("/meetings/{number:int}/meeting.ics", _known(papers.calendar)),
    Route("/meetings/{number:int}/agenda/edits", _known(agenda.edit), methods=["POST"]),
    Route("/meetings/{number:int}/agenda/presence", _known(agenda.be_there), methods=["POST"]),
    Route("/meetings/{number:int}/agenda/freezing", _known(agenda.freeze), methods=["POST"]),
    Route("/meetings/{number:int}/agenda/addenda", _known(agenda.admit), methods=["POST"]),
    Route("/meetings/{number:int}/agenda/versions", _known(agenda.keep), methods=["POST"]),
    Route("/meetings/{number:int}/agenda/history", _known(agenda.history)),
    Route("/meetings/{number:int}/session", _known(session.page), methods=["GET"]),
    Route("/meetings/{number:int}/session/guests", _known(guests.page), methods=["GET", "POST"]),
    Route(
        "/meetings/{number:int}/session/decisions/{decision}/correction",
        _known(session.correction),
        methods=["GET", "POST"],
    ),
    Route(
        "/meetings/{number:int}/session/attendance/{person}", _known(session.attendance), methods=["GET", "POST"]
    ),
    *(
        Route(f"/meetings/{{number:int}}/session/{act}", _known(page), methods=["POST"])
        for act, page in session.ACTS.items()
    ),
    Route("/meetings/{number:int}/arrangement", _known(meetings.arranging), methods=["GET"]),
    Route("/meetings/{number:int}/reconvening", _known(meetings.arranging), methods=["GET"]),
    Route("/meetings/{number:int}/{act}", _known(meetings.act), methods=["POST"]),
    Route("/board", _known(board.page), methods=["GET"]),
    Route("/board/{act}", _known(board.act), methods=["POST"]),
    Route("/standing", _known(standing.page), methods=["GET"]),
    Route("/standing", _known(standing.save), methods=["POST"]),
    Route("/standing/dropped", _known(standing.drop), methods=["POST"]),
    Route("/resolutions", _known(resolutions.listed)),
    Route("/resolutions/new", _known(resolving.new), methods=["GET"]),
    Route("/resolutions/new", _known(resolving.make), methods=["POST"]),
    Route("/resolutions/managers", _known(resolutions.managers)),
    Route("/resolutions/reports", _known(resolutions.report), methods=["POST"]),
    Route("/resolutions/notes", _known(resolutions.acknowledge), methods=["POST"]),
    Route("/resolutions/{year:int}/{number:int}", _known(resolutions.page)),
    Route("/resolutions/{year:int}/{number:int}/notes", _known(resolutions.acknowledge), methods=["POST"]),
    Route("/resolutions/{year:int}/{number:int}/releases", _known(resolutions.release), methods=["POST"]),
    Route("/resolutions/{year:int}/{number:int}/{act}", _known(resolutions.judge), methods=["POST"]),
    # For everybody, signed in or not.
    Route("/minutes", minutes.listed),
    Route("/minutes/{number:int}", minutes.published),
    Route("/tray", _known(tray.page)),
    Route("/tray/{act}", _known(tray.act), methods=["POST"]),
    Route("/deliveries", _known(deliveries.page)),
    Route("/deliveries/resend", _known(deliveries.resend), methods=["POST"]),
    Route("/developers", developers.page),
]
