"""Screening by command: the engine's decision, its exit code, and a slip that is told and never a blank."""

import json
from pathlib import Path
from typing import Any

import pytest

from ashilms.screenings.rules.coding import decision_as_json
from ashilms.screenings.rules.limits import LEVEL_1, Limits
from ashilms.screenings.rules.screening import screen
from tests.cli.conftest import Said, Site
from tests.conftest import NOW
from tests.practicum.conftest import LEFT_CALF, SHIPPED, WELL

pytestmark = pytest.mark.any_database
TODAY = NOW.date()
EXAMPLE = Path(__file__).parents[2] / "examples/screening-case.json"
POINTS = ["person", "condition", "technique", "clinician", "newer", "stands"]


def plain(answers: Any) -> dict[str, Any]:
    """Return answers as a file holds them."""
    return {
        id: list(value)
        if isinstance(value, tuple)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else value
        for id, value in answers.items()
    }


@pytest.fixture
def ask(new_site: Site, tmp_path: Path) -> Any:
    """Return how to put a case, or a text, to the command."""

    def put(case: Any, *options: str) -> Said:
        file = tmp_path / "case.json"
        file.write_text(case if isinstance(case, str) else json.dumps(case), "utf-8")
        return new_site.run("screen", file, *options)

    return put


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        ({}, "PROCEED", 0),
        ({"varicose-veins": ("left-calf",)}, "MODIFY", 0),
        ({"emergency-signs": ("saddle",)}, "STOP_EMERGENCY", 1),
        ({"age": 17}, "STOP_DECLINE", 1),
        ({"age": None}, "INCOMPLETE", 1),
    ],
)
def test_the_command_says_what_the_engine_decides(
    ask: Any, level: int, change: dict[str, Any], outcome: str, code: int
) -> None:
    answers = {id: value for id, value in {**WELL, **change}.items() if value is not None}
    said = ask({"today": TODAY.isoformat(), "level": level, "answers": plain(answers)}, "--json")
    scope = LEVEL_1 if level == 1 else Limits()
    decided = decision_as_json(screen(SHIPPED, answers, today=TODAY, scope=scope))
    assert (said.code, said.err) == (code, "")
    assert json.loads(said.out) == {"today": "2026-11-24", "level": level, **decided}
    if level == 1:
        assert decided["outcome"] == outcome


def test_to_people_it_says_the_reasons_and_the_limits(ask: Any) -> None:
    said = ask({"today": TODAY.isoformat(), "answers": plain(LEFT_CALF)})
    first, *rest = said.lines
    assert first == "MODIFY"
    assert rest[0].startswith("  MODIFY: ")
    assert rest[-2] == "  at most: depth 5, score 6, feet 1; face down"
    assert "calf-left" in rest[-1]


def test_a_clearance_makes_a_condition_a_limit(ask: Any) -> None:
    rule = next(
        rule
        for rule in SHIPPED.rules
        if rule.takes_clearance and rule.until is None and "includes" in rule.when
    )
    answers = {**WELL, rule.when["question"]: (rule.when["includes"],)}
    case = {"today": TODAY.isoformat(), "answers": plain(answers)}
    assert "CLEARANCE_REQUIRED" in {
        fired["outcome"] for fired in json.loads(ask(case, "--json").out)["fired"]
    }
    signed = {rule.id: {"signed_on": "2026-11-20", "points": POINTS, "max_score": 4}}
    fired = json.loads(ask({**case, "clearances": signed}, "--json").out)["fired"]
    (cleared,) = [one for one in fired if one["rule"] == rule.id]
    assert (cleared["outcome"], cleared["cleared"], cleared["limits"]["max_score"]) == (
        "MODIFY",
        "2026-11-20",
        4,
    )


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("{", "That is no JSON"),
        ("[" * 100_000, "That is no JSON"),
        ([], "A case is an object"),
        ({}, "today: say the day"),
        ({"today": "24/11/2026"}, "today: say the day"),
        ({"today": "2026-11-24", "name": "x"}, "A case has no name."),
        ({"today": "2026-11-24", "level": 4}, "level: the therapist's"),
        ({"today": "2026-11-24", "level": True}, "level: the therapist's"),
        ({"today": "2026-11-24", "answers": []}, "answers: an object"),
        ({"today": "2026-11-24", "answers": {"agee": 4}}, "answers.agee: there is no such question."),
        ({"today": "2026-11-24", "answers": {"age": 400}}, "answers.age: a number from 0 to 120, in years."),
        ({"today": "2026-11-24", "answers": {"age": "NaN"}}, "answers.age: a number"),
        ({"today": "2026-11-24", "answers": {"sex": ["female"]}}, "answers.sex: one of: female, male, other."),
        ({"today": "2026-11-24", "answers": {"emergency-signs": ["none", "chest"]}}, "answers.emergency-signs: a list"),
        ({"today": "2026-11-24", "clearances": {"x": {}}}, "clearances.x: no row of that id takes a clearance."),
    ],
)  # fmt: skip
def test_a_slip_is_told_and_never_a_blank(ask: Any, case: Any, told: str) -> None:
    said = ask(case, "--json")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Error: ")
    assert told in said.err


def test_the_example_is_somebody_well(new_site: Site) -> None:
    assert new_site.run("screen", EXAMPLE).lines[0] == "PROCEED"


def test_every_slip_is_told_at_once(ask: Any) -> None:
    said = ask({"answers": {"age": -1, "nothing": 1}, "clearances": 3})
    assert said.code == 2
    assert len(said.err.splitlines()) == 4


def test_a_pack_with_a_fault_decides_nothing(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    said = ask({"today": "2026-11-24"}, "--pack", str(tmp_path / "pack"))
    assert said.code == 2
    assert "ashilms packs check" in said.err
