"""Choice interactions: one or several of some options, and true or false."""

from fractions import Fraction
from typing import Any

from ashilms.quizzes.formats.answers import Answer, as_options, bounded, note
from ashilms.quizzes.formats.qti.asked import ALL_OR_NOTHING, Asked
from ashilms.quizzes.formats.qti.scoring import MAP

Read = tuple[str, dict[str, Any]]
TRUTH = {"true", "false"}


def read_choice(asked: Asked) -> Read:
    """Return the kind and the fields of a choice interaction."""
    options = asked.choices("simple-choice")
    if any(one.attributes.get("fixed") in ("true", "1") for one in asked.node.all("simple-choice")):
        note(asked.found, ["Options that keep their place are shuffled here as all others are."])
    most = asked.node.attributes.get("max-choices", "1")
    several = asked.declared.cardinality == "multiple"
    if several and most not in ("0", str(len(options))):
        note(asked.found, ["How many may be chosen is not limited here."])
    return read_options(asked, options, several=several)


def read_inline(asked: Asked) -> Read:
    """Return the kind and the fields of a choice from a list inside a sentence."""
    return read_options(asked, asked.choices("inline-choice"), several=False)


def read_options(asked: Asked, options: list[tuple[str, str]], *, several: bool) -> Read:
    """Return the kind and the fields of options, each with its identifier."""
    options = bounded(asked.found, options)
    shares = _shares(asked, [id_ for id_, _ in options], several=several)
    whys = [asked.feedback.to(asked.scoring, id_) for id_, _ in options]
    asked.feedback.elsewhere(asked.found, asked.scoring)
    answers = [
        Answer(shares.get(id_, Fraction(0)), text, why)
        for (id_, text), why in zip(options, whys, strict=True)
    ]
    if not several and {answer.text.lower() for answer in answers} == TRUTH and len(answers) == 2:
        return "truefalse", _as_truth(asked, answers)
    fields = as_options(asked.found, answers, "", several=several)
    return "multiple" if several else "single", fields


def _as_truth(asked: Asked, answers: list[Answer]) -> dict[str, Any]:
    told = {answer.text.lower(): answer for answer in answers}
    if sum(answer.share == 1 for answer in answers) != 1:
        asked.found.against.append("One of true and false must be right.")
    return {
        "right": told["true"].share == 1,
        "rationale": {said: told[said].feedback for said in ("true", "false")},
    }


def _shares(asked: Asked, ids: list[str], *, several: bool) -> dict[str, Fraction]:
    """Return which share of the mark each option earns; that none does refuses the item."""
    known = {*ids}
    by_band = {band.value: band.share for band in asked.scoring.bands if band.value in known and not several}
    if asked.way == MAP:
        shares = _by_worth(asked, several=several)
    elif by_band and not asked.declared.correct:
        shares = {id_ or "": share for id_, share in by_band.items()}
    else:
        shares = _by_key(asked, several=several)
    asked.found.against += [
        f"It says that {id_[:40]!r} is right, which is none of its options."
        for id_ in shares
        if id_ not in known
    ]
    if not any(share > 0 for share in shares.values()):
        asked.found.against.append("It does not say which option is right.")
    return shares


def _by_key(asked: Asked, *, several: bool) -> dict[str, Fraction]:
    right = asked.declared.correct
    if several:
        note(asked.found, [ALL_OR_NOTHING])
    elif len(right) > 1:
        asked.found.against.append("It asks for one option and says that several are right.")
    return {id_: Fraction(1, len(right)) for id_ in right}


def _by_worth(asked: Asked, *, several: bool) -> dict[str, Fraction]:
    worth = asked.declared.worth
    right = [points for points in worth.values() if points > 0]
    whole = (sum(right) if several else max(right, default=Fraction(0))) or Fraction(1)
    if several:
        _note_costs(asked, [points for points in worth.values() if points < 0], whole, len(right))
    return {id_: points / whole for id_, points in worth.items() if points > 0 or not several}


def _note_costs(asked: Asked, costs: list[Fraction], whole: Fraction, right: int) -> None:
    """Note what is lost unless a wrong choice takes back what a right one earns, and nothing falls below zero."""
    share = whole / (right or 1)
    others = len([*asked.node.all("simple-choice")]) - right
    default = [asked.declared.default] * (others - len(costs))
    if any(points != -share for points in (*costs, *default)) or asked.declared.lower != 0:
        note(
            asked.found, ["What a wrong choice costs is not kept: here it takes back what a right one earns."]
        )
