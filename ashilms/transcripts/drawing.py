"""From a transcript to a PDF."""

import hashlib
from collections.abc import Callable, Mapping

from ashilms.documents.glyphs import glyphs_missing
from ashilms.documents.pdf import About, draw_pdf
from ashilms.errors import Unacceptable
from ashilms.practicum.drawing import FACES, PAPER
from ashilms.practicum.rules.records import sums_in_words
from ashilms.transcripts.rules import Transcript, texts_of

Render = Callable[[str, Mapping[str, object]], str]

TEMPLATE = "ashilms/transcripts/transcript_print.html"


def transcript_pdf(transcript: Transcript, render: Render, *, provider: str) -> bytes:
    """Return the transcript as PDF/A-3a and PDF/UA-1, on the paper of the record of hours.

    Raises `Unacceptable` for a letter that no font here has, `NotDrawn` and `PangoMissing`.
    """
    if missing := glyphs_missing(f"{provider} {texts_of(transcript)}", FACES) - set("\n\t"):
        letters = " ".join(sorted(missing))
        raise Unacceptable(
            f"These letters can't be printed: {letters}. Print the page instead, which has them."
        )
    about = About(
        title=f"Transcript: {transcript.name}",
        author=provider,
        subject="Everything earned, cycle by cycle",
        language="en",
        made_at=transcript.made_at,
        identifier=hashlib.sha256(repr(transcript).encode()).digest()[:16],
    )
    values = {"transcript": transcript, "provider": provider, "sums_in_words": sums_in_words}
    return draw_pdf(render(TEMPLATE, values), stylesheets=("record.css",), assets=PAPER, about=about)
