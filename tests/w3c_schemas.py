"""`python -m tests.w3c_schemas CLONE FILE…`: exported notes (`notes.jsonld`) against the W3C's own JSON schemas.

CLONE is of https://github.com/w3c/web-annotation-tests, of which nothing is copied here. Everything that its lists
name as a MUST is tried: 54 for each annotation, 10 for the collection and 15 for its page. `tests/w3c.py` says the
same in our own words, at every run of the tests.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

_ANNOTATION: Final = "annotations/annotationMusts.test"
_COLLECTION: Final = ("collections/collectionMusts.test", "collections/pages/pageMusts.test")


class Schemas:
    """The W3C's assertions, as a clone of their tests has them."""

    def __init__(self, clone: Path) -> None:
        self._clone = clone
        held = [(path.name, _read(path)) for path in (clone / "definitions").glob("*.json")]
        self._registry: Registry[Any] = Registry().with_resources(
            (name, Resource.from_contents(content, default_specification=DRAFT4)) for name, content in held
        )
        self.tried = 0

    def faults(self, document: Any, listed: str) -> Iterator[str]:
        """What is wrong with a document by the assertions of one of their lists, in their words."""
        for name in _read(self._clone / listed)["assertions"]:
            schema = _read(self._clone / name)
            # Names beginning with a figure are no URI that a reference could be resolved against.
            del schema["id"]
            valid = Draft4Validator(schema, registry=self._registry).is_valid(document)
            self.tried += 1
            if valid != (schema["expectedResult"] == "valid"):
                yield f"{name}: {schema['errorMessage']}"

    def faults_of_export(self, collection: Any) -> Iterator[str]:
        for listed in _COLLECTION:
            yield from self.faults(collection, listed)
        for annotation in collection["first"]["items"]:
            yield from (f"{annotation['id']} {fault}" for fault in self.faults(annotation, _ANNOTATION))


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def main(clone: Path, files: list[Path]) -> int:
    schemas = Schemas(clone)
    found = [f"{file}: {fault}" for file in files for fault in schemas.faults_of_export(_read(file))]
    print("\n".join([*found, f"{schemas.tried} assertions tried, {len(found)} not met"]))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
