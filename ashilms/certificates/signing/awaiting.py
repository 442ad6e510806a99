"""The one way in which what pyHanko only does in a loop is done from code that has none."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` comes to, done in a thread: where we are called, a loop of the host's may be running.

    Raises what it raises, and `MemoryError` where there is too little left to begin.
    """
    with ThreadPoolExecutor(1) as apart:
        try:
            begun = apart.submit(asyncio.run, work)
        except RuntimeError as problem:  # "can't start new thread"
            work.close()
            raise MemoryError from problem
        return begun.result()
