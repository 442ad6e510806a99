"""What a rubric asks, and what ratings given by it amount to; levels are compared, never averaged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LEVELS = range(1, 6)
"""The levels of every rubric. They are ordinal: 4 is better than 2, but not twice as good."""


class Result(StrEnum):
    """What a set of ratings amounts to."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    UNRATED = "unrated"

    @property
    def words(self) -> str:
        """Return the result as the page says it: `not passed`."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is rated; `low`, `middle` and `high` say what levels 1–2, 3 and 4–5 look like."""

    id: str
    title: str
    critical: bool
    low: str
    high: str
    middle: str = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria under one set of anchors, with the rule that decides whether the ratings pass."""

    id: str
    title: str
    anchors: Mapping[int, str]
    criteria: tuple[Criterion, ...]
    least: int
    """No criterion may lie below this level."""
    least_critical: int
    """No critical criterion may lie below this level."""
    auto_fails: Mapping[str, str]
    """What fails the observation by itself, whatever the ratings: sentence by id."""

    def least_for(self, criterion: Criterion) -> int:
        """Return the lowest level at which `criterion` still passes."""
        return max(self.least, self.least_critical) if criterion.critical else self.least

    def describe(self, criterion: Criterion, level: int | None) -> str:
        """Return what a level of a criterion looks like; all of them while none is chosen, or one that is not there."""
        if level is None or level not in self.anchors:
            looks_like = {"1 or 2": criterion.low, "3": criterion.middle, "4 or 5": criterion.high}
            return " ".join(f"{levels}: {looks}" for levels, looks in looks_like.items() if looks)
        looks = criterion.low if level <= 2 else criterion.high if level >= 4 else criterion.middle
        return f"{level}: {self.anchors[level]} {looks}".strip()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ratings amount to, and why: one sentence by criterion or auto-fail that stands in the way."""

    result: Result
    reasons: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Whether every criterion is rated and passes."""
        return self.result is Result.PASSED


def read_rubric(data: Mapping[str, Any]) -> Rubric:
    """Return the rubric that a pack describes; `data` has passed the schema of practicum.yaml."""
    return Rubric(
        id=data["id"],
        title=data["title"],
        anchors={anchor["level"]: anchor["text"] for anchor in data["anchors"]},
        criteria=tuple(
            Criterion(c["id"], c["title"], c["critical"], c["low"], c["high"], c.get("middle", ""))
            for c in data["criteria"]
        ),
        least=data["pass"]["min"],
        least_critical=data["pass"]["critical_min"],
        auto_fails={item["id"]: item["text"] for item in data["auto_fail"]},
    )


def find_rubric_problems(rubric: Rubric) -> list[str]:
    """Return what makes `rubric` unfit for use, each as a sentence."""
    problems = []
    ids = [criterion.id for criterion in rubric.criteria]
    if repeated := sorted({id for id in ids if ids.count(id) > 1}):
        problems.append(f"Rubric {rubric.id}: the criterion {repeated[0]!r} stands in it twice.")
    if sorted(rubric.anchors) != list(LEVELS):
        problems.append(f"Rubric {rubric.id}: give each of the levels 1 to 5 one anchor.")
    if not any(criterion.critical for criterion in rubric.criteria):
        problems.append(f"Rubric {rubric.id}: no criterion is critical, so nothing protects the client.")
    if rubric.least_critical < rubric.least:
        problems.append(
            f"Rubric {rubric.id}: critical_min lies below min; a critical criterion cannot ask for less."
        )
    return problems


def judge_ratings(rubric: Rubric, ratings: Mapping[str, int], auto_fails: Collection[str] = ()) -> Outcome:
    """Return what `ratings` (level by criterion id) amount to under `rubric`.

    Any auto-fail decides at once. Otherwise a criterion without a rating leaves the whole unrated, and one
    level below its least fails it: no other rating makes up for it. Raises `ValueError` for a criterion,
    level or auto-fail that the rubric does not have.
    """
    _refuse_strangers(rubric, ratings, auto_fails)
    reasons = {id: rubric.auto_fails[id] for id in auto_fails}
    missing = {c.id: "Not rated yet." for c in rubric.criteria if c.id not in ratings}
    if missing and not reasons:
        return Outcome(Result.UNRATED, missing)
    for criterion in rubric.criteria:
        least = rubric.least_for(criterion)
        if criterion.id in ratings and ratings[criterion.id] < least:
            kind = "a critical criterion" if criterion.critical else "this criterion"
            reasons[criterion.id] = f"Below {least} on {kind}: the observation does not pass."
    return Outcome(Result.NOT_PASSED if reasons else Result.PASSED, reasons)


def judge_anew(rubric: Rubric, ratings: Mapping[str, int], auto_fails: Collection[str]) -> Outcome:
    """Return what ratings given under another version amount to under this one: what it no longer asks is left out."""
    known = {criterion.id for criterion in rubric.criteria}
    kept = {id: level for id, level in ratings.items() if id in known}
    return judge_ratings(rubric, kept, [id for id in auto_fails if id in rubric.auto_fails])


def _refuse_strangers(rubric: Rubric, ratings: Mapping[str, int], auto_fails: Collection[str]) -> None:
    known = {criterion.id for criterion in rubric.criteria}
    if strange := set(ratings) - known:
        raise ValueError(f"The rubric {rubric.id} has no criterion {sorted(strange)[0]!r}.")
    if wrong := [level for level in ratings.values() if isinstance(level, bool) or level not in LEVELS]:
        raise ValueError(f"{wrong[0]!r} is no level; levels are 1 to 5.")
    if strange := set(auto_fails) - set(rubric.auto_fails):
        raise ValueError(f"The rubric {rubric.id} has no auto-fail {sorted(strange)[0]!r}.")
