"""Fair pools: no key shows by its length, no option speaks of the others, nothing is asked twice."""

from typing import Any

import pytest

from ashilms.quizzes.rules.fairness import (
    asked_options,
    find_alike,
    keys_by_length,
    speaks_of_others,
    whole_text,
)


@pytest.mark.parametrize(
    "option",
    [
        "All of the above", "None of the above.", "all the above", "None above", "Both of the above are right",
        "All of these", "None of those", "Both A and B", "a and c", "Answers A, B and D", "Neither b nor c",
        "All of the other answers", "None of the options",
    ],
)  # fmt: skip
def test_an_option_that_speaks_of_the_others_is_seen(option: str) -> None:
    assert speaks_of_others(option)


@pytest.mark.parametrize(
    "option",
    [
        "All the way up to the lower angle", "None of them", "Both feet on the floor",
        "All above the knee and none below T8",
        "Emergency, as any of the answers might be yes", "Six, as for all the others", "A", "Both of the ankles",
        "One of the bars, with both hands",
    ],
)  # fmt: skip
def test_an_option_that_means_something_by_itself_is_left_alone(option: str) -> None:
    assert not speaks_of_others(option)


def single(name: str, *texts: str, right: int = 0) -> dict[str, Any]:
    options = [{"id": "abcd"[n], "text": text, "right": n == right} for n, text in enumerate(texts)]
    return {"id": name, "kind": "single", "stem": f"What of {name}?", "options": options}


def test_a_key_shows_when_it_is_longer_than_every_other_option() -> None:
    items = [
        single("longest", "a long right answer", "short", "also short"),
        single("as long", "same size", "same size", "less"),
        single("short", "no", "rather longer", "longer"),
        {**single("many", "a long right answer", "short", "less"), "kind": "multiple"},
    ]
    assert keys_by_length(items) == (["longest"], 3)


def test_what_is_asked_is_read_of_every_kind() -> None:
    case = {
        "id": "case", "kind": "vignette", "stem": "A man of forty.",
        "parts": [{"id": "a", "stem": "What now?", "options": [{"id": "a", "text": "Stop", "right": True}]}],
    }  # fmt: skip
    assert whole_text(case) == "A man of forty. What now? Stop"
    assert [path for path, _ in asked_options(case)] == [("parts", 0, "options", 0)]
    place = {"id": "p", "kind": "placement", "stem": "Where?", "parts": ["heel"], "accept": ["glut"]}
    assert whole_text(place) == "Where? glut heel"
    assert whole_text({"id": "e", "kind": "essay", "stem": "Write.", "parts": [1, {"odd": 2}]}) == "Write."


LONG = "A client says her calf has been sore and warm on one side since a long flight. What do you do first? "


def test_a_question_asked_again_in_nearly_the_same_words_is_found_with_the_first() -> None:
    texts = [
        LONG + "Stop and send her on. Press gently. Ask about water.",
        "Which bar is loaded first on a morning with nobody near, and how far do you go with your weight on it?",
        LONG + "Stop and send her on. Press softly. Ask about salt.",
    ]
    ((later, first, percent),) = find_alike(texts)
    assert (later, first) == (2, 0)
    assert 60 <= percent < 100


def test_short_texts_are_alike_only_when_they_are_the_same() -> None:
    assert list(find_alike(["Stem 1? Yes No", "Stem 2? Yes No"])) == []
    assert [found[:2] for found in find_alike(["Stem 1? Yes No", "Stem 1? Yes No"])] == [(1, 0)]


def test_every_pair_that_comparing_all_with_all_finds_is_found() -> None:
    """Looking at the rarest words alone loses nothing."""
    words = [f"w{n}" for n in range(40)]
    texts = [" ".join(words[n % 7 : n % 7 + 12 + n % 5]) for n in range(60)]
    sets = [frozenset(text.split()) for text in texts]
    expected = {
        here
        for here in range(60)
        if any(
            100 * len(sets[here] & sets[there]) >= 60 * len(sets[here] | sets[there]) for there in range(here)
        )
    }
    assert {here for here, _, _ in find_alike(texts)} == expected
