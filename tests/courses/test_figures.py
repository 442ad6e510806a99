"""What is drawn stays; what could run, load or reach outside does not, and is named with its line."""

import re
from xml.etree import ElementTree

import pytest

from ashilms.courses.figures import MAX_ELEMENTS, clean_figure

START = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
)
WORDS = "<title>A foot</title><desc>Five toes.</desc>"


def drawn(inside: str, start: str = START) -> str:
    return f"{start}{WORDS}\n{inside}\n</svg>"


def parsed(svg: str) -> list[tuple[str, dict[str, str]]]:
    """Return every element's name and attributes, as an XML parser sees them."""
    return [(e.tag, e.attrib) for e in ElementTree.fromstring(svg).iter()]  # noqa: S314 (our own strings)


SOUND = [
    '<path d="M0 0L9 9z" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    '<g transform="translate(1,2) rotate(-3)"><circle cx="1" cy="2" r="3" class="al-bm__dot"/></g>',
    '<defs><pattern id="p" width="2" height="2" patternUnits="userSpaceOnUse"><rect width="1"/></pattern></defs>'
    '<rect width="9" height="9" fill="url(#p)"/>',
    '<defs><clipPath id="c"><path d="M0 0h9"/></clipPath></defs><g clip-path="url(#c)"><path d="M0 0h9"/></g>',
    '<g id="toe"><path d="M0 0h1"/></g><use href="#toe" x="2"/><use xlink:href="#toe" x="4"/>',
    '<text x="1" y="2" text-anchor="middle">1 &lt; 2 <tspan dx="1">&amp; 3</tspan></text>',
    '<rect width="1" height="1" fill="var(--al-safe)" aria-hidden="true" data-region="sacrum"/>',
]


@pytest.mark.parametrize("inside", SOUND)
def test_a_plain_drawing_is_kept_whole(inside: str) -> None:
    clean = clean_figure("foot", drawn(inside))
    assert clean.wrong == ()
    assert [tag for tag, _ in parsed(clean.svg)] == [tag.split("}")[1] for tag, _ in parsed(drawn(inside))]
    assert (clean.title, clean.description) == ("A foot", "Five toes.")


def test_ids_are_made_the_figures_own_wherever_they_are_named() -> None:
    svg = clean_figure("foot", drawn(SOUND[2] + SOUND[4])).svg
    assert sorted(re.findall(r'id="([^"]+)"', svg)) == [
        "fig-foot-desc",
        "fig-foot-p",
        "fig-foot-title",
        "fig-foot-toe",
    ]
    assert 'fill="url(#fig-foot-p)"' in svg
    assert svg.count('href="#fig-foot-toe"') == 2
    assert 'role="img" aria-labelledby="fig-foot-title fig-foot-desc"' in svg


def test_an_editors_own_marks_are_left_out_in_silence() -> None:
    start = START.replace(
        "<svg", '<svg width="900" xmlns:inkscape="urn:ink" inkscape:version="1" xml:space="preserve"'
    )
    clean = clean_figure(
        "foot",
        drawn('<metadata>me</metadata><inkscape:grid x="1"/><path d="M0 0" inkscape:label="x"/>', start),
    )
    assert clean.wrong == ()
    assert "ink" not in clean.svg
    assert "me<" not in clean.svg
    assert "900" not in clean.svg


