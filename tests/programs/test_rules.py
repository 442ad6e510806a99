"""A standing follows from the tree, the evidence and the date, and from nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.rules import assessors, evaluate, parse, problems, signers

KINDS = {kind.name: kind for kind in BUILT_IN}
DAY = date(2026, 11, 24)
TREE = {
    "id": "all", "title": "Everything",
    "all_of": [
        {"id": "learn", "title": "Module 2", "kind": "module_completed", "with": {"module": "m02"}, "how": "Read it."},
        {"id": "quiz", "title": "Quiz 2", "kind": "quiz_passed", "with": {"quiz": "q02"}, "how": "Sit it."},
        {
            "id": "p3",
            "title": "P3",
            "kind": "practicum_minutes",
            "with": {"category": "P3", "minutes": 60},
            "how": "Log it.",
        },
        {"id": "seen", "title": "Seen", "kind": "observation_passed", "with": {"count": 1}, "how": "Ask for it."},
        {"id": "two", "title": "Approved", "kind": "second_person_approval", "how": "Wait."},
    ],
}  # fmt: skip


def fact(kind: str, number: int = 1, on: date = DAY, **values: Any) -> Fact:
    return Fact(f"{kind}:{number}", kind, on, values)


ALL = (
    fact("module_completed", module="m02"),
    fact("quiz_passed", quiz="q02", earned="4", possible="5"),
    fact("practicum_entry", category="P3", minutes=60, supervisor=7, signed_by=7, client="C-1"),
    fact("observation", passed=True, assessor=7, client="C-1"),
    fact("approval", by=9, ended=None),
)


def stand(evidence: tuple[Fact, ...], on: date = DAY):
    return evaluate("foundation", 1, parse(TREE), KINDS, evidence, on)


def test_all_evidence_meets_everything() -> None:
    assert stand(ALL).met
    assert stand(ALL).counts == (5, 5)


@pytest.mark.parametrize("left_out", range(5))
def test_anything_missing_is_named_with_how_to_get_it(left_out: int) -> None:
    standing = stand(tuple(f for n, f in enumerate(ALL) if n != left_out))
    missing = [leaf for leaf in standing.proof.leaves() if not leaf.met]
    assert [leaf.id for leaf in missing] == [TREE["all_of"][left_out]["id"]]
    assert missing[0].have
    assert missing[0].how == TREE["all_of"][left_out]["how"]


@pytest.mark.parametrize(
    ("minutes", "met", "have"),
    [(59, False, "59 min of 1 h"), (60, True, "1 h of 1 h"), (61, True, "1 h 01 min of 1 h")],
)
def test_minutes_are_met_at_the_minute(minutes: int, met: bool, have: str) -> None:
    answer = KINDS["practicum_minutes"].judge(
        {"category": "P3", "minutes": 60}, (fact("practicum_entry", category="P3", minutes=minutes),), DAY
    )
    assert isinstance(answer, Met if met else Unmet)
    assert answer.have == have


def test_minutes_of_another_category_do_not_count() -> None:
    answer = KINDS["practicum_minutes"].judge(
        {"category": "P3", "minutes": 1}, (fact("practicum_entry", category="P4", minutes=90),), DAY
    )
    assert isinstance(answer, Unmet)


def test_a_certificate_names_who_judged_and_neither_a_deputy_s_principal_nor_whoever_waived() -> None:
    """7 is named by a session that 8 signed, 9 observed twice, and 6 waived something."""
    seen = [
        fact("practicum_entry", 1, supervisor=7, signed_by=8),
        fact("observation", 2, assessor=9),
        fact("observation", 3, assessor=9),
        fact("waiver", 4, by=6),
    ]
    assert signers(seen) == [9, 8]
    assert assessors(seen) == {6, 7, 8, 9}


@pytest.mark.parametrize(("by", "met"), [(7, False), (9, True)])
def test_whoever_assessed_is_no_second_person(by: int, met: bool) -> None:
    """T03: the approver neither observed nor countersigned."""
    assert stand((*ALL[:4], fact("approval", by=by, ended=None))).met is met


def test_assessors_are_those_who_observed_or_countersigned() -> None:
    assert assessors(ALL) == {7}


def test_a_failed_observation_does_not_count() -> None:
    assert not stand((*ALL[:3], fact("observation", passed=False, assessor=7), ALL[4])).met


def test_facts_from_after_the_date_are_not_looked_at() -> None:
    late = tuple(Fact(f.id, f.kind, DAY + timedelta(days=1), f.values) for f in ALL)
    assert stand(late).counts[0] == 0
    assert stand(late, DAY + timedelta(days=1)).met


def test_only_approval_missing_is_what_the_approver_waits_for() -> None:
    assert stand(ALL[:4]).awaits_approval_only
    assert not stand(ALL).awaits_approval_only
    assert not stand(ALL[:3]).awaits_approval_only


@given(st.permutations(ALL))
def test_the_order_of_the_evidence_changes_no_byte(evidence: list[Fact]) -> None:
    assert stand(tuple(evidence)).canonical() == stand(ALL).canonical()


@given(st.sets(st.integers(0, 4)), st.integers(0, 4))
def test_more_evidence_never_makes_a_met_requirement_unmet(have: set[int], more: int) -> None:
    before = {leaf.id for leaf in stand(tuple(ALL[n] for n in have)).proof.leaves() if leaf.met}
    after = {leaf.id for leaf in stand(tuple(ALL[n] for n in have | {more})).proof.leaves() if leaf.met}
    assert before <= after | {"two"}  # a new observation may bar the approver: that one may fall


@pytest.mark.parametrize(
    ("group", "met"),
    [
        ({"all_of": ["a", "b"]}, False),
        ({"any_of": ["a", "b"]}, True),
        ({"at_least": 1, "of": ["a", "b"]}, True),
        ({"at_least": 2, "of": ["a", "b"]}, False),
    ],
)
def test_groups_ask_for_all_one_or_some(group: dict[str, Any], met: bool) -> None:
    leaves = [
        {"id": name, "title": name, "kind": "module_completed", "with": {"module": name}, "how": "Read."}
        for name in ("a", "b")
    ]
    word = next(word for word in group if word != "at_least")
    tree = parse({"id": "g", "title": "g"} | group | {word: leaves})
    evidence = (fact("module_completed", module="a"),)
    assert evaluate("p", 1, tree, KINDS, evidence, DAY).met is met


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ({"kind": "wizardry"}, "no requirement kind 'wizardry'"),
        ({"with": {}}, "give 'module' as a text"),
        ({"id": "all"}, "called 'all'"),
    ],
)
def test_a_broken_tree_says_what_is_wrong(broken: dict[str, Any], found: str) -> None:
    tree = {**TREE, "all_of": [TREE["all_of"][0] | broken]}
    assert any(found in fault.sentence for fault in problems(tree, KINDS))


def test_a_group_that_nobody_can_meet_is_a_problem() -> None:
    tree = {"id": "g", "title": "g", "at_least": 3, "of": TREE["all_of"][:2]}
    assert any("nobody can ever meet it" in fault.sentence for fault in problems(tree, KINDS))


def test_a_sound_tree_has_no_problems() -> None:
    assert problems(TREE, KINDS) == []


class HeldCertificate:
    """A kind that a plugin adds."""

    name = "certificate_held"

    def problems(self, params):
        return []

    def judge(self, params, evidence, on):
        held = [f for f in evidence if f.kind == "award" and f.values["program"] == params["program"]]
        return Met("held", (held[0].id,)) if held else Unmet("a certificate", "none")


def test_a_plugin_adds_a_kind_in_one_class() -> None:
    tree = parse(
        {"id": "x", "title": "x", "kind": "certificate_held", "with": {"program": "p"}, "how": "Earn it."}
    )
    kinds = KINDS | {"certificate_held": HeldCertificate()}
    assert not evaluate("q", 1, tree, kinds, (), DAY).met
    assert evaluate("q", 1, tree, kinds, (fact("award", program="p"),), DAY).met
