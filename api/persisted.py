"""Which document a request asks for: by its text, or by the SHA-256 of one that the server has.

As the appendix of GraphQL over HTTP names it (`documentId: "sha256:…"`; the bare hash does, too), or Apollo
(`extensions.persistedQuery.sha256Hash`). What was loaded from clients' manifests and the portal's own documents are
persisted; by Apollo's protocol a client may add others to memory, where that is wanted.
"""

import asyncio
import itertools
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from api.languages import LANGUAGES, speaking
from hotline.documents import kept
from hotline.documents.rules import HashWrong, name_of
from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from hotline.people import viewers
from schema.reader.documents import Recent
from schema.reader.faults import Fault
from schema.reader.preparing import prepare
from schema.reader.reading import Reader

_PREFIX: Final = "sha256:"
# Of those that clients register by themselves: how many are remembered, and how long one may be.
_MOST_AUTOMATIC: Final = 200
_LONGEST_AUTOMATIC: Final = 20_000
# Whatever was told of while nobody listened is found by looking again.
_ANEW: Final = 60.0

_log = logging.getLogger(__name__)


class BadRequest(Fault):
    """Not a GraphQL request."""

    code, sentence = "BAD_REQUEST", "The request is not a GraphQL request: {reason}"


class UnknownDocument(Fault):
    """A document by a name that is not, or no longer, known here."""

    code, sentence = "DOCUMENT_UNKNOWN", "There is no document by this id here. Load your client's manifest first."


class OnlyPersisted(Fault):
    """A document by its text where only persisted ones are taken."""

    code, sentence = "DOCUMENT_NOT_ACCEPTED", "This server takes only documents that were loaded beforehand."


class _OfApollo(Fault):
    """Clients of Apollo's protocol compare the message itself, whatever the language."""

    message: str

    def say(self, language: str) -> str:
        return self.message


class QueryNotFound(_OfApollo):
    """The client may send the text with its hash now, and the hash alone from then on."""

    code, sentence = "PERSISTED_QUERY_NOT_FOUND", "The query is not known yet. Send it with its hash."
    message = "PersistedQueryNotFound"


class QueryNotSupported(_OfApollo):
    """The client is to send texts, without hashes."""

    code, sentence = "PERSISTED_QUERY_NOT_SUPPORTED", "Queries cannot be registered here. Send the text alone."
    message = "PersistedQueryNotSupported"


@dataclass(eq=False)
class Persisted:
    """The documents that requests may name. With `only`, texts of others are refused; with `automatic`, clients
    register theirs. `own` are the texts of the server's own pages. What a name stands for may be another thing in
    the next `edition`."""

    reader: Reader
    only: bool = False
    automatic: bool = False
    own: Iterable[str] = ()
    edition: int = 0
    _loaded: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)
    _texts: frozenset[str] = frozenset()
    _registered: Recent[str, str] = field(default_factory=lambda: Recent(_MOST_AUTOMATIC))
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._know({})

    def text(self, fields: Mapping[str, Any]) -> str:
        """The text of the document that a request's fields ask for. Raises BadRequest, or the faults above."""
        text, name, extensions = fields.get("query"), fields.get("documentId"), fields.get("extensions")
        automatic = name is None and extensions is not None
        if automatic:
            name = _hash_of(extensions)
        if name is None:
            if not isinstance(text, str):
                raise BadRequest("query", reason="query is not a string")
            if self.only and text not in self._texts:
                raise OnlyPersisted("query")
            return text
        if not isinstance(name, str):
            raise BadRequest("documentId", reason="documentId is not a string")
        if text is None:
            return self._known.get(name) or self._named(name, automatic=automatic)
        if not isinstance(text, str):
            raise BadRequest("query", reason="query is not a string")
        return self._given(name, text)

    def _named(self, name: str, *, automatic: bool) -> str:
        found = self._registered.get(name)
        if found is None:
            if not automatic:
                raise UnknownDocument("documentId")
            raise QueryNotFound() if self.automatic else QueryNotSupported()
        return found

    def _given(self, name: str, text: str) -> str:
        """A text together with its name."""
        hash_ = name.removeprefix(_PREFIX)
        if hash_ != name_of(text):
            raise HashWrong("documentId")
        if self.only and hash_ not in self._known:
            raise OnlyPersisted("query")
        if self.automatic and len(text) <= _LONGEST_AUTOMATIC:
            # Only what is valid: nonsense must not push out what is used.
            self.reader.document(text)
            self._registered.put(hash_, text)
        return text

    def hear(self) -> None:
        """Something was loaded or retired."""
        self._heard.set()

    async def refresh(self) -> None:
        """Know what is loaded now, ready to run."""
        names = await kept.names()
        missing = names - self._loaded.keys()
        texts = self._loaded | (await kept.texts(missing) if missing else {})
        askers = await viewers.likely() if missing else []
        for name in missing & texts.keys():
            await self._keep(name, texts[name], askers)
        self._know({name: texts[name] for name in names if name in texts})

    async def _keep(self, name: str, text: str, askers: Iterable[Viewer]) -> None:
        """Parse, validate and plan it for all who may ask; others are answered between one step and the next."""
        try:
            document = self.reader.keep(text)
        except Refusal as refusal:
            # Of an older schema: whoever asks for it is told so.
            _log.warning("persisted document %s: %s", name, refusal.code)
            return
        for asker, language in itertools.product(askers, LANGUAGES):
            await asyncio.sleep(0)
            if self.reader.has_room:
                prepare(self.reader, document, speaking(asker, language))

    async def follow(self) -> None:
        """Refresh whenever something is heard, and each minute, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(_ANEW):
                    await self._heard.wait()
            except TimeoutError:
                pass
            self._heard.clear()
            try:
                await self.refresh()
            except database.UNAVAILABLE as error:
                _log.warning("persisted documents: %s", type(error).__name__)
                await asyncio.sleep(1)
                self._heard.set()

    def _know(self, loaded: dict[str, str]) -> None:
        for name in self._loaded.keys() - loaded.keys():
            self.reader.let_go(self._loaded[name])
        self._loaded = loaded
        named = {name_of(text): text for text in self.own} | loaded
        self._known = named | {_PREFIX + name: text for name, text in named.items()}
        self._texts = frozenset(named.values())
        self.edition += 1


def _hash_of(extensions: Any) -> Any:
    asked = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    return asked.get("sha256Hash") if isinstance(asked, dict) else None
