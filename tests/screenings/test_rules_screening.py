"""What intake answers allow: the shipped rules one by one, and the engine's own rules on made-up ones."""

from datetime import date
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.screenings.rules.coding import code_answers, decision_as_json, decision_from_json
from ashilms.screenings.rules.intake import Answers, Question, age_on
from ashilms.screenings.rules.limits import LEVEL_1, WORKABLE, Limits, spread_regions
from ashilms.screenings.rules.outcomes import PRECEDENCE, Outcome
from ashilms.screenings.rules.rows import Intake, read_rule
from ashilms.screenings.rules.screening import Decision, Fired, combine, screen
from tests.practicum.conftest import SHIPPED, WELL

TODAY = date(2026, 11, 24)


def decide(**changes: Any) -> Decision:
    """Screen a well person with some answers changed; underscores stand for hyphens."""
    return screen(SHIPPED, {**WELL} | {k.replace("_", "-"): v for k, v in changes.items()}, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "outcome", "rules"),
    [
        ({}, Outcome.PROCEED, []),
        # One rule at a time, and the nearest answer that does not fire it.
        ({"clot_signs": "yes"}, Outcome.STOP_EMERGENCY, ["clot-signs"]),
        ({"blood_thinners": "yes"}, Outcome.STOP_DECLINE, ["blood-thinners"]),
        ({"pregnancy": "yes"}, Outcome.STOP_DECLINE, ["pregnancy"]),
        ({"bp_systolic": 139, "bp_diastolic": 89}, Outcome.PROCEED, []),
        ({"bp_systolic": 60, "bp_diastolic": 30}, Outcome.PROCEED, []),
        ({"bp_systolic": 280, "bp_symptoms": "no"}, Outcome.STOP_REFER, ["bp-very-high"]),
        ({"bp_systolic": 140}, Outcome.MODIFY, ["bp-raised"]),
        ({"bp_diastolic": 90}, Outcome.MODIFY, ["bp-raised"]),
        ({"bp_systolic": 159, "bp_diastolic": 99}, Outcome.MODIFY, ["bp-raised"]),
        ({"bp_medicine": "yes", "bp_systolic": 128, "bp_diastolic": 82}, Outcome.MODIFY, ["bp-raised"]),
        ({"bp_systolic": 160}, Outcome.DEFER_UNTIL, ["bp-high"]),
        ({"bp_diastolic": 100}, Outcome.DEFER_UNTIL, ["bp-high"]),
        ({"bp_systolic": 180, "bp_symptoms": "no"}, Outcome.STOP_REFER, ["bp-very-high"]),
        ({"bp_diastolic": 110, "bp_symptoms": "no"}, Outcome.STOP_REFER, ["bp-very-high"]),
        ({"bp_systolic": 150, "bp_symptoms": "yes"}, Outcome.MODIFY, ["bp-raised"]),
        ({"varicose_veins": ("left-calf",)}, Outcome.MODIFY, ["varicose-left-calf"]),
        ({"varicose_veins": ("right-thigh",)}, Outcome.MODIFY, ["varicose-right-thigh"]),
        # Published vectors: 4, 17, 19, 21 (and 8, 12 and 13 elsewhere in this table and below).
        ({"blood_thinners": "yes", "pregnancy": "no"}, Outcome.STOP_DECLINE, ["blood-thinners"]),
        (
            {"bp_systolic": 178, "bp_diastolic": 112, "bp_symptoms": "no"},
            Outcome.STOP_REFER,
            ["bp-very-high", "bp-high"],
        ),
        ({"bp_systolic": 165, "bp_diastolic": 95}, Outcome.DEFER_UNTIL, ["bp-high", "bp-raised"]),
        (
            {"bp_systolic": 185, "bp_diastolic": 100, "bp_symptoms": "yes"},
            Outcome.STOP_EMERGENCY,
            ["bp-crisis", "bp-very-high", "bp-high"],
        ),
        (
            {"clot_signs": "yes", "varicose_veins": ("left-calf",)},
            Outcome.STOP_EMERGENCY,
            ["clot-signs", "varicose-left-calf"],
        ),
    ],
)
def test_each_shipped_rule_fires_on_its_answers_and_not_on_the_next_ones(
    changes: dict[str, Any], outcome: Outcome, rules: list[str]
) -> None:
    decision = decide(**changes)
    assert (decision.outcome, [rule.rule for rule in decision.fired]) == (outcome, rules)
    assert all(rule.reason and rule.action for rule in decision.fired)


