"""What is looked for, what of a lesson can be found, and how a hit reads: plain rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.courses.parts import render_lesson
from ashilms.courses.rules.finding import MOST_WORDS, STOP_WORDS, excerpt_of, pieces_of, question_of
from ashilms.courses.rules.passages import Passage, passages_of

LESSON = """Before [bars](term:bar).

![A *foot*](figure:foot)

## Where to stand

One & two.

| tool | feel |
|---|---|
| heel | hard |

::: never The spine
Not *here*.
:::

### Where to stand

::: check carries
What carries you?

- [x] The secret bars
- [ ] The client

> The secret bars do.
:::
"""


def read(text: str) -> list[Passage]:
    rendered = render_lesson(text, 1, terms={"bar", "pole"}, figures={"foot"})
    terms = [{"id": term, "term": term.title(), "definition": f"<p>A {term}.</p>"} for term in rendered.terms]
    parts = [{**p, "svg": "<svg>drawn</svg>"} if p["kind"] == "figure" else p for p in rendered.parts]
    return passages_of("Standing", parts, terms)


def test_a_lesson_is_cut_at_its_headings_and_a_word_is_found_where_it_is_opened() -> None:
    assert read(LESSON) == [
        Passage("", "Standing", "Before bars. A foot"),
        Passage("at-where-to-stand", "Where to stand", "One & two. tool; feel; heel; hard; Never: The spine Not here."),
        Passage("at-where-to-stand-2", "Where to stand", ""),
        Passage("", "Bar", "A bar."),
    ]  # fmt: skip


def test_what_a_self_check_says_is_not_found() -> None:
    assert not any("secret" in passage.text or "carries" in passage.text for passage in read(LESSON))


def test_a_table_of_the_screening_is_found_row_by_row() -> None:
    row = {
        "tone": "never",
        "condition": "Fever",
        "decision": "Decline",
        "limits": "",
        "action": "Stop.",
        "reason": "< x",
    }
    [passage] = passages_of("Today", [{"kind": "screening", "title": "First", "rows": [row]}], [])
    assert passage.text == "First Fever. Decline. Stop. < x."


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Straße & Über [bar](term:bar)", "at-strae-uber-bar"),
        ("足底", "at-heading"),
        ("*A* `b` c", "at-a-b-c"),
        ("x" * 200, "at-" + "x" * 60),
    ],
)
def test_a_heading_has_an_id_made_of_its_words(heading: str, anchor: str) -> None:
    assert read(f"## {heading}\n\nText.")[1].anchor == anchor


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Heel  heel HEEL", ("heel",)),
        ("toe-to-heel", ("toe", "heel")),
        ('"renal" OR (angle*) NEAR/2 heading:x', ("renal", "angle", "near", "2", "heading", "x")),
        ("'; DROP TABLE x; --", ("drop", "table", "x")),
        ("U\u0308ber", ("über",)),
        ("足底 マッサージ", ("足底", "マッサージ")),
        ("a\x00b", ("b",)),
        ("snake_case", ("snake", "case")),
    ],
)
def test_only_letters_and_digits_are_looked_for(typed: str, words: tuple[str, ...]) -> None:
    assert question_of(typed, english=True).words == words


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("", "no word"), ("🦶 … \"*'", "no word"), ("the and not don't", "everywhere")],
)
def test_where_there_is_nothing_to_look_for_a_sentence_says_so(typed: str, refusal: str) -> None:
    question = question_of(typed, english=True)
    assert question.words == ()
    assert refusal in question.refusal


def test_words_that_stand_everywhere_in_english_are_words_elsewhere() -> None:
    assert question_of("the die", english=False).words == ("the", "die")
    assert all(word == word.lower() and word.isalpha() for word in STOP_WORDS)


def test_of_too_much_the_beginning_is_looked_for_and_that_is_said() -> None:
    many = question_of(" ".join(f"w{n}" for n in range(20)), english=True)
    assert (len(many.words), many.is_cut) == (MOST_WORDS, True)
    assert question_of("x" * 10_000, english=True).is_cut
    assert not question_of("heel", english=True).is_cut


def test_a_hit_is_shown_at_whole_words_around_what_was_found() -> None:
    text = "word " * 100 + "the heel here " + "tail " * 100
    shown = excerpt_of(text, text.replace("heel", "\x02heel\x03"))
    assert shown[0] == ("… ", False)
    assert shown[-1] == (" …", False)
    assert ("heel", True) in shown
    assert shown[1][0].startswith("word word")
    assert shown[1][0].endswith("the ")
    assert shown[3][0].endswith(" tail")
    assert len("".join(piece for piece, _ in shown)) < 300


def test_a_short_text_is_shown_whole_and_one_without_the_words_from_its_beginning() -> None:
    assert excerpt_of("The heel.", "The \x02heel\x03.") == [("The ", False), ("heel", True), (".", False)]
    assert excerpt_of("It is short.", "It is short.") == [("It is short.", False)]
    assert excerpt_of("x" * 1000, "x" * 1000) == [("x" * 180, False), (" …", False)]
    assert excerpt_of("", "") == []


MARKED = st.lists(st.tuples(st.text("ab <é", max_size=60), st.booleans()), max_size=12)


@given(MARKED)
def test_pieces_put_together_are_the_text_and_marks_are_where_they_were(
    parts: list[tuple[str, bool]],
) -> None:
    text = "".join(piece for piece, _ in parts)
    marked = "".join(f"\x02{piece}\x03" if found else piece for piece, found in parts)
    assert "".join(piece for piece, _ in pieces_of(text, marked)) == text
    assert [p for p, found in pieces_of(text, marked) if found] == [p for p, found in parts if found and p]
    shown = "".join(piece for piece, _ in excerpt_of(text, marked))
    assert re.sub("^… | …$", "", shown) in text
