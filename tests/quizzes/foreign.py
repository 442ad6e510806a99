"""Items of the kinds that foreign formats have, drawn at random for round trips."""

from typing import Any

from hypothesis import strategies as st

WORDS = st.text(st.sampled_from("abZ é日~=#{}:\\%[]->/<&\"'1,;\n"), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and "  " not in text and " \n" not in text and "\n " not in text
)
"""Text with everything that formats use as signs, and no white space that they squeeze."""
NO_ARROW = WORDS.filter(lambda text: "->" not in text)
WHY = st.one_of(st.just(""), WORDS)
NUMBERS = st.sampled_from(["0", "12", "-3", "12.5", "0.005"])
LETTERS = "abcdefgh"


@st.composite
def options(draw: Any) -> list[dict[str, Any]]:
    """Options of which the first may be right or not."""
    texts = draw(st.lists(WORDS, min_size=3, max_size=6, unique=True))
    return [
        {"id": id_, "text": text, "right": False, "rationale": draw(WHY)}
        for id_, text in zip(LETTERS, texts, strict=False)
    ]


@st.composite
def single(draw: Any) -> dict[str, Any]:
    """A single-choice item."""
    offered = draw(options())
    draw(st.sampled_from(offered))["right"] = True
    return {"kind": "single", "options": offered}


@st.composite
def multiple(draw: Any) -> dict[str, Any]:
    """A multiple-choice item with two right options."""
    offered = draw(options())
    for option in offered[:2]:
        option["right"] = True
    return {"kind": "multiple", "options": offered}


TRUEFALSE = st.fixed_dictionaries(
    {
        "kind": st.just("truefalse"),
        "right": st.booleans(),
        "rationale": st.fixed_dictionaries({"true": WHY, "false": WHY}),
    }
)
SHORT = st.fixed_dictionaries(
    {
        "kind": st.just("short"),
        "accepted": st.lists(
            st.one_of(
                st.fixed_dictionaries({"text": NO_ARROW}),
                st.fixed_dictionaries({"text": NO_ARROW, "share": st.sampled_from(["1/2", "3/4"])}),
            ),
            min_size=1,
            max_size=3,
        ),
        "rationale": WHY,
    }
)
NUMERIC = st.fixed_dictionaries(
    {
        "kind": st.just("numeric"),
        "answers": st.lists(
            st.fixed_dictionaries({"value": NUMBERS, "tolerance": st.sampled_from(["0", "0.5"])}),
            min_size=1,
            max_size=2,
        ),
        "rationale": WHY,
    }
)


@st.composite
def matching(draw: Any) -> dict[str, Any]:
    """A matching item, with or without matches that fit nothing."""
    pairs = draw(st.lists(st.tuples(NO_ARROW, NO_ARROW), min_size=2, max_size=4))
    named = [{"id": f"p{at}", "prompt": p, "match": m} for at, (p, m) in enumerate(pairs, start=1)]
    more = draw(st.lists(NO_ARROW, max_size=2))
    return {
        "kind": "matching",
        "pairs": named,
        **({"distractors": more} if more else {}),
        "rationale": draw(WHY),
    }


ITEMS = st.tuples(WORDS, st.one_of(single(), multiple(), TRUEFALSE, SHORT, NUMERIC, matching())).map(
    lambda both: {"stem": both[0], **both[1]}
)
