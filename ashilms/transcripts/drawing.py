"""From a transcript to a PDF."""

from ashilms.practicum.drawing import Render, draw_record
from ashilms.practicum.rules.records import sums_in_words
from ashilms.transcripts.rules import Transcript, texts_of

TEMPLATE = "ashilms/transcripts/transcript_print.html"


def transcript_pdf(transcript: Transcript, render: Render, *, provider: str) -> bytes:
    """Return the transcript as a PDF, on the paper of the record of hours; raises as `draw_record`."""
    values = {"transcript": transcript, "provider": provider, "sums_in_words": sums_in_words}
    return draw_record(
        transcript, render(TEMPLATE, values), texts=texts_of(transcript), title="Transcript", provider=provider,
        subject="Everything earned, cycle by cycle", instead="Print the page instead, which has them.",
    )  # fmt: skip
