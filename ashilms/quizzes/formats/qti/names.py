"""The names of QTI: which version an item is in, and its elements under names that all versions share.

QTI 3.0 writes `qti-choice-interaction` and `response-identifier` where QTI 2 writes `choiceInteraction` and
`responseIdentifier`. Here it is `choice-interaction` whatever the version; XHTML is called what it is called.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ashilms.quizzes.formats.found import BadFile
from ashilms.quizzes.formats.xml_tree import Node


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it is written."""

    number: str
    prefix: str
    namespace: str
    templates: str
    """What the address of a template of response processing begins with."""
    template_ends: str
    manifest: str
    """The namespace of a package's manifest."""
    schema: tuple[str, str]
    """What the manifest calls itself, and its version."""
    resource: str
    """What a manifest calls an item."""

    def name(self, shared: str) -> str:
        """Return an element of QTI as this version calls it."""
        return f"{self.prefix}{shared}" if self.prefix else _camel(shared)

    def attribute(self, shared: str) -> str:
        """Return an attribute as this version calls it."""
        return shared if self.prefix else _camel(shared)


V22 = Version(
    "2.2", "", "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "http://www.imsglobal.org/question/qti_v2p2/rptemplates/", "",
    "http://www.imsglobal.org/xsd/imscp_v1p1", ("QTIv2.2 Package", "1.0.0"), "imsqti_item_xmlv2p2",
)  # fmt: skip
V30 = Version(
    "3.0", "qti-", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/", ".xml",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", ("QTI Package", "3.0.0"), "imsqti_item_xmlv3p0",
)  # fmt: skip

ITEMS = {"assessmentItem": ("2.1", "2.2"), "qti-assessment-item": ("3.0",)}
_NAMESPACE = re.compile(r"/imsqti(?:asi)?_v([0-9])p([0-9])$")
_KNOWN = "QTI 2.1, 2.2 and 3.0 are read"


def shared_names(top: Node) -> Node:
    """Return an item under the shared names; raises `BadFile` for what is no item of a version that is read."""
    if top.tag not in ITEMS:
        raise BadFile(
            f"Line {top.line}: this is no item of QTI ({top.tag} was found); {_KNOWN}, an item or a package."
        )
    spaces = [text for name, text in top.attributes.items() if name.partition(":")[0] == "xmlns"]
    versions = {".".join(found.groups()) for text in spaces if (found := _NAMESPACE.search(text))}
    if not versions & {*ITEMS[top.tag]}:
        said = ", ".join(sorted(versions)) or "none that is known"
        raise BadFile(f"Line {top.line}: this item's version is {said}; {_KNOWN}.")
    return _shared(top)


def _shared(node: Node) -> Node:
    tag = node.tag.removeprefix("qti-") if "-" in node.tag else _kebab(node.tag)
    attributes = {_kebab(name): value for name, value in node.attributes.items()}
    parts = [part if isinstance(part, str) else _shared(part) for part in node.parts]
    return Node(tag, node.line, attributes, [part for part in parts if isinstance(part, Node)], parts)


@lru_cache(maxsize=1000)
def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"-{found[0].lower()}", name)


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
