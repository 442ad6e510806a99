"""What another version, another rubric, or somebody's signatures not counting, would mean; nothing is saved by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.errors import NotAllowed, Unacceptable
from ashilms.observations import services as observations
from ashilms.practicum import services as practicum
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, parse, problems
from ashilms.programs.rules.impact import Effect, Impact, Rules, Supposed, effect_on
from ashilms.programs.services.binding import get_program
from ashilms.programs.services.walking import Bound, count_bound, rules_of, walk_bound
from ashilms.rubrics.rules import Rubric, find_rubric_problems, read_rubric
from ashilms.screenings.models import PracticumPlan

FORESEE = "foresee changes"
DRAFT = 0
"""The number of a version that was not loaded yet."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: what is supposed, and for whom it is looked at (`None`: everybody in any programme)."""

    supposed: Supposed
    program_id: int | None = None
    rubric: Rubric | None = None
    """By which every observation would be judged that was made by the rubric of this name."""


def refuse_foreseeing(actor: Actor) -> None:
    """Raise `NotAllowed` for who may not look at what a change would mean for others."""
    if not allows(actor, FORESEE):
        raise NotAllowed("A registrar looks at what a change would mean.")


def ask_version(version: ProgramVersion) -> Question:
    """Return the question what it would mean if everybody in a programme were judged by this version of it."""
    return Question(Supposed(rules_of(version)), version.program_id)


def ask_draft(db: Session, content: Any, kinds: Kinds) -> Question:
    """Return the same about a programme's file that was not loaded yet, as YAML gives it.

    Raises `Missing` when there is no such programme yet, `Unacceptable` for a file that can't be judged by.
    """
    if not isinstance(content, Mapping) or not {"id", "requirements"} <= content.keys():
        raise Unacceptable("This is no programme's file: it has no id or no requirements.")
    program = get_program(db, content["id"])
    try:
        tree = parse(content["requirements"])
        faults = problems(content["requirements"], kinds)
    except (KeyError, TypeError, ValueError) as fault:
        raise Unacceptable(
            "Its requirements can't be read. `ashilms packs check` says what is wrong."
        ) from fault
    if faults:
        raise Unacceptable(faults[0].sentence)
    return Question(Supposed(Rules(program.key, DRAFT, tree)), program.id)


def ask_without(person_id: int, since: date, program_id: int | None = None) -> Question:
    """Return the question what it would mean if nothing counted that somebody signed or observed from a day on.

    That is what was held on that day or later, and what was signed then, in every programme or in one. What was not
    counted beside it, since a day's credited hours were used up, is not counted in its place.
    """
    return Question(Supposed(without=person_id, since=since), program_id)


def ask_rubric(plan: PracticumPlan) -> Question:
    """Return the question what it would mean if observations were judged by the rubric of a practicum's version."""
    return Question(Supposed(), rubric=plan.as_plan().rubric)


def ask_rubric_draft(content: Any) -> Question:
    """Return the same about a practicum's file that was not loaded yet, as YAML gives it: its first rubric.

    Raises `Unacceptable` for a file that holds none that can be judged by.
    """
    try:
        rubric = read_rubric(content["rubrics"][0])
    except (KeyError, TypeError, ValueError, IndexError) as fault:
        raise Unacceptable("Its rubric can't be read. `ashilms packs check` says what is wrong.") from fault
    for problem in find_rubric_problems(rubric):
        raise Unacceptable(problem)
    return Question(Supposed(), rubric=rubric)


def foresee(
    db: Session, question: Question, kinds: Kinds, *, on: date, after: int = 0, so_far: Impact | None = None
) -> Iterator[tuple[Impact, int]]:
    """Yield what would change, growing batch by batch, and the last binding that was looked at.

    Trainees are judged as of `on`, whoever holds a certificate as of the day on which it was given: it stays as it was
    issued, and what is told is whether it would have been. With `after` and `so_far` it goes on where it stopped.
    """
    impact = so_far or Impact(count_bound(db, question.program_id))
    for batch in walk_bound(db, question.program_id, after=after):
        people_ids = {bound.binding.person_id for bound in batch}
        anew = observations.find_judged(db, people_ids, question.rubric) if question.rubric else {}
        for bound in batch:
            impact.add(_effect_on(bound, question.supposed, anew, kinds, on))
        yield impact, batch[-1].binding.id


def find_versions(db: Session) -> list[ProgramVersion]:
    """Return every version of every programme in which somebody is, the newest first."""
    bound = select(ProgramBinding.id).where(ProgramBinding.program_id == ProgramVersion.program_id)
    query = select(ProgramVersion).where(bound.exists())
    return list(db.scalars(query.order_by(ProgramVersion.program_id, ProgramVersion.number.desc())))


def find_judges(db: Session) -> dict[int, str]:
    """Return the names of whoever signed a session or observed, by name, whether or not they do so still."""
    names = people.names_of(db, practicum.find_reviewers(db) | observations.find_assessors(db))
    return dict(sorted(names.items(), key=lambda who: (who[1].casefold(), who[0])))


def find_plans(db: Session) -> list[tuple[PracticumPlan, str]]:
    """Return every version of every practicum with the title of its course, the newest of each first."""
    query = select(PracticumPlan).order_by(PracticumPlan.course_id, PracticumPlan.number.desc())
    return [(row, courses.get_course_by_id(db, row.course_id).title) for row in db.scalars(query)]


def _effect_on(
    bound: Bound, supposed: Supposed, anew: Mapping[str, bool], kinds: Kinds, on: date
) -> Effect | None:
    day = bound.award.at.astimezone(UTC).date() if bound.award else on
    evidence = [
        replace(fact, values={**fact.values, "passed": anew[fact.id]}) if fact.id in anew else fact
        for fact in bound.evidence
    ]
    if bound.renewed:  # by terms of its own, which another version's rules do not touch
        was = bound.stand_as_given(kinds, day)
        counted = [fact for fact in evidence if supposed.counts(fact)]
        will_be = bound.stand_as_given(kinds, day, counted)
    else:
        was = bound.stand(kinds, day)
        will_be = supposed.judge(bound.rules, kinds, evidence, day)
    number = bound.award.number if bound.award else None
    return effect_on(bound.binding.person_id, was, will_be, number)
