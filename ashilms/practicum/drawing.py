"""From the record of hours to a PDF to be signed by hand."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ashilms.documents.glyphs import FONTS, Font, glyphs_missing
from ashilms.documents.pdf import About, draw_pdf
from ashilms.errors import Unacceptable
from ashilms.practicum.rules.records import HoursRecord, month_in_words, sums_in_words, texts_of

Render = Callable[[str, Mapping[str, object]], str]


class Record(Protocol):
    """What such a paper needs to know of what it says: whose it is, and as of when."""

    @property
    def name(self) -> str:
        """Whose it is."""

    @property
    def made_at(self) -> datetime:
        """As of when."""


TEMPLATE = "ashilms/practicum/record_print.html"
PAPER = Path(__file__).with_name("paper")
FACES = [Font(FONTS / name) for name in ("AshiSans-Regular.ttf", "NotoSans-Regular.ttf")]


def record_pdf(record: HoursRecord, render: Render, *, provider: str) -> bytes:
    """Return the record as a PDF, with totals, every session, and lines to sign on; raises as `draw_record`."""
    title = f"Supervised practice in {record.period}" if record.month else "Record of supervised practice"
    values = {
        "record": record, "title": title, "provider": provider, "month_in_words": month_in_words,
        "sums_in_words": sums_in_words,
    }  # fmt: skip
    return draw_record(
        record, render(TEMPLATE, values), texts=texts_of(record), title=title, provider=provider,
        subject="Supervised practicum, not continuing education",
        instead="Take the sheet (CSV), which keeps them.",
    )  # fmt: skip


def draw_record(
    record: Record, page: str, *, texts: str, title: str, subject: str, provider: str, instead: str
) -> bytes:
    """Return a page that says what a person has done as PDF/A-3a and PDF/UA-1, on the paper of the record of hours.

    `texts` is whatever people wrote on it. Raises `Unacceptable` for a letter that no font here has, with what to do
    `instead`, `NotDrawn` and `PangoMissing`.
    """
    if missing := glyphs_missing(f"{provider} {texts}", FACES) - set("\n\t"):
        raise Unacceptable(f"These letters can't be printed: {' '.join(sorted(missing))}. {instead}")
    about = About(
        title=f"{title}: {record.name}",
        author=provider,
        subject=subject,
        language="en",
        made_at=record.made_at,
        identifier=hashlib.sha256(repr(record).encode()).digest()[:16],
    )
    return draw_pdf(page, stylesheets=("record.css",), assets=PAPER, about=about)
