"""What answers of any foreign format become: options, accepted texts and numbers, with what is lost on the way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from ashilms.plugins import Plain
from ashilms.quizzes.formats.found import LETTERS, Found

MOST_ANSWERS = len(LETTERS)
Part = TypeVar("Part")
SMALLEST, NEAR = 20, Fraction(1, 100_000)
"""Moodle offers shares of a mark with no larger denominator, and writes their per cent with three decimals and more."""
NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""A decimal as it is written out."""
_SHARE = re.compile(r"[0-9]{1,6}(?:/[1-9][0-9]{0,5})?")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: which share of the mark it earns, its text, and what is said to who gave it."""

    share: Fraction
    text: str
    feedback: str


def note(found: Found, sentences: Sequence[str]) -> None:
    """Note what is lost, each sentence once."""
    found.lost += [sentence for sentence in dict.fromkeys(sentences) if sentence not in found.lost]


def bounded(found: Found, answers: list[Part]) -> list[Part]:
    """Return as many answers as can be read; more are refused."""
    if len(answers) > MOST_ANSWERS:
        found.against.append(f"{len(answers)} answers are given; {MOST_ANSWERS} at most can be read.")
    return answers[:MOST_ANSWERS]


def as_options(found: Found, answers: list[Answer], why: str, *, several: bool) -> dict[str, Any]:
    """Return answers as options; of `several`, each that earns anything is right, else what earns everything."""
    shares = [answer.share for answer in answers]
    earning = [share for share in shares if share > 0]
    if several and any(abs(share - Fraction(1, len(earning))) > Fraction(1, 1000) for share in earning):
        found.lost.append("Its right options earn different shares; here each earns the same.")
    if not several and any(0 < share < 1 for share in shares):
        found.lost.append("An option earns part of the mark; here it is right or wrong, and so it is wrong.")
    if any(share < 0 for share in shares):
        found.lost.append("Wrong options cost a share of their own; here the kind says what they cost.")
    no_place(found, why)
    return {
        "options": [
            {
                "id": id_,
                "text": answer.text,
                "right": answer.share > 0 if several else answer.share == 1,
                "rationale": answer.feedback,
            }
            for id_, answer in zip(LETTERS, answers, strict=False)
        ]
    }


def as_accepted(found: Found, answers: list[Answer], why: str) -> dict[str, Any]:
    """Return answers as texts that are accepted."""
    accepted = [{"text": answer.text, **as_share(answer.share)} for answer in earning_of(found, answers)]
    return {"accepted": accepted, "rationale": rationale_of(found, answers, why)}


def earning_of(found: Found, answers: list[Answer]) -> list[Answer]:
    """Return the answers that earn anything; that others are left out is noted."""
    if any(answer.share <= 0 for answer in answers):
        found.lost.append(
            "An answer that earns nothing is not kept: what is not accepted earns nothing anyway."
        )
    kept = [answer for answer in answers if answer.share > 0]
    if not kept:
        found.against.append("No answer earns anything. Give one that does.")
    return kept


def as_share(share: Fraction) -> dict[str, str]:
    """Return a share as an item says it: nothing where it is the whole mark."""
    return {} if share == 1 else {"share": str(share)}


def rationale_of(found: Found, answers: list[Answer], why: str) -> str:
    """Return what is said to who earned the whole mark, and to everybody; other feedback is noted as lost."""
    whole = next((answer.feedback for answer in answers if answer.share == 1 and answer.feedback), "")
    if any(answer.feedback not in ("", whole) for answer in answers):
        found.lost.append("Feedback to answers that don't earn the whole mark is not kept.")
    return "\n".join(part for part in (whole, why) if part)


def no_place(found: Found, why: str) -> None:
    """Note that feedback to the question as a whole is lost, if there is any."""
    if why:
        found.lost.append("Feedback to the question as a whole is not kept: here each answer says why.")


def essay(found: Found, why: str) -> dict[str, Any]:
    """Return an essay, whose guide and rubric are still to be written."""
    found.lost.append("It comes without a guide and a rubric, which an essay needs to be marked. Add both.")
    return {"guide": why, "rubric": []}


def share_in(answer: Plain) -> Fraction:
    """Return the share that an answer of an item earns, all of it where it says none; raises `ValueError`."""
    said = str(answer.get("share", "1"))
    if not _SHARE.fullmatch(said):
        raise ValueError("This is no share of a mark.")
    return Fraction(said)


def share_of(percent: str) -> Fraction:
    """Return the share that per cent with decimals stand for: 33.33333 is a third, and -50 takes half a mark."""
    return nearest(Fraction(percent) / 100)


def nearest(said: Fraction) -> Fraction:
    """Return the simple fraction that a share written with decimals stands for, else the share as it is."""
    whole = said.limit_denominator(SMALLEST)
    return whole if abs(said - whole) < NEAR else said


def number(found: Found, text: str) -> str:
    """Return a number as a decimal in full; one that can't be read is refused."""
    if not NUMBER.fullmatch(text.strip()):
        found.against.append(f"{text[:40]!r} is no number that can be read.")
        return "0"
    return decimal(Fraction(text.strip()))


def decimal(value: Fraction) -> str:
    """Return a value that ends as a decimal in full: 12.5."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    text = f"{abs(int(value * 10**places)):0{places + 1}d}"
    whole, part = (text[:-places], text[-places:]) if places else (text, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")
