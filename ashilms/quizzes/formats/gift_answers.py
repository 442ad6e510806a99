"""The answers of a GIFT question: of which kind they are, and what an item of that kind holds."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ashilms.quizzes.formats.answers import (
    Answer,
    as_accepted,
    as_options,
    as_share,
    bounded,
    decimal,
    earning_of,
    essay,
    no_place,
    note,
    rationale_of,
    share_of,
)
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.gift_text import Tokens, plain, read_text, split_at, split_once

_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)%")
_NUMBER = r"[-+]?[0-9]{0,15}(?:\.[0-9]{1,15})?"
_SPAN = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")
_NEAR = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
PAIRS = "Feedback and shares of a pair are not kept."


def fill(found: Found, tokens: Tokens, form: str) -> None:
    """Set kind and item by the tokens between the braces, and note what is lost or stands in the way."""
    own, general = split_once(tokens, "####")
    why, _, lost = read_text(general or [], form)
    found.lost += lost
    kind, fields = _choose(own)
    found.kind = kind
    if found.item is not None:
        found.item["kind"] = kind
        found.item |= fields(found, own, form, why)


def _choose(own: Tokens) -> tuple[str, Callable[[Found, Tokens, str, str], dict[str, Any]]]:
    text = plain(own)
    if not text:
        return "essay", _essay
    if own and "".join(own).lstrip().startswith("#"):
        return "numeric", _numeric
    if plain(split_at(own, "#")[0]).upper() in _TRUTH:
        return "truefalse", _truefalse
    if "~" in own:
        weighted = "=" not in own
        return ("multiple" if weighted else "single"), _options
    arrows = all(split_once(part, "->")[1] is not None for part in split_at(own, "=")[1:])
    return ("matching", _matching) if "=" in own and arrows else ("short", _short)


def _answers(found: Found, own: Tokens, form: str) -> list[Answer]:
    """Return the answers, each begun by = or ~; what is wrong with them is noted."""
    return [_answer(found, mark, body, form) for mark, body in _cut(found, own)]


def _cut(found: Found, own: Tokens) -> list[tuple[str, Tokens]]:
    starts = [at for at, token in enumerate(own) if token in ("=", "~")]
    if plain(own[: starts[0]] if starts else own):
        found.against.append("An answer must begin with = or ~.")
    ends = [*starts[1:], len(own)]
    parts = [(own[start], own[start + 1 : end]) for start, end in zip(starts, ends, strict=True)]
    return bounded(found, parts)


def _answer(found: Found, mark: str, tokens: Tokens, form: str) -> Answer:
    said = _WEIGHT.match("".join(tokens))
    body, after = split_once(tokens[said.end() :] if said else tokens, "#")
    (text, _, lost), (feedback, _, more) = read_text(body, form), read_text(after or [], form)
    note(found, [*lost, *more])
    return Answer(share_of(said[1]) if said else Fraction(mark == "="), text, feedback)


def _essay(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    return essay(found, why)


def _truefalse(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    first, *feedback = split_at(own, "#")
    right = _TRUTH[plain(first).upper()]
    wrong_why, right_why = ([read_text(part, form)[0] for part in feedback] + ["", ""])[:2]
    no_place(found, why)
    return {
        "right": right,
        "rationale": {str(right).lower(): right_why, str(not right).lower(): wrong_why},
    }


def _options(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    return as_options(found, _answers(found, own, form), why, several="=" not in own)


def _matching(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    pairs, distractors = [], []
    for _, body in _cut(found, own):
        body, after = split_once(body, "#")
        prompt, match = split_once(body, "->")
        (text, _, lost), weighted = read_text(prompt, form), _WEIGHT.match("".join(prompt))
        note(found, [*lost, *([PAIRS] if after or weighted else [])])
        if text:
            pairs.append((text, plain(match or [])))
        else:
            distractors.append(plain(match or []))
    named = [{"id": f"p{at}", "prompt": p, "match": m} for at, (p, m) in enumerate(pairs, start=1)]
    return {"pairs": named, **({"distractors": distractors} if distractors else {}), "rationale": why}


def _short(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    return as_accepted(found, _answers(found, own, form), why)


def _numeric(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    _, rest = split_once(own, "#")
    tokens = rest or []
    answers = _answers(found, tokens, form) if "=" in tokens else [_answer(found, "=", tokens, form)]
    numbers = [
        {**_number(found, answer.text), **as_share(answer.share)} for answer in earning_of(found, answers)
    ]
    return {"answers": numbers, "rationale": rationale_of(found, answers, why)}


def _number(found: Found, text: str) -> dict[str, str]:
    if (span := _SPAN.fullmatch(text)) and all(_is_number(side) for side in span.groups()):
        low, high = sorted(map(Fraction, span.groups()))
        return {"value": decimal((low + high) / 2), "tolerance": decimal((high - low) / 2)}
    near = _NEAR.fullmatch(text)
    if not near or not _is_number(near[1]) or (near[2] is not None and not _is_number(near[2])):
        found.against.append(f"{text[:40]!r} is no number that can be read. Write 12, 12:0.5 or 11.5..12.5.")
        return {"value": "0", "tolerance": "0"}
    return {"value": decimal(Fraction(near[1])), "tolerance": decimal(abs(Fraction(near[2] or "0")))}


def _is_number(text: str) -> bool:
    return any(character.isdigit() for character in text)
