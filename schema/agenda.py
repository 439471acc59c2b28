"""Agendas: their items in order, how they came there, and who has them open."""

from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

import strawberry

from policy_board.agendas import access, rules
from policy_board.agendas.presence import PRESENT
from policy_board.agendas.tables import EditKind, ItemState, VersionCause
from policy_board.meetings.tables import MeetingState
from policy_board.sittings import rules as sitting_rules
from schema.forwarding import Forwarding
from schema.meeting import Meeting
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Filter,
    Order,
    Pages,
    Source,
    argument,
    decided,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node
from schema.sitting import Decision, Deferral, Discussion

_EITHER = (True, False)
_MEETING_STATE = ("(SELECT m.state FROM meeting m WHERE m.id = {t}.meeting_id)", MeetingState)
_STATE = ("{t}.state", ItemState)
_ITEM_MEETING_STATE = (
    "(SELECT m.state FROM agenda a JOIN meeting m ON m.id = a.meeting_id WHERE a.id = {t}.agenda_id)"
)
_FROZEN = (
    "EXISTS (SELECT FROM agenda a JOIN meeting m ON m.id = a.meeting_id"
    " WHERE a.id = {t}.agenda_id AND m.state <> 'AGENDA_OPEN')"
)


@strawberry.enum(description="How agenda items are sorted.")
class AgendaItemOrder(StrEnum):
    PROPOSED_AT = "PROPOSED_AT"
    PROPOSED_AT_DESC = "PROPOSED_AT_DESC"


@strawberry.input(description="Which agenda items; keys left out or null do not narrow the list.")
class AgendaItemFilter:
    states: list[ItemState] | None = strawberry.field(default=None, description="In any of these states.")
    proposed_by_me: bool | None = strawberry.field(default=None, description="Proposed by the viewer, or not.")


@strawberry.input(description="Which edits; keys left out or null do not narrow the list.")
class AgendaEditFilter:
    after_revision: int | None = strawberry.field(default=None, description="That made a later revision.")


@strawberry.enum(description="How edits are sorted.")
class AgendaEditOrder(StrEnum):
    REVISION = "REVISION"
    REVISION_DESC = "REVISION_DESC"


