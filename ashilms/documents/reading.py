"""What stands in a PDF that may be anybody's: its pages, the text and the links on them."""

import hashlib
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from ashilms.apart import Ended, run_apart

MOST_PAGES, MOST_LINKS, LONGEST_TEXT = 3, 50, 20_000
"""Pages that are read, links and characters that are kept of them; a certificate has one page and 1,500 characters."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a PDF."""

    pages: int
    text: str
    links: tuple[str, ...]
    drawn: str
    """SHA-256, in hex, of what the first page draws, unfolded."""
    title: str


def read_in_process(data: bytes, *, seconds: int = 10, megabytes: int = 512) -> Sheet | None:
    """Return what stands in a PDF, read where a hostile file can do no harm; `None` of one that can't be read so."""
    try:
        plain = run_apart("ashilms.documents.reading:answer", data, seconds=seconds, megabytes=megabytes)
    except Ended:
        return None
    return Sheet(**plain | {"links": tuple(plain["links"])})


def answer(data: bytes, _told: None) -> dict[str, Any]:
    """Return what stands in a PDF, as plain data. Raises whatever a damaged file makes of the library."""
    return asdict(read_sheet(data))


def read_sheet(data: bytes) -> Sheet:
    """Return what stands in a PDF. Hostile files belong in a process with limits: `read_in_process`."""
    # Imported where it is needed: nothing else on the site reads other people's pages.
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data), strict=False)
    pages = list(islice(reader.pages, MOST_PAGES))
    content = pages[0].get_contents() if pages else None
    drawn = hashlib.sha256(content.get_data() if content is not None else b"").hexdigest()
    text = "\n".join(page.extract_text() for page in pages)[:LONGEST_TEXT]
    links = [link for page in pages for link in _links(page)]
    title = str(reader.metadata.title or "" if reader.metadata else "")[:LONGEST_TEXT]
    return Sheet(len(reader.pages), text, tuple(links[:MOST_LINKS]), drawn, title)


def _links(page: Any) -> list[str]:
    found = []
    for one in islice(page.get("/Annots") or (), MOST_LINKS):
        action = one.get_object().get("/A")
        if action and "/URI" in action.get_object():
            found.append(str(action.get_object()["/URI"])[:500])
    return found
