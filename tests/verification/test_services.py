"""Checking a certificate: by number and surname, by its link, by its file; each asks the record anew."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from ashilms.certificates import keys
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Answer, FourAnswers, Status, Word, canonical, new_number
from ashilms.certificates.signing import PdfCheck, Seal, check_pdf, sign_pdf
from ashilms.verification import services
from ashilms.verification.rules import Finding, exit_code_of, sentence_of
from tests.certificates import forgeries
from tests.certified import PASSPHRASE, Certified
from tests.conftest import NOW

TODAY, LAST = NOW.date(), date(2028, 11, 19)
YES, NO, UNCHECKED = Answer.YES, Answer.NO, Answer.UNCHECKED
GOOD = FourAnswers(YES, YES, YES, YES)
NOT_OURS = FourAnswers(NO, UNCHECKED, UNCHECKED, UNCHECKED)
Way = Callable[[Certified, date], Finding | None]


def by_number(held: Certified, today: date = TODAY) -> Finding | None:
    return services.check_number(held.school.db, held.row.number, "Reis", today=today)


def by_link(held: Certified, today: date = TODAY) -> Finding | None:
    return services.check_link(held.school.db, held.row.token, today=today)


def by_file(held: Certified, today: date = TODAY, *, pdf: bytes | None = None) -> Finding:
    data = held.pdf if pdf is None else pdf
    check, name = check_pdf(data, held.trusted), hashlib.sha256(data).hexdigest()
    return services.check_file(held.school.db, check, name, today=today)


def by_whoever_runs_the_site(held: Certified, today: date = TODAY) -> Finding:
    return services.check_own_number(held.school.db, held.row.number, today=today)


WAYS = [by_number, by_link, by_file, by_whoever_runs_the_site]
PUBLIC = [by_number, by_link]


# Whichever way it is asked, the answer is the same


@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_that_stands_gets_four_times_yes(certified: Certified, way: Way) -> None:
    found = way(certified, TODAY)
    assert found is not None
    assert (found.verdict.word, found.verdict.answers) == (Word.VALID, GOOD)
    assert (found.payload, found.changed_on) == (certified.said, None)
    assert exit_code_of(found) == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("status", "word"), [(Status.SUSPENDED, Word.UNVERIFIED), (Status.REVOKED, Word.REVOKED)]
)
def test_a_change_is_seen_by_the_very_next_question(
    certified: Certified, way: Way, status: Status, word: Word
) -> None:
    """T25: nothing is kept between two questions, and it still says what it was."""
    before = way(certified, TODAY)
    certified.bring_to(status)
    found = way(certified, TODAY)
    assert before is not None
    assert found is not None
    assert (before.verdict.word, found.verdict.word) == (Word.VALID, word)
    assert found.verdict.answers == FourAnswers(YES, YES, NO, YES)
    assert (found.payload, found.changed_on) == (certified.said, TODAY)
    assert exit_code_of(found) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_reinstated_certificate_stands_again(certified: Certified, way: Way) -> None:
    certified.bring_to(Status.SUSPENDED)
    certified.bring_to(Status.VALID)
    found = way(certified, TODAY)
    assert found is not None
    assert (found.verdict.answers, found.changed_on) == (GOOD, None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("today", "word", "answers", "code"),
    [
        (LAST, Word.VALID, GOOD, 0),
        (LAST + timedelta(days=1), Word.EXPIRED, FourAnswers(YES, NO, YES, YES), 1),
        (TODAY - timedelta(days=1), Word.UNCHECKED, FourAnswers(YES, UNCHECKED, YES, YES), 2),
    ],
)
def test_the_last_day_is_in_date_and_a_wrong_clock_checks_nothing(
    certified: Certified, way: Way, today: date, word: Word, answers: FourAnswers, code: int
) -> None:
    found = way(certified, today)
    assert found is not None
    assert (found.verdict.word, found.verdict.answers, exit_code_of(found)) == (word, answers, code)


@pytest.mark.parametrize("way", PUBLIC)
@pytest.mark.parametrize("status", [Status.ISSUING, Status.FAILED])
def test_a_number_that_was_never_finished_is_as_unknown_as_any(
    certified: Certified, way: Way, status: Status
) -> None:
    """T27: reserved before it was drawn, and nothing until then."""
    set_status(certified, status)
    assert way(certified, TODAY) is None


@pytest.mark.parametrize("way", [by_file, by_whoever_runs_the_site])
@pytest.mark.parametrize("status", [Status.ISSUING, Status.FAILED])
def test_even_its_file_is_nothing_until_it_is_finished(
    certified: Certified, way: Way, status: Status
) -> None:
    """T27."""
    set_status(certified, status)
    found = way(certified, TODAY)
    assert found is not None
    assert (found.verdict.answers, found.payload, exit_code_of(found)) == (NOT_OURS, None, 1)


def set_status(held: Certified, status: Status) -> None:
    held.school.db.execute(update(Certificate).values(status=status))
    held.school.db.commit()


# By number and surname


@pytest.mark.parametrize(
    "mangle",
    [
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: f"  {number.replace('-', ' ')} ",
        lambda number: number.replace("0", "O").replace("1", "I"),
        lambda number: number.replace("0", "o").replace("1", "l"),
        lambda number: number.replace("-", "\u2013"),
    ],
)
def test_a_number_is_taken_as_people_type_it(certified: Certified, mangle: Callable[[str], str]) -> None:
    number = mangle(certified.row.number)
    assert services.check_number(certified.school.db, number, "Reis", today=TODAY)


@pytest.mark.parametrize(
    "asked",
    [
        "Reis",
        "REIS",
        "reis",
        "Réis",
        "  reis ",
        "Duarte Reis",
        "reis, duarte",
        "DuarteReis",
        "Ana",
        "Beatriz Ana",
    ],
)
def test_a_surname_is_compared_without_case_accents_and_order(certified: Certified, asked: str) -> None:
    assert services.check_number(certified.school.db, certified.row.number, asked, today=TODAY)


@pytest.mark.parametrize(
    "asked", ["Rei", "Reiss", "R", "Caz", "Reis Okafor", "%", "_eis", "' OR 1=1 --", "Reis" * 60]
)
def test_another_surname_opens_nothing(certified: Certified, asked: str) -> None:
    assert services.check_number(certified.school.db, certified.row.number, asked, today=TODAY) is None


# T28: no way of asking tells more than another

UNKNOWN = new_number("BBM1", bytes(10))


@contextmanager
def counting(held: Certified) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engine = held.school.db.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("number", "surname"),
    [("", "Caz"), (UNKNOWN, "Reis"), ("no number at all", "Reis"), ("", "Rei"), ("BBM1", "")],
)
def test_every_refusal_asks_the_same_once(certified: Certified, number: str, surname: str) -> None:
    """T28: the same queries for a wrong surname (no number stands for hers), an unknown number, and none."""
    db, own = certified.school.db, certified.row.number
    db.expunge_all()
    with counting(certified) as right:
        assert services.check_number(db, own, "Reis", today=TODAY)
    db.expunge_all()
    with counting(certified) as wrong:
        assert services.check_number(db, number or own, surname, today=TODAY) is None
    assert (len(right), wrong) == (1, right)


def test_no_question_is_kept_in_the_log(certified: Certified, caplog: pytest.LogCaptureFixture) -> None:
    """T29: who asked after whom is nobody's business."""
    caplog.set_level("INFO", "ashilms.verification")
    by_number(certified)
    by_link(certified)
    by_file(certified)
    text = " ".join(str(record.__dict__) for record in caplog.records)
    assert len(caplog.records) == 3
    for private in (certified.row.number, certified.row.token, "Reis", str(certified.row.file)):
        assert private not in text


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "%", "../c", "A" * 80])
def test_a_link_that_is_none_leads_nowhere(certified: Certified, token: str) -> None:
    assert services.check_link(certified.school.db, token, today=TODAY) is None


