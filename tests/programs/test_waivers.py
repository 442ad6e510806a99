"""Waivers: when one stands, what can't be waived, who may, and that every proof says so."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ashilms.accounts import services as people
from ashilms.audit import services as audit
from ashilms.certificates import drawing
from ashilms.certificates.rules import WITH_WAIVED, Waived
from ashilms.certificates.services import get_certificate
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.looks.rules import Look
from ashilms.plugins import Fact, Guarding
from ashilms.programs import services
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.models import Award, ProgramWaiver
from ashilms.programs.rules import Proof, evaluate, parse, problems
from ashilms.programs.rules.waivers import LONGEST, Sort
from ashilms.programs.services import Wish
from ashilms.supervision import services as supervision
from tests.conftest import NOW
from tests.programs.evidence import DAY, session
from tests.programs.test_views import Sign
from tests.schooling import KINDS, Founded, text_of

MIX = {"feature": "light", "count": 2}
UNTIL = DAY + timedelta(days=30)
WHY = "Taught anatomy for ten years; her diploma was looked at."
WISH = Wish("learn-m05", Sort.EQUIVALENCE, WHY, UNTIL)


def leaf(kind: str = "case_mix", waivable: bool = True, **params: Any) -> dict[str, Any]:
    return {
        "id": "x",
        "title": "X",
        "kind": kind,
        "with": params or MIX,
        "how": "Do it.",
        "waivable": waivable,
    }


def waiver(number: int = 1, on: date = DAY, until: date = UNTIL, **values: Any) -> Fact:
    usual = {
        "program": "p", "requirement": "x", "sort": "waiver", "reason": WHY, "until": until.isoformat(), "by": 9,
        "ended": None,
    }  # fmt: skip
    return Fact(f"waiver:{number}", "waiver", on, usual | values)


def judge(*evidence: Fact, on: date = DAY, tree: dict[str, Any] | None = None) -> Proof:
    return evaluate("p", 1, parse(tree or leaf()), KINDS, evidence, on).proof


@pytest.mark.parametrize(
    ("given", "on", "met"),
    [
        (waiver(), DAY - timedelta(days=1), False),
        (waiver(), DAY, True),
        (waiver(), UNTIL - timedelta(days=1), True),
        (waiver(), UNTIL, True),
        (waiver(), UNTIL + timedelta(days=1), False),
        (waiver(until=date(2028, 2, 29)), date(2028, 2, 29), True),
        (waiver(until=date(2028, 2, 29)), date(2028, 3, 1), False),
        (waiver(ended="2026-12-01"), date(2026, 11, 30), True),
        (waiver(ended="2026-12-01"), date(2026, 12, 1), False),
        (waiver(program="q"), DAY, False),
        (waiver(requirement="y"), DAY, False),
    ],
)
def test_a_waiver_stands_from_its_day_through_its_last(given: Fact, on: date, met: bool) -> None:
    assert judge(given, on=on).met is met


def test_the_proof_says_what_was_waived_and_what_there_is_all_the_same() -> None:
    proof = judge(waiver(), session(features=["light"]))
    assert (proof.met, proof.have, proof.evidence, proof.until) == (True, "1 of 2", ("waiver:1",), UNTIL)
    assert proof.waived == f"Waived until 24 December 2026: {WHY}"
    assert judge(waiver(sort="equivalence")).waived.startswith("Met by an equivalence until")


def test_what_is_met_by_itself_is_not_waived() -> None:
    proof = judge(waiver(), session(1, features=["light"]), session(2, features=["light"]))
    assert (proof.met, proof.waived, proof.evidence) == (True, "", ("entry:1", "entry:2"))


def test_of_several_the_one_that_lasts_longest_is_named() -> None:
    longer = waiver(2, until=UNTIL + timedelta(days=1))
    assert judge(waiver(), longer).evidence == ("waiver:2",)


def test_the_bytes_change_by_a_waiver_alone() -> None:
    """What was frozen before there were waivers has the same bytes now."""
    frozen = [
        evaluate("p", 1, parse(leaf()), KINDS, some, DAY).canonical() for some in ((), (waiver(program="q"),))
    ]
    assert frozen[0] == frozen[1]
    assert b"waive" not in frozen[0]
    assert b'"waived":"Waived until' in evaluate("p", 1, parse(leaf()), KINDS, (waiver(),), DAY).canonical()


GUARDING = {kind.name for kind in BUILT_IN if isinstance(kind, Guarding)}
PARAMS: dict[str, dict[str, Any]] = {
    "quiz_passed": {"quiz": "q"}, "no_open_incident": {"severity": 3}, "no_open_remediation": {},
    "observation_passed": {"rubric": "r", "count": 1}, "contact_hours": {"minutes": 50},
    "consecutive_observations": {"rubric": "r", "count": 2}, "live_attendance": {"minutes": 50},
    "declaration": {"declaration": "d", "statement": "Yes.", "months": 1},
    "attestation": {"policy": "p", "statement": "Yes."}, "second_person_approval": {},
}  # fmt: skip


@pytest.mark.parametrize("kind", PARAMS)
def test_what_guards_is_never_waived_whatever_a_pack_says(kind: str) -> None:
    """T27: nor when such a tree was loaded all the same."""
    assert set(PARAMS) == GUARDING
    tree = leaf() | {"kind": kind, "with": PARAMS[kind]}
    said = [fault.sentence for fault in problems(tree, KINDS)]
    assert len(said) == 1
    assert "can’t be waivable" in said[0]
    open_ = (Fact("incident:1", "incident", DAY, {"severity": 3, "turned": [(DAY.isoformat(), True)]}),
             Fact("remediation:1", "remediation", DAY, {"closed": None}))  # fmt: skip
    assert not judge(waiver(), *open_, tree=tree).met


def test_nothing_is_waivable_unless_the_pack_says_so() -> None:
    assert not judge(waiver(), tree=leaf(waivable=False)).met
    plain = {name: value for name, value in leaf().items() if name != "waivable"}
    assert not judge(waiver(), tree=plain).met
    assert not judge(waiver(), tree=leaf("gone")).met


def grant(school: Founded, by: str = "reg", whom: str = "caz", **changes: Any) -> ProgramWaiver:
    wish, actor = replace(WISH, **changes), getattr(school.cast, by)
    row = services.grant_waiver(
        school.db, actor, getattr(school.cast, whom).id, school.program_id, wish, KINDS, now=NOW
    )
    school.db.commit()
    return row


def stand(school: Founded, whom: str = "caz", on: date = DAY) -> dict[str, Proof]:
    who = getattr(school.cast, whom).id
    proof = services.proof_of(school.db, who, school.program_id, KINDS, on=on)
    return {leaf.id: leaf for leaf in proof.standing.proof.leaves()}


def test_a_requirement_is_waived_for_one_person_and_ended(school: Founded) -> None:
    row = grant(school)
    assert (stand(school)["learn-m05"].met, stand(school)["learn-m02"].met) == (True, False)
    assert not stand(school, on=UNTIL + timedelta(days=1))["learn-m05"].met
    later = NOW + timedelta(days=2)
    with pytest.raises(Unacceptable):
        services.end_waiver(school.db, school.cast.reg, row.id, "no", now=later)
    services.end_waiver(school.db, school.cast.reg, row.id, "The diploma was of somebody else.", now=later)
    assert stand(school, on=DAY + timedelta(days=1))["learn-m05"].met
    assert not stand(school, on=DAY + timedelta(days=2))["learn-m05"].met
    with pytest.raises(Clash):
        services.end_waiver(
            school.db, school.cast.reg, row.id, "The diploma was of somebody else.", now=later
        )
    steps = [one.action for one in audit.find_records(school.db, subject=f"waiver:{row.id}")]
    assert steps == ["programs.end-waiver", "programs.waive"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"requirement": "learn-m02"}, "requirement"), ({"requirement": "quiz-m05"}, "requirement"),
        ({"requirement": "nothing"}, "requirement"), ({"until": DAY - timedelta(days=1)}, "until"),
        ({"until": DAY + LONGEST + timedelta(days=1)}, "until"), ({"reason": "because"}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
    ],
)  # fmt: skip
def test_what_can_t_be_waived_is_said_at_its_field(
    school: Founded, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unacceptable) as refused:
        grant(school, **changes)
    assert refused.value.field == field
    assert not school.db.query(ProgramWaiver).count()


@pytest.mark.parametrize("until", [DAY, DAY + LONGEST])
def test_it_may_end_today_or_as_far_as_there_is_a_bound(school: Founded, until: date) -> None:
    assert grant(school, until=until).until == until


def test_what_is_met_or_waived_is_not_waived_again(school: Founded) -> None:
    grant(school)
    for whom in ("caz", "ana"):
        with pytest.raises(Unacceptable, match="or is met"):
            grant(school, whom=whom)


def test_who_waives_is_a_registrar_and_nobody_close(school: Founded) -> None:
    """T03."""
    for who in ("bea", "caz", "ana"):
        with pytest.raises(NotAllowed):
            grant(school, by=who)
    supervision.declare_tie(school.db, school.cast.caz, "reg@example.org", now=NOW)
    with pytest.raises(NotAllowed, match="close tie"):
        grant(school)
    with pytest.raises(Missing):
        grant(school, whom="dee")
    people.get_person(school.db, school.cast.caz.id).email = "REG@example.org"
    with pytest.raises(NotAllowed, match="same e-mail"):
        grant(school)


def test_the_database_itself_lets_nobody_waive_for_themselves(school: Founded) -> None:
    row = grant(school)
    row.by_id = row.person_id
    with pytest.raises(IntegrityError):
        school.db.flush()


def test_whoever_waived_is_not_the_second_person(school: Founded) -> None:
    """T27: two people have looked, and a waiver is one look."""
    old = services.latest_version(school.db, school.program_id)
    tree = old.content["requirements"]
    old.content = {**old.content, "requirements": {**tree, "all_of": [*tree["all_of"], leaf()]}}
    school.db.commit()
    with pytest.raises(Clash):
        school.issue(school.cast.reg)
    grant(school, whom="ana", requirement="x")
    with pytest.raises(NotAllowed, match="waived something"):
        school.issue(school.cast.reg)
    school.issue()
    (award,) = school.db.query(Award)
    assert services.find_waived(school.db, award.number) == [
        ("X", "Met by an equivalence until 24 December 2026")
    ]
    with pytest.raises(Clash, match="hold the certificate"):
        grant(school, whom="ana", requirement="x")


def test_it_is_granted_and_ended_on_its_pages(client_of: Sign, site_school: Founded) -> None:
    reg, caz = client_of("reg"), site_school.cast.caz.id
    page = f"/standings/{caz}/{site_school.program_id}/waivers"
    assert page in reg.get(f"/standings/{caz}").text
    shown = reg.get(page).text
    assert ("Nothing was waived" in shown, "quiz-m05" in shown) == (True, False)
    sent = {"requirement": "learn-m05", "sort": "equivalence", "until": UNTIL.isoformat(), "reason": WHY}
    for wrong in ({"until": "2020-01-01"}, {"reason": "x"}, {"requirement": "quiz-m05"}, {"sort": "gift"}):
        answer = reg.post(page, data={**sent, **wrong})
        assert (answer.status_code, wrong.get("reason") == "x" or WHY in answer.text) == (422, True)
    assert reg.post(page, data=sent).location == page
    said = f"Met by an equivalence until 24 December 2026: {WHY}"
    assert said in text_of(client_of("caz").get("/standing"))
    assert said in text_of(client_of("bea").get(f"/standings/{caz}"))
    assert "Stands until" in reg.get(page).text
    assert reg.post("/waivers/1/end", data={"reason": "The diploma was of somebody else."}).location == page
    assert "Ended on" in reg.get(page).text


def test_a_certificate_s_page_says_what_was_waived(client_of: Sign, site_school: Founded) -> None:
    old = services.latest_version(site_school.db, site_school.program_id)
    tree = old.content["requirements"]
    old.content = {**old.content, "requirements": {**tree, "all_of": [*tree["all_of"], leaf()]}}
    site_school.db.commit()
    grant(site_school, whom="ana", requirement="x")
    number = site_school.certify().number
    for who in ("ana", "reg"):
        page = text_of(client_of(who).get(f"/certificates/{number}"))
        assert "X. Met by an equivalence until 24 December 2026" in page
        assert WHY not in page
    said = get_certificate(site_school.db, number).as_payload()
    assert (said.version, said.waived) == (WITH_WAIVED, (Waived("X", "equivalence"),))
    assert "Met by an equivalence: X" in drawing.page_of(said, Look())["claims"].text  # type: ignore[attr-defined]
    transcript = text_of(client_of("ana").get(f"/people/{site_school.cast.ana.id}/transcript"))
    assert "Met by an equivalence: X" in transcript
    assert WHY not in transcript


def test_who_comes_to_these_pages(client_of: Sign, site_school: Founded) -> None:
    """T11."""
    end = f"/waivers/{grant(site_school).id}/end"
    pages = (f"/standings/{site_school.cast.caz.id}/{site_school.program_id}/waivers", end, "/waivers/99/end")
    codes = {
        who: [client_of(who).get(page).status_code for page in pages] for who in (None, "caz", "bea", "reg")
    }
    assert codes == {None: [401] * 3, "caz": [403] * 3, "bea": [403] * 3, "reg": [200, 200, 404]}
    assert WHY in text_of(client_of("reg").get(end))  # what is ended, before it is
