"""The published vectors of the screening algorithm as one table, and what a clearance does and does not do."""

from datetime import date, timedelta
from typing import Any

import pytest

from ashilms.screenings.rules.clearances import FACE_DOWN, POINTS, Clearance
from ashilms.screenings.rules.limits import LEVEL_1, Limits, spread_regions
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.screening import Decision, screen
from tests.practicum.conftest import SHIPPED, WELL
from tests.screenings.table import TODAY, complete

VALID = Clearance(TODAY - timedelta(days=50), frozenset(POINTS))
FACING_DOWN = Clearance(VALID.signed_on, VALID.points | {FACE_DOWN})
LEGS = spread_regions(["ham", "medthigh", "pop", "fib", "calf", "ach", "sole"])
TRUNK = spread_regions(
    ["trap", "scap", "scapedge", "tES", "tlES", "lES", "latrib-c", "glut", "glut-uo", "sci"]
)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def decide(changes: dict[str, Any], clearances: dict[str, Clearance] | None = None) -> Decision:
    """Screen somebody who is well but for `changes`; whatever these make the form ask is answered mildly."""
    return screen(SHIPPED, complete({**WELL, **changes}), today=TODAY, clearances=clearances)


DISC = {"spine": ("disc",), "disc-state": "quiet"}
FUSION = {"spine": ("fusion",)}
IMPLANTS = {"operations": ("breast",), "breast-date": date(2026, 6, 24)}
REMISSION = {"illness": ("past-cancer",)}
SINCE_THEN = Clearance(VALID.signed_on, VALID.points - {"newer"})
CRISIS = {"bp-systolic": 185, "bp-diastolic": 100, "bp-symptoms": "yes"}
FLOWN = {"blood": ("travel",), "travel-date": ago(2)}
NUMBED = {"emergency-signs": ("both-legs", "bladder")}
VECTORS: list[tuple[str, dict[str, Any], dict[str, Clearance], Outcome]] = [
    ("2 laser surgery 3 days ago", {"nerves": ("laser",), "laser-date": ago(3)}, {}, Outcome.DEFER_UNTIL),
    ("3 implants 5 months", IMPLANTS, {}, Outcome.DEFER_UNTIL),
    ("3 and after nine", {"operations": ("breast",), "breast-date": date(2026, 2, 24)}, {}, Outcome.CLEARANCE_REQUIRED),
    ("4 warfarin", {"blood-thinners": "yes"}, {}, Outcome.STOP_DECLINE),
    ("5 seventeen", {"age": 17}, {}, Outcome.STOP_DECLINE),
    ("6 eighteen", {"age": 18}, {}, Outcome.PROCEED),
    ("7 table", {"client-weight": 95, "therapist-weight": 60, "rating": 227}, {}, Outcome.STOP_ON_THIS_TABLE),
    ("8 controlled pressure", {"bp-medicine": "yes"}, {}, Outcome.MODIFY),
    ("9 cauda equina and pregnant", {**NUMBED, "pregnancy": "yes"}, {}, Outcome.STOP_EMERGENCY),
    ("10 expired", DISC, {"disc-quiet": Clearance(ago(91), VALID.points)}, Outcome.CLEARANCE_REQUIRED),
    ("11 unsure on clots", {"blood": ("unsure",)}, {}, Outcome.STOP_DECLINE),
    ("12 varicose left calf", {"varicose-veins": ("left-calf",)}, {}, Outcome.MODIFY),
    ("14 implants with a letter", IMPLANTS, {"breast-implants": VALID}, Outcome.DEFER_UNTIL),
    ("15 old disc with clearance", DISC, {"disc-quiet": VALID}, Outcome.MODIFY),
    ("16 and a fall since", DISC, {"disc-quiet": SINCE_THEN}, Outcome.CLEARANCE_REQUIRED),
    ("17 and warfarin", {**DISC, "blood-thinners": "yes"}, {"disc-quiet": VALID}, Outcome.STOP_DECLINE),
    ("18 glaucoma, silent on face down", {"nerves": ("glaucoma",)}, {"glaucoma": VALID}, Outcome.STOP_DECLINE),
    ("18 glaucoma, naming it", {"nerves": ("glaucoma",)}, {"glaucoma": FACING_DOWN}, Outcome.MODIFY),
    ("19 178 over 112", {"bp-systolic": 178, "bp-diastolic": 112, "bp-symptoms": "no"}, {}, Outcome.STOP_REFER),
    ("19 165 over 95", {"bp-systolic": 165, "bp-diastolic": 95}, {}, Outcome.DEFER_UNTIL),
    ("19 185 over 100, headache", CRISIS, {}, Outcome.STOP_EMERGENCY),
    ("20 woman of 65", {"age": 65, "sex": "female"}, {}, Outcome.CLEARANCE_REQUIRED),
    ("20 man of 68", {"age": 68, "sex": "male"}, {}, Outcome.PROCEED),
    ("21 calf and flight", {**FLOWN, "clot-signs": "yes"}, {}, Outcome.STOP_EMERGENCY),
    ("22 flight 6 days ago", {"blood": ("travel",), "travel-date": ago(6)}, {}, Outcome.MODIFY),
    ("22 flight 7 days ago", {"blood": ("travel",), "travel-date": ago(7)}, {}, Outcome.PROCEED),
    ("22 flight 8 days ago", {"blood": ("travel",), "travel-date": ago(8)}, {}, Outcome.PROCEED),
    ("23 fusion and the surgeon's word", FUSION, {"fusion": VALID}, Outcome.MODIFY),
    ("24 laser surgery 14 days ago", {"nerves": ("laser",), "laser-date": ago(14)}, {}, Outcome.CLEARANCE_REQUIRED),
    ("27 clopidogrel alone", {"blood-thinners": "yes", "medicines": ("none",)}, {}, Outcome.STOP_DECLINE),
    ("28 static rating", {"rating-kind": "static"}, {}, Outcome.STOP_ON_THIS_TABLE),
    ("29 remission and back pain", {**REMISSION, "refer-signs": ("back-pain",)}, {}, Outcome.STOP_REFER),
    ("29 remission, no pain", REMISSION, {}, Outcome.CLEARANCE_REQUIRED),
    ("30 lighter client", {"client-weight": 62, "therapist-weight": 80}, {}, Outcome.MODIFY),
]  # fmt: skip


