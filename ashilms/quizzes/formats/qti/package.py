"""A package of QTI: a zip with its manifest, read in memory within bounds and never unpacked to a disk.

What a zip says of itself is not believed: a file is read no further than its bound, names are only compared, and
nothing is read but the manifest and the items that it names.
"""

import stat
import zlib
from collections.abc import Iterator
from io import BytesIO
from posixpath import normpath
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ashilms.quizzes.formats.found import MOST_ITEMS, BadFile, Found
from ashilms.quizzes.formats.qti.reader import read_item
from ashilms.quizzes.formats.xml_tree import Node, read_xml

MANIFEST = "imsmanifest.xml"
MOST_FILES = 2 * MOST_ITEMS
"""Files in one package."""
LARGEST_FILE = 1024 * 1024
"""Bytes of one item or manifest, unfolded."""
MOST_UNFOLDED = 20 * 1024 * 1024
"""Bytes of all that is read of a package, unfolded."""
BYTES_OF_MARK = 10
"""Bytes for each `<` at the least, over all that is read: what is made of nothing but marks takes time and memory."""
MOST_RATIO = 100
"""How many times its size in the zip a file may unfold to."""
_ENTRY = b"PK\x01\x02"
"""What each entry of a zip's list begins with."""
_UNREADABLE = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
_ITEM, _TEST = ("imsqti_item_xmlv", "imsqti_apipitem_xmlv"), ("imsqti_test_xmlv", "imsqti_apiptest_xmlv")


def read_package(data: bytes, unfolded: int = MOST_UNFOLDED) -> list[Found]:
    """Return what each item of a package becomes, in the manifest's order; raises `BadFile` for what is no package.

    `unfolded`: how many bytes are read.
    """
    if data.count(_ENTRY) > MOST_FILES:  # before the list is read, since every entry in it takes memory
        raise BadFile(f"These are more than {MOST_FILES} files. Split the package.")
    try:
        with ZipFile(BytesIO(data)) as zipped:
            return [*_read(_Files(zipped, unfolded))]
    except BadFile:
        raise
    except _UNREADABLE as problem:
        raise BadFile(f"This is no zip that can be read ({problem}). Export the package anew.") from problem


class _Files:
    """The files of a zip by name, read one at a time and never more than may be."""

    def __init__(self, zipped: ZipFile, unfolded: int) -> None:
        self._zipped = zipped
        self._left, self._marks = unfolded, unfolded // BYTES_OF_MARK
        self.entries: dict[str, ZipInfo] = {}
        for entry in zipped.infolist():
            name = entry.orig_filename
            if not name.endswith("/"):
                _check_entry(entry, name)
                if name in self.entries:
                    raise BadFile(f"{name[:80]!r} is in the zip twice. Keep one.")
                self.entries[name] = entry

        self._take_top_off()

    def _take_top_off(self) -> None:
        """Look inside the one folder that everything lies in, if there is one."""
        tops = {name.partition("/")[0] for name in self.entries}
        if len(tops) == 1 and MANIFEST not in tops:
            top = f"{tops.pop()}/"
            self.entries = {name.removeprefix(top): entry for name, entry in self.entries.items()}

    def text(self, name: str) -> str:
        """Return a file's text; raises `BadFile` for what may not be read."""
        entry = self.entries[name]
        most = min(LARGEST_FILE, MOST_RATIO * max(entry.compress_size, 1))
        if entry.file_size > most:
            raise BadFile(f"{name[:80]!r} unfolds to more than an item or a manifest may hold.")
        with self._zipped.open(entry) as file:
            content = file.read(entry.file_size + 1)
        self._left -= len(content)
        self._marks -= content.count(b"<")
        if len(content) != entry.file_size:
            raise BadFile(f"{name[:80]!r} has another size than the zip says. Export the package anew.")
        if self._left < 0 or self._marks < 0:
            raise BadFile("The package unfolds to more than is read at once. Split it.")
        return text_of_bytes(content, name)


def _check_entry(entry: ZipInfo, name: str) -> None:
    sort = stat.S_IFMT(entry.external_attr >> 16)
    if sort not in (0, stat.S_IFREG):
        raise BadFile(f"{name[:80]!r} is a link or no plain file. Take it out.")
    if (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or normpath(name) != name
        or name.startswith("../")
    ):
        raise BadFile(f"{name[:80]!r} lies outside the package. Export it anew.")
    if entry.flag_bits & 0x1:
        raise BadFile(f"{name[:80]!r} is locked with a password. Export the package without one.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadFile(
            f"{name[:80]!r} is packed in a way that is not read here. Zip the package in the usual way."
        )


def text_of_bytes(content: bytes, name: str) -> str:
    """Return the text of an XML file, which must be UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise BadFile(f"Line {line}: {name[:80]} is not UTF-8 text. Save it as UTF-8.") from problem


def _read(files: _Files) -> Iterator[Found]:
    if MANIFEST not in files.entries:
        raise BadFile(f"There is no {MANIFEST} at the top of this zip, so it is no package. Export it anew.")
    resources = [*read_xml(files.text(MANIFEST)).first("resources").all("resource")]
    if sum(_sort(one).startswith(_ITEM) for one in resources) > MOST_ITEMS:
        raise BadFile(f"These are more than {MOST_ITEMS} questions. Split the package.")
    for resource in resources:
        if found := _read_resource(files, resource):
            yield found
    yield from _unnamed(files, resources)


def _sort(resource: Node) -> str:
    return resource.attributes.get("type", "")


def _read_resource(files: _Files, resource: Node) -> Found | None:
    sort, name = _sort(resource), _path(resource.attributes.get("href", ""))
    title = resource.attributes.get("identifier", "")
    if sort.startswith(_ITEM):
        return _read_file(files, resource, name, title)
    found = Found(resource.line, title, file=MANIFEST)
    if sort.startswith(_TEST):
        found.kind = "test"
        found.lost.append("A test's order, sections and time are not kept; its items are read by themselves.")
        return found
    if sort.startswith("imsqti_"):
        found.against.append(f"What a package calls {sort[:60]} can't be kept here.")
        return found
    return None


def _read_file(files: _Files, resource: Node, name: str, title: str) -> Found:
    try:
        if name not in files.entries:
            raise BadFile(f"The manifest names {name[:80]!r}, which is not in the package.")
        found = read_item(read_xml(files.text(name)))
    except BadFile as problem:
        return Found(resource.line, title, against=[str(problem)], file=MANIFEST)
    found.file = name
    return found


def _path(href: str) -> str:
    """Return what an address inside the package names; what lies outside names nothing."""
    path = normpath(unquote(href.partition("#")[0])) if href else ""
    return "" if path.startswith(("/", "../")) or path in ("", ".", "..") else path


def _unnamed(files: _Files, resources: list[Node]) -> Iterator[Found]:
    """Yield what the package holds beside its items, so that nothing goes without a word."""
    named = [one for one in resources if _sort(one).startswith("imsqti_")]
    parts = [
        *named,
        *(file for one in named for file in one.all("file")),
    ]  # an item says itself what it loses
    read = {_path(one.attributes.get("href", "")) for one in parts}
    for name in sorted({*files.entries} - read - {MANIFEST}):
        if not name.endswith((".xsd", ".dtd")):
            yield Found(1, name, "file", lost=["A file beside the questions is not kept."], file=name)
