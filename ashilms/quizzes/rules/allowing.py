"""What a person is allowed beyond a quiz's rules: attempts that were released, and accommodations."""

from dataclasses import dataclass, replace

MOST_PERCENT, MOST_MINUTES, MOST_ATTEMPTS = 300, 240, 5
"""The largest accommodation: more time as a share, in minutes, and more attempts."""


@dataclass(frozen=True, slots=True)
class Eased:
    """One accommodation, as far as it concerns a sitting."""

    percent: int = 0
    """More time, as a share of the quiz's."""
    minutes: int = 0
    """More time besides."""
    attempts: int = 0
    """More attempts than the quiz has."""

    def extra_minutes(self, minutes: int) -> int:
        """Return the minutes that it adds to so many, rounded up."""
        return -(-minutes * self.percent // 100) + self.minutes


@dataclass(frozen=True, slots=True)
class Allowed:
    """All that holds for one person at one quiz now. Of several accommodations the most generous counts."""

    eased: tuple[Eased, ...] = ()
    releases: tuple[int, ...] = ()
    """Of each attempt that was released, by how many it went beyond the quiz's own, whatever else was allowed then."""

    @property
    def released(self) -> int:
        """Attempts that were released one by one."""
        return len(self.releases)

    @property
    def attempts(self) -> int:
        """Attempts beyond the quiz's own that came by accommodations."""
        return max((one.attempts for one in self.eased), default=0)

    def attempts_in_all(self, own: int) -> int:
        """Return how many attempts there are at a quiz that has so many of its own.

        An accommodation that ends takes back nothing that was released: each release gives one attempt more than had
        been begun by then.
        """
        return own + max(self.attempts + self.released, max(self.releases, default=0))

    def after(self, attempts: int) -> "Allowed":
        """Return what is left of it once so many attempts count no more: what was released for these counts no more."""
        return replace(self, releases=tuple(one - attempts for one in self.releases if one > attempts))

    def minutes_for(self, minutes: int) -> int:
        """Return how long a sitting of so many minutes takes."""
        return minutes + max((one.extra_minutes(minutes) for one in self.eased), default=0)


NOTHING = Allowed()


def problem_with(eased: Eased) -> str | None:
    """Return what is wrong with an accommodation, in a sentence."""
    bounds = (
        (eased.percent, MOST_PERCENT, f"More time is 0 to {MOST_PERCENT} percent."),
        (eased.minutes, MOST_MINUTES, f"More time is 0 to {MOST_MINUTES} minutes."),
        (eased.attempts, MOST_ATTEMPTS, f"More attempts are 0 to {MOST_ATTEMPTS}."),
    )
    wrong = (sentence for value, most, sentence in bounds if not 0 <= value <= most)
    return next(
        wrong, None if _says_something(eased) else "Say what is allowed: more time, or more attempts."
    )


def _says_something(eased: Eased) -> bool:
    return any((eased.percent, eased.minutes, eased.attempts))
