"""Which way a file of questions goes, and how much of it a page takes."""

from dataclasses import dataclass

from ashilms.quizzes.formats.found import Found, Status

LARGEST = 1024 * 1024
"""Bytes of a file on a page; the command takes more."""
MOST = 500
"""Questions on a page."""
UNFOLDED = 4 * 1024 * 1024
"""Bytes of what is read of a package on a page."""
LONGEST = 400_000
"""Characters of a converted file on its way through a page, packed and signed."""
READ = {"gift": "GIFT", "moodle-xml": "Moodle XML", "csv": "CSV", "qti": "QTI (an item or a package)"}
WRITTEN = {"gift": "GIFT", "moodle-xml": "Moodle XML", "csv": "CSV", "qti": "QTI 3.0", "qti-2.2": "QTI 2.2"}
ENDINGS = {"gift": "gift", "moodle-xml": "xml", "csv": "csv", "qti": "zip", "qti-2.2": "zip"}
WAYS = {
    "Into a pack": {f"from-{name}": f"{said} into items of a pack" for name, said in READ.items()},
    "Out of a pack": {f"to-{name}": f"Items of a pack into {said}" for name, said in WRITTEN.items()},
}
"""The ways, as a form groups them."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a file: each question, and the new file, which is empty when nothing could be kept."""

    found: list[Found]
    name: str
    content: bytes

    @property
    def kept(self) -> int:
        """How many questions are in the new file."""
        return len(self.found) - self.counts[Status.REFUSED]

    @property
    def counts(self) -> dict[str, int]:
        """How many questions are kept whole, in part and not at all."""
        return {str(status): sum(one.status is status for one in self.found) for status in Status}


def name_of(way: str) -> str:
    """Return what the new file is called."""
    side, _, name = way.partition("-")
    return f"questions.{ENDINGS[name] if side == 'to' else 'yaml'}"
