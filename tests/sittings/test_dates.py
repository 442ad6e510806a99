"""Dates of quizzes: whose hold, what they keep from beginning, and when an attempt ends by them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from ashilms.audit.models import AuditRecord
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.rules.terms import Bar, Terms, joined
from ashilms.sittings import services
from ashilms.sittings.models import Dates
from ashilms.sittings.rules import Window
from tests.conftest import NOW
from tests.sittings.conftest import HOUR, KEY, Hall

DAY = timedelta(days=1)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("terms", "proctored", "bar"),
    [
        (Terms(), False, None),
        (Terms(), True, Bar.UNRELEASED),
        (Terms(admitted=True), True, None),
        (Terms(opens=NOW + DAY), False, Bar.EARLY),
        (Terms(opens=NOW), False, None),
        (Terms(closes=NOW), False, Bar.OVER),
        (Terms(closes=NOW + DAY), False, None),
        (Terms(opens=NOW + DAY, admitted=True), True, Bar.EARLY),
        (Terms(closes=NOW, admitted=True), True, Bar.OVER),
    ],
)
def test_dates_and_proctors_bar_a_quiz(terms: Terms, proctored: bool, bar: Bar | None) -> None:
    assert terms.bar(proctored=proctored, now=NOW) is bar


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("terms", "end"),
    [
        (Terms(), NOW + DAY),
        (Terms(closes=NOW + HOUR), NOW + HOUR),
        (Terms(closes=NOW + 2 * DAY), NOW + DAY),
        (Terms(closes=NOW + HOUR, whole_time=True), NOW + DAY),
    ],
)
def test_an_attempt_ends_when_its_quiz_closes_unless_the_dates_say_otherwise(
    terms: Terms, end: datetime
) -> None:
    assert terms.cut(NOW + DAY) == end


@pytest.mark.any_database
def test_a_closing_date_takes_nothing_that_an_accommodation_gives() -> None:
    closing = Terms(closes=NOW + HOUR)
    assert closing.cut(NOW + DAY, HOUR) == NOW + 2 * HOUR
    assert closing.cut(NOW + HOUR, HOUR) == NOW + HOUR


@pytest.mark.any_database
def test_of_several_terms_the_narrowest_hold() -> None:
    several = [Terms(NOW, NOW + 2 * DAY, whole_time=True), Terms(NOW + HOUR, NOW + DAY), Terms(admitted=True)]
    assert joined(several) == Terms(NOW + HOUR, NOW + DAY, whole_time=False, admitted=True)
    assert joined([]) == Terms()


def test_a_cohort_s_dates_hold_for_it_and_the_school_s_for_everybody_else(open_quiz: Hall) -> None:
    """T06: Ana's cohort may begin today; Caz, who is in none, from tomorrow on."""
    cast, db = open_quiz.cast, open_quiz.db
    services.set_dates(db, cast.reg, KEY, None, Window(NOW + DAY, NOW + 2 * DAY), now=NOW)
    services.set_dates(db, cast.bea, KEY, open_quiz.cohort, Window(NOW - DAY, NOW + DAY), now=NOW)
    db.commit()
    with pytest.raises(Clash, match=r"opens on 25 Nov 2026"):
        open_quiz.start(cast.caz)
    assert quizzes.offer_of(db, cast.caz.id, KEY, now=NOW).bar is Bar.EARLY
    assert open_quiz.start().started_at == NOW
    with pytest.raises(Clash, match="closed on 26 Nov 2026"):
        open_quiz.start(cast.caz, now=NOW + 2 * DAY)


def test_a_started_attempt_ends_when_the_quiz_closes_and_keeps_the_end_that_it_was_told(
    open_quiz: Hall,
) -> None:
    """T06: five minutes are left of ten; dates that move later move nobody who sits."""
    cast, db, closes = open_quiz.cast, open_quiz.db, NOW + timedelta(minutes=5)
    services.set_dates(db, cast.reg, KEY, None, Window(None, closes), now=NOW)
    attempt = open_quiz.start()
    assert (attempt.deadline, attempt.closes_at) == (closes, closes + timedelta(seconds=10))
    services.set_dates(db, cast.reg, KEY, None, Window(None, closes + DAY), now=NOW)
    db.commit()
    db.refresh(attempt)
    assert attempt.deadline == closes


def test_who_begins_before_it_closes_keeps_the_whole_time_where_the_dates_say_so(open_quiz: Hall) -> None:
    window = Window(None, NOW + timedelta(minutes=5), whole_time=True)
    services.set_dates(open_quiz.db, open_quiz.cast.reg, KEY, None, window, now=NOW)
    assert open_quiz.start().deadline == NOW + timedelta(minutes=10)


def test_dates_are_set_by_whom_they_concern_and_written_down(open_quiz: Hall) -> None:
    """T11: an instructor sets those of the cohort that they teach, a registrar all of them."""
    db, cast, window = open_quiz.db, open_quiz.cast, Window(NOW, NOW + DAY)
    for who, cohort in ((cast.bea, None), (cast.dee, open_quiz.cohort), (cast.ana, open_quiz.cohort)):
        with pytest.raises(Missing):
            services.set_dates(db, who, KEY, cohort, window, now=NOW)
    with pytest.raises(Missing):
        services.set_dates(db, cast.reg, "quiz-m99", None, window, now=NOW)
    with pytest.raises(Unacceptable, match="close before it opens"):
        services.set_dates(db, cast.bea, KEY, open_quiz.cohort, Window(NOW + DAY, NOW), now=NOW)
    services.set_dates(db, cast.bea, KEY, open_quiz.cohort, window, now=NOW)
    services.set_dates(db, cast.bea, KEY, open_quiz.cohort, Window(), now=NOW)
    assert db.scalar(select(func.count()).select_from(Dates)) == 1
    said = db.scalars(select(AuditRecord).where(AuditRecord.action == "sittings.set-dates")).all()
    assert len(said) == 2
    assert services.find_line(db, cast.bea, KEY, open_quiz.cohort).holds == Window()