def test_a_link_is_exact(certified: Certified) -> None:
    """T28: no neighbour, no other case, no beginning of it."""
    token = certified.row.token
    for near in (token[:-1], token.swapcase(), token + "A", token[::-1]):
        assert services.check_link(certified.school.db, near, today=TODAY) is None


# By file


def test_whichever_byte_of_it_is_changed_the_answer_is_no(certified: Certified) -> None:
    """T23: all through the page, closer in the signature's container (its padding too), and at the very end."""
    pdf = certified.pdf
    start, stop = forgeries.gap(pdf)
    places = {*range(0, len(pdf), 149), *range(start, stop, 29), *range(len(pdf) - 48, len(pdf))}
    assert len(places) > 400
    for place in sorted(places):
        for flip in (0x01, 0x80)[: 1 + place % 2]:
            found = by_file(certified, pdf=pdf[:place] + bytes([pdf[place] ^ flip]) + pdf[place + 1 :])
            assert (found.payload, exit_code_of(found)) == (None, 1), place
    assert exit_code_of(by_file(certified)) == 0


def test_what_we_signed_and_did_not_issue_is_not_authentic(certified: Certified) -> None:
    """T22, T23: the same number, drawn another time and sealed with the very key, is another file."""
    key = keys.load(certified.folder / "keys", str(certified.row.key), PASSPHRASE)
    unsigned = forgeries.saved_anew(certified.pdf, forgeries.strip)
    again = sign_pdf(unsigned, key, reason="Issued", name="Harbour", now=NOW)
    check = check_pdf(again, certified.trusted)
    assert (check.whole, check.payload) == (True, canonical(certified.said))
    found = by_file(certified, pdf=again)
    assert (found.verdict.answers, found.payload) == (NOT_OURS, None)
    assert "not the file that was issued under its number" in sentence_of(found)


def test_a_file_whose_number_we_never_reserved_is_not_authentic(certified: Certified) -> None:
    """T27: our signature alone makes no certificate."""
    pdf = certified.pdf
    set_number(certified, UNKNOWN)
    found = by_file(certified, pdf=pdf)
    assert (found.verdict.answers, found.payload, exit_code_of(found)) == (NOT_OURS, None, 1)


def set_number(held: Certified, number: str) -> None:
    held.school.db.execute(update(Certificate).values(number=number))
    held.school.db.commit()


@pytest.mark.parametrize("seal", [seal for seal in Seal if seal is not Seal.WHOLE])
def test_no_file_but_a_whole_one_gets_a_yes(certified: Certified, seal: Seal) -> None:
    """T23: whatever it claims, and even were its hash the one we keep."""
    check = PdfCheck(seal, claims=certified.row.payload.encode())
    found = services.check_file(certified.school.db, check, str(certified.row.file), today=TODAY)
    assert YES not in (found.verdict.answers.authentic, found.verdict.answers.issuer_known)
    assert (found.payload, exit_code_of(found)) == (None, 2 if seal is Seal.UNCHECKED else 1)
    assert sentence_of(found) == check.sentence


def test_a_payload_that_is_no_payload_names_no_certificate(certified: Certified) -> None:
    check = PdfCheck(Seal.WHOLE, payload=b'{"number":"' + certified.row.number.encode() + b'"}')
    found = services.check_file(certified.school.db, check, str(certified.row.file), today=TODAY)
    assert (found.verdict.answers, found.payload) == (NOT_OURS, None)
