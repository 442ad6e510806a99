"""What looks odd in a log, each with its reason, and a sample to be looked at that anybody can draw again.

A flag is a question for a person, never a verdict: every one of these has an innocent explanation. The lines are
this programme's own and were set so that they stay silent on two hundred honest logs made up at random.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from ashilms.formats import day, hours, plural
from ashilms.practicum.rules.spans import Span

ALIKE, FEWEST_WORDS = 0.8, 12
"""Two reflections are alike from this share of common word triples; shorter ones are alike by chance."""
BULK, AT_ONCE, LONG_AFTER = 4, timedelta(minutes=30), timedelta(days=3)
"""So many sessions of different days sent within so long, all of them so long past."""
WEEK_MINUTES = 30 * 60
"""More foot work in seven days than this is more than a body bears: the daily cap on five days."""
ROUND, ROUND_ENTRIES = 15, 12
"""So many sessions of which each begins and ends on the quarter hour."""
ONE_SUPERVISOR, SUPERVISED_MINUTES = 0.75, 600
"""At least a quarter of the client hours is with a second supervisor, once there are ten of them."""
SAME_MINUTE = 3
"""So many sessions of different trainees signed by one supervisor within a minute."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One session that was sent, as far as it matters here."""

    id: int
    person: int
    supervisor: int
    span: Span
    zone: str
    category: str
    sent_at: datetime
    text: str
    signed_at: datetime | None = None

    @property
    def day(self) -> date:
        """The date on which it began, where it was held."""
        return self.span.day(self.zone)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something odd: what kind, the sentence, whom it is about, and the entries to look at."""

    kind: str
    sentence: str
    person: int
    entries: tuple[int, ...]


def find_odd(logged: Iterable[Logged], *, supervisors: int, client_categories: Collection[str]) -> list[Flag]:
    """Return everything odd in the sessions of all trainees, by trainee.

    `supervisors` is how many may countersign: with one alone nobody can have a second.
    """
    known = sorted(logged, key=lambda one: (one.person, one.span.starts, one.id))
    flags = list(_copied(known)) + list(_signed_in_one_go(known))
    for _, group in groupby(known, key=lambda one: one.person):
        own = list(group)
        flags += [*_in_bulk(own), *_too_much(own), *_always_round(own)]
        if supervisors > 1:
            flags += _one_for_all([one for one in own if one.category in client_categories])
    return sorted(flags, key=lambda flag: (flag.person, flag.kind, flag.entries))


def triples_of(text: str) -> frozenset[tuple[str, ...]]:
    """Return each three words of a text that follow one another, whatever their case and punctuation."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _copied(known: Sequence[Logged]) -> Iterator[Flag]:
    """Yield the sessions whose reflection repeats an earlier one, one's own or somebody else's."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    triples: dict[int, frozenset[tuple[str, ...]]] = {}
    by_id = {one.id: one for one in known}
    for one in sorted(known, key=lambda one: (one.sent_at, one.id)):
        own = triples_of(one.text)
        if len(own) < FEWEST_WORDS - 2:
            continue
        common = Counter(id for triple in own for id in holders[triple])
        for id, shared in sorted(common.items()):
            if shared / len(own | triples[id]) >= ALIKE:
                whose = "of their own" if by_id[id].person == one.person else "of another trainee"
                sentence = f"The reflection repeats one {whose}, in entry {id}."
                yield Flag("copied", sentence, one.person, (id, one.id))
                break
        triples[one.id] = own
        for triple in own:
            holders[triple].append(one.id)


def _in_bulk(own: Sequence[Logged]) -> Iterator[Flag]:
    """Yield the sessions of several days that were sent together, long after them."""
    late = [one for one in own if one.sent_at - one.span.ends >= LONG_AFTER]
    for together in _runs(sorted(late, key=lambda one: one.sent_at), AT_ONCE, lambda one: one.sent_at):
        days = {one.day for one in together}
        if len(days) >= BULK:
            sentence = (
                f"{plural(len(together), 'session')} of {len(days)} days sent within half an hour, all of them "
                f"{LONG_AFTER.days} days after or later."
            )
            yield Flag("bulk", sentence, own[0].person, tuple(sorted(one.id for one in together)))


def _too_much(own: Sequence[Logged]) -> Iterator[Flag]:
    """Yield the first seven days in which more was logged than a body bears."""
    for place, first in enumerate(own):
        week = [one for one in own[place:] if one.day < first.day + timedelta(days=7)]
        minutes = sum(one.span.minutes for one in week)
        if minutes > WEEK_MINUTES:
            sentence = f"{hours(minutes)} in the seven days from {day(first.day)}."
            yield Flag("load", sentence, first.person, tuple(one.id for one in week))
            return


def _always_round(own: Sequence[Logged]) -> Iterator[Flag]:
    """Yield a log in which every time stands on the quarter hour: nobody's day does."""
    times = [moment for one in own for moment in (one.span.starts, one.span.ends)]
    if len(own) >= ROUND_ENTRIES and all(moment.minute % ROUND == 0 for moment in times):
        sentence = f"All {len(own)} sessions begin and end on the quarter hour."
        yield Flag("round", sentence, own[0].person, tuple(one.id for one in own))


def _one_for_all(own: Sequence[Logged]) -> list[Flag]:
    """Return client sessions nearly all of which name the same supervisor."""
    minutes: Counter[int] = Counter()
    for one in own:
        minutes[one.supervisor] += one.span.minutes
    total = sum(minutes.values())
    if total < SUPERVISED_MINUTES:
        return []
    supervisor, most = minutes.most_common(1)[0]
    if most <= ONE_SUPERVISOR * total:
        return []
    sentence = (
        f"{hours(most)} of {hours(total)} with clients name one supervisor; a quarter is with a second."
    )
    return [
        Flag(
            "one-supervisor", sentence, own[0].person, tuple(x.id for x in own if x.supervisor == supervisor)
        )
    ]


def _signed_in_one_go(known: Sequence[Logged]) -> Iterator[Flag]:
    """Yield, for each trainee, the sessions that were signed in a minute with those of other trainees."""
    signed = sorted((one for one in known if one.signed_at), key=lambda one: (one.supervisor, one.signed_at))
    for _, group in groupby(signed, key=lambda one: one.supervisor):
        for together in _runs(list(group), timedelta(minutes=1), lambda one: one.signed_at or one.sent_at):
            people = {one.person for one in together}
            if len(people) >= SAME_MINUTE:
                sentence = (
                    f"Signed within a minute with sessions of {plural(len(people) - 1, 'other trainee')}."
                )
                for person in sorted(people):
                    ids = tuple(sorted(one.id for one in together if one.person == person))
                    yield Flag("one-go", sentence, person, ids)


def _runs(
    found: Sequence[Logged], within: timedelta, moment: Callable[[Logged], datetime]
) -> Iterator[list[Logged]]:
    """Yield what lies together: each next one at most `within` after the first of its run."""
    run: list[Logged] = []
    for one in found:
        if run and moment(one) - moment(run[0]) > within:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def draw_sample(ids: Iterable[int], seed: str, share: int) -> list[int]:
    """Return one in `share` of `ids`, at least one of any, by nothing but `seed`: whoever has both draws the same.

    In the order of SHA-256 over `seed:id`, so that nobody who doesn't know the seed can tell what will be drawn.
    """
    drawn = sorted(set(ids), key=lambda id: hashlib.sha256(f"{seed}:{id}".encode()).digest())
    return sorted(drawn[: -(-len(drawn) // share)])
