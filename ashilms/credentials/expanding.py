"""PyLD with what contexts mean kept between documents: the contexts are the same pinned ones each time.

PyLD works out anew, for each thing in each document, what the words of its type mean (a context within the context),
and that is most of what it costs. Here each is worked out once in a process. Nothing else differs: what a word means
depends on the contexts alone, and those are all of this package (`linked.PINNED`).

Imported when first needed: PyLD takes a tenth of a second.
"""

from collections.abc import Callable
from typing import Any

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdProcessor

MOST_KEPT = 512
"""How many meanings are kept; a certificate needs about 40, and a stranger may name the contexts in any order."""


class Expanded(list[Any]):
    """A document in expanded form, as `Processor.expand` returned it."""


class Processor(JsonLdProcessor):  # type: ignore[misc]  # PyLD has no types
    """A processor that remembers contexts.

    The two methods are PyLD's own affair: if a later version calls them otherwise, nothing is kept and all is as slow
    as it was. What they return is frozen or only read by PyLD, which keeps some of it itself.
    """

    def __init__(self, load: Callable[..., Any]) -> None:
        super().__init__()
        self._load = load
        self._resolved: dict[str, Any] = {}  # no more than the contexts kept here and those within them
        self._meanings: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._inverses: dict[int, tuple[Any, ...]] = {}

    def options(self) -> dict[str, Any]:
        """Return options to call the processor with, for one document."""
        return {
            "documentLoader": self._load, "processingMode": "json-ld-1.1",
            "contextResolver": ContextResolver(self._resolved, self._load),
        }  # fmt: skip

    def expand(self, document: Any, options: Any) -> "Expanded":
        """Return the expanded form of a document; of one that is expanded, itself.

        So `compact` and `normalize`, which expand what they are given, can be given what was expanded before.
        """
        return document if isinstance(document, Expanded) else Expanded(super().expand(document, options))

    def _process_context(self, active: Any, local: Any, options: Any, **how: Any) -> Any:
        if "cycles" in how:  # part of one that is being worked out: not whole yet
            return super()._process_context(active, local, options, **how)
        listed = isinstance(local, list) and all(isinstance(each, str) for each in local)
        named = tuple(local) if listed else id(local)  # each document names the contexts in a list of its own
        asked = (id(active), named, options.get("base", ""), *sorted(how.items()))
        return _kept(
            self._meanings,
            asked,
            (active, local),
            lambda: super(Processor, self)._process_context(active, local, options, **how),
        )

    def _get_inverse_context(self, active: Any) -> Any:
        return _kept(
            self._inverses, id(active), active, lambda: super(Processor, self)._get_inverse_context(active)
        )


def _kept(held: dict[Any, tuple[Any, Any]], key: Any, of: Any, work_out: Callable[[], Any]) -> Any:
    """Return what is held under a key, worked out if it is not.

    `of` is kept with it: keys are the identities of objects, which mean nothing once those are gone.
    """
    if (found := held.get(key)) is None:
        if len(held) >= MOST_KEPT:
            held.clear()
        found = held[key] = work_out(), of
    return found[0]
