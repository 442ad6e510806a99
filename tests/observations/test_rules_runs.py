"""Two in a row, by two assessors, on different clients."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ashilms.observations.rules.runs import Seen, join_sittings, judge_run
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds import ConsecutiveObservations, NoOpenRemediation, ObservationPassed

pytestmark = pytest.mark.any_database

DAY = datetime(2026, 11, 1, 9, tzinfo=UTC)


def seen(said: str) -> list[Seen]:
    """Return observations, one a day: `B1+ D2-` is Bea's of client 1, passed, and Dee's of client 2, not passed.

    What is joined by `&` is of the same hour.
    """
    return [
        Seen(f"{day}{one}", ord(one[0]), one[1], one[2] == "+", start, start + timedelta(hours=1))
        for day, group in enumerate(said.split())
        for one in group.split("&")
        for start in [DAY + timedelta(days=day)]
    ]


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("", "2 more in a row"),
        ("B1+", "1 more in a row"),
        ("B1+ D2+", ""),
        ("B1+ B2+", "a second assessor is needed"),
        ("B1+ D1+", "another client is needed"),
        ("B1+ B1+", "another client is needed"),
        ("B1+ D2-", "2 more in a row"),
        ("B1- D2+", "1 more in a row"),
        ("B1+ B3- D2+", "1 more in a row"),
        ("B1+ D2+ B3-", "2 more in a row"),
        ("B1+ D2- B3+ D4+", ""),
        ("B1+ D2+ D2+", ""),
        ("B1+ B2+ D3+", ""),
        ("B1+&D1+ B2+", ""),
        ("B1+&D1+ B2+&D2+", ""),
        ("B1+&D1- B2+", "1 more in a row"),
        ("B1+&D1+", "1 more in a row"),
        ("B1+ D2+&B2-", "2 more in a row"),
    ],
)
def test_two_in_a_row_by_two_assessors_on_two_clients(said: str, missing: str) -> None:
    assert judge_run(seen(said), count=2).missing == missing


def test_the_row_is_one_of_time_and_not_of_the_order_in_which_it_is_told() -> None:
    assert judge_run(reversed(seen("B1- D2+ B3+")), count=2) == judge_run(seen("B1- D2+ B3+"), count=2)


@pytest.mark.parametrize("said", ["B1+ D2+", "B1+ B2+ D3+", "D9- B1+ D2+"])
def test_one_more_that_passes_takes_nothing_away(said: str) -> None:
    for more in ("B1+", "D2+", "B7+"):
        assert judge_run(seen(f"{said} {more}"), count=2).missing == ""


def test_one_that_ends_as_the_next_begins_is_another_session() -> None:
    first = Seen("a", 1, "1", True, DAY, DAY + timedelta(hours=1))
    second = Seen("b", 2, "2", True, DAY + timedelta(hours=1), DAY + timedelta(hours=2))
    assert len(join_sittings([second, first])) == 2


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({}, "count"),
        ({"count": 0}, "count"),
        ({"count": 2, "assessors": "two"}, "assessors"),
        ({"count": 2}, ""),
    ],
)
def test_what_a_pack_gives_the_kind_is_looked_at(params: dict[str, Any], says: str) -> None:
    assert says in " ".join(ConsecutiveObservations().problems(params))
    assert bool(ConsecutiveObservations().problems(params)) is bool(says)


def facts(said: str, rubric: str = "observation") -> tuple[Fact, ...]:
    """Return the same as a programme's evidence."""
    return tuple(
        Fact(one.id, "observation", one.starts.date(), {
            "passed": one.passed, "assessor": one.assessor, "client": one.client, "rubric": rubric,
            "starts": one.starts.isoformat(), "ends": one.ends.isoformat(),
        })
        for one in seen(said)
    )  # fmt: skip


def test_the_requirement_stands_on_the_row_or_says_what_is_missing() -> None:
    kind, params = ConsecutiveObservations(), {"rubric": "observation", "count": 2}
    assert kind.judge(params, facts("B9- B1+ D2+"), DAY.date()) == Met("2 of 2 in a row", ("1B1+", "2D2+"))
    short = kind.judge(params, facts("B1+ B2+"), DAY.date())
    assert isinstance(short, Unmet)
    assert (short.needed, short.have) == ("a second assessor is needed", "2 of 2 in a row")
    other = kind.judge(params, facts("B1+ D2+", rubric="else"), DAY.date())
    assert isinstance(other, Unmet)


@pytest.mark.parametrize("rubric", ["observation", "else"])
def test_a_requirement_that_names_no_rubric_takes_any(rubric: str) -> None:
    for kind in (ConsecutiveObservations(), ObservationPassed()):
        assert isinstance(kind.judge({"count": 2}, facts("B1+ D2+", rubric=rubric), DAY.date()), Met)
        assert isinstance(kind.judge({"count": 2}, facts("B1- D2+", rubric=rubric), DAY.date()), Unmet)


def test_nothing_is_met_while_a_remediation_is_open() -> None:
    kind = NoOpenRemediation()
    cases = [
        Fact(
            f"remediation:{n}",
            "remediation",
            DAY.date(),
            {"closed": None if n == 2 else DAY.date().isoformat()},
        )
        for n in (1, 2)
    ]
    assert isinstance(kind.judge({}, tuple(cases[:1]), DAY.date()), Met)
    still = kind.judge({}, tuple(cases), DAY.date())
    assert isinstance(still, Unmet)
    assert (still.have, still.evidence) == ("1 open", ("remediation:2",))
    assert kind.problems({"severity": 3})
