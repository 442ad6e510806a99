"""Statements in the words of a programme, and marked tasks: who makes them, when they count, and what they say."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs import services
from ashilms.programs.kinds import Attestation, Declaration, TaskMarked
from ashilms.programs.models import ProgramMark, ProgramStatement, ProgramVersion
from ashilms.programs.rules.statements import digest_of
from tests.conftest import NOW
from tests.programs.test_views import Sign
from tests.schooling import KINDS, SLUG, Founded, text_of

WORDS = "I stop at the stop word."
YEAR = {"declaration": "fitness", "statement": WORDS, "months": 12}
DAY = NOW.date()


def stated(on: date = DAY, key: str = "fitness", words: str = WORDS, number: int = 1) -> Fact:
    return Fact(f"statement:{number}", "statement", on, {"key": key, "digest": digest_of(words)})


def mark(number: int, *, passed: bool, on: date = DAY, task: str = "claims") -> Fact:
    return Fact(f"mark:{number}", "task_mark", on, {"task": task, "passed": passed, "number": number})


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("said", "on", "met"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), True),
        (date(2026, 11, 24), date(2027, 11, 23), True),
        (date(2026, 11, 24), date(2027, 11, 24), True),
        (date(2026, 11, 24), date(2027, 11, 25), False),
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), False),
        (date(2027, 2, 28), date(2028, 2, 28), True),
        (date(2027, 2, 28), date(2028, 2, 29), False),
    ],
)
def test_a_declaration_holds_through_the_same_day_a_year_later(said: date, on: date, met: bool) -> None:
    answer = Declaration().judge(YEAR, (stated(said),), on)
    assert isinstance(answer, Met) is met
    if isinstance(answer, Unmet):
        assert (answer.needed, answer.have[:8]) == ("to be made anew", "ended on")


@pytest.mark.any_database
def test_a_later_declaration_counts_from_its_own_day() -> None:
    both = (stated(date(2026, 1, 1)), stated(date(2026, 11, 1), number=2))
    answer = Declaration().judge(YEAR, both, date(2027, 10, 1))
    assert answer == Met("declared on 1 November 2026", ("statement:2",), date(2027, 11, 1))


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("fact", "met"),
    [
        (stated(key="safety"), True),
        (stated(key="safety", words="I stop at\n  the stop word."), True),
        (stated(key="safety", words="I stop at the stop word, mostly."), False),
        (stated(key="other"), False),
    ],
)
def test_it_is_the_words_that_were_agreed_to(fact: Fact, met: bool) -> None:
    params = {"policy": "safety", "statement": WORDS}
    assert isinstance(Attestation().judge(params, (fact,), DAY), Met) is met


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("marks", "have"),
    [
        ([], "not marked yet"),
        ([mark(1, passed=False)], "not passed on 24 November 2026"),
        ([mark(1, passed=False), mark(2, passed=True)], "passed on 24 November 2026"),
        ([mark(2, passed=False), mark(1, passed=True)], "not passed on 24 November 2026"),
        ([mark(10, passed=True), mark(9, passed=False)], "passed on 24 November 2026"),
        ([mark(1, passed=True, task="strength")], "not marked yet"),
    ],
)
def test_the_last_mark_of_a_task_counts(marks: list[Fact], have: str) -> None:
    assert TaskMarked().judge({"task": "claims"}, tuple(marks), DAY).have == have


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("kind", "params", "says"),
    [
        (Attestation(), {"policy": "safety"}, "'statement'"),
        (Attestation(), {"policy": "safety", "statement": "x" * 2001}, "2000"),
        (Attestation(), {"policy": "safety", "statement": "x", "months": 3}, "no 'months'"),
        (Declaration(), {"declaration": "f", "statement": "x"}, "'months'"),
        (TaskMarked(), {}, "'task'"),
    ],
)
def test_parameters_that_are_wrong_are_said_to_be(kind: Any, params: dict[str, Any], says: str) -> None:
    assert says in " ".join(kind.problems(params))


def ask(school: Founded, words: str = WORDS) -> None:
    """Let the program ask for a statement and a task besides."""
    version = school.db.scalars(select(ProgramVersion)).one()
    more = [
        {"id": "said", "title": "Stop word", "kind": "attestation", "with": {"policy": "stop", "statement": words}},
        {"id": "task", "title": "Claims rewritten", "kind": "task_marked", "with": {"task": "claims"}},
    ]  # fmt: skip
    tree = version.content["requirements"]
    kept = [part for part in tree["all_of"] if part["id"] not in ("said", "task")]
    asked = [*kept, *({**part, "how": "Do it."} for part in more)]
    version.content = {**version.content, "requirements": {**tree, "all_of": asked}}
    school.db.commit()


def counts(school: Founded) -> tuple[int, int]:
    person = school.cast.ana.id
    proof = services.proof_of(school.db, person, school.program_id, KINDS, on=DAY)
    return proof.standing.counts


def state(school: Founded, **changes: Any) -> bool:
    values = {"key": "stop", "digest": digest_of(WORDS), "now": NOW, **changes}
    return services.make_statement(school.db, values.pop("who", school.cast.ana), **values)


def test_a_statement_is_evidence_once_a_day_and_recorded(school: Founded) -> None:
    ask(school)
    assert counts(school) == (8, 11)
    assert state(school)
    assert not state(school)
    assert counts(school) == (9, 11)
    assert state(school, now=NOW + timedelta(days=1))
    assert school.db.scalar(select(func.count()).select_from(ProgramStatement)) == 2
    row = school.db.scalars(select(ProgramStatement)).first()
    assert row is not None
    (record,) = audit.find_records(school.db, subject=f"statement:{row.id}")
    assert (record.action, record.actor) == ("programs.state", school.cast.ana.label)


def test_other_words_ask_for_it_anew(school: Founded) -> None:
    ask(school)
    state(school)
    ask(school, "I stop at the stop word, at once.")
    assert counts(school) == (8, 11)
    with pytest.raises(Clash, match="words changed"):
        state(school)


def test_nobody_states_what_their_programme_does_not_ask(school: Founded) -> None:
    ask(school)
    with pytest.raises(Missing):
        state(school, key="else")
    with pytest.raises(Missing):
        state(school, who=school.cast.dee)


def teach(school: Founded) -> None:
    """Let Dee teach Ana; Bea teaches nobody."""
    plan = Plan("Autumn", school.cast.dee.id, DAY, DAY, capacity=1)
    cohort = cohorts.add_cohort(school.db, school.cast.reg, SLUG, plan, now=NOW)
    cohorts.add_trainee(school.db, school.cast.reg, cohort.id, school.cast.ana.id, now=NOW)
    school.db.commit()


def mark_it(school: Founded, by: str = "dee", whom: str = "ana", **changes: Any) -> ProgramMark:
    values = {"passed": True, "comment": "", "now": NOW, "task": "claims", **changes}
    return services.mark_task(school.db, getattr(school.cast, by), getattr(school.cast, whom).id, **values)


def test_a_mark_is_evidence_and_a_later_one_takes_its_place(school: Founded) -> None:
    ask(school)
    teach(school)
    first = mark_it(school)
    assert counts(school) == (9, 11)
    again = mark_it(school, passed=False, comment="Two claims are left.")
    assert (first.number, again.number) == (1, 2)
    assert counts(school) == (8, 11)
    (record,) = audit.find_records(school.db, subject=f"mark:{again.id}")
    assert (record.action, record.actor) == ("programs.mark", school.cast.dee.label)
    assert "claims are left" not in str(record.after)


@pytest.mark.parametrize(
    ("by", "whom", "changes", "problem"),
    [
        ("ana", "ana", {}, NotAllowed),
        ("caz", "ana", {}, NotAllowed),
        ("reg", "ana", {}, NotAllowed),
        ("dee", "dee", {}, NotAllowed),
        ("dee", "ana", {"task": "strength"}, Missing),
        ("bea", "ana", {}, NotAllowed),
        ("dee", "ana", {"passed": False, "comment": "  "}, Unacceptable),
    ],
)
def test_what_cannot_be_marked_is_refused(
    school: Founded, by: str, whom: str, changes: dict[str, Any], problem: type[Exception]
) -> None:
    ask(school)
    teach(school)
    with pytest.raises(problem):
        mark_it(school, by, whom, **changes)
    assert school.db.scalar(select(func.count()).select_from(ProgramMark)) == 0


def test_a_trainee_reads_the_words_and_states_them(client_of: Sign, site_school: Founded) -> None:
    ask(site_school)
    ana = client_of("ana")
    assert 'href="/statements"' in text_of(ana.get("/standing"))
    page = text_of(ana.get("/statements"))
    assert WORDS in page
    assert "I state this" in page
    assert ana.post("/statements", data={"key": "stop"}).status_code == 422
    answer = ana.post("/statements", data={"key": "stop", "digest": digest_of(WORDS)})
    assert (answer.status_code, answer.location) == (302, "/statements")
    assert "You stated this on 24 November 2026." in text_of(ana.get("/statements"))
    assert ana.post("/statements", data={"key": "stop", "digest": "0" * 64}).status_code == 409


def test_an_instructor_marks_and_the_trainee_reads_why(client_of: Sign, site_school: Founded) -> None:
    ask(site_school)
    teach(site_school)
    address = f"/standings/{site_school.cast.ana.id}/tasks"
    dee = client_of("dee")
    assert f'href="{address}"' in text_of(dee.get(f"/standings/{site_school.cast.ana.id}"))
    assert "Not marked yet." in text_of(dee.get(address))
    again = {"task": "claims", "outcome": "again"}
    assert dee.post(address, data={**again, "outcome": "maybe"}).status_code == 422
    assert "Say what is missing" in text_of(dee.post(address, data=again), 422)
    assert dee.post(address, data={**again, "comment": "Two are left."}).status_code == 302
    assert "Not yet, 24 November 2026, Dee: Two are left." in text_of(client_of("ana").get("/statements"))


@pytest.mark.parametrize(
    ("who", "states", "marks"),
    [(None, 401, 401), ("ana", 200, 403), ("bea", 403, 200), ("reg", 403, 403)],
)
def test_each_page_is_for_whom_it_concerns(
    client_of: Sign, site_school: Founded, who: str | None, states: int, marks: int
) -> None:
    browser = client_of(who)
    assert browser.get("/statements").status_code == states
    assert browser.get(f"/standings/{site_school.cast.ana.id}/tasks").status_code == marks
