"""Keeping a file so that it is whole or not there, and reading it back as it was."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from ashilms.errors import Missing, Unacceptable, Unavailable
from ashilms.files.rules import LARGEST, PDF, Kept, describe, is_name, place_of
from ashilms.files.sent import Kind, read_sent
from ashilms.files.store import Store, in_folder, store_of

__all__ = [
    "GRACE", "Ready", "Store", "all_kept", "find", "forget", "in_folder", "is_kept", "keep", "keep_sent", "read",
    "refuse_lost", "store_of", "sweep",
]  # fmt: skip

FEW = 20
"""Unnamed files that are swept wherever they are found; of more, at most half of all."""
GRACE = timedelta(days=1)
"""How long a file is left alone that no row names: one may still be on its way."""
NOT_THERE = "There is no such file."
LOST = "The file was lost on its way, so nothing was changed. Send it again."
NO_ANSWER = "The place where files are kept doesn't answer just now. Try again in a minute."


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that is kept and that no row names yet; of a film with its seconds."""

    kind: Kind
    sha256: str
    size: int
    seconds: int | None = None


def keep(store: Store, data: bytes, *, largest: int = LARGEST, kinds: Collection[str] = (PDF,)) -> Kept:
    """Keep `data` in `store` and return how it is named; on return it is kept for good.

    Call it before the row that names it is written: a file without a row is harmless and swept, a row without a file
    is not. The same content twice is one file. Raises `Unacceptable` for a kind or size that is not kept, and
    `Unavailable` when the store refuses; nothing is left behind then.
    """
    if len(data) > largest:
        megabytes = largest // (1024 * 1024)
        raise Unacceptable(f"That file is larger than {megabytes} MB. Send a smaller one.", "file")
    kept = describe(data, kinds)
    if kept is None:
        what = "a whole PDF. Save it as PDF" if PDF in kinds else "a recording that is kept. Export it anew"
        raise Unacceptable(f"That file is not {what} and send it again.", "file")
    name = place_of(kept.sha256).as_posix()
    try:
        if _is_whole(store, name, kept):
            store.touch(name, data)
        else:
            store.write(name, data)
    except OSError as error:
        raise Unavailable("The file couldn't be kept just now. Nothing was changed.") from error
    return kept


def keep_sent(
    store: Store, data: bytes, kinds: Collection[Kind] = tuple(Kind), *, field: str = "file"
) -> Ready:
    """Keep what somebody sent, of one of these kinds and made fit, before any row names it.

    Raises as `read_sent` and `keep`.
    """
    sent = read_sent(data, kinds, field=field)
    kept = keep(store, sent.content, kinds=(sent.type,))
    return Ready(sent.kind, kept.sha256, kept.size, sent.seconds)


def refuse_lost(store: Store, ready: Ready) -> None:
    """Raise `Unavailable` for a file that is there no more, so that no row is written that names nothing."""
    if not is_kept(store, ready.sha256):
        raise Unavailable(LOST)


def find(store: Store, sha256: str) -> tuple[IO[bytes], int]:
    """Return the file with this hash, for sending it in parts, and its size; raises as `read`."""
    try:
        return store.open(_named(sha256))
    except FileNotFoundError:
        raise Missing(NOT_THERE) from None
    except OSError as error:
        raise Unavailable(NO_ANSWER) from error


def read(store: Store, sha256: str) -> bytes:
    """Return the content kept under this hash.

    Raises `Missing` when there is none (a name that is no hash included), and `Unavailable` when what is
    there is not what was kept, or the store does not answer.
    """
    try:
        data = store.read(_named(sha256))
    except FileNotFoundError:
        raise Missing(NOT_THERE) from None
    except OSError as error:
        raise Unavailable(NO_ANSWER) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Unavailable("This file is not as it was kept. `ashilms doctor` tells the site's operator more.")
    return data


def is_kept(store: Store, sha256: str) -> bool:
    """Return whether there is a file with this hash; raises `Unavailable` when the store does not answer."""
    try:
        return store.has(_named(sha256))
    except OSError as error:
        raise Unavailable(NO_ANSWER) from error


def all_kept(store: Store) -> Iterator[str]:
    """Yield the hash of every kept file, in order."""
    yield from sorted(name for name in store.names() if is_name(name))


def forget(store: Store, sha256: str) -> None:
    """Delete a kept file; none there is as good."""
    store.delete(_named(sha256))


def sweep(store: Store, named: Iterable[str], *, now: datetime) -> list[str]:
    """Delete what no row names and nobody has kept within a day, and return the hashes of what was deleted.

    Call it where nobody else writes: what is looked at and what is deleted must be the same. Where more is unnamed
    than a site ever loses on the way, the rows are another site's or an old backup's, and nothing is deleted.
    """
    swept, known, kept = [], set(named), list(all_kept(store))
    orphans = [sha256 for sha256 in kept if sha256 not in known]
    if len(orphans) > max(FEW, len(kept) // 2) or not known:
        return []
    for sha256 in orphans:
        try:
            old = store.touched_at(_named(sha256)) < now - GRACE
        except FileNotFoundError:
            continue
        if old:
            forget(store, sha256)
            swept.append(sha256)
    return swept


def _named(sha256: str) -> str:
    """Return the relative name of the file with this hash; raises `Missing` for what is no hash."""
    try:
        return place_of(sha256).as_posix()
    except ValueError:
        raise Missing(NOT_THERE) from None


def _is_whole(store: Store, name: str, kept: Kept) -> bool:
    try:
        return hashlib.sha256(store.read(name)).hexdigest() == kept.sha256
    except FileNotFoundError:
        return False
