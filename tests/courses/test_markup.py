"""Lessons' Markdown becomes safe HTML in parts; what an author meant stays, what an attacker meant does not."""

import re
from html.parser import HTMLParser

import pytest

from ashilms.courses.markup import Markup
from ashilms.courses.parts import Rendered, render_lesson
from tests.courses.hostile import hostile_lessons

PLAIN = """blockquote br code em hr li p pre strong table tbody td thead tr ul"""
TAGS: dict[str, set[str]] = {tag: set() for tag in PLAIN.split()} | {
    "a": {"href", "rel"}, "button": {"type", "class", "popovertarget"}, "th": {"scope"}, "ol": {"start"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
}  # fmt: skip
"""Every element that a lesson may come to, with its attributes; written down here a second time on purpose."""


def render(text: str) -> Rendered:
    return render_lesson(text, 1, terms={"bar", "work-rating"}, figures={"foot"})


def html_of(rendered: Rendered) -> list[str]:
    """Return everything of a lesson that a page puts out as it is."""
    found = []
    for part in rendered.parts:
        found += [part.get(name, "") for name in ("html", "lead", "question", "why", "caption")]
        found += [option["html"] for option in part.get("options", ())]
    return found


class Watch(HTMLParser):
    """Refuses any element, attribute or address that a lesson may not hold."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in TAGS[tag], (tag, name)
            assert name != "href" or (value or "").startswith("https://"), value
            assert (
                name != "popovertarget" or (value or "").removeprefix("term-").replace("-", "").isalnum()
            ), value
            assert name != "class" or value == "al-term"
            assert name != "id" or re.fullmatch("at-[a-z0-9-]{1,80}", value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def test_no_hostile_text_comes_through() -> None:
    """T16, T17, V1.3.1, V1.3.5: no raw HTML, no style, no javascript:, data: or http: address, no picture."""
    lessons = list(hostile_lessons())
    assert len(lessons) > 1_000
    for text in lessons:
        watch = Watch()
        for html in html_of(render(text)):
            watch.feed(html)
        watch.close()


def test_an_author_is_told_of_each_address_and_tag_that_was_left_out() -> None:
    """Nothing is dropped in silence that a reader of the source would take for a link, a picture or a tag."""
    for text in (
        "[x](javascript:alert(1))",
        "x <b>y</b>",
        "![x](https://a.example/x.png)",
        "[x](http://a.example)",
    ):
        assert [line for line, _ in render(f"fine\n\n{text}").wrong] == [3], text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain *and* **strong** `code`.", "<p>Plain <em>and</em> <strong>strong</strong> <code>code</code>.</p>"),
        ("The client's \"endangerment sites\".", "<p>The client’s “endangerment sites”.</p>"),
        ("`it's` as typed", "<p><code>it's</code> as typed</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("## Head\n\n### Lower", '<h2 id="at-head">Head</h2>\n<h3 id="at-lower">Lower</h3>'),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("[page](https://a.example/b?c=d&e)",
         '<p><a href="https://a.example/b?c=d&amp;e" rel="noopener noreferrer">page</a></p>'),
        ("[bar](term:bar)", '<p><button type="button" class="al-term" popovertarget="term-bar">bar</button></p>'),
        ("| | b |\n|---|---|\n| 1 | 2 |",
         '<table>\n<thead>\n<tr>\n<td></td>\n<th scope="col">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
         '<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>'),
        ("| a | b |\n|---|--:|\n| 1 | 2 |",
         '<table>\n<thead>\n<tr>\n<th scope="col">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
         "<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>"),
    ],
)  # fmt: skip
def test_what_an_author_writes_is_what_a_reader_sees(text: str, html: str) -> None:
    rendered = render(text)
    assert (rendered.wrong, rendered.parts) == ([], [{"kind": "html", "html": html}])


def test_a_lesson_comes_in_parts_in_the_order_of_reading() -> None:
    rendered = render(
        "One.\n\n![A *foot*](figure:foot)\n\nTwo.\n\n::: caution Caution: wet floor\nDry it.\n:::\n"
        "::: safe\nGo on.\n:::\nThree.\n"
    )
    assert rendered.wrong == []
    assert [part["kind"] for part in rendered.parts] == ["html", "figure", "html", "call", "call", "html"]
    assert rendered.parts[1] == {"kind": "figure", "name": "foot", "caption": "<p>A <em>foot</em></p>"}
    assert [part["title"] for part in rendered.parts if part["kind"] == "call"] == [
        "Caution: wet floor",
        "Safe",
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("never", "Never"), ("never The spine", "Never: The spine"), ("never Never on the spine", "Never on the spine"),
        ("note", "Note"), ("safe A <b>", "Safe: A <b>"),
    ],
)  # fmt: skip
def test_a_callouts_heading_begins_with_its_word(line: str, title: str) -> None:
    assert render(f"::: {line}\nWhy.\n:::\n").parts[0]["title"] == title


def test_a_self_check_knows_its_question_its_options_and_why() -> None:
    part = render(
        "::: check one\nA case.\n\nWhat now?\n\n- [x] Stop\n  at once\n- [X] Call\n- [ ] Go on\n\n> Because.\n:::\n"
    ).parts[0]
    assert part == {
        "kind": "check", "id": "one", "many": True, "lead": "<p>A case.</p>", "question": "What now?",
        "options": [
            {"id": "a", "html": "Stop at once", "right": True},
            {"id": "b", "html": "Call", "right": True},
            {"id": "c", "html": "Go on", "right": False},
        ],
        "why": "<p>Because.</p>",
    }  # fmt: skip


def test_the_same_figure_or_self_check_twice_is_told() -> None:
    check = "::: check a\nWhat?\n\n- [x] b\n- [ ] c\n\n> d\n:::\n"
    told = [
        sentence for _, sentence in render(f"{check}{check}![x](figure:foot)\n\n![x](figure:foot)\n").wrong
    ]
    assert told == [
        'The self-check "a" is in this lesson twice. Keep one.',
        'The figure "foot" is in this lesson twice. Keep one.',
    ]


def test_words_are_those_that_a_reader_reads() -> None:
    assert render("One *two* [three](https://four.example).\n\n::: note Five\nSix.\n:::\n").words == 6


def test_a_sentence_stands_without_its_paragraph_and_several_keep_theirs() -> None:
    assert Markup().sentence("Only *one*.") == "Only <em>one</em>."
    assert Markup().sentence("One.\n\nTwo.") == "<p>One.</p>\n<p>Two.</p>"
