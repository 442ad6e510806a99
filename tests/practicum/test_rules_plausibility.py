"""What looks odd in a log: each pattern alone, at its edge, and five rings among two hundred honest trainees."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.practicum.rules.plausibility import Flag, Logged, draw_sample, find_odd, triples_of
from ashilms.practicum.rules.spans import Span

MONDAY = datetime(2026, 11, 2, 9, 7, tzinfo=UTC)
TEXT = "The client asked for less on the left so I went back to the thoracic lane and slowed down a little"
OTHER = "My standing foot slid once on oil, I stepped down, wiped the stool and the sole, and began that side again"


def one(id: int, *, days: float = 0, minutes: int = 53, late: float = 0.1, **changes: object) -> Logged:
    """Return a session `days` after that Monday, sent `late` days after its end; nothing in it is odd."""
    starts = MONDAY + timedelta(days=days)
    span = Span(starts, starts + timedelta(minutes=minutes))
    made = Logged(id, 1, 90 + id % 2, span, "UTC", "P5", span.ends + timedelta(days=late), f"note {id}")
    return replace(made, **changes)


def odd(sessions: Sequence[Logged], supervisors: int = 4) -> list[Flag]:
    """Return what is odd in them."""
    return find_odd(sessions, supervisors=supervisors, client_categories={"P4", "P5"})


def kinds(sessions: Sequence[Logged], supervisors: int = 4) -> set[str]:
    """Return the kinds of what is odd."""
    return {flag.kind for flag in odd(sessions, supervisors)}


def test_a_reflection_that_repeats_another_is_found() -> None:
    """Whatever its case and commas; which entry it repeats, and whose that is."""
    first, again = one(1, text=TEXT), one(2, days=1, text=TEXT.upper().replace(" so", ", so") + "!")
    assert [(f.sentence, f.entries) for f in odd([again, first])] == [
        ("The reflection repeats one of their own, in entry 1.", (1, 2))
    ]
    (flag,) = odd([first, replace(again, person=2)])
    assert (flag.person, flag.sentence) == (2, "The reflection repeats one of another trainee, in entry 1.")
    assert odd([first, replace(again, text=OTHER)]) == []
    assert odd([one(1, text="All went well today."), one(2, days=1, text="All went well today.")]) == []


@pytest.mark.parametrize(("days", "late", "found"), [(4, 3, {"bulk"}), (3, 3, set()), (4, 2.9, set())])
def test_sessions_of_many_days_sent_together_long_after(days: int, late: float, found: set[str]) -> None:
    """Four days' sessions in half an hour, none of them fresh; three days', or fresh ones, are nobody's business."""
    last = one(0, days=days - 1, late=late)
    sessions = [one(n, days=n, sent_at=last.sent_at + timedelta(minutes=5 * n)) for n in range(days)]
    assert kinds(sessions) == found


@pytest.mark.parametrize(("minutes", "found"), [(300, set()), (301, {"load"})])
def test_more_than_a_week_bears(minutes: int, found: set[str]) -> None:
    """Thirty hours in seven days and not a minute more; the eighth day is another week."""
    sessions = [one(n, days=n, minutes=minutes) for n in range(6)]
    assert kinds(sessions) == found
    spread = [replace(one(n, days=1.5 * n, minutes=minutes)) for n in range(6)]
    assert kinds(spread) == set()


@pytest.mark.parametrize(("count", "slip", "found"), [(12, 0, {"round"}), (11, 0, set()), (12, 1, set())])
def test_a_log_in_which_every_time_is_round(count: int, slip: int, found: set[str]) -> None:
    """One real minute among them is enough to say nothing."""
    sessions = [
        replace(one(n), span=Span(at, at + timedelta(hours=1)), sent_at=at + timedelta(hours=2))
        for n in range(count)
        for at in [MONDAY.replace(minute=15) + timedelta(days=n)]
    ]
    last = sessions[-1]
    sessions[-1] = replace(last, span=Span(last.span.starts, last.span.ends + timedelta(minutes=slip)))
    assert kinds(sessions) == found