@node("itm", access.AGENDA_ITEM)
class AgendaItem(Node):
    """A matter for the board (موضوع دستور جلسه), in the tray or on an agenda."""

    id: strawberry.ID = stored("id", "The global id.", sql="'itm_' || {t}.id")
    state: ItemState = stored("state", "Where it stands.")
    title: str = stored("title", "What it is.")
    note: str | None = stored("note", "What the board should know beforehand.")
    minutes: int | None = stored("minutes", "The minutes allotted to it.")
    confidential: bool = stored("confidential", "Whether it is kept from those who are not of the board.")
    place: int | None = stored("place", "Its place among all lines of its agenda, from 1: the order of sorting.")
    number: str | None = stored("number", "What is shown before it: 2, or 2.1 for a part.")
    part: bool = stored("under_id", "Whether it is a part of another item.", sql="({t}.under_id IS NOT NULL)")
    under_id: strawberry.ID | None = stored("under_id", "The item it is part of.", sql="'itm_' || {t}.under_id")
    addendum: int | None = stored("addendum", "The addendum in which the chair admitted it, if late.")
    proposed_at: datetime = stored("proposed_at", "When it was put before the board.")
    proposed_by: Person | None = to_one("proposed_by_id", "By whom.")
    answered_at: datetime | None = stored("answered_at", "When it was accepted, returned, merged or withdrawn.")
    answered_by: Person | None = to_one("answered_by_id", "By whom.")
    reason: str | None = stored("reason", "Why it was returned or withdrawn.")
    agenda_id: strawberry.ID | None = stored("agenda_id", "The agenda it stands on.", sql="'agd_' || {t}.agenda_id")
    not_before: date | None = stored("not_before", "The day it was deferred to, where one was said.")
    continues: Annotated["AgendaItem", strawberry.lazy("schema.agenda")] | None = to_one(
        "continues_id", "The item of an earlier meeting that was deferred, which this one goes on with."
    )
    continued_by: Annotated["AgendaItem", strawberry.lazy("schema.agenda")] | None = to_one(
        "id", "The item that goes on with this one, if it was deferred.", key="continues_id"
    )
    merged_into: Annotated["AgendaItem", strawberry.lazy("schema.agenda")] | None = to_one(
        "merged_into_id", "The item it has become a part of."
    )
    agenda: Annotated["Agenda", strawberry.lazy("schema.agenda")] | None = to_one(
        "agenda_id", "The agenda it stands on. Requires: as Agenda."
    )
    discussion: Discussion | None = to_one(
        "id", "What was said of it. Requires: board or head of the office.", key="item_id"
    )
    deferral: Deferral | None = to_one("id", "Why it left its meeting unsettled, if it did.", key="item_id")
    decisions: list[Decision] = items(
        "item_id", "What was decided; the last one stands, those before it were corrected.", order="{t}.number"
    )
    can_decide: Permission = decided(
        sitting_rules.can_decide,
        "Whether the viewer may record what is decided of it.",
        state=(f"coalesce({_ITEM_MEETING_STATE}, 'PLANNED')", MeetingState),
        item=_STATE,
    )
    forwarding: Forwarding | None = to_one(
        "forwarding_id", "The forwarded dossier behind it. Requires: as Forwarding."
    )
    can_accept: Permission = decided(
        partial(rules.can_settle, to=ItemState.ACCEPTED), "Whether the viewer may accept it.", state=_STATE
    )
    can_return: Permission = decided(
        partial(rules.can_settle, to=ItemState.RETURNED), "Whether the viewer may return it.", state=_STATE
    )
    can_merge: Permission = decided(
        partial(rules.can_settle, to=ItemState.MERGED),
        "Whether the viewer may make it part of another.",
        state=_STATE,
    )
    can_withdraw: Permission = decided(
        rules.can_withdraw,
        "Whether the viewer may take it back.",
        state=_STATE,
        frozen=(_FROZEN, _EITHER),
        mine=("coalesce({t}.proposed_by_id = :person, FALSE)", _EITHER),
    )


@node("edt", access.AGENDA_EDIT)
class AgendaEdit(Node):
    """One edit of an agenda. The replay of all gives the agenda."""

    id: strawberry.ID = stored("id", "The global id.", sql="'edt_' || {t}.id")
    revision: int = stored("revision", "The revision it made.")
    base: int = stored("base", "The revision it was made on.")
    rebased: bool = stored(
        "base, revision", "Whether others had edited the agenda since that.", sql="({t}.base < {t}.revision - 1)"
    )
    kind: EditKind = stored("kind", "What it did.")
    item: AgendaItem | None = to_one("item_id", "To which item; null for a new order of all.")
    number_was: str | None = stored("number_was", "The item's shown number before.")
    number_now: str | None = stored("number_now", "And after.")
    title_was: str | None = stored("undoing", "The title it changed.", sql="{t}.undoing -> 'values' ->> 'title'")
    title_now: str | None = stored("done", "The title it gave.", sql="{t}.done -> 'values' ->> 'title'")
    minutes_now: int | None = stored(
        "done", "The minutes it allotted.", sql="({t}.done -> 'values' ->> 'minutes')::int"
    )
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "Who did it.")


@node("avl", access.AGENDA_VERSION_LINE)
class AgendaVersionLine(Node):
    """A line of a version, as it stood."""

    id: strawberry.ID = stored("id", "The global id.", sql="'avl_' || {t}.id")
    item_id: strawberry.ID = stored("item_id", "The item it was.", sql="'itm_' || {t}.item_id")
    place: int = stored("place", "Its place among all lines, from 1.")
    number: str = stored("number", "What was shown before it.")
    title: str = stored("title", "What it was called.")
    minutes: int | None = stored("minutes", "The minutes allotted.")
    confidential: bool = stored("confidential", "Whether it was confidential.")


@node("avn", access.AGENDA_VERSION)
class AgendaVersion(Node):
    """An agenda as it stood when it was printed, or when somebody kept it."""

    id: strawberry.ID = stored("id", "The global id.", sql="'avn_' || {t}.id")
    number: int = stored("number", "From 1, within the agenda.")
    revision: int = stored("revision", "The revision it is of.")
    cause: VersionCause = stored("cause", "Why it was kept.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")
    lines: list[AgendaVersionLine] = items("version_id", "Its lines in order.", order="{t}.place")