HOSTILE = [
    ("<script>alert(1)</script>", "<script>"),
    ('<script href="//a.example/x.js"/>', "<script>"),
    ("<style>*{background:url(//a.example)}</style>", "<style>"),
    ('<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="alert(1)"/></foreignObject>',
     "<foreignObject>"),
    ('<image href="//a.example/x.png" width="1" height="1"/>', "<image>"),
    ('<feImage href="//a.example/x.png"/>', "<feImage>"),
    ('<a href="javascript:alert(1)"><text>x</text></a>', "<a>"),
    ('<set attributeName="href" to="javascript:alert(1)"/>', "<set>"),
    ('<animate attributeName="href" values="javascript:alert(1)"/>', "<animate>"),
    ('<handler type="text/javascript">alert(1)</handler>', "<handler>"),
    ('<path d="M0 0" onload="alert(1)"/>', '"onload"'),
    ('<path d="M0 0" ONCLICK="alert(1)"/>', '"ONCLICK"'),
    ('<path d="M0 0" style="fill:url(//a.example)"/>', '"style"'),
    ('<use href="//a.example/x.svg#a"/>', "outside"),
    ('<use xlink:href="data:image/svg+xml,&lt;svg/>#a"/>', "outside"),
    ('<use href="javascript:alert(1)"/>', "outside"),
    ('<rect fill="url(https://a.example/x#p)"/>', "url(#id)"),
    ('<rect fill="url( //a.example )"/>', "url(#id)"),
    ('<rect fill="u\\72l(//a.example)"/>', "url(#id)"),
    ('<rect fill="image-set(x)"/>', "url(#id)"),
    ('<rect clip-path="url(#p) url(//a.example)"/>', "url(#id)"),
    ('<rect fill="red;background:url(x)"/>', "url(#id)"),
    ('<path d="M0 0" href="//a.example"/>', "A link"),
    ('<g id="a b"/>', "no plain word"),
    ('<g id="x"/><g id="x"/>', "used twice"),
    ('<rect fill="url(#nothing)"/>', 'the id "nothing"'),
    ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "holds no <use>"),
    ('<g id="a"><use href="#a"/></g>', "holds no <use>"),
    ('<pattern id="p"><rect fill="url(#q)"/></pattern><pattern id="q"><rect fill="url(#p)"/></pattern>', "inside a"),
    ("<g>" * 60 + "</g>" * 60, "nested too deeply"),
    ("<g/>" * (MAX_ELEMENTS + 1), "nested too deeply or has more"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "told"), HOSTILE, ids=[case[0][:40] for case in HOSTILE])
def test_what_could_run_or_reach_outside_is_out_and_named(inside: str, told: str) -> None:
    """V1.3.4, T16, T17: an allowlist of elements, attributes and values, not a list of known evils."""
    clean = clean_figure("foot", drawn(inside))
    assert [line for line, sentence in clean.wrong if told in sentence], clean.wrong
    assert min(line for line, sentence in clean.wrong if told in sentence) == 2
    assert_harmless(clean.svg)


def assert_harmless(svg: str) -> None:
    """Nothing in the result is outside our own vocabulary, and nothing in it points outside."""
    for tag, attributes in parsed(svg):
        assert tag.isalpha()
        assert tag.lower() not in {"script", "style", "a", "image", "foreignobject", "set", "animate"}
        for name, value in attributes.items():
            assert not name.lower().startswith("on")
            assert name != "style"
            assert "//" not in value
            assert ":" not in value
            assert name != "href" or value.startswith("#fig-foot-")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + drawn(""), "DOCTYPE"),
        ('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawn("<text>&x;</text>"), "DOCTYPE"),
        ('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + drawn("<text>&b;</text>"), "DOCTYPE"),
        (drawn("<text>&x;</text>"), "not XML"),
        ("<html><body/></html>", "begins with <svg"),
        ('<svg viewBox="0 0 1 1"/>', "begins with <svg"),
        ("", "not XML"),
        ("<svg", "not XML"),
        (drawn("<g>"), "not XML"),
        (drawn("").replace(' viewBox="0 0 9 9"', ""), "viewBox"),
        (drawn("").replace("<title>A foot</title>", "<title> </title>"), "no <title>"),
        (f"{START}<g>{WORDS}</g></svg>", "no <desc>"),
    ],
)
def test_what_is_no_sound_figure_is_refused(text: str, told: str) -> None:
    """T15, V1.5.1: no DTD is ever read, so no entity is expanded and no file opened; figures are the only XML read."""
    clean = clean_figure("foot", text)
    assert any(told in sentence for _, sentence in clean.wrong), clean.wrong
    assert "root:" not in clean.svg
    assert "aaaa" not in clean.svg


def test_text_in_a_figure_can_not_become_markup() -> None:
    clean = clean_figure(
        "foot",
        drawn('<text aria-label="&quot;&gt;&lt;script&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</text>'),
    )
    assert "<script" not in clean.svg
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in clean.svg
