"""What a change would mean for everybody, before anything is saved."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from ashilms.formats import plural
from ashilms.plugins import Fact
from ashilms.programs.rules.judging import evaluate, signer_of
from ashilms.programs.rules.proof import Standing
from ashilms.programs.rules.tree import Kinds, Node

LISTED = 200
"""How many people are listed one by one; the sums count all of them."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a programme, as far as judging goes."""

    program: str
    version: int
    tree: Node

    def judge(self, kinds: Kinds, evidence: Sequence[Fact], on: date) -> Standing:
        """Return the standing that this evidence gives on that day."""
        return evaluate(self.program, self.version, self.tree, kinds, evidence, on)


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed: other rules, or that nothing counts which one person judged from a day on."""

    rules: Rules | None = None
    without: int | None = None
    """Whose judgement would not count: the id of a supervisor or assessor."""
    since: date = date.min

    def judge(self, rules: Rules, kinds: Kinds, evidence: Sequence[Fact], on: date) -> Standing:
        """Return where somebody would stand who is bound to `rules`."""
        return (self.rules or rules).judge(kinds, [fact for fact in evidence if self.counts(fact)], on)

    def counts(self, fact: Fact) -> bool:
        """Return whether a fact would still count: whose judge is another, and what was held and signed before."""
        if self.without is None or signer_of(fact) != self.without:
            return True
        return max(fact.on, fact.since or fact.on) < self.since


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change for one person: what they would be asked anew or more of, and what no longer."""

    person_id: int
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    certificate: str | None = None
    """The number of the one that they would not have been given."""


def effect_on(
    person_id: int, was: Standing, will_be: Standing, certificate: str | None = None
) -> Effect | None:
    """Return what would change for somebody, `None` for nothing.

    Who holds a certificate keeps it as it was issued, so that for them it only matters whether everything would have
    been met. Where a requirement stays open and asks for more or less, it is among what is opened; so is a choice
    of which another number would be enough, or of others. A choice that is asked for no longer is among what is
    closed, beside those of its members that are.
    """
    before = {leaf.id: (leaf.have, leaf.needed) for leaf in was.missing}
    after = {leaf.id: (leaf.have, leaf.needed) for leaf in will_be.missing}
    opened = tuple(leaf.title for leaf in will_be.missing if after[leaf.id] != before.get(leaf.id))
    opened += tuple(_other_choices(was, will_be))
    closed = tuple(leaf.title for leaf in was.missing if leaf.id not in after)
    closed += tuple(_dropped_choices(was, will_be))
    if certificate is not None:
        return Effect(person_id, opened, closed, certificate) if was.met and not will_be.met else None
    return Effect(person_id, opened, closed) if opened or closed else None


def _other_choices(was: Standing, will_be: Standing) -> Iterator[str]:
    """Yield the titles of groups that stay open and are another choice; what all is asked of, its members tell."""
    before = {group.id: group for group in was.proof.open_groups()}
    for group in will_be.proof.open_groups():
        old = before.get(group.id)
        if old is None or not (old.is_choice or group.is_choice):
            continue
        if (old.least, len(old.members)) != (group.least, len(group.members)):
            yield group.title


def _dropped_choices(was: Standing, will_be: Standing) -> Iterator[str]:
    """Yield the titles of choices that were open and are in the rules no more."""
    asked = {group.id for group in will_be.proof.groups()}
    yield from (group.title for group in was.proof.open_groups() if group.is_choice and group.id not in asked)


@dataclass(slots=True)
class Impact:
    """What a change would mean for every standing that was looked at so far."""

    standings: int
    """How many are to be looked at: somebody in two programmes twice, once in each."""
    looked_at: int = 0
    concerned: set[int] = field(default_factory=set)
    """The trainees for whom something would change; somebody in two programmes is one."""
    certificates: int = 0
    opened: Counter[str] = field(default_factory=Counter)
    """In how many standings a requirement would be open, or ask for something else, by its title."""
    closed: Counter[str] = field(default_factory=Counter)
    """In how many a requirement would no longer be missing."""
    listed: list[Effect] = field(default_factory=list)
    """Certificates and trainees, as they were come upon; at most `LISTED`."""

    def add(self, effect: Effect | None) -> None:
        """Count one standing."""
        self.looked_at += 1
        if effect is None:
            return
        if effect.certificate is None:
            self.concerned.add(effect.person_id)
        else:
            self.certificates += 1
        self.opened.update(effect.opened)
        self.closed.update(effect.closed)
        if len(self.listed) < LISTED:
            self.listed.append(effect)

    @property
    def trainees(self) -> int:
        """For how many trainees something would change."""
        return len(self.concerned)

    @property
    def sentence(self) -> str:
        """What would change, in a sentence."""
        both = (
            f"{plural(self.trainees, 'trainee')} and {plural(self.certificates, 'certificate')} would change."
        )
        return both if self.trainees or self.certificates else "Nothing would change for anybody."

    def as_data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        counts = {"opened": dict(self.opened), "closed": dict(self.closed)}
        sums = {name: getattr(self, name) for name in ("standings", "looked_at", "trainees", "certificates")}
        lists = {"concerned": sorted(self.concerned), "listed": [asdict(effect) for effect in self.listed]}
        return {**sums, **counts, **lists}


def read_impact(data: Mapping[str, Any]) -> Impact:
    """Return what `as_data` made plain."""
    listed = [
        Effect(one["person_id"], tuple(one["opened"]), tuple(one["closed"]), one["certificate"])
        for one in data["listed"]
    ]
    opened, closed = (Counter(data[name]) for name in ("opened", "closed"))
    return Impact(
        data["standings"],
        data["looked_at"],
        set(data["concerned"]),
        data["certificates"],
        opened,
        closed,
        listed,
    )
