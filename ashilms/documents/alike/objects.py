"""The objects of a PDF as WeasyPrint builds them: how they are written, and which of them belong to what."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf  # type: ignore[import-untyped]

from ashilms.documents.alike.lines import Unlike


class Written(pydyf.Object):  # type: ignore[misc]
    """An object as it is written."""

    data = b""
    compressible = False

    @classmethod
    def of(cls, object_: Any) -> "Written":
        """Return an object that has its number as it is written."""
        made = cls()
        made.number, made.data, made.compressible = object_.number, object_.data, object_.compressible
        return made


class Numbered:
    """Stands for the PDF where objects are built that take the place of others: gives those their numbers."""

    def __init__(self, numbers: Sequence[int] = (0,)) -> None:
        self._numbers = list(numbers)
        self.catalog: dict[str, Any] = {}
        self.objects: list[Any] = []

    def add_object(self, object_: Any) -> None:
        """Add an object under the next number."""
        if len(self.objects) == len(self._numbers):
            raise Unlike("more objects than before")
        object_.number = self._numbers[len(self.objects)]
        self.objects.append(object_)

    def all(self) -> list[Written]:
        """Return the objects as they are written; raises `Unlike` if there are fewer than before."""
        if len(self.objects) != len(self._numbers):
            raise Unlike("fewer objects than before")
        return [Written.of(object_) for object_ in self.objects]


@dataclass(frozen=True)
class Start:
    """What the content of every page begins with, compressed as far as it goes: all ornament, most of the content."""

    compressor: Any
    compressed: bytes

    @classmethod
    def of(cls, content: bytes) -> "Start":
        compressor = zlib.compressobj(level=9)  # as pydyf compresses
        return cls(compressor, compressor.compress(content))

    def then(self, content: bytes) -> bytes:
        """Return the whole as it would be compressed at once, `content` being the rest."""
        compressor = self.compressor.copy()
        return self.compressed + bytes(compressor.compress(content)) + bytes(compressor.flush())


def number_of(reference: bytes) -> int:
    """Return which object a reference leads to."""
    return int(reference.split()[0])


def links_in(objects: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the links of the page by where they lead."""
    found: dict[str, list[Any]] = {}
    for held in objects:
        if isinstance(held, dict) and held.get("Subtype") == "/Link" and "A" in held:
            found.setdefault(held["A"]["URI"].string, []).append(held)
    return found


def led(link: Any, to: str) -> Written:
    """Return a link that leads elsewhere."""
    made = pydyf.Dictionary(dict(link))
    made["Contents"] = pydyf.String(to)
    made["A"] = pydyf.Dictionary(dict(link["A"]) | {"URI": pydyf.String(to)})
    made.number = link.number
    return Written.of(made)


def font_numbers(pdf: Any, fonts: Mapping[Any, Any]) -> dict[Any, tuple[int, ...]]:
    """Return the numbers of each font's objects in the order in which they are built."""
    [resources] = [
        held for held in pdf.objects if isinstance(held, dict) and "ColorSpace" in held and "Font" in held
    ][:1]
    names = pdf.objects[number_of(resources["Font"])]
    if len(names) != len(fonts) or any(
        font.png or font.svg or font.colr or font.bitmap for font in fonts.values()
    ):
        raise Unlike("fonts of pictures")
    numbers: dict[Any, tuple[int, ...]] = {}
    for key, font in fonts.items():
        held = pdf.objects[number_of(names[font.hash])]
        below = pdf.objects[number_of(held["DescendantFonts"][0])]
        descriptor = pdf.objects[number_of(below["FontDescriptor"])]
        file = descriptor.get("FontFile2") or descriptor.get("FontFile3")
        numbers[key] = (
            number_of(file),
            number_of(held["ToUnicode"]),
            descriptor.number,
            below.number,
            held.number,
        )
    return numbers
