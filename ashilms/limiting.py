"""How often somebody came lately, counted in memory; each is forgotten when their limit looks no further back.

What comes with the library keeps every key it ever saw, and looks through all of them up to a hundred times a second
while anybody asks: among 50,000 addresses each request took 5 ms more.
"""

import heapq
import time
from collections import defaultdict, deque
from threading import Lock

from limits.storage import MovingWindowSupport, Storage

IN_MEMORY = "memory://"
"""How a setting begins that says that hits are counted here."""


class Recent(Storage, MovingWindowSupport):
    """Hits of the last while, for moving windows alone; a hit costs the logarithm of how many are remembered."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._lock = Lock()
        self._ends: defaultdict[str, deque[float]] = defaultdict(deque)
        """Of each key until when its hits count, the oldest first."""
        self._due: list[tuple[float, str]] = []
        """The same of all keys, as a heap: what ends next is first."""

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing can be out of reach."""
        return ()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` hits for `expiry` seconds and return true, or none where more than `limit` would count."""
        now = time.time()
        with self._lock:
            self._forget(now)
            if len(self._ends.get(key, ())) + amount > limit:
                return False
            for _ in range(amount):
                self._ends[key].append(now + expiry)
                heapq.heappush(self._due, (now + expiry, key))
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the oldest hit that counts was, in seconds of the epoch (now if none does), and how many do."""
        now = time.time()
        with self._lock:
            self._forget(now)
            ends = self._ends.get(key)
            return (ends[0] - expiry, len(ends)) if ends else (now, 0)

    def _forget(self, now: float) -> None:
        while self._due and self._due[0][0] < now:
            _, key = heapq.heappop(self._due)
            ends = self._ends.get(key)
            while ends and ends[0] < now:
                ends.popleft()
            if not ends:
                self._ends.pop(key, None)

    def clear(self, key: str) -> None:
        """Forget a key."""
        with self._lock:
            self._ends.pop(key, None)

    def reset(self) -> int:
        """Forget every key; return how many there were."""
        with self._lock:
            count = len(self._ends)
            self._ends.clear()
            self._due.clear()
            return count

    def remembered(self) -> list[str]:
        """Return which keys are remembered."""
        with self._lock:
            self._forget(time.time())
            return list(self._ends)

    def check(self) -> bool:
        """Return that it can be reached."""
        return True

    def get(self, key: str) -> int:
        """Return how many hits of a key count."""
        return self.get_moving_window(key, 0, 0)[1]

    def get_expiry(self, key: str) -> float:
        """Return when the last hit of a key ends to count, in seconds of the epoch; now if none does."""
        with self._lock:
            ends = self._ends.get(key)
            return ends[-1] if ends else time.time()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Raise: fixed windows, which would count so, are not used here."""
        raise NotImplementedError
