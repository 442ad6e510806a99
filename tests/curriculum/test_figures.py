"""The figures: drawn from the map where they show it, described in words, and harmless on any page."""

import re
import runpy
from xml.etree import ElementTree

import pytest

from tests.curriculum.reading import PACK, PACKAGE, Pack

SVG = "{http://www.w3.org/2000/svg}"
NAMES = sorted(path.stem for path in PACK.glob("figures/*.svg"))
ALLOWED = {
    "svg",
    "title",
    "desc",
    "defs",
    "pattern",
    "clipPath",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "text",
}


def text_of(name: str) -> str:
    return (PACK / "figures" / f"{name}.svg").read_text(encoding="utf-8")


def test_generated_figures_are_what_the_generator_writes_today() -> None:
    generated = runpy.run_path(str(PACKAGE.parent / "design" / "bodymap.py"))["figures"]()
    assert {"body-posterior", "contact-area"} <= set(generated)
    assert [name for name, svg in generated.items() if text_of(name) != svg + "\n"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_a_title_and_a_description_that_its_role_points_at(name: str) -> None:
    drawing = ElementTree.fromstring(text_of(name))  # noqa: S314  our own drawing
    title, desc = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text
    assert len(desc.text or "") > 40
    assert drawing.attrib["role"] == "img"
    assert drawing.attrib["aria-labelledby"] == f"{title.attrib['id']} {desc.attrib['id']}"


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_holds_shapes_and_words_only(name: str) -> None:
    drawing = ElementTree.fromstring(text_of(name))  # noqa: S314  our own drawing
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= ALLOWED
    assert not re.search(r"href|\sstyle=|\son\w+=|@import|&\w+;|<!|<\?", text_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_ids_in_a_figure_begin_with_its_name(name: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', text_of(name))
    assert ids
    assert [one for one in ids if not one.startswith(f"{name}-")] == []


@pytest.mark.parametrize("name", NAMES)
def test_words_in_a_figure_take_the_colour_of_the_page(name: str) -> None:
    drawing = ElementTree.fromstring(text_of(name))  # noqa: S314  our own drawing
    pinned = {
        text for pin in drawing.iter(f"{SVG}g") if pin.get("class") == "al-bm__pin" for text in pin.iter()
    }
    inked = {
        text
        for group in drawing.iter()
        if group.get("fill") == "currentColor"
        for text in group.iter(f"{SVG}text")
    }
    assert [t.text for t in drawing.iter(f"{SVG}text") if t not in pinned | inked] == []


def test_no_figure_is_left_out_of_the_lessons(pack: Pack) -> None:
    assert set(NAMES) == {figure for lesson in pack.lessons for figure in lesson.references("figure")}
