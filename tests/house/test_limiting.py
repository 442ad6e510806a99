"""How often somebody came lately: what is counted in memory, and that it is forgotten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from ashilms import limiting
from ashilms.limiting import Recent


class Clock:
    """A watch that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(limiting, "time", found)
    return found


def test_as_many_as_are_allowed_and_again_when_the_first_is_long_enough_ago(clock: Clock) -> None:
    limiter, limit = MovingWindowRateLimiter(Recent()), parse("2 per minute")
    assert [limiter.hit(limit, "ana") for _ in range(3)] == [True, True, False]
    assert limiter.get_window_stats(limit, "ana") == (1_060, 0)
    assert limiter.hit(limit, "bea")
    clock.now += 60.1
    assert limiter.test(limit, "ana")
    assert limiter.hit(limit, "ana")
    limiter.clear(limit, "ana")
    assert limiter.get_window_stats(limit, "ana") == (clock.now + 60, 2)


def test_whoever_came_long_ago_is_forgotten(clock: Clock) -> None:
    """Else memory, and what each request costs, would grow with every address that ever asked."""
    store = Recent()
    limiter = MovingWindowRateLimiter(store)
    for number in range(5_000):
        limiter.hit(parse("60 per minute"), str(number))
    limiter.hit(parse("5 per day"), "bea")
    assert len(store.remembered()) == 5_001
    clock.now += 61
    assert len(store.remembered()) == 1
    assert store.reset() == 1
    assert store.remembered() == []


steps = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from((1, 2)), st.floats(0, 70)), max_size=40)


@given(steps)
def test_never_more_than_are_allowed_in_any_window(done: list[tuple[str, int, float]]) -> None:
    """Against the plain definition: every hit kept, and all of the last minute counted anew each time."""
    clock, limit = Clock(), 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiting, "time", clock)
        store, taken = Recent(), dict[str, list[float]](a=[], b=[])
        for key, amount, later in done:
            clock.now += later
            counted = [at for at in taken[key] if at + 60 >= clock.now]
            assert store.get_moving_window(key, limit, 60)[1] == len(counted)
            if store.acquire_entry(key, limit, 60, amount):
                taken[key] += [clock.now] * amount
            else:
                assert len(counted) + amount > limit
            assert len([at for at in taken[key] if at + 60 >= clock.now]) <= limit


def test_many_at_once_are_counted_one_by_one() -> None:
    limiter, limit = MovingWindowRateLimiter(Recent()), parse("100 per hour")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: limiter.hit(limit, "ana"), range(400)))
    assert taken.count(True) == 100