@pytest.mark.parametrize(("what", "changes", "clearances", "outcome"), VECTORS, ids=[v[0] for v in VECTORS])
def test_the_published_vectors_hold(
    what: str, changes: dict[str, Any], clearances: dict[str, Clearance], outcome: Outcome
) -> None:
    """Vectors 1, 5, 6, 13, 25 and 26 on blanks and dates of birth are in test_rules_screening.py."""
    decision = decide(changes, clearances)
    assert decision.outcome is outcome
    assert decision.missing == ()


@pytest.mark.parametrize(
    ("changes", "clearances", "limits"),
    [
        ({"bp-medicine": "yes"}, {}, Limits(max_score=5)),
        ({"blood": ("travel",), "travel-date": ago(6)}, {}, Limits(LEGS)),
        (FUSION, {"fusion": VALID}, Limits(TRUNK)),
        ({"client-weight": 62, "therapist-weight": 80}, {}, Limits(max_depth=2, max_feet=1)),
        ({"client-weight": 80, "therapist-weight": 80}, {}, Limits()),
    ],
)
def test_the_limits_of_a_vector_are_those_that_it_names(
    changes: dict[str, Any], clearances: dict[str, Clearance], limits: Limits
) -> None:
    """Vectors 8, 22, 23 and 30."""
    assert decide(changes, clearances).limits == LEVEL_1.narrow(limits)


@pytest.mark.parametrize("point", POINTS)
def test_a_document_that_lacks_one_point_is_no_clearance(point: str) -> None:
    lacking = Clearance(VALID.signed_on, VALID.points - {point})
    assert decide(DISC, {"disc-quiet": lacking}).outcome is Outcome.CLEARANCE_REQUIRED


