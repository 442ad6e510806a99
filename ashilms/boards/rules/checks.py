"""What a rule can look at: each check says what is wrong with a certificate's contents, or nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ashilms.boards.rules.contents import Contents, Credit, spelt

Params = Mapping[str, Any]
NOT_APPROVED = "Nothing that the board approved is on record for this programme."
_GRANTED = {"course_title": "title", "course_type": "course_type", "course_number": "course_number"}
FIELDS = {
    "holder": "participant’s name", "completed_on": "date of completion", "provider_reach": "address of the provider",
    "course_title": "course title", "course_type": "course type", "credit": "hours",
    "provider_name": "provider’s name", "provider_number": "provider’s number",
    "course_number": "course’s number", "holder_licence": "licence number of the participant",
}  # fmt: skip
"""What a certificate may show, and what it is called in a sentence."""
_KINDS = {"live": "live", "home": "home study"}
OF_THE_HOLDER = frozenset({"holder", "completed_on", "holder_licence"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that rules can ask for; `judge` returns what was found wrong, or an empty text."""

    judge: Callable[[Contents, Params], str]
    by_holder: Callable[[Params], bool] = lambda params: False
    """Whether it can be judged only for somebody in particular."""


def _shown(contents: Contents, params: Params) -> str:
    name = params["field"]
    return "" if _value(contents, name) else f"It would show no {FIELDS[name]}."


def _as_approved(contents: Contents, params: Params) -> str:
    name, approval = params["field"], contents.approval
    if approval is None:
        return NOT_APPROVED
    if name != "credit":
        return _differs(name, _value(contents, name), getattr(approval, _GRANTED[name]))
    said, known = contents.claim.credit, approval.credit.spelt(contents.claim.unit or "hours")
    same = (contents.credit.live, contents.credit.home) == (approval.credit.live, approval.credit.home)
    if said != known or same:
        return _differs(name, said, known)
    return f"{_split(contents.credit)} would be claimed; the board approved {_split(approval.credit)}."


def _as_account(contents: Contents, params: Params) -> str:
    name = params["field"]
    if contents.account is None:
        return "No provider number of the school is on record for this board."
    known = contents.account.name if name == "provider_name" else contents.account.number
    return _differs(name, _value(contents, name), known)


def _in_force(contents: Contents, params: Params) -> str:
    what = contents.account if params["of"] == "account" else contents.approval
    named = "provider number" if params["of"] == "account" else "approval"
    if what is None:
        return f"No {named} is on record."
    if what.holds_on(contents.issued_on):
        return ""
    until = what.valid_until.isoformat() if what.valid_until else "no end"
    return f"The {named} holds from {what.valid_from} to {until}, and not on {contents.issued_on}."


def _unit(contents: Contents, params: Params) -> str:
    said = contents.claim.credit
    return "" if contents.claim.unit == params["word"] else f"The hours would read “{said}”."


def _never_says(contents: Contents, params: Params) -> str:
    return says_of({**contents.texts, "credit": contents.claim.credit}, params["words"])


def says_of(texts: Mapping[str, str], words: list[str]) -> str:
    """Return which of `words` stands in which of `texts`, alone or in the plural, in either case; or nothing."""
    banned = re.compile(rf"(?<!\w)(?:{'|'.join(map(_spaced, words))})(?:'?s)?(?!\w)", re.IGNORECASE)
    for where, text in texts.items():
        if said := banned.search(text.replace("’", "'")):
            return f"The {where} says “{said[0]}”."
    return ""


def _spaced(word: str) -> str:
    """Return a pattern for a word that may be written with dots between its letters, or over several words."""
    if word.isupper():
        return r"(?:\.\s?)?".join(map(re.escape, word)) + r"\.?"
    return r"[\s\-]+".join(map(re.escape, word.split()))


def _step(contents: Contents, params: Params) -> str:
    printed = contents.claim.hours
    if printed is None:
        return f"“{contents.claim.credit}” can’t be read as a number of hours."
    if not printed:
        return "No hours would be printed."
    for hours in (printed, contents.credit.live, contents.credit.home):
        if hours * params["hour"] % params["minutes"]:
            return f"The hours would read “{contents.claim.credit}” ({spelt(hours)})."
    return ""


def _one_of(contents: Contents, params: Params) -> str:
    said = _value(contents, params["field"])
    return "" if said in params["values"] else f"The {FIELDS[params['field']]} would read “{said}”."


def _type_fits(contents: Contents, params: Params) -> str:
    said, kinds = contents.claim.course_type, contents.credit.kinds
    if kinds == frozenset(params["types"].get(said, ())):
        return ""
    there = " and ".join(_KINDS[kind] for kind in sorted(kinds)) or "of no kind"
    return f"“{said}” would be printed over hours that are {there}."


def _taught(contents: Contents, params: Params) -> str:
    done, credit = contents.taught, contents.credit
    if done is None:
        return ""
    for kind, hours, minutes in (
        ("live", credit.live, done.live_minutes), ("home study", credit.home, done.home_minutes)
    ):  # fmt: skip
        if hours * params["hour"] > minutes:
            return (
                f"{spelt(hours)} hours {kind} are claimed; {minutes} minutes on record make "
                f"{spelt(_halves(minutes, params['hour']))}."
            )
    return ""


def _not_practicum(contents: Contents, params: Params) -> str:
    done, hours = contents.taught, contents.claim.hours
    if done is None or hours is None or not done.practicum_minutes:
        return ""
    minutes = done.live_minutes + done.home_minutes
    if hours * params["hour"] <= minutes:
        return ""
    there = spelt(_halves(minutes, params["hour"]))
    return f"{spelt(hours)} hours are claimed and {there} were taught; the rest could only be practicum."


def _halves(minutes: int, hour: int) -> Fraction:
    """Return the whole and half hours that minutes make: what is over is not given."""
    return Fraction(minutes * 2 // hour, 2)


def _signed(contents: Contents, params: Params) -> str:
    missing = [role for role in params["roles"] if role not in contents.signed_as]
    return f"Nobody would sign as “{missing[0]}”." if missing else ""


CHECKS: Mapping[str, Check] = {
    "shown": Check(_shown, lambda params: params["field"] in OF_THE_HOLDER),
    "as_approved": Check(_as_approved),
    "as_account": Check(_as_account),
    "in_force": Check(_in_force),
    "unit": Check(_unit),
    "never_says": Check(_never_says),
    "step": Check(_step),
    "one_of": Check(_one_of),
    "type_fits": Check(_type_fits),
    "taught": Check(_taught, lambda params: True),
    "not_practicum": Check(_not_practicum, lambda params: True),
    "signed": Check(_signed, lambda params: True),
}


def _value(contents: Contents, name: str) -> str:
    printed = contents.claim if hasattr(contents.claim, name) else contents
    return str(getattr(printed, name) or "").strip()


def _split(credit: Credit) -> str:
    return f"{spelt(credit.live)} live and {spelt(credit.home)} at home"


def _differs(name: str, said: str, known: str) -> str:
    return (
        "" if said == known else f"The {FIELDS[name]} would read “{said}”, and is “{known}” with the board."
    )
