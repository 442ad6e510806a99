"""Which face a line is set in, and what is said where none will do."""

from pathlib import Path

import pytest

from ashilms.certificates import scripts
from ashilms.certificates.lettering import BOLD, DISPLAY, CannotBeDrawn, fitted, lettered
from ashilms.documents.installed import content_of, find_installed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Beatriz Duarte Reis", ""),
        ("Zoë Żółkiewska, O’Brien", ""),
        ("Nguyễn Thị Ánh Tuyết", "world"),
        ("Αλεξάνδρα", "world"),
        ("Екатерина", "world"),
        ("محمد علي", "arabic"),
        ("אנה בן־גוריון", "hebrew"),
        ("अना रेइस", "devanagari"),
        ("สมชาย", "thai"),
        ("王小明", "simplified-chinese"),
        ("陳國強", "traditional-chinese"),
        ("辻本 峠", "japanese"),
        ("田中 なお子", "japanese"),
        ("김민수 金", "korean"),
        ("Wang Xiaoming 王小明", "simplified-chinese"),
        ("Tuyết 王小明", "simplified-chinese"),
        ("李Anna", "simplified-chinese"),
    ],
)
def test_a_line_is_set_in_the_face_that_has_its_letters(text: str, name: str) -> None:
    assert lettered("name", text, DISPLAY).name == name
    assert lettered("name", text, BOLD).name == name


def test_signs_that_a_script_s_font_lacks_stay_the_design_s() -> None:
    face = lettered("award", "— עיסוי (רמה 1) —", DISPLAY)
    assert [cut.family for cut in face.cuts] == ["Ashi Display", "Ashi Hebrew Display"]
    assert [kind.family for kind in face.installed] == ["Ashi Hebrew Display"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("𒀀", "no installed font has 𒀀. Write it in other letters."),
        ("Anאנה", "it mixes scripts within a word. Put a space between them."),
    ],
)
def test_what_no_font_has_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(CannotBeDrawn, match=says):
        lettered("holder's name", text, DISPLAY)


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("สมชาย", "fonts-noto-core"),
        ("محمد", "fonts-noto-core"),
        ("王小明", "fonts-noto-cjk"),
        ("김", "fonts-noto-cjk"),
    ],
)
def test_without_its_font_a_name_is_refused_with_the_package_that_has_it(
    monkeypatch: pytest.MonkeyPatch, text: str, package: str
) -> None:
    """As on a machine where nothing was installed besides what ships."""
    monkeypatch.setattr(scripts, "find_installed", lambda _name: None)
    lettered.cache_clear()
    with pytest.raises(
        CannotBeDrawn, match=f"ask whoever runs the site to install {package}, which has them"
    ):
        lettered("holder's name", text, DISPLAY)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("أنا", "letter-spacing: 0; direction: rtl"),
        ("— אנה —", "letter-spacing: 0; direction: rtl"),
        ("Ana אנה", "letter-spacing: 0"),
        ("Ana", "font-family: 'Ashi Display'"),
    ],
)
def test_direction_follows_the_first_letter_and_letters_that_join_are_not_spaced(
    text: str, style: str
) -> None:
    assert fitted("name", text, DISPLAY, [(39, 1)], 200).style.endswith(style)


def test_one_of_several_fonts_in_a_file_becomes_a_file_of_its_own() -> None:
    (korean,) = lettered("name", "김", DISPLAY).installed
    body = content_of(korean.font)
    assert body[:4] == b"OTTO"
    assert len(body) < korean.font.path.stat().st_size


def test_a_font_that_is_not_there_is_none() -> None:
    assert find_installed("NotoSerifKlingon-Regular.ttf") is None
    assert isinstance(find_installed("NotoSerifThai-Regular.ttf"), Path)
