"""Marking: whose answers are anybody's, a second who sees nothing before, marks that are only added, one grade."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, Actor
from ashilms.audit.models import AuditRecord
from ashilms.cohorts import services as cohorts
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.marking import services
from ashilms.marking.models import GivenMark, MarkerAsked, MarkingPiece
from ashilms.marking.services import Judged
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import GRADED, MARKING, AttemptGrade
from ashilms.supervision import services as supervision
from tests.conftest import NOW, Cast
from tests.marking.conftest import BEST, LATER, WHY, Desk, also_registrar
from tests.quizzes.conftest import KINDS


def refuses(db: Session, who: Actor, piece: MarkingPiece) -> None:
    """Hold that an answer is not there for somebody, whatever they try."""
    with pytest.raises(Missing):
        services.find_task(db, who, piece.id, KINDS)
    with pytest.raises(Missing):
        services.give_mark(db, who, piece.id, Judged(BEST, "", "mark"), KINDS, now=NOW)
    with pytest.raises(Missing):
        services.ask_marker(db, who, piece.id, who.id, now=NOW)
    assert services.queue_of(db, who, page=1, whole=True).waiting == 0


# ── who may ──


def test_only_who_teaches_the_trainee_marks_an_answer(db: Session, desk: Desk, piece: MarkingPiece) -> None:
    """T20: deny by default."""
    assert desk.waits_for(desk.cast.bea) == 1
    for who in (desk.cast.ana, desk.cast.caz, desk.cast.dee):
        refuses(db, who, piece)
    refuses(db, replace(desk.cast.bea, roles=desk.cast.bea.roles - {INSTRUCTOR}), piece)
    with pytest.raises(Missing):
        services.give_mark(db, desk.cast.reg, piece.id, Judged(BEST, "", "mark"), KINDS, now=NOW)


def test_nobody_marks_their_own_answer_or_that_of_somebody_close(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    """T20."""
    ana = also_registrar(replace(desk.cast.ana, roles=desk.cast.ana.roles | {INSTRUCTOR}))
    db.add(MarkerAsked(piece_id=piece.id, marker_id=ana.id, second=False, asked_by=desk.cast.reg.id, at=NOW))
    refuses(db, ana, piece)
    supervision.declare_tie(db, desk.cast.bea, "ana@example.org", now=NOW)
    refuses(db, desk.cast.bea, piece)


def test_who_was_taken_out_of_a_cohort_is_marked_by_whom_a_registrar_asks(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    cohort = cohorts.find_cohorts(db, desk.cast.reg)[0]
    cohorts.remove_trainee(
        db, desk.cast.reg, cohort.id, desk.cast.ana.id, reason="Moved away for good.", now=NOW
    )
    refuses(db, desk.cast.bea, piece)
    whole = services.queue_of(db, desk.cast.reg, page=1, whole=True)
    assert [line.markers for line in whole.lines] == [()]
    desk.ask(desk.cast.reg, piece, desk.cast.dee)
    assert services.queue_of(db, desk.cast.reg, page=1, whole=True).lines[0].markers == ("Dee",)
    assert desk.give(desk.cast.dee, piece).state == "settled"


def test_who_was_in_a_cohort_when_it_ended_is_marked_by_who_taught_it(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    cohorts.end_cohort(db, desk.cast.reg, cohorts.find_cohorts(db, desk.cast.reg)[0].id, now=NOW)
    assert desk.waits_for(desk.cast.bea) == 1


# ── one marker ──


def test_the_last_mark_grades_the_attempt_once(db: Session, desk: Desk, piece: MarkingPiece) -> None:
    """T05."""
    desk.give(desk.cast.bea, piece, clear=1)
    attempt = desk.attempt(piece)
    assert (attempt.state, len(attempt.grades)) == (GRADED, 1)
    assert attempt.grade is not None
    assert attempt.grade.earned == Fraction(15, 4)
    assert desk.waits_for(desk.cast.bea) == 0
    with pytest.raises(Clash, match="has its grade already"):
        desk.give(desk.cast.bea, piece, turn="correct")
    with pytest.raises(Clash, match="has its grade already"):
        services.ask_marker(db, desk.cast.bea, piece.id, desk.cast.dee.id, now=NOW)
    assert db.scalar(select(func.count()).select_from(AttemptGrade)) == 1
    said = db.scalars(select(AuditRecord.action).order_by(AuditRecord.number.desc()).limit(2)).all()
    assert set(said) == {"marking.give", "quizzes.grade"}


def test_a_critical_criterion_at_its_lowest_level_fails_the_answer(desk: Desk, piece: MarkingPiece) -> None:
    given = desk.give(desk.cast.bea, piece, safe=0)
    assert [mark.earned for mark in given.marks] == ["0"]


@pytest.mark.parametrize(
    ("judged", "field", "sentence"),
    [
        (Judged({"safe": 2}, WHY, "mark"), None, "Choose a level"),
        (Judged(BEST | {"safe": 3}, WHY, "mark"), None, "has no level 3"),
        (Judged(BEST | {"odd": 1}, WHY, "mark"), None, "has no criterion 'odd'"),
        (Judged(BEST | {"clear": 1}, " ", "mark"), "text", "Say why in 10 to 4,000 characters"),
        (Judged(BEST, "x" * 4_001, "mark"), "text", "Say why in 10 to 4,000 characters"),
        (Judged(BEST, "Call her at 0664 1234567 soon.", "mark"), "text", "phone"),
    ],
)
def test_a_mark_that_is_not_well_given_changes_nothing(
    db: Session, desk: Desk, piece: MarkingPiece, judged: Judged, field: str | None, sentence: str
) -> None:
    """T39."""
    with pytest.raises(Unacceptable, match=sentence) as refused:
        services.give_mark(db, desk.cast.bea, piece.id, judged, KINDS, now=NOW)
    assert refused.value.field == field
    assert db.scalar(select(func.count()).select_from(GivenMark)) == 0


def test_the_best_mark_needs_no_words(desk: Desk, piece: MarkingPiece) -> None:
    assert desk.give(desk.cast.bea, piece, text="").state == "settled"


# ── two markers ──


def seen(db: Session, who: Actor, piece: MarkingPiece) -> tuple[int, bool, Any]:
    """Return how many marks somebody sees, whether there is one that they don't, and their turn."""
    task = services.find_task(db, who, piece.id, KINDS)
    return len(task.marks), task.hidden, task.turn.value


