"""What a transcript says, and how what was earned falls into cycles."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import TypeVar

from ashilms import formats
from ashilms.practicum.rules.ledger import Sums
from ashilms.practicum.rules.records import Total


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was earned at a moment, which says into which cycle it falls."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Completed(Thing):
    """A module that was completed; `minutes` are its minutes of continuing education, `None` where it has none."""

    title: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Sat(Thing):
    """An attempt at a quiz that was graded; `said` is what it earned, empty for whoever may not read marks."""

    quiz: int
    title: str
    passed: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Attended(Thing):
    """A live session, the day where it was held, and the contact minutes that it earned."""

    title: str
    cohort: str
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Practised(Thing):
    """A session of practicum that was sent, and what became of its minutes."""

    category: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Observed(Thing):
    """An observation that was signed, the day where it was made, and who assessed."""

    day: date
    category: str
    words: str
    assessor: str


@dataclass(frozen=True, slots=True)
class Held(Thing):
    """A certificate, and how it stands on the day of the transcript."""

    number: str
    award: str
    issued_on: date
    valid_until: date | None
    status: str
    waived: tuple[tuple[str, str], ...] = ()
    """What it says was met without its evidence: how, and the requirement's title."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one quiz in one cycle: the attempt that says it, and how many there were."""

    sat: Sat
    attempts: int


Kind = TypeVar("Kind", bound=Thing)


@dataclass(frozen=True, slots=True)
class Cycle:
    """What was earned from one certificate to the next, in the order of time.

    `begins` is `None` of the first; `ends`, the moment of the certificate that closed it, of one that is open.
    """

    number: int
    begins: datetime | None = None
    ends: datetime | None = None
    things: tuple[Thing, ...] = ()

    @property
    def modules(self) -> list[Completed]:
        """The modules."""
        return self._of(Completed)

    @property
    def quizzes(self) -> list[Tried]:
        """Each quiz once: by the first attempt that passed, else by the last one."""
        groups: dict[int, list[Sat]] = {}
        for sat in self._of(Sat):
            groups.setdefault(sat.quiz, []).append(sat)
        return [
            Tried(next((sat for sat in sats if sat.passed), sats[-1]), len(sats)) for sats in groups.values()
        ]

    @property
    def classes(self) -> list[Attended]:
        """The live sessions."""
        return self._of(Attended)

    @property
    def contact_minutes(self) -> int:
        """The contact minutes of all live sessions."""
        return sum(one.minutes for one in self.classes)

    @property
    def practicum(self) -> list[Total]:
        """What the sessions of practicum add up to in each category."""
        groups: defaultdict[str, list[Sums]] = defaultdict(list)
        for one in self._of(Practised):
            groups[one.category].append(one.sums)
        return [Total(name, len(sums), sum(sums, Sums())) for name, sums in sorted(groups.items())]

    @property
    def practised(self) -> Sums:
        """What all sessions of practicum add up to."""
        return sum((one.sums for one in self._of(Practised)), Sums())

    @property
    def observations(self) -> list[Observed]:
        """The observations."""
        return self._of(Observed)

    @property
    def certificates(self) -> list[Held]:
        """The certificates."""
        return self._of(Held)

    def _of(self, kind: type[Kind]) -> list[Kind]:
        return [thing for thing in self.things if isinstance(thing, kind)]


@dataclass(frozen=True, slots=True)
class Taken:
    """A course that a person took up, and what they earned in it.

    `since` is `None` where no more than the certificates are kept: learning has had its time.
    """

    title: str
    since: datetime | None
    cycles: tuple[Cycle, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that one person has earned, as of one moment and one place in the audit record."""

    name: str
    zone: str
    """The person's own: moments read as their days there, whoever looks."""
    made_at: datetime
    chain: tuple[int, str]
    """The number and the hash of the last audit record: whoever has both can show that nothing was changed since."""
    courses: tuple[Taken, ...]

    def day(self, moment: date) -> str:
        """Return a day in words; of a moment, the day that the person's calendar showed."""
        return formats.day(moment, self.zone)


def cycles_of(things: Iterable[Thing], certified: Iterable[datetime]) -> tuple[Cycle, ...]:
    """Return what was earned, cut at the moments of the certificates that close a cycle.

    What came up to a certificate, itself included, belongs to the cycle that it closes. The first cycle is always
    there; one after the last certificate only once something was earned in it.
    """
    ends = sorted(set(certified))
    groups: defaultdict[int, list[Thing]] = defaultdict(list)
    for thing in sorted(things, key=lambda thing: thing.at):
        groups[bisect_left(ends, thing.at)].append(thing)
    return tuple(
        Cycle(turn + 1, ends[turn - 1] if turn else None, ends[turn] if turn < len(ends) else None, tuple(groups[turn]))
        for turn in range(len(ends) + 1)
        if turn == 0 or groups[turn]
    )  # fmt: skip


def closing(levels: Mapping[int, int], awarded: Sequence[tuple[int, datetime]]) -> list[datetime]:
    """Return when the certificates were awarded that close a course's cycles: those of its highest programme.

    `levels` are the course's programmes that a person works towards or holds a certificate of, each with its level;
    `awarded` are their certificates, by programme. A certificate on the way to the highest one closes nothing.
    """
    highest = max(levels.values(), default=0)
    return [at for program, at in awarded if levels.get(program) == highest]


def texts_of(transcript: Transcript) -> str:
    """Return every text of the transcript, to be looked at for letters that can't be printed."""
    found = [transcript.name]
    for course in transcript.courses:
        found.append(course.title)
        for thing in (thing for cycle in course.cycles for thing in cycle.things):
            found += [value for value in astuple(thing) if isinstance(value, str)]
            found += [title for _, title in thing.waived] if isinstance(thing, Held) else []
    return " ".join(found)
