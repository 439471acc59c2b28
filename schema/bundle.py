"""Bundles: what the office prepares for a council visit, and publishes in revisions (R12)."""

from datetime import date, datetime
from enum import StrEnum

import strawberry

from hotline.people.access import PERSON
from policy_board.bundles import access, codes, rules
from policy_board.bundles.figures import ANALYSIS
from policy_board.bundles.tables import Readers
from schema.analysis import Analysed
from schema.dossier import Dossier
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    All,
    Filter,
    Find,
    Order,
    Pages,
    Source,
    argument,
    decided,
    declare,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node
from schema.revision import Revision

_EITHER = (True, False)
_FILLED = "EXISTS (SELECT FROM bundle_dossier d WHERE d.bundle_id = {t}.id)"
_READ = "({t}.readers = 'ALL' OR EXISTS (SELECT FROM invitation i WHERE i.bundle_id = {t}.id))"
_LATEST = "(SELECT r.id FROM revision r WHERE r.bundle_id = {t}.id AND r.number = {t}.revision)"
_OFFICE = "Requires: the office."

_COUNCILLORS = """
SELECT p.* FROM person p
WHERE p.active AND EXISTS (SELECT FROM person_role held WHERE held.person_id = p.id AND held.role = 'COUNCILLOR')
"""

BUNDLE_ORDERS = {"NEWEST": Order("id", "uuid", descending=True)}
BUNDLE_FILTERS = {"published": Filter(("revision",), choices={True: "{t}.revision > 0", False: "{t}.revision = 0"})}


@rows_of(Source(access=access.BUNDLE_DOSSIER))
class BundleDossier:
    """A dossier's place in the bundle that is being prepared."""

    place: int = stored("place", "Where it stands, from 1.")
    dossier: Dossier | None = to_one("dossier_id", "The dossier.")


@rows_of(Source(access=access.INVITATION))
class Invitation:
    """A councillor invited to the visit."""

    person: Person | None = to_one("person_id", "Who.")
    invited_at: datetime = stored("invited_at", "When.")


@rows_of(Source(access=access.BUNDLE_DOSSIER, rows=ANALYSIS))
class LiveAnalysed(Analysed):
    """A line of the analysis as it stands now."""


@rows_of(Source(access=PERSON, rows=_COUNCILLORS))
class Councillor:
    """A member of the council, who may be invited."""

    person: Person | None = to_one("id", "Who.")


@strawberry.input(description="Which bundles; keys left out or null do not narrow the list.")
class BundleFilter:
    published: bool | None = strawberry.field(default=None, description="Published at least once, or never yet.")


@node("bdl", access.BUNDLE)
class Bundle(Node):
    """A bundle (بسته بازدید). Members read `latest`; what else stands here is the office's draft of the next."""

    id: strawberry.ID = stored("id", "The global id.", sql="'bdl_' || {t}.id")
    code: str = stored("code", "What it is cited by: `ب/1405/0007`.")
    title: str | None = stored("title", f"The draft's title. {_OFFICE}")
    introduction: str | None = stored("introduction", f"The draft's introduction, Markdown. {_OFFICE}")
    visit_on: date | None = stored("visit_on", f"The day of the visit. {_OFFICE}")
    first_day: date | None = stored("first_day", f"Where the period analysed begins. {_OFFICE}")
    last_day: date | None = stored("last_day", f"Its last day, included. {_OFFICE}")
    compared_first: date | None = stored("compared_first", f"Where the period before begins. {_OFFICE}")
    compared_last: date | None = stored("compared_last", f"Its last day, included. {_OFFICE}")
    readers: Readers = stored("readers", "Who reads what is published of it.")
    revision_number: int = stored("revision", "The number of the latest revision; 0 before the first.")
    version: int | None = stored("version", f"For acts on the draft: what they were decided on. {_OFFICE}")
    created_at: datetime | None = stored("created_at", f"When it was begun. {_OFFICE}")
    created_by: Person | None = to_one("created_by_id", f"By whom. {_OFFICE}")
    changed_at: datetime | None = stored("changed_at", f"When the draft was changed last. {_OFFICE}")
    changed_by: Person | None = to_one("changed_by_id", f"By whom. {_OFFICE}")
    dossiers: list[BundleDossier] = items("bundle_id", f"The draft's dossiers. {_OFFICE}", order="{t}.place")
    invitations: list[Invitation] = items(
        "bundle_id",
        "Who is invited.",
        order="(SELECT p.name FROM person p WHERE p.id = {t}.person_id), {t}.person_id",
    )
    analysis: list[LiveAnalysed] = items(
        "bundle_id",
        f"The city, its request types and its districts in the period and before it, as they stand now. {_OFFICE}",
        order="{t}.measured, {t}.registered DESC, {t}.subject",
    )
    latest: Revision | None = to_one("revision", "The latest revision; null before the first.", sql=_LATEST)
    revisions: list[Revision] = items("bundle_id", "Every revision, newest first.", order="{t}.number DESC")
    can_prepare: Permission = decided(rules.can_prepare, "Whether the viewer may work on the draft.")
    can_publish: Permission = decided(
        rules.can_publish,
        "Whether the viewer may publish it as it stands.",
        filled=(_FILLED, _EITHER),
        read=(_READ, _EITHER),
    )


@strawberry.enum(description="How bundles are sorted.")
class BundleOrder(StrEnum):
    NEWEST = "NEWEST"


@strawberry.type
class BundleQueries:
    bundle: Bundle | None = declare(
        Find("code", "text", "code", codes.read_bundle),
        "One bundle by its code, in any digits; the letter may be left out: `1405/7`.",
        argument("code", str, "The code.", ...),
    )
    councillors: list[Councillor] = declare(
        All(order="{t}.name, {t}.id"), "The members of the council. Requires: staff, councillor or board."
    )
    bundles: Connection[Bundle] = pages(
        Pages(orders=BUNDLE_ORDERS, default_order="NEWEST", filters=BUNDLE_FILTERS),
        "The bundles the viewer may see, newest first. Requires: the office; councillors see those meant for them.",
        argument("filter", BundleFilter | None, "Which ones."),
        argument("order_by", BundleOrder, "The order.", BundleOrder.NEWEST),
    )