@pytest.mark.parametrize(
    ("first", "second", "supervisors", "found"),
    [
        (450, 150, 4, set()), (451, 150, 4, {"one-supervisor"}), (600, 0, 4, {"one-supervisor"}), (600, 0, 1, set()),
        (599, 0, 4, set()),
    ],
)  # fmt: skip
def test_one_supervisor_for_everything(first: int, second: int, supervisors: int, found: set[str]) -> None:
    """A quarter is with a second one, where there is a second one and much to share; peer practice does not count."""
    sessions = [one(n, days=n, minutes=100, supervisor=90) for n in range(first // 100)]
    sessions += [one(20, days=8, minutes=first % 100, supervisor=90)] * bool(first % 100)
    sessions += [one(21, days=9, minutes=second, supervisor=91)] * bool(second)
    sessions += [one(30 + n, days=12 + n, minutes=200, supervisor=90, category="P3") for n in range(2)]
    assert kinds(sessions, supervisors) == found


def test_signatures_for_many_trainees_in_one_go() -> None:
    """Three people's sessions signed within a minute were hardly read; two may be a pair."""
    signed = [
        replace(one(n), person=n, supervisor=90, signed_at=MONDAY + timedelta(days=1, seconds=20 * n))
        for n in range(3)
    ]
    assert [(f.kind, f.person, f.sentence) for f in odd(signed)] == [
        ("one-go", n, "Signed within a minute with sessions of 2 other trainees.") for n in range(3)
    ]
    assert odd(signed[:2]) == []
    assert odd([*signed[:2], replace(signed[2], supervisor=91)]) == []


NOTES = """
the client left right foot sole heel arch slow lighter deeper breath bar weight hand towel oil stool neck hip calf asked
told felt moved stopped began changed held pressed slid paused turned stepped leaned waited looked listened because when
while after before then so but more less early late warm cold tight soft sore calm sure tired careful
"""
WORDS = NOTES.split()


def honest(dice: Random, person: int) -> list[Logged]:
    """Return a trainee's thirty sessions over as many weeks as it takes, as people really work."""
    made, at = [], MONDAY + timedelta(minutes=dice.randrange(0, 600))
    supervisors = dice.sample(range(500, 520), 3)
    for n in range(30):
        at += timedelta(days=dice.choice((1, 2, 2, 3, 5)), minutes=dice.randrange(-40, 41))
        span = Span(at, at + timedelta(minutes=dice.choice((45, 50, 55, 60, 75, 90)) + dice.randrange(-4, 5)))
        sent = span.ends + timedelta(minutes=dice.choice((5, 30, 200, 900, 2_000, 5_000)))
        text = " ".join(dice.choices(WORDS, k=dice.randrange(12, 40)))
        signed = sent + timedelta(minutes=dice.randrange(60, 15_000), seconds=dice.randrange(60))
        made.append(
            Logged(100 * person + n, person, dice.choice(supervisors), span, "UTC", dice.choice(("P3", "P4", "P5")),
                   sent, text, signed)
        )  # fmt: skip
    return made


def rings(dice: Random) -> dict[str, list[Logged]]:
    """Return five plots, each by people of its own: copied, in bulk, too much, one supervisor, in one go."""
    copied = [replace(s, text=TEXT) for s in honest(dice, 1001)[:2]]
    late = honest(dice, 1002)
    sent = late[-1].span.ends + timedelta(days=6)
    bulk = [replace(s, sent_at=sent + timedelta(minutes=n)) for n, s in enumerate(late[-8:])]
    load = [one(100_300 + n, days=n, minutes=355, person=1003) for n in range(6)]
    same = [replace(s, supervisor=521, category="P5") for s in honest(dice, 1004)]
    at = MONDAY + timedelta(days=40)
    go = [
        replace(s, supervisor=522, signed_at=at + timedelta(seconds=n))
        for n, person in enumerate((1005, 1006, 1007))
        for s in honest(dice, person)[:1]
    ]
    return {"copied": copied, "bulk": bulk, "load": load, "one-supervisor": same, "one-go": go}


def test_five_rings_among_two_hundred_honest_trainees_are_found() -> None:
    """T04: five of five, and at most two of the honest are asked anything."""
    dice = Random(20261128)  # noqa: S311  # the same log every time
    good = [session for person in range(1, 201) for session in honest(dice, person)]
    planted = rings(dice)
    flags = odd([*good, *(s for sessions in planted.values() for s in sessions)], supervisors=25)
    for kind, sessions in planted.items():
        people = {s.person for s in sessions}
        assert people <= {flag.person for flag in flags if flag.kind == kind}, kind
    assert len({flag.person for flag in flags if flag.person <= 200}) <= 2


@given(st.sets(st.integers(1, 10_000), min_size=1), st.text(max_size=20), st.integers(1, 50))
def test_whoever_has_the_seed_draws_the_same(ids: set[int], seed: str, share: int) -> None:
    """By these three lines, in any language: the smallest hashes of `seed:id`, one in `share` rounded up."""
    drawn = draw_sample(ids, seed, share)
    by_hash = sorted(ids, key=lambda id: hashlib.sha256(f"{seed}:{id}".encode()).hexdigest())
    assert drawn == sorted(by_hash[: (len(ids) + share - 1) // share])
    assert drawn == draw_sample(sorted(ids, reverse=True), seed, share)


def test_a_text_is_its_words() -> None:
    """Commas, case and line ends change nothing."""
    assert triples_of("One, two;\nTHREE!") == {("one", "two", "three")}
    assert triples_of("one two") == frozenset()