@pytest.mark.parametrize(("signed", "counts"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_clearance_counts_from_its_day_for_ninety_days(signed: int, counts: bool) -> None:
    outcome = decide(DISC, {"disc-quiet": Clearance(ago(signed), VALID.points)}).outcome
    assert (outcome is Outcome.MODIFY) == counts


def test_a_clearance_from_before_the_event_does_not_count_when_the_wait_is_over() -> None:
    operated = {"operations": ("joint",), "joint-date": ago(84)}
    before, after = (Clearance(ago(days), VALID.points) for days in (84, 83))
    assert decide(operated, {"joint-surgery": before}).outcome is Outcome.CLEARANCE_REQUIRED
    assert decide(operated, {"joint-surgery": after}).outcome is Outcome.MODIFY


def test_a_clearance_answers_its_own_condition_and_keeps_the_limits_of_both() -> None:
    limited = Clearance(VALID.signed_on, VALID.points, Limits(max_score=4))
    decision = decide({"heart": ("stroke",), "stroke-when": "older"}, {"stroke-older": limited})
    assert (decision.outcome, decision.limits.max_score) == (Outcome.MODIFY, 4)
    assert decision.fired[0].cleared == VALID.signed_on
    assert decide(DISC, {"stroke-older": limited}).outcome is Outcome.CLEARANCE_REQUIRED


def test_a_clearance_changes_no_stop_and_lifts_no_doubt_about_a_wait() -> None:
    everything = {rule.id: FACING_DOWN for rule in SHIPPED.rules}
    assert decide({"bones": ("osteoporosis",)}, everything).outcome is Outcome.STOP_DECLINE
    assert decide({"clot-signs": "yes"}, everything).outcome is Outcome.STOP_EMERGENCY
    assert decide({"operations": ("unsure",)}, everything).outcome is Outcome.STOP_DECLINE


def test_two_cleared_conditions_and_three_limits_bring_the_supervisor_in() -> None:
    """The weights are not counted: they are no matter of health."""
    two = decide({**DISC, "heart": ("stroke",)}, {"disc-quiet": VALID, "stroke-older": VALID})
    assert [rule.rule for rule in two.fired] == ["stroke-older", "disc-quiet", "several-limits"]
    assert (two.outcome, two.limits.max_score, two.limits.max_feet) == (Outcome.MODIFY, 5, 1)
    light = {"bp-medicine": "yes", "today-state": ("period",), "client-weight": 60}
    assert "several-limits" not in [rule.rule for rule in decide(light).fired]
    third = {**light, "reproductive": ("breastfeeding",)}
    assert "several-limits" in [rule.rule for rule in decide(third).fired]


def test_places_and_positions_that_leave_nothing_are_declined() -> None:
    """What only a seated client offers is nothing to a level that works face down."""
    legs_and_trunk = {**FUSION, "blood": ("still",)}
    decision = decide(legs_and_trunk)
    assert decision.fired[0].rule == "nothing-left"
    assert {"fusion", "still", "nothing-left"} <= {rule.rule for rule in decision.fired}
    seated_too = screen(SHIPPED, complete({**WELL, **legs_and_trunk}), today=TODAY, scope=Limits())
    assert seated_too.outcome is Outcome.CLEARANCE_REQUIRED, "the upper arm is left"
    assert decide({"organs": ("stoma",)}).outcome is Outcome.STOP_DECLINE
    hands_on = screen(SHIPPED, complete({**WELL, "organs": ("stoma",)}), today=TODAY, scope=Limits())
    assert hands_on.outcome is Outcome.CLEARANCE_REQUIRED


def test_where_something_is_closes_those_places_and_unsure_where_closes_all() -> None:
    wound = {"skin": ("wound",)}
    here = decide({**wound, "places": ("left-thigh", "feet")})
    assert here.limits.forbidden == {"ham-left", "medthigh-left", "pop-left", "sole-left", "sole-right"}
    assert decide({**wound, "places": ("unsure",)}).fired[0].rule == "nothing-left"
    blank = screen(SHIPPED, {**WELL, **wound}, today=TODAY)
    assert (blank.outcome, blank.missing) == (Outcome.INCOMPLETE, ("places",))


def test_not_sure_about_a_list_takes_its_strictest_row_and_asks_nothing_more() -> None:
    decision = screen(SHIPPED, {**WELL, "emergency-signs": ("unsure",)}, today=TODAY)
    assert (decision.outcome, decision.missing) == (Outcome.STOP_REFER, ())
    assert all(rule.unsure for rule in decision.fired)
    both = screen(SHIPPED, {**WELL, "emergency-signs": ("saddle", "unsure")}, today=TODAY)
    assert both.outcome is Outcome.STOP_EMERGENCY
