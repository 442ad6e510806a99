"""What an employer is told: a word, a sentence, and four answers apart, none of which is ever a guess."""

from dataclasses import astuple
from datetime import date
from itertools import product

import pytest

from ashilms.certificates.rules import (
    Answer,
    Edition,
    FourAnswers,
    Hours,
    Payload,
    Provider,
    Signer,
    Verdict,
    Word,
    link_token,
    new_number,
)
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.verification.rules import (
    ANSWER_STATES,
    STATES,
    Finding,
    exit_code_of,
    lines_of,
    sentence_of,
)

YES, NO, UNCHECKED = Answer.YES, Answer.NO, Answer.UNCHECKED
TOKEN = link_token(bytes(16))
SAID = Payload(
    number=new_number("BBM1", bytes(10)), holder="Ana Beatriz Duarte Reis", level=1, award="Foundation",
    scope="one-foot posterior work", statement="who was assessed", issued_on=date(2026, 11, 24),
    completed_on=date(2026, 11, 20), valid_until=date(2028, 11, 23), hours=Hours(0, 0, 70),
    course=Edition("Course", "1"), program=Edition("Program", "1"),
    provider=Provider("Harbour School", "12 Quay Street", "x"), signers=(Signer("Bea", "Instructor"),),
    standing_digest="5f" * 32, verify_url=f"https://verify.example.org/c/{TOKEN}", token=TOKEN,
)  # fmt: skip
ALL = [FourAnswers(*answers) for answers in product(Answer, repeat=4)]


def found(word: Word, answers: FourAnswers | None = None, **different: object) -> Finding:
    verdict = Verdict(word, answers or FourAnswers(YES, YES, YES, YES))
    return Finding(verdict, **{"payload": SAID, **different})  # type: ignore[arg-type]


def test_the_four_answers_stand_apart_and_in_one_order() -> None:
    for answers in ALL:
        lines = lines_of(found(Word.VALID, answers))
        assert tuple(line.answer for line in lines) == astuple(answers)
        assert [line.question for line in lines] == [
            "Authentic", "In date", "Not suspended, not revoked", "Issuer known",
        ]  # fmt: skip


@pytest.mark.parametrize("payload", [SAID, None])
def test_what_could_not_be_checked_says_so_and_nothing_else_does(payload: Payload | None) -> None:
    for answers in ALL:
        for line in lines_of(found(Word.UNCHECKED, answers, payload=payload)):
            assert (line.why == "Could not check.") == (line.answer is UNCHECKED)


def test_each_of_the_three_answers_is_drawn_in_its_own_way() -> None:
    """A tick is for yes alone."""
    assert ANSWER_STATES == {YES: "yes", NO: "no", UNCHECKED: "unknown"}


def test_every_word_has_a_look_and_only_valid_looks_valid() -> None:
    assert set(STATES) == set(Word)
    assert [word for word, state in STATES.items() if state == "valid"] == [Word.VALID]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        (Word.VALID, "This certificate is real, in date, and stands for: one-foot posterior work"),
        (Word.EXPIRED, "Its time is over, so it no longer says that the holder is current."),
        (Word.UNVERIFIED, "It was set aside on 25 November 2026 while the school looks into a question,"),
        (Word.SUSPENDED, "The school looked into it and suspended it on 25 November 2026."),
        (Word.REVOKED, "It was withdrawn on 25 November 2026 and must not be relied on."),
        (Word.SUPERSEDED, "A newer one took its place on 25 November 2026; ask the holder for that."),
        (Word.NOT_AUTHENTIC, "Don't rely on it."),
        (Word.UNCHECKED, "That is no answer: try again later."),
    ],
)
def test_every_word_has_a_sentence_that_says_what_to_do(word: Word, says: str) -> None:
    assert says in sentence_of(found(word, changed_on=date(2026, 11, 25)))


@pytest.mark.parametrize("word", [Word.NOT_AUTHENTIC, Word.UNCHECKED])
def test_what_was_wrong_with_a_file_is_said_in_its_place(word: Word) -> None:
    assert sentence_of(found(word, note="The file is empty.")) == "The file is empty."


@pytest.mark.parametrize(
    ("word", "question"),
    [(Word.SUSPENDED, "Suspended"), (Word.REVOKED, "Revoked"), (Word.SUPERSEDED, "Replaced by a newer one")],
)
def test_a_certificate_that_was_stopped_says_how_and_keeps_the_reason(word: Word, question: str) -> None:
    """T29."""
    line = lines_of(found(word, FourAnswers(YES, YES, NO, YES)))[2]
    assert line.question == question
    assert "private to the holder and the school" in line.why


def test_the_dates_are_told_whichever_way_the_answer_goes() -> None:
    endless = Finding(found(Word.VALID).verdict)
    assert lines_of(found(Word.VALID))[1].why == "Valid until 23 November 2028."
    late = found(Word.EXPIRED, FourAnswers(YES, NO, YES, YES))
    assert lines_of(late)[1].why == "It ran until 23 November 2028."
    assert lines_of(endless)[1].why == "It has no end date."


def test_the_shell_is_told_yes_no_or_out_of_reach() -> None:
    """0: every answer is yes. 1: any is no, whatever else could not be checked. 2: the rest."""
    for answers in ALL:
        given = astuple(answers)
        expected = 1 if NO in given else 2 if UNCHECKED in given else 0
        assert exit_code_of(found(Word.VALID, answers)) == expected


def test_what_is_not_ours_is_a_no_to_the_shell() -> None:
    assert exit_code_of(Finding(NOT_OURS)) == 1
