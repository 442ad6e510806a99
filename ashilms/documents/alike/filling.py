"""The pages that were drawn in this process, and for which of them patterns are trusted.

The first page of a kind is drawn in full, and so is the second. A pattern is made of the first; from it the second is
filled in as well, and only if both files are the same, byte for byte, later ones are filled in alone.
That holds for each place in the page at which one differs from another: a pattern is trusted only where it was seen to
be right.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable

from ashilms.documents.alike.lines import Unlike
from ashilms.documents.alike.pattern import Drawn, Page, Pattern
from ashilms.documents.conformance import LookedAt

MOST_PATTERNS = 12
"""Kinds of pages that are remembered: 2.5 MB for a certificate that was the first, half a MB for the pattern that comes
of it, 2 when that keeps all it may (measured on 30 November 2026), and since then a
compressor of a quarter of a MB in each (by zlib's formula: 2^17 + 2^17 bytes)."""
_log = logging.getLogger(__name__)


class Alike:
    """The patterns of a process, the latest used last. Not for several threads at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kind] = OrderedDict()

    def kind(self, key: Hashable) -> "_Kind":
        """Return what is known of a kind of page."""
        kind = self._kept.setdefault(key, _Kind())
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_PATTERNS:
            self._kept.popitem(last=False)
        return kind


class _Kind:
    def __init__(self) -> None:
        self.first: tuple[Page, Drawn] | None = None
        """Kept until there is a second: most pages that are drawn have none, and a pattern takes work."""
        self.pattern: Pattern | None = None
        self.right: set[tuple[str, int]] = set()
        """Where in the page the pattern was seen to be right."""
        self.given_up = False

    def learn(self, page: Page, drawn: Drawn) -> None:
        """Make a pattern of a page that was drawn in full."""
        self.first = None
        try:
            self.pattern = Pattern(page, drawn)
        except Exception as problem:
            # it stands on the inner parts of a library: whatever breaks there, pages are drawn
            self.give_up(repr(problem))

    def give_up(self, why: object) -> None:
        self.pattern, self.given_up = None, True
        _log.info("pages of this kind are all drawn in full: %s", why)


def draw_alike(known: Alike, key: Hashable, page: Page, in_full: Callable[[], Drawn]) -> bytes:
    """Return the file of `page`, drawn by `in_full` or, which gives the same bytes, filled into a pattern.

    Pages that have `key` in common are drawn in the same way; a page's frame is added to it here. Raises nothing of
    its own.
    """
    kind = known.kind((key, page.markup.frame))
    if kind.first is not None:
        kind.learn(*kind.first)
    if kind.pattern is None:
        drawn = in_full()
        kind.first = None if kind.given_up else (page, drawn)
        return drawn.file
    try:
        filled = kind.pattern.fill(page)
    except Unlike as why:
        _log.debug("a page was drawn in full: %s", why)
        return in_full().file
    except Exception as problem:  # as in `learn`
        kind.give_up(repr(problem))
        return in_full().file
    if filled.where <= kind.right:
        return LookedAt(filled.file)
    file = in_full().file
    if file == filled.file:
        kind.right |= filled.where
    else:
        kind.give_up(f"one came out otherwise, having differed in {sorted(filled.where)}")
    return file
