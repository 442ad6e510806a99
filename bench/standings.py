"""Everybody's standing worked out anew: what a person costs among many and among ten times as many, and the memory."""

import gc
import time
import tracemalloc
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import CTE, String, cast, func, insert, literal, null, select

SIZES, QUICK = (5_000, 50_000), (200, 2_000)
GOAL = 1.1
"""How many times as much a person may cost among ten times as many."""
CHUNK = 500
"""People who are seeded at once, and whose rows lie among one another: as many as a large school trains at a time."""


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    people: int
    cpu_seconds: float
    peak_mib: float

    @property
    def per_person(self) -> float:
        """Processor milliseconds of a person."""
        return 1000 * self.cpu_seconds / self.people


def measure(app: Flask, *, quick: bool) -> None:
    """Bring a programme to each size, re-evaluate everybody in it, and print throughput, ratio and memory."""
    print("\nstandings: everybody re-evaluated from the database in one process")
    with app.app_context():
        costs = [_cost_of(size) for size in (QUICK if quick else SIZES)]
    for cost in costs:
        speed = f"{1000 / cost.per_person:.0f} per CPU second, {cost.per_person:.2f} CPU ms per person"
        print(f"  {cost.people:>7,} people: {speed}, {cost.peak_mib:.1f} MiB at most")
    ratio, memory = costs[1].per_person / costs[0].per_person, costs[1].peak_mib / costs[0].peak_mib
    said = "reached" if ratio <= GOAL else "NOT reached"
    print(f"  among ten times as many a person costs {ratio:.2f} times as much, goal {GOAL}: {said}")
    print(f"  memory at most {memory:.2f} times as much")


def _cost_of(size: int) -> Cost:
    from ashilms.web import session

    program_id = _bring_to(size)
    _run(program_id)  # once unmeasured: caches of statements fill
    began = time.process_time()
    looked_at = _run(program_id)
    spent = time.process_time() - began
    session().expunge_all()
    gc.collect()
    tracemalloc.start()
    _run(program_id)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return Cost(looked_at, spent, peak)


def _run(program_id: int) -> int:
    from ashilms.programs import services
    from ashilms.web import session, state

    state_ = state()
    walk = services.reevaluate(
        session(), state_.kinds["requirement_kinds"], on=state_.clock().date(), program_id=program_id
    )
    looked_at = 0
    for tallies in walk:
        looked_at = tallies.looked_at
    session().commit()
    return looked_at


def _bring_to(size: int) -> int:
    """Bind so many people to the first programme, each with a copy of what a certified person of the cast did."""
    from ashilms.programs.models import Award, ProgramBinding
    from ashilms.web import session, transaction

    award = session().scalars(select(Award).order_by(Award.id)).first()
    assert award is not None
    program_id, model = award.program_id, award.person_id
    count = select(func.count()).where(ProgramBinding.program_id == program_id)
    while (missing := size - (session().scalar(count) or 0)) > 0:
        with transaction() as db:
            _copy(db, model, program_id, min(missing, CHUNK))
    return program_id


def _copy(db: Any, model: int, program_id: int, many: int) -> None:
    """Make so many people with the milestones, passes and countersigned sessions of `model`."""
    from ashilms.accounts.models import Person
    from ashilms.courses.models import Milestone
    from ashilms.practicum.models import Entry, Review
    from ashilms.programs.models import ProgramBinding
    from ashilms.quizzes.models import Attempt, AttemptGrade

    first = _next(db, Person)
    people = _numbers(first, many)
    like, named = db.get_one(Person, model), literal("bench-").concat(cast(people.c.n, String))
    _spread(db, like, people, id=people.c.n, host_key=named, email=named.concat("@demo.example"))
    theirs = select(ProgramBinding).where(ProgramBinding.person_id == model)
    binding = db.scalars(theirs.where(ProgramBinding.program_id == program_id)).one()
    for row in (binding, *_of(db, Milestone, model)):
        _spread(db, row, people, person_id=people.c.n)
    for table, child, column in ((Attempt, AttemptGrade, "attempt_id"), (Entry, Review, "entry_id")):
        rows, base = _of(db, table, model), _next(db, table)
        for place, row in enumerate(rows):
            number = base + (people.c.n - first) * len(rows) + place
            _spread(db, row, people, id=number, person_id=people.c.n, **_ALONE[table.__name__])
            for below in db.scalars(select(child).where(getattr(child, column) == row.id)).all():
                _spread(db, below, people, **{column: number})


def _numbers(first: int, many: int) -> CTE:
    """Return a table of so many numbers, `n`."""
    numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < first + many - 1))


def _spread(db: Any, row: Any, people: CTE, **changed: Any) -> None:
    """Copy a row once for each of these people, in the database itself: `changed` says in which columns they differ."""
    columns = {c.key: c.columns[0] for c in type(row).__mapper__.column_attrs}
    same = {key: literal(getattr(row, key), c.type) for key, c in columns.items() if key != "id"}
    values = {key: null() if value is None else value for key, value in (same | changed).items()}
    db.execute(insert(type(row)).from_select(list(values), select(*values.values()).select_from(people)))


def _next(db: Any, table: Any) -> int:
    """Return the first id of a table that is free, and all after it."""
    highest: int | None = db.scalar(select(func.max(table.id)))
    return (highest or 0) + 1


_ALONE: dict[str, dict[str, Any]] = {
    "Entry": {"form_key": None, "decision_id": None, "check_id": None, "amends_id": None},
    "Attempt": {"retests_id": None},
}
"""What may stand on one row alone."""


def _of(db: Any, table: Any, person_id: int) -> list[Any]:
    return list(db.scalars(select(table).where(table.person_id == person_id).order_by(table.id)))