def test_a_blank_form_is_incomplete_and_calls_nobody() -> None:
    """Vector 1."""
    decision = screen(SHIPPED, {}, today=TODAY)
    assert decision.outcome is Outcome.INCOMPLETE
    assert decision.fired == ()
    assert set(decision.missing) == set(WELL)


def test_an_affirmed_emergency_wins_over_a_blank_form() -> None:
    """Vector 13."""
    decision = screen(SHIPPED, {"clot-signs": "yes"}, today=TODAY)
    assert decision.outcome is Outcome.STOP_EMERGENCY
    assert "clot-signs" not in decision.missing
    assert len(decision.missing) == len(WELL) - 1


@pytest.mark.parametrize("question", list(WELL))
def test_any_one_blank_leaves_the_form_incomplete(question: str) -> None:
    decision = screen(SHIPPED, {k: v for k, v in WELL.items() if k != question}, today=TODAY)
    assert (decision.outcome, decision.missing) == (Outcome.INCOMPLETE, (question,))


def test_the_symptom_question_is_asked_only_at_a_pressure_that_needs_it() -> None:
    assert decide(bp_systolic=179).missing == ()
    assert decide(bp_systolic=180).missing == ("bp-symptoms",)
    assert decide(bp_systolic=180).outcome is Outcome.STOP_REFER
    assert decide(bp_systolic=None).missing == ("bp-systolic",)


@pytest.mark.parametrize(
    "answers",
    [
        {"bp-systolic": 900},
        {"bp-systolic": 59},
        {"bp-systolic": True},
        {"bp-systolic": "140"},
        {"clot-signs": "maybe"},
        {"clot-signs": ("no",)},
        {"varicose-veins": ("none", "left-calf")},
        {"varicose-veins": ("left-calf", "left-calf")},
        {"varicose-veins": ("moon",)},
        {"varicose-veins": ()},
    ],
)
def test_what_is_no_answer_to_a_question_counts_as_blank(answers: dict[str, Any]) -> None:
    decision = screen(SHIPPED, {**WELL, **answers}, today=TODAY)
    assert (decision.outcome, decision.fired) == (Outcome.INCOMPLETE, ())
    assert decision.missing == tuple(answers)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"clot_signs": "unsure"}, Outcome.STOP_REFER),
        ({"blood_thinners": "unsure"}, Outcome.STOP_DECLINE),
        ({"pregnancy": "unsure"}, Outcome.STOP_DECLINE),
        ({"bp_systolic": 190, "bp_symptoms": "unsure"}, Outcome.STOP_REFER),
        ({"bp_medicine": "unsure"}, Outcome.MODIFY),
    ],
)
def test_still_unsure_after_the_follow_up_is_never_taken_for_a_no(
    changes: dict[str, Any], outcome: Outcome
) -> None:
    decision = decide(**changes)
    assert decision.outcome is outcome
    assert decision.fired[0].unsure
    assert "ambulance" not in decision.fired[0].action


def test_varicose_veins_leave_out_that_calf_and_the_back_of_that_knee_only() -> None:
    """Vector 12."""
    decision = decide(varicose_veins=("left-calf",))
    assert decision.outcome is Outcome.MODIFY
    assert decision.limits == LEVEL_1.narrow(Limits(frozenset({"calf-left", "pop-left"})))


