"""An archive (ZIP) that is sent while it is written, however large it is."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo


class Spout:
    """What the archive is written to; whoever sends it takes from here what has come since."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take what the archive writes."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Keep nothing back."""

    def take(self) -> bytes:
        """Return what has come since."""
        taken, self._parts = b"".join(self._parts), []
        return taken


def stream_zip(members: Iterable[tuple[str, bytes]], now: datetime) -> Iterator[bytes]:
    """Yield an archive of these names and contents piece by piece, each as it is: PDFs are compressed already."""
    spout = Spout()
    with ZipFile(cast(IO[bytes], spout), "w", ZIP_STORED) as archive:
        for name, content in members:
            info = ZipInfo(name, now.timetuple()[:6])
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
            yield spout.take()
    yield spout.take()
