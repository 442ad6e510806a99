"""Baking: a credential inside a picture, as Open Badges 3.0 (section 5.3) says, for PNG and SVG."""

import struct
import zlib
from collections.abc import Iterator
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces
from xml.sax.saxutils import quoteattr
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from ashilms.credentials.limits import LARGEST_TEXT, MOST_CHUNKS, MOST_ELEMENTS, Unreadable

PNG_MARK = b"\x89PNG\r\n\x1a\n"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_KEYWORD = b"openbadgecredential"
_HEAD = _KEYWORD + b"\0\0\0\0\0"
"""Of an iTXt part: the keyword, not compressed, no language, no translated keyword."""
_TWICE = "The picture holds more than one credential, so nobody can say which one is meant."
_NONE = "The picture holds no credential. A screenshot or a copy loses it: ask for the original file."


def into_png(picture: bytes, credential: str) -> bytes:
    """Return a PNG with a credential (JSON or a JWT) inside; one that it held before is taken out."""
    parts = [
        (kind, body) for kind, body in _chunks(picture) if not (kind == b"iTXt" and body.startswith(_KEYWORD))
    ]
    head, *rest = parts
    baked = [head, (b"iTXt", _HEAD + credential.encode()), *rest]
    return PNG_MARK + b"".join(_written(kind, body) for kind, body in baked)


def from_png(picture: bytes) -> bytes:
    """Return the credential in a PNG, as text in UTF-8. Raises `Unreadable`."""
    held = [body for kind, body in _chunks(picture) if kind == b"iTXt" and body.startswith(_KEYWORD + b"\0")]
    if not held:
        raise Unreadable(_NONE)
    if len(held) > 1:
        raise Unreadable(_TWICE)
    if not held[0].startswith(_KEYWORD + b"\0\0\0"):
        raise Unreadable("The credential in the picture is compressed, which the standard forbids.")
    parts = held[0][len(_KEYWORD) + 3 :].split(b"\0", 2)
    if len(parts) != 3:
        raise Unreadable("The picture is damaged.")
    return parts[2]


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, count = len(PNG_MARK), 0
    if not picture.startswith(PNG_MARK):
        raise Unreadable("This is no PNG.")
    while at < len(picture):
        count += 1
        if count > MOST_CHUNKS or at + 12 > len(picture):
            raise Unreadable("The picture is damaged.")
        (size,) = struct.unpack(">I", picture[at : at + 4])
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        if len(body) != size or _written(kind, body)[-4:] != picture[at + 8 + size : at + 12 + size]:
            raise Unreadable("The picture is damaged.")
        yield kind, body
        at += 12 + size


def _written(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def into_svg(picture: str, credential: str) -> str:
    """Return an SVG of ours with a credential (JSON or a JWT) inside, as the first thing in it."""
    start = picture.index(">", picture.index("<svg"))
    if credential.startswith("{"):
        told, inside = "", f"<![CDATA[{credential.replace(']]>', ']]]]><![CDATA[>')}]]>"
    else:
        told, inside = f" verify={quoteattr(credential)}", ""
    held = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"{told}>{inside}</openbadges:credential>'
    return f"{picture[: start + 1]}{held}{picture[start + 1 :]}"


def from_svg(picture: bytes) -> bytes:
    """Return the credential in an SVG, as text in UTF-8. Raises `Unreadable`; no entity is read, nothing fetched."""
    finder, parser = _Finder(), make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    # Many drawings name SVG's own DTD, which is left unread; whatever declares an entity is refused.
    parser.forbid_dtd, parser.forbid_entities, parser.forbid_external = False, True, False
    parser.setContentHandler(finder)
    try:
        parser.feed(picture)
        parser.close()
    except (SAXException, DefusedXmlException, ValueError, LookupError) as problem:
        raise Unreadable("The picture can't be read as SVG.") from problem
    if not finder.found:
        raise Unreadable(_NONE)
    if len(finder.found) > 1:
        raise Unreadable(_TWICE)
    return finder.found[0].strip().encode()


class _Finder(ContentHandler):
    """Finds every credential in an SVG: what the element says in an attribute, else its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._elements = 0
        self._inside = False

    def startElementNS(  # SAX names it
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or self._inside:
            raise ValueError("too many elements, or one inside a credential")
        if name == (NAMESPACE, "credential"):
            self.found.append(attrs.get((None, "verify"), ""))
            self._inside = True

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._inside = False

    def characters(self, content: str) -> None:
        if self._inside:
            self.found[-1] += content
            if len(self.found[-1]) > LARGEST_TEXT:
                raise ValueError("too long")