def test_limits_of_several_rules_are_all_kept() -> None:
    decision = decide(bp_systolic=145, varicose_veins=("right-calf",))
    assert decision.limits == LEVEL_1.narrow(Limits(frozenset({"calf-right", "pop-right"}), max_score=5))


def test_a_level_1_trainee_works_with_one_foot_even_when_nothing_fires() -> None:
    assert decide().limits == LEVEL_1
    assert (LEVEL_1.max_feet, LEVEL_1.max_score) == (1, 6)


def test_three_limits_at_once_ask_for_the_supervisor() -> None:
    two = decide(bp_systolic=145, varicose_veins=("left-calf",))
    three = decide(bp_systolic=145, varicose_veins=("left-calf", "right-calf"))
    assert "several-limits" not in [rule.rule for rule in two.fired]
    assert three.fired[-1].rule == "several-limits"
    assert three.outcome is Outcome.MODIFY
    assert (three.limits.max_score, three.limits.max_feet) == (5, 1)


def test_every_pair_of_shipped_rules_is_decided_by_the_stricter() -> None:
    single: dict[str, tuple[Answers, Outcome]] = {
        "clot-signs": ({"clot-signs": "yes"}, Outcome.STOP_EMERGENCY),
        "blood-thinners": ({"blood-thinners": "yes"}, Outcome.STOP_DECLINE),
        "pregnancy": ({"pregnancy": "yes"}, Outcome.STOP_DECLINE),
        "bp-high": ({"bp-systolic": 165}, Outcome.DEFER_UNTIL),
        "varicose-severe": ({"varicose-veins": ("severe",)}, Outcome.MODIFY),
    }
    for (first, (a, one)), (second, (b, two)) in combinations(single.items(), 2):
        decision = screen(SHIPPED, {**WELL, **a, **b}, today=TODAY)
        assert decision.outcome is min(one, two, key=PRECEDENCE.index)
        assert {first, second} == {rule.rule for rule in decision.fired}


def test_the_precedence_is_the_published_one_for_every_pair() -> None:
    published = (
        "STOP_EMERGENCY > STOP_REFER > STOP_DECLINE > INCOMPLETE > DEFER_UNTIL > CLEARANCE_REQUIRED > "
        "STOP_ON_THIS_TABLE > MODIFY > PROCEED"
    )
    assert " > ".join(PRECEDENCE) == published
    for one, two in permutations(PRECEDENCE, 2):
        fired = [Fired("a", one, "", "", ""), Fired("b", two, "", "", "")]
        assert combine(fired).outcome is min(one, two, key=PRECEDENCE.index)
    assert [outcome for outcome in PRECEDENCE if outcome.allows_session] == [Outcome.MODIFY, Outcome.PROCEED]


def rule(outcome: str, when: dict[str, Any], **more: Any) -> Any:
    return read_rule({"id": outcome.lower(), "condition": "c", "class": outcome, "when": when,
                      "action": "a", "reason": "r", **more})  # fmt: skip


SURGERY = Question("surgery", "When was the operation?", "date")
SCAR = {"question": "surgery", "within_months": 60}


@pytest.mark.parametrize(
    ("event", "until", "outcome", "again"),
    [
        (date(2026, 11, 10), {"days": 14}, Outcome.PROCEED, None),
        (date(2026, 11, 11), {"days": 14}, Outcome.DEFER_UNTIL, date(2026, 11, 25)),
        (date(2026, 8, 24), {"months": 3}, Outcome.PROCEED, None),
        (date(2026, 8, 25), {"months": 3}, Outcome.DEFER_UNTIL, date(2026, 11, 25)),
        (date(2026, 8, 24), {"months": 3, "needs_clearance": True}, Outcome.CLEARANCE_REQUIRED, None),
        (date(2026, 8, 31), {"months": 6}, Outcome.DEFER_UNTIL, date(2027, 2, 28)),
        (None, {"days": 14}, Outcome.INCOMPLETE, None),
    ],
)
def test_a_dated_rule_defers_until_its_day_and_allows_on_that_day(
    event: date | None, until: dict[str, Any], outcome: Outcome, again: date | None
) -> None:
    """Vectors 14 and 24: the wait is never shortened, and clearance is asked when it is over."""
    intake = Intake("", (SURGERY,), (rule("DEFER_UNTIL", SCAR, until={"from": "surgery", **until}),))
    decision = screen(intake, {"surgery": event}, today=TODAY)
    assert (decision.outcome, decision.until) == (outcome, again)


