"""Trees of requirements: how groups are met, and that more evidence takes nothing away unless a kind says so."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashilms.plugins import Fact, Falling
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.rules import Proof, Standing, evaluate, parse
from ashilms.programs.rules.statements import digest_of
from tests.programs.evidence import DAY, certificate, credit, document, incident, live, remediation, session

pytestmark = pytest.mark.any_database

KINDS = {kind.name: kind for kind in BUILT_IN}


def leaf(id: str, kind: str = "module_completed", **params: Any) -> dict[str, Any]:
    return {"id": id, "title": id, "kind": kind, "with": params or {"module": id}, "how": "Do it."}


def read(*modules: str) -> tuple[Fact, ...]:
    return tuple(Fact(f"module:{one}", "module_completed", DAY, {"module": one}) for one in modules)


def stand(tree: dict[str, Any], evidence: tuple[Fact, ...], on: date = DAY) -> Standing:
    return evaluate("p", 1, parse(tree), KINDS, evidence, on)


A, B, C = leaf("a"), leaf("b"), leaf("c")
ALL = {"id": "g", "title": "g", "all_of": [A, B, C]}
ANY = {"id": "g", "title": "g", "any_of": [A, B, C]}
TWO = {"id": "g", "title": "g", "at_least": 2, "of": [A, B, C]}
NESTED = {
    "id": "top", "title": "top",
    "all_of": [A, {"id": "or", "title": "or", "any_of": [B, {"id": "and", "title": "and", "all_of": [C, leaf("d")]}]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("tree", "done", "met", "have", "needed"),
    [
        (ALL, "", False, "0 of 3", "3 of 3"),
        (ALL, "ab", False, "2 of 3", "3 of 3"),
        (ALL, "abc", True, "3 of 3", ""),
        (ANY, "", False, "0 of 3", "1 of 3"),
        (ANY, "c", True, "1 of 3", ""),
        (TWO, "b", False, "1 of 3", "2 of 3"),
        (TWO, "bc", True, "2 of 3", ""),
        (TWO, "abc", True, "3 of 3", ""),
        (NESTED, "b", False, "1 of 2", "2 of 2"),
        (NESTED, "a", False, "1 of 2", "2 of 2"),
        (NESTED, "ac", False, "1 of 2", "2 of 2"),
        (NESTED, "ab", True, "2 of 2", ""),
        (NESTED, "acd", True, "2 of 2", ""),
    ],
)
def test_a_group_counts_the_members_that_are_met(
    tree: dict[str, Any], done: str, met: bool, have: str, needed: str
) -> None:
    proof = stand(tree, read(*done)).proof
    assert (proof.met, proof.have, proof.needed) == (met, have, needed)


APPROVED = leaf("two", "second_person_approval")
CHOICE = {
    "id": "all",
    "title": "all",
    "all_of": [ANY, {"id": "h", "title": "h", "all_of": [leaf("d")]}, APPROVED],
}


def test_what_a_met_choice_leaves_open_is_not_missing() -> None:
    standing = stand(CHOICE, read("b", "d"))
    assert [one.id for one in standing.missing] == ["two"]
    assert standing.awaits_approval_only
    assert standing.counts == (2, 3)
    assert not stand(CHOICE, read("b")).awaits_approval_only


def test_of_an_open_choice_all_that_would_do_is_missing() -> None:
    standing = stand(CHOICE, read("d"))
    assert [one.id for one in standing.missing] == ["a", "b", "c", "two"]
    assert standing.counts == (1, 3)
    assert not standing.awaits_approval_only


@pytest.mark.parametrize(
    ("tree", "choice", "counts"),
    [
        (ALL, "", (1, 3)),
        (ANY, "One of these is enough.", (1, 1)),
        (TWO, "Any 2 of these are enough.", (1, 2)),
    ],
)
def test_a_choice_says_how_many_are_enough(
    tree: dict[str, Any], choice: str, counts: tuple[int, int]
) -> None:
    proof = stand(tree, read("b")).proof
    assert (proof.choice, proof.counts) == (choice, counts)
    assert [one.id for one in proof.open_first()] == ["a", "c", "b"]


ANYWHERE = (
    leaf("hours", "contact_hours", minutes=100), leaf("live", "live_attendance", minutes=100),
    leaf("minutes", "practicum_minutes", category="P3", minutes=90), leaf("sessions", "practicum_sessions", count=2),
    leaf("since", "practicum_sessions", count=1, after="level-1"), leaf("clients", "practicum_clients", count=2),
    leaf("mix", "case_mix", feature="light", count=1), leaf("clear", "no_open_incident", severity=3),
    leaf("mended", "no_open_remediation", none=1), leaf("held", "certificate_held", program="level-1"),
    leaf("paper", "document_held", document="licence"),
    leaf("task", "task_marked", task="claims"), A, B,
    leaf("fit", "declaration", declaration="fit", statement="Yes.", months=1),
)  # fmt: skip
POOL = (
    credit(60), live(50, 1), live(60, 2), session(1), session(2, client="C-2", features=["light"]),
    session(3, on=DAY + timedelta(days=1)), session(4, refused=True), incident(3), incident(2, number=2), remediation(),
    document(), document(2, until=DAY), document(3, kind="first-aid"),
    document(4, turned=[(DAY.isoformat(), "sent"), (DAY.isoformat(), "refused")]),
    certificate(), certificate(number=2, changes=[(DAY.isoformat(), "suspended")]), *read("a", "b"),
    *(Fact(f"mark:{n}", "task_mark", DAY, {"task": "claims", "passed": n == 1, "number": n}) for n in (1, 2)),
    Fact("statement:1", "statement", DAY, {"key": "fit", "digest": digest_of("Yes.")}),
)  # fmt: skip
ON = DAY + timedelta(days=1)


def groups(members: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(members, min_size=1, max_size=4)
    return st.one_of(
        some.map(lambda found: {"id": "g", "title": "g", "all_of": found}),
        some.map(lambda found: {"id": "g", "title": "g", "any_of": found}),
        some.map(lambda found: {"id": "g", "title": "g", "at_least": 1 + len(found) // 2, "of": found}),
    )


TREES = st.recursive(st.sampled_from(ANYWHERE), groups, max_leaves=12)


def flat(proof: Proof) -> list[Proof]:
    return [proof, *(below for member in proof.members for below in flat(member))]


@settings(max_examples=50)
@given(TREES, st.permutations(POOL), st.integers(0, len(POOL)))
def test_neither_order_nor_repetition_of_the_work_changes_a_byte(
    tree: dict[str, Any], evidence: list[Fact], count: int
) -> None:
    some = tuple(evidence[:count])
    assert stand(tree, some, ON).canonical() == stand(tree, some[::-1], ON).canonical()


@settings(max_examples=50)
@given(TREES, st.permutations(POOL), st.integers(0, len(POOL)))
def test_more_evidence_makes_nothing_unmet_but_what_says_that_it_may_fall(
    tree: dict[str, Any], evidence: list[Fact], count: int
) -> None:
    before = list(stand(tree, tuple(evidence[:count]), ON).proof.leaves())
    after = list(stand(tree, tuple(evidence), ON).proof.leaves())
    fell = {KINDS[one.kind] for one, other in zip(before, after, strict=True) if one.met and not other.met}
    assert all(isinstance(kind, Falling) and kind.falls_by for kind in fell)


@settings(max_examples=50)
@given(TREES, st.permutations(POOL), st.integers(0, len(POOL)))
def test_a_group_falls_only_when_something_in_it_does(
    tree: dict[str, Any], evidence: list[Fact], count: int
) -> None:
    before, after = (flat(stand(tree, some, ON).proof) for some in (tuple(evidence[:count]), tuple(evidence)))
    for one, other in zip(before, after, strict=True):
        lasted = all(not low.met or high.met for low, high in zip(one.leaves(), other.leaves(), strict=True))
        assert not (one.met and lasted) or other.met


@settings(max_examples=50)
@given(st.sets(st.sampled_from("abc")), st.integers(1, 3), st.integers(1, 3))
def test_whoever_meets_more_of_them_meets_fewer_of_them(done: set[str], one: int, other: int) -> None:
    more, fewer = (
        stand({"id": "g", "title": "g", "at_least": count, "of": [A, B, C]}, read(*done)).met
        for count in (max(one, other), min(one, other))
    )
    assert not more or fewer


@pytest.mark.parametrize(
    ("kind", "evidence", "taken"),
    [
        ("no_open_incident", (), (incident(3),)),
        ("no_open_remediation", (), (remediation(),)),
        ("certificate_held", (certificate(),), (certificate(2, changes=[(DAY.isoformat(), "suspended")]),)),
    ],
)
def test_what_says_that_it_may_fall_does(
    kind: str, evidence: tuple[Fact, ...], taken: tuple[Fact, ...]
) -> None:
    tree = next(one for one in ANYWHERE if one["kind"] == kind)
    assert isinstance(KINDS[kind], Falling)
    assert stand(tree, evidence).met
    assert not stand(tree, evidence + taken).met


@pytest.mark.parametrize(("days", "met"), [(-1, False), (0, True), (1, True)])
def test_what_had_to_be_signed_counts_from_the_day_it_was(days: int, met: bool) -> None:
    signed = session(on=date(2028, 2, 20), since=date(2028, 2, 29))
    tree = leaf("s", "practicum_sessions", count=1)
    assert stand(tree, (signed,), date(2028, 2, 29) + timedelta(days=days)).met is met


@pytest.mark.parametrize(("days", "met"), [(-1, False), (0, True), (1, True)])
def test_what_was_signed_earlier_still_counts_from_its_own_day(days: int, met: bool) -> None:
    booked = session(on=DAY, since=DAY - timedelta(days=3))
    tree = leaf("s", "practicum_sessions", count=1)
    assert stand(tree, (booked,), DAY + timedelta(days=days)).met is met


def test_the_frozen_form_is_what_it_always_was() -> None:
    """What stands with certificates issued years ago has these bytes: a change here is a change of all of them."""
    standing = stand(
        {"id": "g", "title": "Beides", "any_of": [A, leaf("é", "practicum_sessions", count=2)]}, read("a")
    )
    assert standing.canonical().decode() == (
        '{"on":"2026-11-24","program":"p","proof":{"by":null,"evidence":[],"have":"1 of 2","how":"","id":"g","kind":"",'
        '"members":[{"by":null,"evidence":["module:a"],"have":"completed on 24 November 2026","how":"","id":"a",'
        '"kind":"module_completed","met":true,"needed":"","title":"a","until":null},{"by":null,"evidence":[],"have":'
        '"0 of 2","how":"Do it.","id":"é","kind":"practicum_sessions","met":false,"needed":"2 to go","title":"é",'
        '"until":null}],"met":true,"needed":"","title":"Beides","until":null},"version":1}'
    )