@rows_of(Source(access.AGENDA_PRESENCE, rows=PRESENT))
class AgendaPresence:
    """Somebody who has the agenda open before them now."""

    person: Person | None = to_one("person_id", "Who.")


@node("agd", access.AGENDA)
class Agenda(Node):
    """The agenda of a meeting (دستور جلسه), which several secretaries may edit at once."""

    id: strawberry.ID = stored("id", "The global id.", sql="'agd_' || {t}.id")
    revision: int = stored("revision", "Grows by one with each edit; every edit carries the one it was made on.")
    frozen_revision: int | None = stored("frozen_revision", "The one that was frozen, once it is.")
    addenda: int = stored("addenda", "How many addenda there are.")
    meeting: Meeting | None = to_one("meeting_id", "Its meeting.")
    versions: list[AgendaVersion] = items("agenda_id", "Versions kept, in order.", order="{t}.number")
    present: list[AgendaPresence] = items(
        "agenda_id", "Who has it open now. Requires: as AgendaEdit.", order="{t}.person_id"
    )
    # After the lists above: from here on the name is the field's.
    items: list[AgendaItem] = items("agenda_id", "What is on it, in order.", order="{t}.place")
    edits: Connection[AgendaEdit] = pages(
        Pages(
            orders={
                "REVISION": Order("revision", "int"),
                "REVISION_DESC": Order("revision", "int", descending=True),
            },
            default_order="REVISION_DESC",
            filters={"afterRevision": Filter(("revision",), "{t}.revision > {v}", "int")},
            column="agenda_id",
        ),
        "All that was done to it. Requires: board secretary, board chair or head of the office.",
        argument("filter", AgendaEditFilter | None, "Which ones."),
        argument("order_by", AgendaEditOrder, "The order.", AgendaEditOrder.REVISION_DESC),
    )
    can_edit: Permission = decided(rules.can_edit, "Whether the viewer may edit it.", state=_MEETING_STATE)
    can_admit: Permission = decided(
        rules.can_admit, "Whether the viewer may admit late items.", state=_MEETING_STATE
    )


@node("atl", access.AGENDA_TEMPLATE_LINE)
class AgendaTemplateLine(Node):
    """A standing item."""

    id: strawberry.ID = stored("id", "The global id.", sql="'atl_' || {t}.id")
    place: int = stored("place", "Its place, from 1.")
    title: str = stored("title", "What it is called.")
    minutes: int | None = stored("minutes", "The minutes allotted.")
    confidential: bool = stored("confidential", "Whether it is confidential.")


@node("atp", access.AGENDA_TEMPLATE)
class AgendaTemplate(Node):
    """Standing items that are put on an agenda together."""

    id: strawberry.ID = stored("id", "The global id.", sql="'atp_' || {t}.id")
    name: str = stored("name", "Its name.")
    lines: list[AgendaTemplateLine] = items("template_id", "Its items in order.", order="{t}.place")


@strawberry.type
class AgendaQueries:
    agenda_items: Connection[AgendaItem] = pages(
        Pages(
            orders={
                "PROPOSED_AT": Order("proposed_at", "timestamptz"),
                "PROPOSED_AT_DESC": Order("proposed_at", "timestamptz", descending=True),
            },
            default_order="PROPOSED_AT",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "proposedByMe": Filter(
                    ("proposed_by_id",),
                    choices={
                        True: "{t}.proposed_by_id = :person",
                        False: "{t}.proposed_by_id <> :person",
                    },
                ),
            },
        ),
        "Matters for the board, as far as the viewer may see them: PROPOSED and ACCEPTED ones are the tray.",
        argument("filter", AgendaItemFilter | None, "Which ones."),
        argument("order_by", AgendaItemOrder, "The order.", AgendaItemOrder.PROPOSED_AT),
    )
    agenda_templates: Connection[AgendaTemplate] = pages(
        Pages(orders={"ID": Order("id", "uuid")}, default_order="ID"),
        "Standing items. Requires: board secretary, board chair or head of the office.",
    )
