"""What is due by itself: deleting kept files that no row names, such as those of an upload that was lost half-way."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.files import services
from ashilms.jobs.services import Handler, Work

Source = Callable[[Session], Iterable[tuple[Any, str]]]
"""Returns what a room keeps: a name for each file, and its hash."""


def handlers(sources: Sequence[Source]) -> Sequence[Handler]:
    """Return the sweep over everything that rooms keep; a room that is not among `sources` would lose its files."""

    def sweep(db: Session, work: Work) -> dict[str, Any]:
        named = {sha256 for source in sources for _, sha256 in source(db)}
        swept = services.sweep(services.store_of(work.settings), named, now=work.now)
        return {"swept": len(swept)}

    return (
        Handler("files.sweep", sweep, every=timedelta(days=1), about="Files that nothing names are removed"),
    )
