"""Which letters a font has, and how wide a line will be."""

import unicodedata

import pytest

from ashilms.certificates.lettering import DISPLAY, SANS
from ashilms.documents.glyphs import MM_PER_POINT, Font, glyphs_missing, width_of

LATIN, WORLD, TEXT = DISPLAY.own.font, DISPLAY.world.font, [SANS.own.font]


@pytest.mark.parametrize(
    ("text", "fonts", "missing"),
    [
        ("Ana Beatriz Duarte Reis", [LATIN], ""),
        ("Zoë Żółkiewska-Ångström, O’Brien", [LATIN], ""),
        (unicodedata.normalize("NFD", "Zoë Żółkiewska"), [LATIN], ""),
        ("Αλεξάνδρα", [LATIN], "Αλεξάνδρα"),
        ("Αλεξάνδρα Παπαδοπούλου", [LATIN, WORLD], ""),
        ("Екатерина Ёлкина Љубица Ґалина", [LATIN, WORLD], ""),
        ("Nguyễn Thị Ánh Tuyết", [LATIN, WORLD], ""),
        ("王小明", [LATIN, WORLD], "王小明"),
        ("Ana 😀", [LATIN, WORLD], "😀"),
        ("أنا", [LATIN, WORLD], "أنا"),
        ("Ana\u202e", [LATIN, WORLD], "\u202e"),
        ("", [], ""),
        ("A", [], "A"),
    ],
)
def test_letters_without_a_glyph_are_named(text: str, fonts: list[Font], missing: str) -> None:
    assert glyphs_missing(text, fonts) == set(missing)


def test_a_line_is_as_wide_as_its_letters() -> None:
    one = width_of("n", TEXT, 72)
    assert one == pytest.approx(25.4 * 0.5, rel=0.3)
    assert width_of("nn", TEXT, 72) == pytest.approx(2 * one)
    assert width_of("n", TEXT, 36) == pytest.approx(one / 2)
    assert width_of("nn", TEXT, 10, tracking=0.1) == pytest.approx(
        width_of("nn", TEXT, 10) + 2 * 0.1 * 10 * MM_PER_POINT
    )


def test_letters_differ_in_width() -> None:
    assert width_of("MMMM", [LATIN], 39) > 2 * width_of("iiii", [LATIN], 39)


def test_a_letter_that_is_not_there_counts_as_a_full_square() -> None:
    assert width_of("王", [LATIN], 72) == pytest.approx(25.4)
