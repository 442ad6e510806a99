"""What a pack says about its practicum: categories, caps, rubrics, strokes, scales, and the intake form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ashilms.rubrics.rules import Rubric, read_rubric
from ashilms.screenings.rules.rows import Intake, read_intake

IN_ROOM = "in-room"
HANDS = "hands"
CONTACT = frozenset({"client", "peer"})
"""The kinds of practice in which somebody is worked on with the feet."""
CASES, CLIENT, EQUIPMENT = "cases", "client", "equipment"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of practice."""

    code: str
    title: str
    open: bool
    supervision: str
    """Where the supervisor has to be: `in-room`, `on-premises` or `none`."""
    requires: tuple[Mapping[str, Any], ...]
    """What has to be passed first, as the pack gives it, each with its title."""
    counts_when: str
    supervisor_level: int = 1
    """The level in the programme that its supervisor needs at least."""
    kind: str = "peer"
    """What is done: `client`, `peer`, `cases`, `equipment`, `observation` or `receiving`."""
    needs: Mapping[str, int] = field(default_factory=dict)
    """What it comes to in the end, by what is counted: `minutes`, `entries`, `clients` and so on."""
    review_days: int = 0
    """Within how many days a supervisor has to sign it so that it counts; 0: whenever they do."""
    prompt: str = ""
    """What the note on it answers; the plan's own prompt where it is empty."""

    @property
    def contact(self) -> bool:
        """Whether somebody is worked on, so that the session stands on a decision, signed before it began."""
        return self.kind in CONTACT

    @property
    def checked(self) -> bool:
        """Whether a check of the room belongs to it."""
        return self.contact or self.kind == EQUIPMENT

    @property
    def screened(self) -> bool:
        """Whether it stands on a screening decision at all: a session that was held on it, or the case itself."""
        return self.contact or self.kind == CASES

    @property
    def in_room(self) -> bool:
        """Whether the supervisor has to be in the room all the time."""
        return self.supervision == IN_ROOM

    @property
    def name(self) -> str:
        """Return code and title: `P3 · Peer practice`."""
        return f"{self.code} · {self.title}"


@dataclass(frozen=True, slots=True)
class Caps:
    """Minutes credited a day, and the days within which things have to be done."""

    daily_minutes: int
    log_window_days: int
    countersign_days: int
    lapse_days: int
    sessions_with_client: int = 0
    """Client sessions with one client that count; 0: all of them."""
    client_percent: int = 0
    """The share of the time with clients that one of them may have; 0: any."""
    second_supervisor_percent: int = 0
    """The share of it that is with a second supervisor; 0: none."""
    tables_at_once: int = 0
    """Sessions on somebody that a supervisor sees to at a time; 0: any number."""
    alone_first: int = 0
    """At so many first sessions with clients of a trainee, the supervisor sees to no other table; 0: none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of client session that the mix of cases counts: by the client's answers, the outcome, or its ending."""

    id: str
    title: str
    least: int
    when: Mapping[str, Any] | None = None
    """What their answers have to be, told before figures are dropped; none where something else tells."""
    outcome: str = ""
    ending: str = ""
    """`hands`: an ending by hands alone that was planned before the session began."""

    def fits(self, marks: Collection[str], outcome: str | None, *, hands_ending: bool) -> bool:
        """Return whether a session is of this kind: by the marks of its screening, its outcome, and its ending."""
        by_outcome = bool(self.outcome) and self.outcome == outcome
        return self.id in marks or by_outcome or (self.ending == HANDS and hands_ending)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of the vocabulary; `level` is the first that may use it."""

    id: str
    title: str
    level: int
    description: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What each value of a scale means."""

    title: str
    words: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Card:
    """What a client takes home in writing: what is common, and when to get help."""

    title: str
    common: str
    urgent: str
    """What is said above the signs."""
    signs: tuple[str, ...]
    later: str
    say: str
    """What to tell whoever helps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a course's practicum."""

    level: int
    categories: Mapping[str, Category]
    caps: Caps
    rubrics: Mapping[str, Rubric]
    strokes: Mapping[str, Stroke]
    depth: Scale
    score: Scale
    stop_at: int
    """The client's score from which foot work ends."""
    prompt: str
    """What the reflection answers."""
    intake: Intake
    card: Card | None = None
    """The aftercare card; `None` for a pack that has none."""
    marks: tuple[Mark, ...] = ()
    """The mix of client sessions that the pack asks for."""

    def asks_ending(self, category: Category | None) -> bool:
        """Return whether a session of this category says how it was planned to end."""
        counted = any(mark.ending for mark in self.marks)
        return counted and category is not None and category.kind == CLIENT

    @property
    def rubric(self) -> Rubric:
        """The rubric by which a session is observed: the pack's first."""
        return next(iter(self.rubrics.values()))

    @property
    def own_strokes(self) -> list[Stroke]:
        """The strokes that this level may use."""
        return [stroke for stroke in self.strokes.values() if stroke.level <= self.level]


def read_plan(content: Mapping[str, Any]) -> Plan:
    """Return the practicum that a pack describes in `level`, `practicum` and `screening`, valid by schema."""
    practicum = content["practicum"]
    pressure, rubrics = practicum["pressure"], [read_rubric(rubric) for rubric in practicum["rubrics"]]
    return Plan(
        level=content["level"],
        categories={c["code"]: _category(c) for c in practicum["categories"]},
        caps=Caps(**practicum["caps"]),
        rubrics={rubric.id: rubric for rubric in rubrics},
        strokes={
            s["id"]: Stroke(s["id"], s["title"], s["level"], s["description"]) for s in practicum["strokes"]
        },
        depth=_scale(pressure["depth"]),
        score=_scale(pressure["score"]),
        stop_at=pressure["score"]["stop_at"],
        prompt=practicum["reflection"]["prompt"],
        intake=read_intake(content["screening"]),
        card=_card(practicum["aftercare"]) if "aftercare" in practicum else None,
        marks=tuple(
            Mark(
                m["id"],
                m["title"],
                m["min_entries"],
                m.get("when"),
                m.get("outcome", ""),
                m.get("ending", ""),
            )
            for m in practicum.get("mix", ())
        ),
    )


def _category(data: Mapping[str, Any]) -> Category:
    return Category(
        data["code"],
        data["title"],
        data["open"],
        data["supervision"],
        tuple(data["requires"]),
        data["counts_when"],
        data.get("supervisor_level", 1),
        data.get("kind", "peer"),
        {name.removeprefix("min_"): value for name, value in data.items() if name.startswith("min_")},
        data.get("review_days", 0),
        data.get("prompt", ""),
    )


def _card(data: Mapping[str, Any]) -> Card:
    return Card(**{**data, "signs": tuple(data["signs"])})


def _scale(data: Mapping[str, Any]) -> Scale:
    return Scale(data["title"], {level["value"]: level["text"] for level in data["levels"]})
