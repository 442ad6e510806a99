"""Who asks, who answers, once; what is taken back; whose turn it is; and what a mail tells."""

from datetime import timedelta

import pytest

from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum.rules.sheet import Sheet
from ashilms.threads import services
from ashilms.threads.reactions import QUESTIONS
from ashilms.threads.services.telling import reader_of
from ashilms.waiting import UNTOLD
from tests.conftest import NOW
from tests.practicum.conftest import Desk
from tests.told import is_over

ASKED = "Which of the two regions do you mean?"
SOON = NOW + timedelta(seconds=5)


def waits(desk: Desk, who: str) -> list[int]:
    return [item.id for item in services.waiting_for(desk.db, getattr(desk.cast, who), now=NOW)]


def test_a_trainee_asks_and_is_answered_by_the_supervisor(desk: Desk, sheet: Sheet) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    question = services.ask_question(db, cast.ana, entry.id, f" {ASKED} ", now=NOW)
    assert (question.text, waits(desk, "bea"), waits(desk, "dee")) == (ASKED, [question.id], [])
    assert services.tell_of_questions(db, cast.ana, entry).open == {question.id}
    for who in (cast.ana, cast.caz, cast.dee, cast.reg):
        with pytest.raises(Missing):
            services.answer_question(db, who, question.id, "The calf.", now=NOW)
    answer = services.answer_question(db, cast.bea, question.id, "The calf.", now=NOW)
    assert (reader_of(db, question), reader_of(db, answer)) == (cast.bea.id, cast.ana.id)
    assert waits(desk, "bea") == []
    with pytest.raises(Clash, match="answered already"):
        services.answer_question(db, cast.bea, question.id, "The thigh.", now=NOW)
    thread = services.tell_of_questions(db, cast.reg, entry)
    assert ([row.number for row in thread.remarks], thread.open) == ([1, 2], frozenset())


def test_a_supervisor_asks_and_is_answered_by_the_trainee(desk: Desk, sheet: Sheet) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    question = services.ask_question(db, cast.bea, entry.id, ASKED, now=NOW)
    assert (services.find_open_for(db, cast.ana.id), waits(desk, "bea")) == ([question.id], [])
    assert reader_of(db, question) == cast.ana.id
    services.answer_question(db, cast.ana, question.id, "The calf.", now=NOW)
    assert services.find_open_for(db, cast.ana.id) == []


def test_only_whom_a_session_concerns_asks_about_it_once_it_was_sent(desk: Desk, sheet: Sheet) -> None:
    """T11, V8.2.2."""
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    for who, error in ((cast.caz, Missing), (cast.dee, Missing), (cast.reg, NotAllowed)):
        with pytest.raises(error):
            services.ask_question(db, who, entry.id, ASKED, now=NOW)
    draft = desk.draft(sheet)
    with pytest.raises(NotAllowed, match="once it was sent"):
        services.ask_question(db, cast.ana, draft.id, ASKED, now=NOW)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Write to kim@example.org", "e-mail address"),
        ("Call 0170 1234567 about it", "telephone"),
        ("The client, born 3 May 1961", "date of birth"),
        (" ? ", "Write what you want"),
    ],
)
def test_a_question_tells_nobody_s_identity(desk: Desk, sheet: Sheet, text: str, says: str) -> None:
    entry = desk.send(sheet)
    with pytest.raises(Unacceptable, match=says) as refused:
        services.ask_question(desk.db, desk.cast.ana, entry.id, text, now=NOW)
    assert refused.value.field == "text"


def test_what_was_asked_or_answered_is_taken_back_within_ten_seconds_by_who_said_it(
    desk: Desk, sheet: Sheet
) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    first = services.ask_question(db, cast.ana, entry.id, ASKED, now=NOW)
    assert [done.values for done in services.find_undoable(db, cast.ana, now=SOON)] == [{"id": first.id}]
    with pytest.raises(Missing):
        services.withdraw(db, cast.bea, first.id, now=SOON)
    services.withdraw(db, cast.ana, first.id, now=SOON)
    assert waits(desk, "bea") == []
    second = services.ask_question(db, cast.ana, entry.id, ASKED, now=NOW)
    with pytest.raises(Clash, match="ten seconds are over"):
        services.withdraw(db, cast.ana, second.id, now=NOW + timedelta(seconds=13))
    answer = services.answer_question(db, cast.bea, second.id, "The calf.", now=NOW)
    with pytest.raises(Clash, match="answered already"):
        services.withdraw(db, cast.ana, second.id, now=SOON)
    services.withdraw(db, cast.bea, answer.id, now=SOON)
    assert waits(desk, "bea") == [second.id]
    assert services.answer_question(db, cast.bea, second.id, "The thigh.", now=SOON).answers_id == second.id


def test_a_mail_tells_what_can_be_taken_back_no_more_and_once(desk: Desk, sheet: Sheet) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    rows = [services.ask_question(db, cast.ana, entry.id, ASKED, now=NOW) for _ in range(2)]
    services.withdraw(db, cast.ana, rows[0].id, now=SOON)
    assert services.untold_for(db, cast.bea.id, now=SOON) == []
    later = NOW + UNTOLD
    assert services.untold_for(db, cast.ana.id, now=later) == []
    assert services.untold_for(db, cast.bea.id, now=later) == [rows[1]]
    services.mark_told(db, [rows[1].id], now=later)
    db.expire_all()
    assert services.untold_for(db, cast.bea.id, now=later) == []


def test_what_a_daily_mail_says_of_questions_alone_is_over_once_none_waits(desk: Desk, sheet: Sheet) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    first, second = (services.ask_question(db, cast.ana, entry.id, ASKED, now=NOW) for _ in range(2))

    def over(kind: str = "asked", about: str = QUESTIONS, who: int | None = cast.bea.id) -> bool:
        return is_over(db, kind, about, now=NOW, person_id=who or 0)

    assert not over()
    services.answer_question(db, cast.bea, first.id, "The thigh.", now=NOW)
    assert not over(), "another one waits"
    services.answer_question(db, cast.bea, second.id, "Both.", now=NOW)
    assert over()
    assert not over(about=""), "it tells of an answer, too"
    assert not over("answered")
    third = services.ask_question(db, cast.bea, entry.id, ASKED, now=NOW)
    assert not over(who=cast.ana.id)
    services.withdraw(db, cast.bea, third.id, now=SOON)
    assert over(who=cast.ana.id)
