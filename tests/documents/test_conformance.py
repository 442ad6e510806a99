"""The look at a drawn file before it is given out: a sound one passes, and each flaw is named."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from ashilms.certificates.drawing import certificate_pdf
from ashilms.documents.conformance import find_flaws
from tests.certificates.conftest import *  # noqa: F403  # fixtures

name = generic.pdf_name
Change = Callable[[Any], None]


@pytest.fixture(scope="module")
def drawn(make_payload: Any, render: Any) -> bytes:
    """A certificate as it is drawn, before it is signed."""
    return certificate_pdf(make_payload(), render)


def changed(pdf: bytes, change: Change) -> bytes:
    """Return the file written anew, with something in it changed."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    change(writer.root)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def first_page(root: Any) -> Any:
    return root["/Pages"]["/Kids"][0].get_object()


def first_font(root: Any) -> Any:
    fonts = first_page(root)["/Resources"]["/Font"]
    return fonts[next(iter(fonts))]


def without(*way: str) -> Change:
    def take(root: Any) -> None:
        for key in way[:-1]:
            root = root[key]
        del root[name(way[-1])]

    return take


def says(text: bytes) -> Change:
    def replace(root: Any) -> None:
        said = root["/Metadata"].data
        assert text in said
        root[name("/Metadata")] = generic.StreamObject(stream_data=said.replace(text, b"pdfx:none"))

    return replace


def lose_font(root: Any) -> None:
    descriptor = first_font(root)["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        descriptor.pop(name(key), None)


def draw_a_box(root: Any) -> None:
    page = first_page(root)
    shown, many = re.subn(rb"<[0-9a-f]{4}", b"<0000", page["/Contents"].data, count=1)
    assert many == 1
    page[name("/Contents")] = generic.StreamObject(stream_data=shown)


def act(root: Any) -> None:
    root[name("/OpenAction")] = generic.DictionaryObject({name("/S"): name("/JavaScript")})


def test_a_certificate_passes(drawn: bytes) -> None:
    assert find_flaws(drawn) == []
    assert find_flaws(changed(drawn, lambda _root: None)) == []  # so it is the change that is found below


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (without("/StructTreeRoot"), "It is not tagged."),
        (without("/MarkInfo"), "It is not tagged."),
        (without("/Lang"), "It doesn't say its language."),
        (without("/OutputIntents"), "It doesn't say what its colours mean."),
        (says(b"pdfaid:conformance"), "It doesn't say that it is PDF/A-3a."),
        (says(b"pdfuaid:part"), "It doesn't say that it is PDF/UA-1."),
        (lose_font, "is not in it."),
        (lambda root: first_font(root).pop(name("/ToUnicode")), "can't be read or copied."),
        (draw_a_box, "A letter in it has no glyph."),
        (act, "Something in it acts by itself."),
        (lambda root: root["/AF"][0].get_object().pop(name("/AFRelationship")), "An attachment"),
    ],
)
def test_each_flaw_is_named(drawn: bytes, change: Change, flaw: str) -> None:
    """T27: a file that is not what it should be is not released."""
    assert flaw in " ".join(find_flaws(changed(drawn, change)))


@pytest.mark.parametrize("pdf", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_cannot_be_read_is_a_flaw(pdf: bytes) -> None:
    assert find_flaws(pdf)