def test_a_second_marker_sees_no_mark_before_giving_theirs(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    """T20."""
    bea, dee, reg = desk.cast.bea, desk.cast.dee, desk.cast.reg
    desk.ask(bea, piece, dee)
    desk.give(bea, piece, clear=1)
    assert desk.attempt(piece).state == MARKING
    assert seen(db, dee, piece) == (0, True, "mark")
    assert seen(db, reg, piece) == (0, True, "none")
    assert seen(db, bea, piece) == (1, False, "correct")
    assert (desk.waits_for(bea), desk.waits_for(dee)) == (0, 1)
    desk.give(dee, piece, clear=1, text="She is clear only in part.")
    assert desk.attempt(piece).state == GRADED
    task = services.find_task(db, dee, piece.id, KINDS)
    assert [line.alike for line in task.compared] == [True, True]
    assert len(services.find_task(db, reg, piece.id, KINDS).marks) == 2


def test_two_who_differ_settle_it_and_every_mark_stays(db: Session, desk: Desk, piece: MarkingPiece) -> None:
    bea, dee = desk.cast.bea, desk.cast.dee
    desk.ask(bea, piece, dee)
    desk.give(bea, piece, clear=1)
    desk.give(dee, piece, clear=0)
    assert desk.attempt(piece).state == MARKING
    assert (desk.waits_for(bea), desk.waits_for(dee)) == (1, 1)
    assert [line.why.partition(" ·")[0] for line in services.queue_of(db, dee, page=1).lines] == [
        "Two marks differ: settle it"
    ]
    with pytest.raises(Clash, match="somebody else gave a mark"):
        desk.give(bea, piece, turn="correct", clear=1)
    desk.give(bea, piece, turn="settle", clear=1)
    marks = db.scalars(select(GivenMark).order_by(GivenMark.number)).all()
    assert [(mark.earned, mark.settles) for mark in marks] == [("3/4", False), ("1/2", False), ("3/4", True)]
    assert desk.attempt(piece).state == GRADED
    again = GivenMark(
        piece_id=piece.id, number=9, marker_id=dee.id, levels=BEST, earned="1", settles=True, text="", at=NOW
    )
    assert add_once(db, again) is False, "the database lets one mark settle"


def test_one_s_own_mark_is_corrected_by_another_while_nobody_else_gave_one(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    bea, dee = desk.cast.bea, desk.cast.dee
    desk.ask(bea, piece, dee)
    desk.give(bea, piece, clear=0)
    with pytest.raises(Clash):
        desk.give(bea, piece, clear=2)
    desk.give(bea, piece, turn="correct", clear=2)
    desk.give(dee, piece)
    told = services.tell_of_attempt(db, desk.attempt(piece))[piece.number]
    assert (told.sum, told.markers) == ("(1 + 1) ÷ 2 criteria: 1 of 1.", 2)
    assert db.scalar(select(func.count()).select_from(GivenMark)) == 3


def test_one_second_marker_is_asked_once_and_is_fit_for_it(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    bea, dee = desk.cast.bea, desk.cast.dee
    assert set(services.find_askable(db, bea, piece.id)[1]) == {dee.id}
    for nobody in (bea, desk.cast.ana, desk.cast.reg):
        with pytest.raises(Unacceptable, match="from the list"):
            services.ask_marker(db, bea, piece.id, nobody.id, now=NOW)
    desk.ask(bea, piece, dee)
    with pytest.raises(Unacceptable, match="from the list"):
        services.ask_marker(db, bea, piece.id, dee.id, now=NOW)
    twin = MarkerAsked(piece_id=piece.id, marker_id=desk.cast.caz.id, second=True, asked_by=bea.id, at=NOW)
    assert add_once(db, twin) is False, "the database lets one be asked as a second"


# ── what is told ──


def test_nothing_is_told_before_the_grade_and_then_how_it_came_about(
    db: Session, desk: Desk, piece: MarkingPiece
) -> None:
    """T08, T10."""
    assert services.tell_of_attempt(db, desk.attempt(piece)) == {}
    desk.give(desk.cast.bea, piece, clear=1)
    told = services.tell_of_attempt(db, desk.attempt(piece))[piece.number]
    assert told.sum == "(1 + 1/2) ÷ 2 criteria: 3/4 of 1."
    assert [(criterion.id, share) for criterion, _, share in told.reached] == [
        ("safe", "1"),
        ("clear", "1/2"),
    ]
    assert told.said == [("Bea", WHY)]


def test_a_pass_is_a_fact_from_the_last_mark_on(db: Session, desk: Desk, piece: MarkingPiece) -> None:
    assert quizzes.facts_of(db, desk.cast.ana.id) == ()
    desk.give(desk.cast.bea, piece, now=LATER)
    assert [fact.values["earned"] for fact in quizzes.facts_of(db, desk.cast.ana.id)] == ["4"]


def test_the_queue_is_oldest_first_in_the_inbox_too(
    db: Session, desk: Desk, piece: MarkingPiece, cast: Cast
) -> None:
    cohort = cohorts.find_cohorts(db, cast.bea)[0]
    cohorts.add_trainee(db, cast.reg, cohort.id, cast.caz.id, now=NOW)
    other = desk.hand_in(cast.caz)
    other.since = piece.since.replace(year=2025)
    db.commit()
    assert [line.who for line in services.queue_of(db, cast.bea, page=9).lines] == ["Caz", "Ana"]
    offer = services.offer_waiting(db, cast.bea, now=NOW)
    assert offer.counts.waiting == 2
    first = offer.line_up(1)
    assert [item.who for item in offer.describe(first)] == ["Caz"]
    assert services.offer_waiting(db, cast.ana, now=NOW).counts.waiting == 0
