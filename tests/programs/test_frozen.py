"""What is frozen with a certificate: its leaves, what they rest on, and the root that stands for them."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from ashilms.certificates.rules import ProofRoot
from ashilms.plain import write_plain
from ashilms.plugins import Fact
from ashilms.programs import services
from ashilms.programs.models import AwardProof
from ashilms.programs.rules import Standing, evaluate, parse
from ashilms.programs.rules.frozen import Frozen, changed_since, freeze, said_by
from ashilms.programs.rules.merkle import hash_leaf, is_included
from tests.programs.evidence import DAY, live, session
from tests.schooling import KINDS, Founded

TREE = {
    "id": "all", "title": "Everything", "all_of": [
        {"id": "p3", "title": "Supervised, P3", "kind": "practicum_minutes", "how": "Practise.",
         "with": {"category": "P3", "minutes": 60}},
        {"id": "p5", "title": "Supervised, P5", "kind": "practicum_minutes", "how": "Practise.",
         "with": {"category": "P5", "minutes": 60}},
        {"id": "live", "title": "In class", "kind": "live_attendance", "how": "Come.", "with": {"minutes": 60}},
    ],
}  # fmt: skip
EVIDENCE = (session(1), session(2, category="P5", minutes=30), live(90))


def stand(evidence: tuple[Fact, ...] = EVIDENCE) -> Standing:
    return evaluate("p", 1, parse(TREE), KINDS, evidence, DAY)


def counted() -> Callable[[int], bytes]:
    """Return a source of bytes without chance: 0, 1, 2 …"""
    numbers = count()
    return lambda size: next(numbers).to_bytes(size, "big")


def test_each_requirement_that_is_met_has_a_leaf_with_what_it_rests_on() -> None:
    first, second = freeze(stand(), EVIDENCE, counted()).read()
    digest = first.pop("evidence")[0].pop("digest")
    assert len(digest) == 64
    assert first == {
        "salt": "00000000000000000000000000000001", "program": "p", "version": 1, "on": "2026-11-24",
        "requirement": "p3", "kind": "practicum_minutes", "title": "Supervised, P3", "have": "1 h of 1 h",
        "until": None,
    }  # fmt: skip
    assert (second["requirement"], [one["id"] for one in second["evidence"]]) == ("live", ["attendance:1"])


def test_a_leaf_that_was_waived_says_so_and_until_when_and_not_why() -> None:
    tree = {**TREE["all_of"][0], "id": "x", "title": "X", "waivable": True}
    values = {
        "program": "p", "requirement": "x", "sort": "equivalence", "reason": "Her private diploma.", "by": 9,
        "until": "2026-12-24", "ended": None,
    }  # fmt: skip
    given = (Fact("waiver:1", "waiver", DAY, values),)
    leaf = freeze(evaluate("p", 1, parse(tree), KINDS, given, DAY), given, counted()).leaves[0]
    assert leaf == (
        '{"evidence":[{"digest":"' + json.loads(leaf)["evidence"][0]["digest"] + '","id":"waiver:1"}],'
        '"have":"0 min of 1 h","kind":"practicum_minutes","on":"2026-11-24","program":"p","requirement":"x",'
        '"salt":"00000000000000000000000000000001","title":"X","until":"2026-12-24","version":1,'
        '"waived":"equivalence"}'
    )


def test_the_same_chance_gives_the_same_bytes_and_other_chance_another_root() -> None:
    first, again = (freeze(stand(), EVIDENCE, counted()) for _ in range(2))
    assert first == again
    assert first.leaves == tuple(write_plain(leaf) for leaf in first.read())
    drawn = {freeze(stand(), EVIDENCE, secrets.token_bytes).root for _ in range(20)}
    assert len(drawn) == 20


def test_each_leaf_leads_to_the_root_and_no_other_does() -> None:
    frozen = freeze(stand(), EVIDENCE, secrets.token_bytes)
    for place, leaf in enumerate(frozen.leaves):
        path = [bytes.fromhex(one) for one in frozen.path(place)]
        root, size = bytes.fromhex(frozen.root), len(frozen.leaves)
        assert is_included(hash_leaf(leaf.encode()), place, size, path, root)
        salt = json.loads(leaf)["salt"]
        guessed = leaf.replace(
            salt, "0" * 32
        )  # what the others say can be guessed, but not what they begin with
        assert not is_included(hash_leaf(guessed.encode()), place, size, path, root)


@pytest.mark.parametrize(
    ("today", "changed"),
    [
        (EVIDENCE, []),
        ((*EVIDENCE, session(3)), []),
        (tuple(reversed(EVIDENCE)), []),
        (EVIDENCE[1:], ["entry:1"]),
        ((session(1, minutes=61), *EVIDENCE[1:]), ["entry:1"]),
        ((session(1, supervisor=8), *EVIDENCE[1:]), ["entry:1"]),
        ((replace(EVIDENCE[0], since=DAY), *EVIDENCE[1:]), ["entry:1"]),
        ((), ["entry:1", "attendance:1"]),
        # what no leaf rests on may change: P5 was not met
        ((EVIDENCE[0], session(2, category="P5", minutes=10), EVIDENCE[2]), []),
    ],
)
def test_whether_the_records_say_today_what_they_said(today: tuple[Fact, ...], changed: list[str]) -> None:
    frozen = freeze(stand(), EVIDENCE, secrets.token_bytes)
    assert list(changed_since(frozen, today)) == changed


YESTERDAY, TOMORROW = (str(DAY + timedelta(days=days)) for days in (-1, 1))
GOES_ON: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "nothing": ({"by": 3}, {}, True),
    "a value": ({"by": 3}, {"by": 4}, False),
    "a value of a later release": ({"by": 3}, {"room": "r1"}, True),
    "an end of that day": ({"ended": None}, {"ended": str(DAY)}, True),
    "an end of later": ({"ended": None}, {"ended": TOMORROW}, True),
    "an end of before": ({"ended": None}, {"ended": YESTERDAY}, False),
    "another end": ({"ended": TOMORROW}, {"ended": str(DAY)}, False),
    "an end that is taken back": ({"closed": YESTERDAY}, {"closed": None}, False),
    "a remediation that is closed": ({"closed": None}, {"closed": TOMORROW}, True),
    "a turn": ({"turned": [[YESTERDAY, "sent"]]}, {"turned": [[YESTERDAY, "sent"], [TOMORROW, "refused"]]}, True),
    "a turn of before": (
        {"turned": [[YESTERDAY, "sent"]]}, {"turned": [[YESTERDAY, "sent"], [YESTERDAY, "refused"]]}, False),
    "another turn": ({"turned": [[YESTERDAY, "sent"]]}, {"turned": [[YESTERDAY, "refused"]]}, False),
    "a turn less": ({"turned": [[YESTERDAY, "sent"]]}, {"turned": []}, False),
    "a status": ({"changes": [[YESTERDAY, "valid"]]}, {"changes": [(YESTERDAY, "valid"), (TOMORROW, "revoked")]}, True),
}  # fmt: skip


@pytest.mark.parametrize(("then", "since", "is_same"), GOES_ON.values(), ids=GOES_ON)
def test_what_goes_on_after_issue_is_no_change(
    then: dict[str, Any], since: dict[str, Any], is_same: bool
) -> None:
    was, is_ = (session(1, **values) for values in (then, then | since))
    frozen = freeze(stand((was,)), (was,), secrets.token_bytes)
    assert list(changed_since(frozen, (is_,))) == ([] if is_same else ["entry:1"])


def test_a_value_that_is_gone_is_a_change() -> None:
    frozen = freeze(stand(), EVIDENCE, secrets.token_bytes)
    less = {name: value for name, value in EVIDENCE[0].values.items() if name != "client"}
    assert list(changed_since(frozen, (replace(EVIDENCE[0], values=less), *EVIDENCE[1:]))) == ["entry:1"]


def test_what_is_kept_of_the_records_can_t_be_changed_with_them() -> None:
    """The leaves say what stands for it, and the certificate says what stands for them."""
    frozen = freeze(stand(), EVIDENCE, secrets.token_bytes)
    more = session(1, minutes=90)
    assert sorted(frozen.said) == ["attendance:1", "entry:1"]  # P5 was not met: nothing is kept of it
    turned = replace(frozen, said={**frozen.said, "entry:1": said_by(more)})
    assert list(changed_since(turned, (more, *EVIDENCE[1:]))) == ["entry:1"]


def test_what_evidence_said_can_t_be_tried_out_without_the_key() -> None:
    """The same session under two keys: nothing in a leaf is the plain hash of minutes and days."""
    leaves = [freeze(stand(), EVIDENCE, secrets.token_bytes).read()[0] for _ in range(2)]
    digests = {leaf["evidence"][0]["digest"] for leaf in leaves}
    assert len(digests) == 2


class TestIssuing:
    def test_a_certificate_says_the_root_of_the_proof_that_it_was_given_on(self, school: Founded) -> None:
        row = school.certify()
        frozen = services.find_frozen(school.db, row.number)
        assert frozen is not None
        award = services.current_award(school.db, school.cast.ana.id, school.program_id)
        assert award is not None
        said = row.as_payload()
        assert (said.version, said.proof) == (4, ProofRoot(frozen.root, len(frozen.leaves)))
        assert {leaf["requirement"] for leaf in frozen.read()} == {
            part["id"] for part in leaves_in(json.loads(award.standing)["proof"]) if part["met"]
        }
        assert services.find_number_by_root(school.db, frozen.root) == row.number
        assert services.find_number_by_root(school.db, "0" * 64) is None

    def test_the_records_say_right_after_issue_what_they_said(self, school: Founded) -> None:
        frozen = services.find_frozen(school.db, school.certify().number)
        assert frozen is not None
        evidence = services.evidence_of(school.db, school.cast.ana.id, school.program_id)
        assert list(changed_since(frozen, evidence)) == []
        assert list(changed_since(frozen, evidence[1:])) == [evidence[0].id]

    def test_an_award_of_before_has_no_such_proof(self, school: Founded) -> None:
        row = school.certify()
        school.db.delete(school.db.scalars(select(AwardProof)).one())
        school.db.flush()
        assert services.find_frozen(school.db, row.number) is None

    def test_two_certificates_on_the_same_evidence_have_two_roots(self, school: Founded) -> None:
        """Otherwise a second certificate would tell that nothing was done since the first."""
        standing = services.proof_of(school.db, school.cast.ana.id, school.program_id, KINDS, on=DAY)
        roots = {freeze(standing.standing, standing.evidence, secrets.token_bytes).root for _ in range(2)}
        assert len(roots) == 2


def leaves_in(part: dict) -> list[dict]:
    return [leaf for member in part["members"] for leaf in leaves_in(member)] if "members" in part else [part]


def test_a_proof_of_one_leaf_is_that_leaf() -> None:
    assert Frozen(("{}",), "00", {}).root == hash_leaf(b"{}").hex()
