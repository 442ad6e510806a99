"""QTI in and out: an item or a package, told apart by what is in it."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ashilms.quizzes.formats.found import BadFile, Found
from ashilms.quizzes.formats.qti.names import Version
from ashilms.quizzes.formats.qti.package import MANIFEST, MOST_UNFOLDED, read_package, text_of_bytes
from ashilms.quizzes.formats.qti.pen import element
from ashilms.quizzes.formats.qti.reader import read_item
from ashilms.quizzes.formats.qti.writer import HEAD, identifiers, write_item
from ashilms.quizzes.formats.qti.written_spots import WHERE, picture
from ashilms.quizzes.formats.xml_tree import read_xml

Items = list[tuple[int, dict[str, Any]]]
ZIP = b"PK"
_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a package, so that the same items make the same bytes."""


def read_qti(data: bytes, unfolded: int = MOST_UNFOLDED) -> list[Found]:
    """Return what each item of a package, or the one item of a file, becomes; raises `BadFile`.

    `unfolded`: how many bytes are read of a package.
    """
    if data.startswith(ZIP):
        return read_package(data, unfolded)
    return [read_item(read_xml(text_of_bytes(data, "this file")))]


def write_package(version: Version, items: Items) -> tuple[bytes, list[Found]]:
    """Return items, each with its line, as a package, and what became of each; what is refused is not in it."""
    names = identifiers(items)
    told = [write_item(version, line, item, name) for (line, item), name in zip(items, names, strict=True)]
    files = {f"items/{name}.xml": text for name, (_, text) in zip(names, told, strict=True) if text}
    drawn = {WHERE: picture()} if any(WHERE in text for text in files.values()) else {}
    return _zip({MANIFEST: _manifest(version, files), **files, **drawn}), [found for found, _ in told]


def write_one(version: Version, items: Items) -> tuple[bytes, list[Found]]:
    """Return the only item as XML, and what became of it; raises `BadFile` unless there is exactly one."""
    if len(items) != 1:
        raise BadFile(
            f"An .xml holds one item, and these are {len(items)}. Name the file .zip for a package."
        )
    found, text = write_item(version, *items[0], *identifiers(items))
    if not text:
        raise BadFile(found.against[0])
    if WHERE in text:
        found.lost.append(f"Its picture goes only with a package; put {WHERE} beside it.")
    return text.encode(), [found]


def _manifest(version: Version, files: dict[str, str]) -> str:
    schema, number = version.schema
    about = element("metadata", {}, element("schema", {}, schema), element("schemaversion", {}, number))
    resources = "\n".join(_resource(version, name, text) for name, text in files.items())
    given = {"xmlns": version.manifest, "identifier": "ashilms-questions"}
    inside = "\n".join(
        ["", about, element("organizations", {}), element("resources", {}, f"\n{resources}\n"), ""]
    )
    return HEAD + element("manifest", given, inside) + "\n"


def _resource(version: Version, name: str, text: str) -> str:
    identifier = name.removeprefix("items/").removesuffix(".xml")
    held = [name, *([WHERE] if WHERE in text else [])]
    given = {"identifier": f"r-{identifier}", "type": version.resource, "href": name}
    return element("resource", given, *(element("file", {"href": one}) for one in held))


def _zip(files: dict[str, str]) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(ZipInfo(name, _THEN), text, ZIP_DEFLATED)
    return held.getvalue()
