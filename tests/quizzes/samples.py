"""One item of each built-in kind that asks for more than an option, whose secrets all say so, and its right answer."""

from dataclasses import dataclass, field
from typing import Any

from tests.quizzes.conftest import CANARY

WHY = f"{CANARY} why"


@dataclass(frozen=True)
class Sample:
    """An item, the same one with another key, the right answer, and what its form refuses."""

    item: dict[str, Any]
    other: dict[str, Any]
    right: Any
    refused: list[tuple[str, str | list[str]]] = field(default_factory=list)
    """A field of the form, and what is sent in it."""


def _part(id_: str, right: str, **more: Any) -> dict[str, Any]:
    kind = "single" if len(right) == 1 else "multiple"
    options = [
        {"id": o, "text": f"Option {id_}{o}", "right": o in right, "rationale": f"{WHY} {id_}{o}"}
        for o in "abcd"
    ]
    return {"id": id_, "kind": kind, "stem": f"Part {id_}?", "options": options, **more}


def _case(*rights: str) -> dict[str, Any]:
    after = {"part": "a", "chosen": ["a", "b"]}
    parts = [_part("a", rights[0]), _part("b", rights[1]), _part("c", rights[2], after=after)]
    return {"stem": "A man of 52 lies down.", "parts": parts}


def _pairs(*matches: str) -> dict[str, Any]:
    pairs = [
        {"id": f"p{n}", "prompt": f"Prompt {n}", "match": match} for n, match in enumerate(matches, start=1)
    ]
    return {
        "stem": "What goes with what?",
        "pairs": pairs,
        "distractors": ["Straw", "Wool"],
        "rationale": WHY,
    }


def _steps(order: str) -> dict[str, Any]:
    return {
        "stem": "In which order?",
        "steps": [{"id": o, "text": f"Step {o}"} for o in order],
        "rationale": WHY,
    }


def _number(value: str) -> dict[str, Any]:
    answers = [{"value": value, "tolerance": "0.5"}, {"value": value, "tolerance": "1", "share": "1/2"}]
    return {"stem": "How far apart?", "answers": answers, "unit": "cm", "rationale": WHY}


def _text(*texts: str) -> dict[str, Any]:
    return {
        "stem": "Which muscle?", "rationale": WHY,
        "accepted": [{"text": texts[0]}, *({"text": text, "share": "1/2"} for text in texts[1:])],
    }  # fmt: skip


def _truth(right: bool) -> dict[str, Any]:
    return {
        "stem": "The bar bears it.",
        "right": right,
        "rationale": {"true": f"{WHY} t", "false": f"{WHY} f"},
    }


def _rubric(*names: str) -> list[dict[str, Any]]:
    levels = [f"{CANARY} none", f"{CANARY} some", f"{CANARY} all"]
    return [
        {"id": name, "text": f"{CANARY} {name}", "critical": name == "safe", "levels": levels}
        for name in names
    ]


def _essay(*names: str) -> dict[str, Any]:
    words = {"least": 3, "most": 200}
    return {"stem": "What do you do first?", "guide": WHY, "rubric": _rubric(*names), "words": words}


def _told(region: str) -> dict[str, Any]:
    return {
        "rationale": WHY, "otherwise": f"{CANARY} otherwise",
        "feedback": [{"region": region, "text": f"{CANARY} feedback"}],
    }  # fmt: skip


def _foot(region: str, load: int) -> dict[str, Any]:
    return {
        "stem": "Where does the foot go?", "map": "posterior", "parts": ["arch"], "accept": [region],
        "load": {"at_most": load}, "foot": "left", "direction": "head", **_told("spine"),
    }  # fmt: skip


def _spot(*regions: str) -> dict[str, Any]:
    return {
        "stem": "Where do the nerves run?", "map": "posterior", "accept": list(regions), "choose": 2,
        **_told("spine"),
    }  # fmt: skip


