"""Pages around marks and second tries that are there only when there is something to decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.appeals.models import Appeal
from ashilms.certificates import services as certificates
from ashilms.cohorts import services as cohorts
from ashilms.courses import services as courses
from ashilms.demo.services import SLUG
from ashilms.jobs import services as jobs
from ashilms.marking.models import MarkingPiece
from ashilms.programs import services as programs
from ashilms.programs.models import ProgramWaiver
from ashilms.quizzes.models import GRADED, Attempt, Regrade
from ashilms.regrades.models import RegradeCase
from ashilms.regrades.services.asking import APPLY
from ashilms.web import state
from tests.browser.conftest import Open, Site
from tests.browser.test_signers import on_the_site
from tests.browser.walk import TRIES
from tests.browser.way import Way
from tests.campus import actor_of
from tests.campus_board import before_the_board, bring_cases
from tests.campus_exams import add_a_version, leave_a_case, waive
from tests.campus_upkeep import keep_something_old
from tests.essays import hand_in_an_essay

pytestmark = pytest.mark.browser


def let_there_be_more(db: Session) -> dict[str, int]:
    """Let an essay, a case and a job wait, and a programme ask Tom for more; return what is where."""
    now = datetime.now(UTC)

    def of(name: str) -> Actor:
        return actor_of(db, "tom" if name == "lou" else name)

    kinds, course = state().kinds["question_kinds"], courses.get_course(db, SLUG).id
    hand_in_an_essay(db, of("ana"), course, kinds, now=now - timedelta(hours=1))
    leave_a_case(db, of)
    add_a_version(db, of)
    waive(db, of, "level-1", "learn-m01")
    keep_something_old(db, of("noor").id, now=now)
    outsider = replace(of("tom"), roles=frozenset({"instructor"}))
    bring_cases(db, lambda name: outsider if name == "sue" else of(name), now=now)
    jobs.enqueue(db, APPLY, {}, key=f"{APPLY}:waits", now=now, due=now + timedelta(days=1))
    cohort = cohorts.find_cohorts(db, of("irene"))[0].id
    program = programs.get_program(db, "level-1-foundation").id
    placed = cohorts.find_placed(db, of("irene"), cohort)
    run = certificates.start_run(db, of("irene"), cohort, program, placed, now=now).id
    turn = programs.ask(db, of("irene"), programs.Asked(without=of("bea").id), now=now)
    ida = select(Attempt.id).where(Attempt.person_id == of("ida").id, Attempt.state == GRADED)
    return {
        "piece": db.scalars(select(MarkingPiece.id)).one(),
        "regrade": db.scalars(select(Regrade.id)).one(),
        "case": db.scalars(select(RegradeCase.id)).one(),
        "attempt": db.scalars(ida.order_by(Attempt.id.desc())).first() or 0,
        "turn": turn,
        "appeal": db.scalars(select(Appeal.id).where(Appeal.person_id == of("ida").id)).one(),
        "noor": of("noor").id, "tom": of("tom").id, "ana": of("ana").id,
        "program": program, "run": run,
        "waiver": db.scalars(select(ProgramWaiver.id)).one(),
        **before_the_board(db),
    }  # fmt: skip


def test_every_page_around_a_mark_and_a_second_try_is_accessible_and_fits(
    open_as: Open, site: Site, mapped: Flask
) -> None:
    """Axe in both looks: marking, correcting, asking again, statements and tasks, another version, a password."""
    with on_the_site(mapped) as db:
        at = let_there_be_more(db)
    ways = {who: Way(open_as(who), site, mapped) for who in ("bea", "irene", "ida", "tom")}
    for who, path in (
        ("bea", f"/marking/{at['piece']}"),
        ("irene", f"/marking/{at['piece']}/ask"),
        ("irene", f"/regrades/{at['regrade']}"),
        ("irene", f"/regrades/cases/{at['case']}"),
        ("irene", "/regrades/asked/waits"),
        ("irene", f"/standings/impact/{at['turn']}"),
        ("irene", f"/standings/{at['ana']}/{at['program']}/2"),
        ("irene", f"/waivers/{at['waiver']}/end"),
        ("irene", f"/retention/{at['noor']}/learning"),
        ("irene", f"/certificates/runs/{at['run']}"),
        ("irene", f"/review-board/{at['accused']}"),
        ("irene", f"/review-board/{at['disputed']}/vote"),
        ("irene", f"/review-board/{at['paused']}/lift"),
        ("bea", f"/standings/{at['tom']}/tasks"),
        ("tom", "/statements"),
        ("ida", f"/attempts/{at['attempt']}/questions/1/appeal"),
        ("ida", f"/appeals/{at['appeal']}"),
        ("ida", "/quizzes/final-exam/admission"),
    ):
        ways[who].page.goto(path)
        ways[who].look()
    assert [fault for way in ways.values() for fault in way.wrong] == []
    assert set().union(*(way.seen for way in ways.values())) == TRIES
