"""From the record of hours to a PDF to be signed by hand."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from ashilms.documents.glyphs import FONTS, glyphs_missing
from ashilms.documents.pdf import About, draw_pdf
from ashilms.errors import Unacceptable
from ashilms.practicum.rules.records import HoursRecord, month_in_words, sums_in_words, texts_of

Render = Callable[[str, Mapping[str, object]], str]

TEMPLATE = "ashilms/practicum/record_print.html"
PAPER = Path(__file__).with_name("paper")
FACES = [FONTS / name for name in ("AshiSans-Regular.ttf", "NotoSans-Regular.ttf")]


def record_pdf(record: HoursRecord, render: Render, *, provider: str) -> bytes:
    """Return the record as PDF/A-3a and PDF/UA-1, with totals, every session, and lines to sign on.

    Raises `Unacceptable` for a letter that no font here has, `NotDrawn` and `PangoMissing`.
    """
    _refuse_letters(f"{provider} {texts_of(record)}")
    title = f"Supervised practice in {record.period}" if record.month else "Record of supervised practice"
    about = About(
        title=f"{title}: {record.name}",
        author=provider,
        subject="Supervised practicum, not continuing education",
        language="en",
        made_at=record.made_at,
        identifier=hashlib.sha256(repr(record).encode()).digest()[:16],
    )
    values = {
        "record": record, "title": title, "provider": provider, "month_in_words": month_in_words,
        "sums_in_words": sums_in_words,
    }  # fmt: skip
    return draw_pdf(render(TEMPLATE, values), stylesheets=("record.css",), assets=PAPER, about=about)


def _refuse_letters(text: str) -> None:
    missing = glyphs_missing(text, FACES) - set("\n\t")
    if missing:
        letters = " ".join(sorted(missing))
        raise Unacceptable(
            f"These letters can't be printed: {letters}. Take the sheet (CSV), which keeps them."
        )
