"""A message taken through its cycle by the real actions: to any state, by the people of the small city."""

from typing import Any, Final
from uuid import UUID

from hotline.city.reference import reference
from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel
from hotline.inspections import actions as inspections
from hotline.inspections.tables import Finding
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from hotline.messages.tables import MessageState
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from tests import world
from tests.drafts import PHONE, URGENT, row, rows

# Through which states a message comes to each; merging is the incidents' own.
WAYS: Final[dict[MessageState, tuple[str, ...]]] = {
    MessageState.REGISTERED: ("arrive",),
    MessageState.TRIAGED: ("ask",),
    MessageState.DISPATCHED: ("register",),
    MessageState.RETURNED: ("register", "give_back"),
    MessageState.ACKNOWLEDGED: ("register", "acknowledge"),
    MessageState.IN_ACTION: ("register", "act"),
    MessageState.RESOLUTION_CLAIMED: ("register", "act", "claim"),
    MessageState.UNDER_INSPECTION: ("register", "act", "inspect", "claim"),
    MessageState.VERIFIED: ("register", "act", "inspect", "claim", "verify"),
    MessageState.FEEDBACK_SOUGHT: ("register", "act", "claim", "seek"),
    MessageState.OBJECTED: ("register", "act", "claim", "seek", "contest"),
    MessageState.REFERRED: ("arrive", "refer"),
    MessageState.REJECTED: ("arrive", "reject"),
    MessageState.CLOSED: ("register", "act", "claim", "seek", "agree"),
}


class NothingAsked(Exception):
    """No citizen was asked, so there is no code to answer with."""


async def at(state: MessageState) -> UUID:
    """A new message in that state."""
    id_ = None
    for step in WAYS[state]:
        id_ = await take(step, id_)
    assert id_ is not None
    assert (await look(id_))["state"] == state
    return id_


async def look(id_: UUID) -> dict[str, Any]:
    """The message as it is stored."""
    return await row("SELECT * FROM message WHERE id = $1", id_)


async def seen(id_: UUID) -> dict[str, Any]:
    """The same with its latest objection, the act on the ground recorded last, and another message, as whoever acts
    on it saw it."""
    return await row(_SEEN, id_)


async def take(step: str, id_: UUID | None) -> UUID:
    """Take the message one step on; the id, which is new where the step registers one."""
    if step in _BEGINNINGS:
        return await _BEGINNINGS[step]()
    assert id_ is not None, "it is registered first"
    version = (await look(id_))["version"]
    await _STEPS[step](id_, version)
    return id_


async def _register() -> UUID:
    return (await messages.register(URGENT, by=world.operator())).id


async def _arrive() -> UUID:
    """Through a frontend, and not urgent whoever reports it: so it waits for triage."""
    draft = Draft(body="زباله مانده است.", category_code="litter", district_number=1, reporter=URGENT.reporter)
    return (await messages.register(draft, by=world.frontend())).id


async def _ask() -> UUID:
    draft = Draft(body="ساعت کار؟", category_code="opening-hours", district_number=1, reporter=URGENT.reporter)
    return (await messages.register(draft, by=world.operator())).id


async def _receipt(id_: UUID, version: int) -> None:
    city = await reference()
    async with database.transaction() as tx:
        await messages.receive(tx, id_, city=city, receipt=f"r-{version}")


_SEEN: Final = """
SELECT message.*,
    (SELECT id FROM objection o WHERE o.message_id = message.id ORDER BY opened_at DESC LIMIT 1) AS objection,
    acted.id AS acted, acted.recorded_at AS acted_at,
    (SELECT id FROM message other WHERE other.id <> message.id ORDER BY registered_at LIMIT 1) AS other
FROM message LEFT JOIN LATERAL (
    SELECT id, recorded_at FROM follow_up
    WHERE message_id = message.id AND kind IN ('FIRST_ACTION', 'ACTION') ORDER BY recorded_at DESC LIMIT 1
) acted ON true
WHERE message.id = $1
"""

_BEGINNINGS: Final = {"register": _register, "arrive": _arrive, "ask": _ask}
_STEPS: Final = {
    "receive": _receipt,
    "give_back": lambda id_, version: messages.return_to_office(
        id_, by=world.dispatcher(), version=version, reason="از ما نیست"
    ),
    "acknowledge": lambda id_, version: messages.acknowledge(id_, by=world.dispatcher(), version=version),
    "act": lambda id_, version: messages.record_action(
        id_, by=world.executive_agent(), version=version, note="درپوش گذاشتیم"
    ),
    "claim": lambda id_, version: messages.claim_resolution(
        id_, by=world.executive_agent(), version=version, note="انجام شد"
    ),
    "inspect": lambda id_, version: inspections.open_by_hand(
        id_, by=world.head_of_office(), version=version, reason="ببینید"
    ),
    "verify": lambda id_, version: inspections.visit(
        id_, by=world.inspector(), version=version, found=Finding.DONE, note="دیدم"
    ),
    "seek": lambda id_, version: feedback.seek(
        id_, by=world.operator(), version=version, channel=FeedbackChannel.SMS
    ),
    "agree": lambda id_, version: feedback.record_answer(id_, by=world.operator(), satisfied=True),
    "contest": lambda id_, version: objections.raise_objection(
        id_, by=world.citizen(id_), reason=ObjectionReason.NOT_RESOLVED
    ),
    "refer": lambda id_, version: messages.refer(
        id_, by=world.operator(), version=version, authority="اداره آب", reason="کار ایشان است"
    ),
    "reject": lambda id_, version: messages.reject(id_, by=world.operator(), version=version, reason="نامفهوم"),
}


async def sms(id_: UUID, verdict: str, external: str) -> UUID | None:
    """The citizen answers by SMS with the code of the last request."""
    asked = await rows(
        "SELECT short_code FROM feedback_request WHERE message_id = $1 ORDER BY opened_at DESC LIMIT 1", id_
    )
    if not asked:
        raise NothingAsked
    return await feedback.answer_by_sms(external, phone=PHONE, text=f"{verdict} {asked[0]['short_code']}")
