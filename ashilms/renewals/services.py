"""What the holder's page on renewing shows, gathered from certificates, programmes, quizzes and practicum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Payload
from ashilms.courses import services as courses
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.programs import services as programs
from ashilms.programs.models import Award
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.validity import Milestone, Stage, milestones, stage_on
from ashilms.quizzes import services as quizzes
from ashilms.renewals.rules import Idle, Weak, find_idle, find_weak, say_early, say_stage


@dataclass(frozen=True, slots=True)
class Path:
    """Where to begin: what was wrong and what was not done lately, with what each is called."""

    slug: str
    """Of the course."""
    weak: Sequence[tuple[Weak, str]]
    idle: Sequence[tuple[Idle, str]]
    idle_months: int


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate that somebody holds, as far as renewing it goes."""

    certificate: Certificate
    said: Payload
    renewal: programs.Renewal | None
    """`None` where its programme renews nothing, where it has no end, and while it is being drawn."""
    today: date
    path: Path | None = None
    """`None` where nothing can be renewed, so that there is nowhere to begin."""

    @property
    def stage(self) -> Stage | None:
        """Where it is today, by its days alone."""
        return (
            stage_on(self.renewal.terms.rule, self.renewal.before.until, self.today) if self.renewal else None
        )

    @property
    def sentence(self) -> str:
        """Where it is, in words."""
        if self.renewal is None or self.stage is None:
            return ""
        return say_stage(self.renewal.terms.rule, self.renewal.before.until, self.stage, self.today)

    @property
    def early(self) -> str:
        """What doing it early means for the new one, in words."""
        return say_early(self.renewal.terms.rule, self.renewal.before.until) if self.renewal else ""

    @property
    def in_time(self) -> bool:
        """Whether everything was done in an earlier stage than it is in, and counts as done then."""
        judged = self.renewal.judged if self.renewal else None
        return bool(judged and judged.ready and judged.stage is not self.stage)

    @property
    def milestones(self) -> list[Milestone]:
        """What happens around its last day."""
        return milestones(self.renewal.terms.rule, self.renewal.before.until) if self.renewal else []


def find_held(db: Session, person_id: int, kinds: Kinds, *, today: date) -> list[Held]:
    """Return every certificate that a person holds, in date or not, and how renewing it stands."""
    awards = [award for award in programs.last_awards(db, person_id).values() if award.ended_at is None]
    return [_held(db, award, kinds, today) for award in awards]


def _held(db: Session, award: Award, kinds: Kinds, today: date) -> Held:
    row = certificates.get_certificate(db, award.number)
    renewal = programs.renewal_of(db, award, kinds, on=today)
    path = _path(db, renewal, today) if renewal and renewal.is_possible else None
    return Held(row, row.as_payload(), renewal, today, path)


def _path(db: Session, renewal: programs.Renewal, today: date) -> Path:
    course = courses.get_course_by_id(db, renewal.version.program.course_id)
    titles = {module.key: module.title for module in course.as_outline()}
    weak = find_weak(quizzes.find_last_sat(db, renewal.award.person_id, course.id))
    plan = practicum.find_plan(db, course.id)
    names = {c.code: c.title for c in plan.as_plan().categories.values() if c.open} if plan else {}
    months = renewal.terms.idle_months
    idle = find_idle(_last_practised(renewal.evidence), months, today)
    return Path(
        course.slug,
        [(one, titles[one.module]) for one in weak if one.module in titles],
        [(one, names[one.code]) for one in idle if one.code in names],
        months,
    )


def _last_practised(evidence: Sequence[Fact]) -> dict[str, date]:
    """Return the day of the last session that counts in each category of practicum."""
    sessions = [fact for fact in evidence if fact.kind == "practicum_entry" and not fact.values["refused"]]
    return {fact.values["category"]: fact.on for fact in sorted(sessions, key=lambda fact: fact.on)}
