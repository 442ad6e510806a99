"""What a look at an installation comes to: a finding, and the line that mends it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    finding: str
    mend: str = ""


class Bad(Exception):
    """What was found wrong, and the line that mends it."""

    def __init__(self, finding: str, mend: str) -> None:
        super().__init__(finding)
        self.mend = mend


def check(name: str, look: Callable[..., str], *where: object) -> Check:
    """Return what a look came to, whatever it meets: `look` returns what is well, and raises `Bad` for what isn't."""
    try:
        return Check(name, True, look(*where))
    except Bad as bad:
        return Check(name, False, str(bad), bad.mend)
    except Exception as problem:
        return Check(name, False, f"this can't be looked at: {problem}", "mend the others, then look again")
