"""Each rule of each board, from both sides: what it takes, and what it refuses."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.boards.rules import (
    CHECKS,
    Account,
    Approval,
    Claim,
    Contents,
    Credit,
    Taught,
    lint,
    lint_texts,
    read_credit,
)
from ashilms.boards.services import all_packs

TODAY = date(2026, 11, 24)
UNITS = {"ncbtmb": "CE", "florida": "hours of 50 minutes", "texas": "hours of 50 minutes"}
BOARDS = sorted(UNITS)
APPROVAL = Approval("Barefoot Bar Massage", "Live and Home Study", 25, 12, "20-9988", date(2025, 1, 1))
ACCOUNT = Account("Harbour School", "451234-11", date(2024, 2, 29), date(2027, 2, 28))
NEVER = Account("Harbour School", "451234-11", date(2020, 1, 1), TODAY - timedelta(days=1))


def sound(board: str, **changes: Any) -> Contents:
    """A certificate that the board would take; 12.5 hours in class, 6 at home, all of them on record."""
    usual: dict[str, Any] = {
        "claim": Claim(
            board="", course_type="Live and Home Study", credit=f"18.5 {UNITS[board]}", provider_number="451234-11",
            course_number="20-9988", holder_licence="MA 1234",
        ),
        "credit": Credit("Live and Home Study", Fraction("12.5"), Fraction(6)), "issued_on": TODAY,
        "course_title": "Barefoot Bar Massage", "provider_name": "Harbour School", "holder": "Ana Reis",
        "completed_on": TODAY, "provider_reach": "12 Quay Street",
        "signed_as": ("Instructor", "Approved for the school"), "texts": {"scope": "One foot."},
        "taught": Taught(625, 300, 0), "account": ACCOUNT, "approval": APPROVAL,
    }  # fmt: skip
    return Contents(**usual | changes)


def claiming(board: str, **changes: Any) -> Contents:
    """The same, with other words printed for the board."""
    usual = sound(board)
    return replace(usual, claim=replace(usual.claim, **changes))


def worth(board: str, kind: str, live: str, home: str, **changes: Any) -> Contents:
    """The same of another course type and other hours, approved as such."""
    credit = Credit(kind, Fraction(live), Fraction(home))
    usual = claiming(board, course_type=kind, credit=credit.spelt(UNITS[board]))
    approval = replace(
        APPROVAL, course_type=kind, live_halves=int(credit.live * 2), home_halves=int(credit.home * 2)
    )
    return replace(usual, credit=credit, **{"approval": approval} | changes)


def broken(board: str, contents: Contents) -> set[str]:
    return {finding.rule.id for finding in lint(all_packs()[board], contents)}


@pytest.mark.parametrize("board", BOARDS)
def test_what_a_board_takes_breaks_no_rule(board: str) -> None:
    assert broken(board, sound(board)) == set()


def others(board: str) -> list[tuple[str, Contents, set[str]]]:
    """What breaks which rules; of rules that a board does not have, nobody speaks."""
    unit = UNITS[board]
    return [
        ("no holder", sound(board, holder=" "), {"participant"}),
        ("no completion", sound(board, completed_on=None), {"completion-date"}),
        ("no address", sound(board, provider_reach=""), {"provider-address"}),
        ("another title", sound(board, course_title="Barefoot bar massage"), {"title-as-approved"}),
        ("no title", sound(board, course_title=""), {"title-as-approved", "programme-title"}),
        ("another name", sound(board, provider_name="Harbour School."), {"provider-name-as-held"}),
        ("no name", sound(board, provider_name=""), {"provider-name", "provider-name-as-held"}),
        (
            "no number",
            claiming(board, provider_number=""),
            {"provider-number", "provider-number-as-held"},
        ),
        ("another's number", claiming(board, provider_number="451234-12"), {"provider-number-as-held"}),
        (
            "no account",
            replace(claiming(board, provider_number=""), account=None),
            {"provider-number", "provider-number-as-held", "provider-in-force", "provider-name-as-held"},
        ),
        ("number ran out", sound(board, account=NEVER), {"provider-in-force"}),
        ("number's last day", sound(board, account=replace(ACCOUNT, valid_until=TODAY)), set()),
        ("number's first day", sound(board, account=replace(ACCOUNT, valid_from=TODAY)), set()),
        (
            "number of tomorrow",
            sound(board, account=replace(ACCOUNT, valid_from=TODAY + timedelta(days=1))),
            {"provider-in-force"},
        ),
        (
            "approval ran out",
            sound(board, approval=replace(APPROVAL, valid_until=TODAY - timedelta(days=1))),
            {"course-in-force", "approval-in-force"},
        ),
        ("approval's last day", sound(board, approval=replace(APPROVAL, valid_until=TODAY)), set()),
        (
            "approval of tomorrow",
            sound(board, approval=replace(APPROVAL, valid_from=TODAY + timedelta(days=1))),
            {"course-in-force", "approval-in-force"},
        ),
        (
            "nothing approved",
            sound(board, approval=None),
            {
                "title-as-approved", "type-as-approved", "course-in-force", "approval-in-force", "hours-as-approved",
                "programme-number-as-approved",
            },
        ),
        ("half an hour more", claiming(board, credit=f"19 {unit}"), {"hours-as-approved"}),
        ("half an hour less", claiming(board, credit=f"18 {unit}"), {"hours-as-approved"}),
        (
            "the same hours, split in another way",
            sound(
                board, credit=Credit("Live and Home Study", Fraction(12), Fraction("6.5")),
                taught=Taught(625, 325, 0),
            ),
            {"hours-as-approved"},
        ),
        ("quarter hours", claiming(board, credit=f"18.25 {unit}"), {"hours-as-approved", "half-hours"}),
        (
            "quarters that add up",
            sound(
                board, credit=Credit("Live and Home Study", Fraction("12.25"), Fraction("6.25")),
                taught=Taught(625, 313, 0),
            ),
            {"hours-as-approved", "half-hours"},
        ),
        ("tenths", claiming(board, credit=f"18.4 {unit}"), {"hours-as-approved", "half-hours"}),
        ("a decimal comma", claiming(board, credit=f"18,5 {unit}"), {"hours-as-approved", "half-hours", "written-ce"}),
        ("words", claiming(board, credit="eighteen"), {"hours-as-approved", "half-hours", "written-ce"}),
        (
            "no hours",
            claiming(board, credit=""),
            {"hours-as-approved", "half-hours", "written-ce", "length"},
        ),
        ("no course number", claiming(board, course_number=""), {"programme-number", "programme-number-as-approved"}),
        ("another course number", claiming(board, course_number="20-9989"), {"programme-number-as-approved"}),
        ("no licence", claiming(board, holder_licence=""), {"licence-number"}),
        ("nobody taught", sound(board, signed_as=("Approved for the school",)), {"signatures"}),
        ("nobody of the school", sound(board, signed_as=("Instructor", "Instructor")), {"signatures"}),
        ("said to be live", claiming(board, course_type="Live"), {"type-as-approved", "type-fits-hours"}),
        ("said to be at home", claiming(board, course_type="Home Study"), {"type-as-approved", "type-fits-hours"}),
        (
            "a type of nobody's",
            claiming(board, course_type="live"),
            {"course-type", "type-as-approved", "type-fits-hours"},
        ),
        ("live and nothing else", worth(board, "Live", "12.5", "0"), set()),
        ("at home and nothing else", worth(board, "Home Study", "0", "6"), set()),
        ("live, with hours at home", worth(board, "Live", "12.5", "6"), {"type-fits-hours"}),
        ("both, with none at home", worth(board, "Live and Home Study", "12.5", "0"), {"type-fits-hours"}),
        ("a minute of class short", sound(board, taught=Taught(624, 300, 0)), {"hours-taught"}),
        ("a minute at home short", sound(board, taught=Taught(625, 299, 0)), {"hours-taught"}),
        ("minutes over", sound(board, taught=Taught(649, 324, 0)), set()),
        ("class does not make up for home", sound(board, taught=Taught(1000, 0, 0)), {"hours-taught"}),
        ("practicum beside it", sound(board, taught=Taught(625, 300, 3000)), set()),
        ("practicum in it", sound(board, taught=Taught(0, 300, 625)), {"hours-taught", "no-practicum"}),
        ("practicum for a minute", sound(board, taught=Taught(625, 299, 1)), {"hours-taught", "no-practicum"}),
    ]  # fmt: skip


@pytest.mark.parametrize("board", BOARDS)
def test_what_a_board_would_reject_is_told_by_its_rules(board: str) -> None:
    has = {rule.id for rule in all_packs()[board].rules}
    for called, contents, rules in others(board):
        assert broken(board, contents) == rules & has, called


def test_every_rule_of_every_board_is_broken_by_something() -> None:
    for board in BOARDS:
        told = set().union(*(rules for _, _, rules in others(board))) | {"never-ceu", "written-ce"}
        assert {rule.id for rule in all_packs()[board].rules} <= told


@pytest.mark.parametrize(
    ("credit", "rules"),
    [
        ("18.5 CE", set()),
        ("18.5 CEU", {"written-ce", "never-ceu"}),
        ("18.5 CEUs", {"written-ce", "never-ceu"}),
        ("18.5 ceu", {"written-ce", "never-ceu"}),
        ("18.5 C.E.U.", {"written-ce", "never-ceu"}),
        ("18.5 CEs", {"written-ce"}),
        ("18.5 hours", {"written-ce"}),
        ("18.5 ce", {"written-ce"}),
        ("18.50 CE", {"hours-as-approved"}),
    ],
)
def test_hours_are_written_ce_and_nothing_else(credit: str, rules: set[str]) -> None:
    assert broken("ncbtmb", claiming("ncbtmb", credit=credit)) == rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Worth 12 CEU", True), ("12 CEUs", True), ("12 CEU’s", True), ("(ceu)", True), ("C.E.U. hours", True),
        ("12 Continuing Education Units", True), ("continuing-education unit", True),
        ("12 CE", False), ("continuing education", False), ("pharmaceutical", False), ("CEUX", False),
        ("Museum of CE", False), ("CE under the rules", False),
    ],
)  # fmt: skip
def test_the_word_ceu_is_found_however_it_is_written(text: str, said: bool) -> None:
    """It is refused on a certificate that claims nothing, too."""
    found = lint_texts(all_packs().values(), {"scope": text})
    assert bool(found) is said
    assert broken("ncbtmb", sound("ncbtmb", texts={"scope": text})) == ({"never-ceu"} if said else set())


@pytest.mark.parametrize(
    ("kind", "fits"),
    [("Webinar", True), ("Live", True), ("Home Study", False), ("Live and Home Study", False)],
)
def test_a_webinar_that_is_held_live_is_one_and_a_recorded_one_is_home_study(kind: str, fits: bool) -> None:
    assert (broken("ncbtmb", worth("ncbtmb", kind, "12.5", "0")) == set()) is fits


def test_while_nobody_in_particular_is_looked_at_nothing_is_asked_of_a_holder() -> None:
    nobody = {"taught": None, "holder": "", "completed_on": None, "signed_as": ()}
    for board in BOARDS:
        contents = replace(claiming(board, holder_licence=""), **nobody)
        assert broken(board, contents) == set()


def test_a_finding_says_the_rule_s_text_its_source_and_its_day() -> None:
    found = lint(all_packs()["ncbtmb"], claiming("ncbtmb", credit="19 CE"))[0]
    assert str(found).startswith("NCBTMB: The hours would read “19 CE”, and is “18.5 CE” with the board.")
    assert "exactly those that were approved" in str(found)
    assert found.as_data() == {
        "board": "NCBTMB", "version": 1, "rule": "hours-as-approved", "by": "board", "found": found.found,
        "text": found.rule.text, "since": "2026-11-29",
        "source": "“What information do my certificates need to display?”, ncbtmb.org (the text says no date)",
    }  # fmt: skip


@given(
    live=st.integers(0, 4000), home=st.integers(0, 4000), practicum=st.integers(0, 4000),
    claimed=st.tuples(st.integers(0, 60), st.integers(0, 60)), board=st.sampled_from(BOARDS),
)  # fmt: skip
def test_no_hour_is_let_through_that_was_not_taught(
    live: int, home: int, practicum: int, claimed: tuple[int, int], board: str
) -> None:
    """However much practicum there is: a claim stands exactly when its own kind of minutes carries each part."""
    halves = [Fraction(n, 2) for n in claimed]
    kind = {(True, True): "Live and Home Study", (True, False): "Live", (False, True): "Home Study"}.get(
        (claimed[0] > 0, claimed[1] > 0), "Live"
    )
    contents = worth(board, kind, str(halves[0]), str(halves[1]), taught=Taught(live, home, practicum))
    taken = not broken(board, contents)
    assert taken is (sum(claimed) > 0 and claimed[0] * 25 <= live and claimed[1] * 25 <= home)


@given(st.decimals("0.1", 60, places=2), st.sampled_from(BOARDS))
def test_only_whole_and_half_hours_are_let_through(hours: Any, board: str) -> None:
    said = claiming(board, credit=f"{hours} {UNITS[board]}")
    assert ("half-hours" in broken(board, said)) is bool(hours * 2 % 1)


@given(st.text(max_size=30))
def test_whatever_is_printed_gets_an_answer(text: str) -> None:
    for board in BOARDS:
        assert isinstance(broken(board, claiming(board, credit=text, course_type=text)), set)


def test_a_programme_s_hours_are_read_exactly() -> None:
    assert read_credit({"credit": {"type": "Live", "live": 0.1, "home": 7}}) == Credit(
        "Live", Fraction(1, 10), Fraction(7)
    )
    assert not read_credit({}).hours


def test_every_rule_asks_for_a_check_that_there_is() -> None:
    assert {rule.check for pack in all_packs().values() for rule in pack.rules} == set(CHECKS)