HUGE = "x" * 1_000_000
NOWHERE: list[str | list[str]] = ["0", "99", "a", "NaN", "-1", "1.5", "\x00", HUGE, ["1", "2"]]

NOWHERE_ON_MAP = ["map", "elsewhere", "calf", "sole", "NaN", "\x00", HUGE, ["spine", "sac"]]
"""Places that the list has not; "map" without a point is none either."""

SAMPLES = {
    "hotspot": Sample(
        _spot("fib-left", "sci-left"), _spot("calf", "pop"), ["fib-left", [-536, 4735]],
        [
            *(("answer-pm1", sent) for sent in NOWHERE_ON_MAP), ("answer-pm1", "none"),
            *(("answer-pm2x", sent) for sent in ("NaN", "1.5", "1e3", "999999", HUGE, ["1", "2"])),
        ],
    ),
    "matching": Sample(
        _pairs("Oak", "Ash", "Oak"), _pairs("Ash", "Oak", "Ash"), {"p1": "Oak", "p2": "Ash", "p3": "Oak"},
        [("answer-p1", sent) for sent in NOWHERE],
    ),
    "numeric": Sample(
        _number("7316.5"), _number("20"), "7316.5",
        [("answer", s) for s in ("NaN", "inf", "1e3", "1/2", "12 13", "0x1", "²", "١٢", "\x00", HUGE, ["1", "2"])],
    ),
    "ordering": Sample(
        _steps("cabd"), _steps("dbca"), {"c": "1", "a": "2", "b": "3", "d": "4"},
        [("answer-p1", sent) for sent in NOWHERE],
    ),
    "placement": Sample(
        _foot("tES-left", 3), _foot("calf", 2),
        {"at": [-270, 2200], "turn": 350, "foot": "left", "part": "arch", "load": 3, "travel": "head"},
        [
            *(("answer-pat", sent) for sent in NOWHERE_ON_MAP),
            *(("answer-patx", sent) for sent in ("NaN", "1.5", "1e3", "999999", HUGE, ["1", "2"])),
            *(("answer-pload", sent) for sent in ("0", "6", "NaN", "2.0", HUGE, ["1", "2"])),
            ("answer-ppart", "toes"), ("answer-pfoot", "both"), ("answer-ptravel", "x"), ("answer-pturn", "inf"),
        ],
    ),
    "short": Sample(
        _text(f"Gluteus {CANARY}", f"{CANARY} half"), _text("Soleus"), f"Gluteus {CANARY}",
        [("answer", sent) for sent in ("\x00", "x" * 201, "a\x07b", "\ue000", HUGE, ["a", "b"])],
    ),
    "truefalse": Sample(
        _truth(True), _truth(False), "true",
        [("answer", sent) for sent in ("1", "True", "yes", "NaN", "\x00", HUGE, ["true", "false"])],
    ),
    "vignette": Sample(
        _case("a", "bc", "d"), _case("b", "ad", "c"), {"a": "a", "b": ["b", "c"], "c": "d"},
        [*(("answer-p1", sent) for sent in NOWHERE), ("answer-p2", "9"), ("answer-p2", ["1", "x"]), ("answer-p3", "5")],
    ),
}  # fmt: skip


def _upload(*names: str) -> dict[str, Any]:
    accept = ["photo", "video", "pdf"]
    return {"stem": "Show the foot on the bar.", "guide": WHY, "rubric": _rubric(*names), "accept": accept}


MARKED = {
    "essay": Sample(
        _essay("safe", "clear"), _essay("safe", "kind", "short"), "I stop.\nThen I ask her.",
        [("answer", sent) for sent in ("\x00", "a\x07b", "\ue000", "x" * 20_001, ["a", "b"])],
    ),
    "upload": Sample(
        _upload("safe", "clear"), _upload("safe", "kind", "short"), {"file": "a" * 64, "sort": "photo", "size": 9},
    ),
}  # fmt: skip
"""The same of kinds whose answers a person marks."""
