"""The answers of a GIFT question: of which kind they are, and what an item of that kind holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ashilms.quizzes.formats.found import LETTERS, Found
from ashilms.quizzes.formats.gift_text import Tokens, plain, read_text, split_at, split_once

_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)%")
_NUMBER = r"[-+]?[0-9]{0,15}(?:\.[0-9]{1,15})?"
_SPAN = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")
_NEAR = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
MOST_ANSWERS = len(LETTERS)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: right ones begin with =, others with ~."""

    right: bool
    weight: Fraction | None
    """Per cent, where the file says it."""
    body: Tokens
    feedback: str

    @property
    def share(self) -> Fraction:
        """The share of the mark that it earns."""
        return Fraction(1 if self.right else 0) if self.weight is None else self.weight / 100


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


def answers_of(found: Found, own: Tokens, form: str) -> list[Answer]:
    """Return the answers, each begun by = or ~; what is wrong with them is noted."""
    read: list[Answer] = []
    starts = [at for at, token in enumerate(own) if token in ("=", "~")]
    if plain(own[: starts[0]] if starts else own):
        found.against.append("An answer must begin with = or ~.")
    for start, end in zip(starts, [*starts[1:], len(own)], strict=True):
        read.append(_answer(found, own[start] == "=", own[start + 1 : end], form))
    if len(read) > MOST_ANSWERS:
        found.against.append(f"{len(read)} answers are given; {MOST_ANSWERS} at most can be read.")
    return read[:MOST_ANSWERS]


def _answer(found: Found, right: bool, tokens: Tokens, form: str) -> Answer:
    said = _WEIGHT.match("".join(tokens))
    body, after = split_once(tokens[said.end() :] if said else tokens, "#")
    feedback, _, lost = read_text(after or [], form)
    found.lost += [sentence for sentence in lost if sentence not in found.lost]
    return Answer(right, Fraction(said[1]) if said else None, body, feedback)


def _text(found: Found, answer: Answer, form: str) -> str:
    text, _, lost = read_text(answer.body, form)
    found.lost += [sentence for sentence in lost if sentence not in found.lost]
    return text


def _essay(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    found.lost.append("It comes without a guide and a rubric, which an essay needs to be marked. Add both.")
    return {"guide": why, "rubric": []}


def _truefalse(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    first, *feedback = split_at(own, "#")
    right = _TRUTH[plain(first).upper()]
    wrong_why, right_why = ([read_text(part, form)[0] for part in feedback] + ["", ""])[:2]
    _no_place(found, why)
    return {
        "right": right,
        "rationale": {str(right).lower(): right_why, str(not right).lower(): wrong_why},
    }


def _options(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    answers = answers_of(found, own, form)
    several = not any(answer.right for answer in answers)
    shares = [answer.share for answer in answers]
    whole = [share for share in shares if share > 0]
    if several and any(abs(share - Fraction(1, len(whole))) > Fraction(1, 1000) for share in whole):
        found.lost.append("Its right options earn different shares; here each earns the same.")
    if not several and any(0 < share < 1 for share in shares):
        found.lost.append("An option earns part of the mark; here it is right or wrong, and so it is wrong.")
    if any(share < 0 for share in shares):
        found.lost.append("Wrong options cost a share of their own; here the kind says what they cost.")
    _no_place(found, why)
    return {
        "options": [
            {
                "id": id_,
                "text": _text(found, answer, form),
                "right": answer.share > 0 if several else answer.share == 1,
                "rationale": answer.feedback,
            }
            for id_, answer in zip(LETTERS, answers, strict=False)
        ]
    }


def _matching(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    pairs, distractors = [], []
    for answer in answers_of(found, own, form):
        prompt, match = split_once(answer.body, "->")
        texts = (read_text(prompt, form)[0], plain(match or []))
        pairs.append(texts) if texts[0] else distractors.append(texts[1])
        if answer.feedback or answer.weight is not None:
            found.lost.append("Feedback and shares of a pair are not kept.")
    named = [{"id": f"p{at}", "prompt": p, "match": m} for at, (p, m) in enumerate(pairs, start=1)]
    return {"pairs": named, **({"distractors": distractors} if distractors else {}), "rationale": why}


def _short(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    answers = answers_of(found, own, form)
    kept = _earning(found, answers)
    accepted = [{"text": _text(found, answer, form), **_share(answer)} for answer in kept]
    return {"accepted": accepted, "rationale": _why(found, answers, why)}


def _numeric(found: Found, own: Tokens, form: str, why: str) -> dict[str, Any]:
    _, rest = split_once(own, "#")
    tokens = rest or []
    answers = answers_of(found, tokens, form) if "=" in tokens else [_answer(found, True, tokens, form)]
    kept = _earning(found, answers)
    return {
        "answers": [{**_number(found, plain(answer.body)), **_share(answer)} for answer in kept],
        "rationale": _why(found, answers, why),
    }


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


def decimal(value: Fraction) -> str:
    """Return a value that ends as a decimal in full: 12.5."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    text = f"{abs(int(value * 10**places)):0{places + 1}d}"
    whole, part = (text[:-places], text[-places:]) if places else (text, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")


def _earning(found: Found, answers: list[Answer]) -> list[Answer]:
    if any(answer.share <= 0 for answer in answers):
        found.lost.append(
            "An answer that earns nothing is not kept: what is not accepted earns nothing anyway."
        )
    kept = [answer for answer in answers if answer.share > 0]
    if not kept:
        found.against.append("No answer earns anything. Give one that does.")
    return kept


def _share(answer: Answer) -> dict[str, str]:
    return {} if answer.share == 1 else {"share": str(answer.share)}


def _why(found: Found, answers: list[Answer], why: str) -> str:
    whole = next((answer.feedback for answer in answers if answer.share == 1 and answer.feedback), "")
    if any(answer.feedback not in ("", whole) for answer in answers):
        found.lost.append("Feedback to answers that don't earn the whole mark is not kept.")
    return "\n".join(part for part in (whole, why) if part)


def _no_place(found: Found, why: str) -> None:
    if why:
        found.lost.append("Feedback to the question as a whole is not kept: here each answer says why.")
