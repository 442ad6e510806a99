"""A look at a file of our own before it is given out: is it what readers and archives are promised?

Not a validator: those are larger than all of this program. It sees what can go wrong in how a file is made here: a
letter without a glyph, a font that is not in it, tags, language or the statement of conformance missing, something
that acts by itself.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

PROMISED = (
    ("PDF/A-3a", (rb"pdfaid:part\W+3\b", rb"pdfaid:conformance\W+A\b")),
    ("PDF/UA-1", (rb"pdfuaid:part\W+1\b",)),
)
ACTS = ("/OpenAction", "/AA", "/AcroForm /XFA", "/Names /JavaScript")
"""Where what acts by itself stands in the root."""
_TEXT = re.compile(rb"<([0-9A-Fa-f]+)>")
_WIDE = "/Identity-H"
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


class LookedAt(bytes):
    """A file in which there are no flaws to find: it was filled into the pattern of one in which none were found.

    All of its objects are those of that file to the byte, but for the places that were filled; there fonts and claims
    are written by the same functions, and a letter without a glyph is refused (`ashilms.documents.alike`).
    """


def carries(pdf: bytes, content: bytes) -> bool:
    """Return whether a file that was drawn here has `content` attached, found by its bytes and not by its name."""
    return zlib.compress(content, 9) in pdf


def find_flaws(pdf: bytes) -> list[str]:
    """Return what is wrong with a file that was drawn here, each as a sentence; nothing where it may be given out."""
    # Imported when first needed: it takes a third of a second.
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(pdf))
        return [*_flaws_of_whole(reader), *_flaws_of_pages(reader)]
    except MemoryError:
        raise
    except Exception as problem:  # whatever a reader stumbles over, others may as well
        return [f"It can't be read as a PDF: {type(problem).__name__}."]


def _flaws_of_whole(reader: Any) -> Iterator[str]:
    root = reader.root
    profiles = (intent.get_object() for intent in _at(root, "/OutputIntents") or ())
    files = (file.get_object() for file in _at(root, "/AF") or ())
    found = {
        "It is encrypted.": reader.encrypted,
        "It is not tagged.": not (_at(root, "/MarkInfo", "/Marked") and "/StructTreeRoot" in root),
        "It doesn't say its language.": not _at(root, "/Lang"),
        "It doesn't say what its colours mean.": not any("/DestOutputProfile" in one for one in profiles),
        "Something in it acts by itself.": any(_at(root, *act.split()) for act in ACTS),
        "An attachment doesn't say what it is to the file.": any(
            "/AFRelationship" not in one for one in files
        ),
    }
    yield from (flaw for flaw, is_so in found.items() if is_so)
    said = root["/Metadata"].data if "/Metadata" in root else b""
    for name, marks in PROMISED:
        if not all(re.search(mark, said) for mark in marks):
            yield f"It doesn't say that it is {name}."


def _flaws_of_pages(reader: Any) -> Iterator[str]:
    for page in _pages_below(reader.root["/Pages"]):
        fonts = _at(page, "/Resources", "/Font") or {}
        for name in fonts:
            yield from _flaws_of_font(fonts[name])
        if all(_at(fonts[name], "/Encoding") == _WIDE for name in fonts) and _draws_boxes(page):
            yield "A letter in it has no glyph."


def _at(held: Any, *way: str) -> Any:
    """Return what a dictionary holds at the end of a way of keys, or `None`."""
    for key in way:
        if key not in held:
            return None
        held = held[key]
    return held


def _pages_below(node: Any) -> Iterator[Any]:
    for kid in node["/Kids"]:
        below = kid.get_object()
        yield from _pages_below(below) if "/Kids" in below else (below,)


def _flaws_of_font(font: Any) -> Iterator[str]:
    name = str(_at(font, "/BaseFont"))
    below = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
    descriptor = _at(below, "/FontDescriptor") or {}
    if not any(file in descriptor for file in _FONT_FILES):
        yield f"The font {name} is not in it."
    if "/ToUnicode" not in font:
        yield f"Text in {name} can't be read or copied."


def _draws_boxes(page: Any) -> bool:
    """Return whether a page shows glyph 0, which every font keeps for what it doesn't have; four digits are a glyph."""
    content = page["/Contents"]
    streams = content if isinstance(content, list) else [content]
    return any(
        "0000" in re.findall("....", digits.decode())
        for stream in streams
        for digits in _TEXT.findall(stream.get_object().data)
    )
