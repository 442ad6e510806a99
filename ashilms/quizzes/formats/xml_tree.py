"""XML from strangers as a plain tree with lines: no declarations of types, no entities, nothing fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from ashilms.quizzes.formats.found import BadFile

DEEPEST = 100
MOST_NODES = 200_000


@dataclass(slots=True, eq=False)
class Node:
    """An element, named without its prefix; it equals itself alone."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    parts: list["Node | str"] = field(default_factory=list)
    """Its text and its children in the order in which they stand."""

    @property
    def text(self) -> str:
        """Its own text, without the white space around it."""
        return "".join(part for part in self.parts if isinstance(part, str)).strip()

    def all(self, tag: str) -> Iterator["Node"]:
        """Yield its children of a name."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> "Node":
        """Return its first child of a name, else an empty one."""
        return next(self.all(tag), Node(tag, self.line, {}))

    def walk(self) -> Iterator["Node"]:
        """Yield it and everything below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


class _Builder(ContentHandler):
    """Builds the tree, and stops at what is too deep or too large."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Node("", 1, {})
        self._open = [self.top]
        self._nodes = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        """Keep what knows the line."""
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:
        """Add an element to the one that is open."""
        line = self._locator.getLineNumber()
        self._nodes += 1
        if len(self._open) > DEEPEST or self._nodes > MOST_NODES:
            raise BadFile(f"Line {line}: this XML is too deep or too large. Split the file.")
        node = Node(name.rpartition(":")[2], line, dict(attrs.items()))
        self._open[-1].children.append(node)
        self._open[-1].parts.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:
        """Close the element."""
        self._open.pop()

    def characters(self, content: str) -> None:
        """Add text to the element that is open."""
        self._open[-1].parts.append(content)


def read_xml(text: str) -> Node:
    """Return the outermost element; raises `BadFile` for what is no XML, and for any DTD, entity or reference."""
    source, builder = InputSource(), _Builder()
    source.setByteStream(BytesIO(text.encode()))
    source.setEncoding("utf-8")  # whatever the file says: it was read as such
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    try:
        parser.parse(source)
    except DefusedXmlException as problem:
        raise BadFile(
            "This XML declares a document type or entities, which are never read. Take the declaration out."
        ) from problem
    except SAXParseException as problem:
        raise BadFile(
            f"Line {problem.getLineNumber()}: this is no XML ({problem.getMessage()})."
        ) from problem
    return builder.top.children[0]
