"""The kind `document_held`: what meets it on which day, and what is said to whoever lacks it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ashilms.errors import Clash
from ashilms.files.services import in_folder
from ashilms.held_documents import services as documents
from ashilms.held_documents.rules import State, Typed
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs import services
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.rules import evaluate, parse
from tests.conftest import NOW
from tests.evidence.films import PAPER
from tests.programs.evidence import DAY, document
from tests.schooling import Founded

pytestmark = pytest.mark.any_database

KINDS = {kind.name: kind for kind in BUILT_IN}
LICENCE = {"document": "licence"}
LEAP = date(2028, 2, 29)
SENT = (DAY.isoformat(), "sent")


def judge(*evidence: Fact, on: date = DAY, **params: Any) -> Met | Unmet:
    """Judge as a tree does: what was not there yet on the day is not looked at."""
    leaf = {"id": "l", "title": "l", "kind": "document_held", "with": LICENCE | params, "how": "Send it."}
    proof = evaluate("p", 1, parse(leaf), KINDS, evidence, on).proof
    if proof.met:
        return Met(proof.have, proof.evidence, proof.until)
    return Unmet(proof.needed, proof.have, proof.evidence, page=proof.page, by=proof.by)


@pytest.mark.parametrize(
    ("on", "have", "met"),
    [
        (date(2026, 11, 23), "none on record", False),
        (date(2026, 11, 24), "checked and current", True),
        (date(2026, 11, 25), "checked and current", True),
        (date(2027, 8, 24), "checked and current", True),
        (date(2027, 8, 25), "current, ends in 90 days", True),
        (date(2027, 11, 22), "current, ends in 1 day", True),
        (date(2027, 11, 23), "current, ends today", True),
        (date(2027, 11, 24), "ended on 23 November 2027", False),
    ],
)
def test_it_is_met_from_the_first_day_through_the_last(on: date, have: str, met: bool) -> None:
    answer = judge(document(), on=on)
    assert (answer.have, isinstance(answer, Met)) == (have, met)


@pytest.mark.parametrize(("on", "met"), [(date(2028, 2, 28), True), (LEAP, True), (date(2028, 3, 1), False)])
def test_a_leap_day_is_a_last_day_like_any_other(on: date, met: bool) -> None:
    assert isinstance(judge(document(until=LEAP), on=on), Met) is met


@pytest.mark.parametrize(
    ("evidence", "have", "needed"),
    [
        ((), "none on record", "to be sent"),
        ((document(kind="first-aid"),), "none on record", "to be sent"),
        ((document(turned=[SENT]),), "sent, not checked yet", "to be checked by a registrar"),
        (
            (document(turned=[SENT, (DAY.isoformat(), "refused")]),),
            "the last one was refused",
            "another one to be sent",
        ),
        (
            (document(turned=[SENT, (DAY.isoformat(), "accepted"), (DAY.isoformat(), "withdrawn")]),),
            "counts no more",
            "another one to be sent",
        ),
        (
            (document(since=date(2027, 1, 1), turned=[SENT, (DAY.isoformat(), "accepted")]),),
            "holds from 1 January 2027",
            "a day on which it holds",
        ),
        (
            (document(1, turned=[SENT, (DAY.isoformat(), "refused")]), document(2, turned=[SENT])),
            "sent, not checked yet",
            "to be checked by a registrar",
        ),
    ],
)
def test_what_is_missing_is_said_with_the_page_that_leads_to_it(
    evidence: tuple[Fact, ...], have: str, needed: str
) -> None:
    answer = judge(*evidence)
    assert isinstance(answer, Unmet)
    assert (answer.have, answer.needed, answer.page) == (have, needed, "ashilms.held_documents.show_own")


def test_whoever_holds_it_later_is_told_from_when() -> None:
    answer = judge(document(since=date(2027, 1, 1), turned=[SENT, (DAY.isoformat(), "accepted")]))
    assert isinstance(answer, Unmet)
    assert answer.by == date(2027, 1, 1)


def test_of_several_the_one_that_lasts_longest_decides() -> None:
    long, end = document(2, until=date(2030, 1, 1)), document(3, until=None)
    assert judge(document(), long).evidence == ("document:2",)
    answer = judge(document(), long, end)
    assert (answer.evidence, answer.until) == (("document:3",), None)


@pytest.mark.parametrize(("place", "met"), [("US-FL", True), ("US-TX", False), (None, True)])
def test_a_rule_may_ask_for_the_place_in_which_it_holds(place: str | None, met: bool) -> None:
    asked = {"place": place} if place else {}
    assert isinstance(judge(document(place="US-FL"), **asked), Met) is met


def test_a_past_day_is_judged_by_what_was_decided_then() -> None:
    withdrawn = document(turned=[SENT, (DAY.isoformat(), "accepted"), ("2027-03-01", "withdrawn")])
    assert isinstance(judge(withdrawn, on=date(2027, 2, 28)), Met)
    assert isinstance(judge(withdrawn, on=date(2027, 3, 1)), Unmet)


@pytest.mark.parametrize(
    ("params", "says"),
    [({}, "'document'"), ({"document": 1}, "'document'"), ({"document": "x", "place": 3}, "'place'"),
     ({"document": "x", "state": "US-FL"}, "no 'state'")],
)  # fmt: skip
def test_parameters_that_make_no_sense_are_refused(params: dict[str, Any], says: str) -> None:
    assert any(says in problem for problem in KINDS["document_held"].problems(params))


def test_no_certificate_is_approved_on_a_licence_that_ended(school: Founded, tmp_path: Path) -> None:
    """T27: what is held is looked at again when it is approved, inside of that very transaction."""
    db, cast, store = school.db, school.cast, in_folder(tmp_path)
    old = services.latest_version(db, school.program_id)
    asked = {"id": "licence", "title": "Licence", "kind": "document_held", "with": LICENCE, "how": "Send it."}
    tree = old.content["requirements"]
    old.content = {**old.content, "requirements": {**tree, "all_of": [*tree["all_of"], asked]}}
    db.commit()
    with pytest.raises(Clash, match="none on record"):
        school.issue()
    typed = Typed("Board", DAY, DAY + timedelta(days=9), "MA 1", "Florida")
    ready = documents.prepare_file(db, cast.ana, store, "licence", typed, PAPER, now=NOW)
    row = documents.send_document(db, cast.ana, store, "licence", typed, ready, now=NOW)
    with pytest.raises(Clash, match="not checked yet"):
        school.issue()
    documents.decide(db, cast.reg, row.id, State.ACCEPTED, now=NOW)
    db.commit()
    with pytest.raises(Clash, match="ended on 3 December 2026"):
        school.issue(now=NOW + timedelta(days=10))
    assert school.issue(now=NOW + timedelta(days=9)).number
