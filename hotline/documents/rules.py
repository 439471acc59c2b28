"""What a document's name is, and who may keep documents."""

from hashlib import sha256

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import ActorKind, Role, Viewer


class HashWrong(Refusal):
    """A document under the name of another text."""

    code, sentence, status = (
        "DOCUMENT_HASH_WRONG",
        "This is not the SHA-256 of the document's text, in hexadecimal. Set the tool that made it to sha256.",
        400,
    )


def name_of(text: str) -> str:
    """The name of a document: the SHA-256 of its text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def may_keep_documents(by: Viewer) -> type[Refusal] | None:
    """Documents are the administrator's, and the command line's on the server itself."""
    if by.kind is ActorKind.SYSTEM or Role.ADMINISTRATOR in by.roles:
        return None
    return Forbidden
