"""Credentials as linked data: what is signed is their statements, in one order; their words come from here alone.

What is signed are the statements (RDF) that a document expands to, and what people read is its JSON. The two say
the same only if the document is the compact form of its own statements under contexts that are known here: a word
that no context defines is not signed, and one written out as an address is signed and not read. `statements`
refuses everything else (W3C Data Integrity 1.0, 2.4.1, "context validation").
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ashilms.credentials.limits import MOST_CONTEXTS

if TYPE_CHECKING:
    from ashilms.credentials.expanding import Processor

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
PINNED = {
    CREDENTIALS_V2:
        ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    "https://w3id.org/security/data-integrity/v2":
        ("security-data-integrity-v2.json", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"),
    "https://w3id.org/security/multikey/v1":
        ("security-multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json":
        ("ob-v3p0-context-3.0.1.json", "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json":
        ("ob-v3p0-context-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"),
    OPEN_BADGES:
        ("ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json":
        ("ob-v3p0-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"),
}  # fmt: skip
"""Every context that is known here: its address, its file, the SHA-256 of that."""


class UnknownContext(ValueError):
    """The document's words are explained somewhere that is not kept here, and nothing is fetched."""


class Undefined(ValueError):
    """The document says something that would not be signed, or is signed and would not be read."""


def statements(document: Mapping[str, Any], context: Any) -> bytes:
    """Return the statements of a document under `context`, in canonical order (RDFC-1.0), as UTF-8.

    Raises `UnknownContext`, and `Undefined` for whatever is not the compact form of its own statements. Of a
    stranger's document it can take long: call it in a process with limits.
    """
    return _statements(json.dumps({**document, "@context": context}))


@lru_cache(maxsize=8)
def _statements(text: str) -> bytes:
    """Return the statements of a document written as JSON.

    Those of the last few are kept, by the whole text: who signs a document and then checks the file need not work
    them out twice, and what proofs say of themselves is the same for all that are made in one second.
    """
    from pyld.jsonld import JsonLdError  # imported when first needed: it takes a tenth of a second

    document = json.loads(text)
    whole = document | {"@context": _known(document["@context"])}
    _refuse_nested(document)
    processor = _processor()
    try:
        expanded = processor.expand(whole, processor.options())
        _refuse_dropped(expanded, document.get("id"))
        again = processor.compact(expanded, whole["@context"], processor.options())
        if not _same(_without_context(whole), _without_context(again)):
            raise Undefined("It uses a word that none of its contexts defines, or writes one in an odd way.")
        said = processor.normalize(
            expanded, processor.options() | {"algorithm": "URDNA2015", "format": "application/n-quads"}
        )
    except JsonLdError as problem:
        raise Undefined("It can't be read as linked data.") from problem
    return str(said).encode()


@cache
def _processor() -> "Processor":
    from ashilms.credentials.expanding import Processor

    return Processor(_load)


def _known(context: Any) -> list[str]:
    listed = context if isinstance(context, list) else [context]
    if not 1 <= len(listed) <= MOST_CONTEXTS or listed[0] != CREDENTIALS_V2:
        raise UnknownContext("It isn't written in the words of W3C's credentials, version 2.")
    for address in listed:
        if not isinstance(address, str) or address not in PINNED:
            raise UnknownContext(
                "Some of its words are explained elsewhere, and nothing is fetched from there."
            )
    if len(set(listed)) != len(listed):
        raise Undefined("It names a context twice.")
    return listed


def _refuse_nested(document: Mapping[str, Any]) -> None:
    waiting: list[Any] = list(document.items())
    while waiting:
        name, value = waiting.pop()
        if name == "@context" and value is not document.get("@context"):
            raise UnknownContext("Part of it has a context of its own.")
        if isinstance(value, Mapping):
            waiting += value.items()
        elif isinstance(value, list):
            waiting += [("", each) for each in value]


def _refuse_dropped(expanded: Any, own: Any) -> None:
    """Raise `Undefined` for what would not be signed where it stands, or is signed and stands elsewhere.

    A thing whose address is none is dropped with all that is said of it; one that describes the document anew, under
    another part, hides there what belongs to it.
    """
    waiting = [(each, 0) for each in as_list(expanded)]
    while waiting:
        thing, depth = waiting.pop()
        if isinstance(thing, Mapping) and "@direction" in thing:
            raise Undefined("It says which way a text runs, which isn't signed.")
        if not isinstance(thing, Mapping) or "@value" in thing:
            continue
        names = [*as_list(thing.get("@type")), *(name for name in thing if not name.startswith("@"))]
        named = thing.get("@id", "_:it")
        if not (thing.keys() - names <= _KEYWORDS and all(map(_ADDRESS.fullmatch, names))):
            raise Undefined("It uses a word that none of its contexts defines, or writes one in an odd way.")
        if not (_ADDRESS.fullmatch(named) or _BLANK.fullmatch(named)):
            raise Undefined("Something in it is named by an address that is none.")
        if depth and named == own and len(thing) > 1:
            raise Undefined("It describes itself twice.")
        waiting += [
            (each, depth + 1)
            for name in thing
            if name not in ("@id", "@type")
            for each in as_list(thing[name])
        ]


_KEYWORDS = {"@id", "@type", "@list", "@set"}
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_BLANK = re.compile(r"_:[A-Za-z0-9]+")


def _without_context(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "@context"}


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are spelt alike, but for what linked data does not tell apart.

    That is a list of one and its element, and a thing of which its address alone is known and that address.
    """
    one, other = _bare(one), _bare(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


_ALIASES = {"AchievementCredential": "OpenBadgeCredential"}
"""Words of a context that mean the same, by the one that comes back."""


def _bare(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list):
        value = value[0]
    if isinstance(value, dict) and value.keys() == {"id"}:
        value = value["id"]
    return _ALIASES.get(value, value) if isinstance(value, str) else value


def _load(address: str, options: Any = None) -> dict[str, Any]:
    """Return a context that is kept here; there is no other way to one."""
    return {
        "contentType": "application/ld+json", "contextUrl": None, "documentUrl": address,
        "document": read_context(address), "tag": "static",
    }  # fmt: skip


@cache
def read_context(address: str) -> Any:
    """Return the context published at an address, as kept here. Raises `UnknownContext`, also when it was changed."""
    if address not in PINNED:
        raise UnknownContext(f"{address} is not kept here.")
    name, pinned = PINNED[address]
    held = resources.files("ashilms.credentials").joinpath("contexts", name).read_bytes()
    if hashlib.sha256(held).hexdigest() != pinned:
        raise UnknownContext(f"{name} is not as it was published.")
    return json.loads(held)


def as_list(value: Any) -> Sequence[Any]:
    """Return a value that may stand alone or in a list as a list; none as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