def test_of_two_dated_events_the_later_day_holds() -> None:
    """Vector 25."""
    questions = (SURGERY, Question("flight", "When was the flight?", "date"))
    rules = (
        rule("DEFER_UNTIL", SCAR, until={"from": "surgery", "months": 3}),
        rule("DEFER_UNTIL", {"question": "flight", "within_days": 7}, until={"from": "flight", "days": 7}),
    )
    answers = {"surgery": date(2026, 10, 1), "flight": date(2026, 11, 20)}
    assert screen(Intake("", questions, rules), answers, today=TODAY).until == date(2027, 1, 1)


def test_a_rule_that_defers_from_a_date_nobody_was_asked_for_is_incomplete() -> None:
    asked = Question("had", "Had an operation?", "yes-no")
    unasked = Question("surgery", "When?", "date", ask_when={"question": "had", "is": "no"})
    deferring = rule("DEFER_UNTIL", {"question": "had", "is": "yes"}, until={"from": "surgery", "days": 9})
    decision = screen(Intake("", (asked, unasked), (deferring,)), {"had": "yes"}, today=TODAY)
    assert (decision.outcome, decision.missing) == (Outcome.INCOMPLETE, ("surgery",))


@pytest.mark.parametrize(
    ("outcome", "more", "leads_to"),
    [
        ("STOP_EMERGENCY", {}, Outcome.STOP_REFER),
        ("STOP_REFER", {}, Outcome.STOP_DECLINE),
        ("STOP_DECLINE", {}, Outcome.STOP_DECLINE),
        ("DEFER_UNTIL", {"until": {"from": "today", "days": 1}}, Outcome.CLEARANCE_REQUIRED),
        ("CLEARANCE_REQUIRED", {}, Outcome.CLEARANCE_REQUIRED),
        ("MODIFY", {"max_score": 4}, Outcome.MODIFY),
    ],
)
def test_unsure_leads_to_what_the_class_of_the_rule_says(
    outcome: str, more: dict[str, Any], leads_to: Outcome
) -> None:
    question = Question("q", "?", "yes-no-unsure")
    intake = Intake("", (question,), (rule(outcome, {"question": "q", "is": "yes"}, **more),))
    decision = screen(intake, {"q": "unsure"}, today=TODAY)
    assert decision.outcome is leads_to
    assert decision.limits.max_score == more.get("max_score", LEVEL_1.max_score)


def test_a_plan_with_no_place_left_is_declined_with_every_reason_kept() -> None:
    question = Question("q", "?", "yes-no")
    everywhere = sorted(WORKABLE)
    half = len(everywhere) // 2
    rules = tuple(
        rule("MODIFY", {"question": "q", "is": "yes"}, forbidden_regions=part)
        for part in (everywhere[:half], everywhere[half:])
    )
    decision = screen(Intake("", (question,), rules), {"q": "yes"}, today=TODAY)
    assert [fired.rule for fired in decision.fired] == ["nothing-left", "modify", "modify"]
    assert decision.outcome is Outcome.STOP_DECLINE
    one_left = screen(Intake("", (question,), rules[:1]), {"q": "yes"}, today=TODAY)
    assert one_left.outcome is Outcome.MODIFY


