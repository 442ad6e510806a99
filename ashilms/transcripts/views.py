"""The transcript on a page and on paper."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ashilms.practicum.rules.records import sums_in_words
from ashilms.transcripts import services
from ashilms.transcripts.drawing import transcript_pdf
from ashilms.web import actor, needs, now, saved, session, settings, state

bp = Blueprint("transcripts", __name__)


@bp.get("/people/<int:id>/transcript")
@needs("see transcripts")
def show_transcript(id: int) -> ResponseReturnValue:
    """Show what a person has earned to themselves, to registrars, and to who teaches them what they teach."""
    return render_template(
        "ashilms/transcripts/transcript.html",
        transcript=services.get_transcript(session(), actor(), id, now=now()),
        person_id=id,
        own=actor().person_id == id,
        sums_in_words=sums_in_words,
    )


@bp.get("/people/<int:id>/transcript.pdf")
@needs("see transcripts")
def print_transcript(id: int) -> ResponseReturnValue:
    """Give the same on paper."""
    transcript = services.get_transcript(session(), actor(), id, now=now())
    data = transcript_pdf(transcript, state().render, provider=settings().provider_name)
    return saved(data, "application/pdf", "transcript.pdf")
