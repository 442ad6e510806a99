"""The words of a next step, whatever it is."""

from datetime import date

import pytest

from ashilms.certificates.rules import Word
from ashilms.desk import rules

UNTIL, SINCE = date(2028, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (4, "Good evening"),
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (0, "Good evening"),
    ],
)
def test_one_greets_by_the_persons_own_clock(hour: int, said: str) -> None:
    assert rules.greeting(hour) == said


@pytest.mark.parametrize(
    ("word", "title", "why"),
    [
        (Word.VALID, "You hold the certificate", "valid until 23 November 2028"),
        (Word.EXPIRED, "Your certificate has run out", "valid until 23 November 2028"),
        (Word.SUSPENDED, "Your certificate is suspended", "Since 24 November 2026"),
        (Word.REVOKED, "Your certificate was revoked", "On 24 November 2026"),
        (Word.SUPERSEDED, "A newer certificate took its place", "kept here"),
        (None, "Your certificate is approved", "being drawn and signed"),
    ],
)
def test_whoever_has_a_certificate_is_told_how_it_stands(word: Word | None, title: str, why: str) -> None:
    step = rules.certificate_step(word, "BBM1-X", UNTIL, SINCE, renews=True)
    assert step.title == title
    assert why in step.why
    renews = ("ashilms.renewals.show_renewals", dict[str, str]())
    shows = ("ashilms.certificates.show_certificate", {"number": "BBM1-X"})
    assert (step.endpoint, step.values) == (renews if word is Word.EXPIRED else shows)


def test_whose_programme_renews_nothing_is_not_led_to_a_renewal() -> None:
    step = rules.certificate_step(Word.EXPIRED, "BBM1-X", UNTIL, SINCE, renews=False)
    assert "ask the school what comes after it" in step.why
    assert "renewing" not in f"{step.why} {step.verb}"
    assert step.endpoint == "ashilms.certificates.show_certificate"


@pytest.mark.parametrize("word", [*Word, None])
def test_no_word_of_a_certificate_is_left_without_a_sentence(word: Word | None) -> None:
    step = rules.certificate_step(word, "BBM1-X", None, SINCE, renews=True)
    assert step.title
    assert step.verb
    assert "{" not in step.why


def test_a_certificate_without_an_end_says_so() -> None:
    assert "It has no end date." in rules.certificate_step(Word.VALID, "BBM1-X", None, SINCE, renews=True).why


@pytest.mark.parametrize(
    ("may_log", "verb", "endpoint"),
    [
        (True, "Log a session", "ashilms.practicum.log_entry"),
        (False, "Open my practicum", "ashilms.practicum.show_ledger"),
    ],
)
def test_practising_leads_to_the_log_only_where_logging_is_open(
    may_log: bool, verb: str, endpoint: str
) -> None:
    step = rules.practise_step("An hour of practice", "0 min of 1 h", "1 h to go", may_log=may_log)
    assert (step.verb, step.endpoint) == (verb, endpoint)
    assert step.why == "0 min of 1 h. 1 h to go"


def test_what_waits_for_others_offers_nothing_to_press() -> None:
    assert rules.AWAIT_APPROVAL.endpoint is None
    assert rules.AWAIT_APPROVAL.over == rules.NOTHING