def test_two_conditions_that_need_clearance_are_limited_as_well() -> None:
    question = Question("q", "?", "yes-no")
    both = tuple(rule("CLEARANCE_REQUIRED", {"question": "q", "is": "yes"}) for _ in range(2))
    decision = screen(Intake("", (question,), both), {"q": "yes"}, today=TODAY)
    assert decision.outcome is Outcome.CLEARANCE_REQUIRED
    assert decision.limits.max_score == 5


def test_a_plan_may_use_every_place_but_those_that_are_never_loaded() -> None:
    assert {"tES-left", "glut-right", "calf-left"} <= WORKABLE
    assert not WORKABLE & {"spine", "pop-left", "sac", "neck"}


def test_a_region_without_a_side_means_both_sides() -> None:
    assert spread_regions(["calf", "pop-left", "spine"]) == {"calf-left", "calf-right", "pop-left", "spine"}
    with pytest.raises(KeyError):
        spread_regions(["elbow"])


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(2008, 11, 25), TODAY, 17),
        (date(2008, 11, 24), TODAY, 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
    ],
)
def test_age_is_counted_to_the_day_and_a_leap_day_birthday_falls_on_1_march(
    born: date, today: date, age: int
) -> None:
    """Vectors 5, 6 and 26."""
    assert age_on(born, today) == age
    birthday = Question("born", "When were you born?", "date")
    minor = rule("STOP_DECLINE", {"question": "born", "age_below": 18})
    decision = screen(Intake("", (birthday,), (minor,)), {"born": born}, today=today)
    assert (decision.outcome is Outcome.STOP_DECLINE) == (age < 18)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "clot-signs": st.sampled_from(["yes", "no", "unsure"]),
        "blood-thinners": st.sampled_from(["yes", "no", "unsure"]),
        "pregnancy": st.sampled_from(["yes", "no", "unsure"]),
        "bp-medicine": st.sampled_from(["yes", "no", "unsure"]),
        "bp-systolic": st.integers(60, 280),
        "bp-diastolic": st.integers(30, 180),
        "bp-symptoms": st.sampled_from(["yes", "no", "unsure"]),
        "varicose-veins": st.lists(
            st.sampled_from(["none", "left-calf", "right-calf", "left-thigh", "right-thigh", "severe"]),
            max_size=6,
        ).map(tuple),
    },
)


@given(ANSWERS, st.sampled_from(sorted(WELL)))
def test_one_more_blank_never_turns_into_a_session_and_one_more_yes_never_loosens(
    answers: dict[str, Any], question: str
) -> None:
    decision = screen(SHIPPED, answers, today=TODAY)
    fewer = screen(SHIPPED, {k: v for k, v in answers.items() if k != question}, today=TODAY)
    assert not fewer.outcome.allows_session
    stricter = screen(SHIPPED, {**answers, "clot-signs": "yes"}, today=TODAY)
    assert PRECEDENCE.index(stricter.outcome) <= PRECEDENCE.index(decision.outcome)
    assert decision.limits.max_score <= LEVEL_1.max_score


@given(ANSWERS)
def test_a_kept_decision_reads_back_as_it_was(answers: dict[str, Any]) -> None:
    decision = screen(SHIPPED, answers, today=TODAY)
    assert decision_from_json(decision_as_json(decision)) == decision


@pytest.mark.parametrize(
    ("systolic", "band"),
    [(124, "..140"), (140, "140..160"), (159, "140..160"), (160, "160..180"), (180, "180.."), (280, "180..")],
)
def test_the_record_keeps_a_band_and_never_the_figure(systolic: int, band: str) -> None:
    kept = code_answers(SHIPPED, {**WELL, "bp-systolic": systolic})
    assert kept["bp-systolic"] == band
    assert kept["varicose-veins"] == ["none"]
    assert kept["clot-signs"] == "no"


def test_the_record_keeps_no_date_and_no_answer_to_a_question_that_was_not_asked() -> None:
    intake = Intake("", (SURGERY,), ())
    assert code_answers(intake, {"surgery": TODAY, "name": "C"}) == {"surgery": "given"}
