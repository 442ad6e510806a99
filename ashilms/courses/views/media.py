"""A lesson's recordings: served in parts to whoever may read the lesson, and what is heard of their being played."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services
from ashilms.courses.forms import PlayForm
from ashilms.courses.rules.playing import Playing
from ashilms.courses.views.blueprint import LESSON, bp
from ashilms.errors import Unacceptable
from ashilms.files.sending import send_kept
from ashilms.web import actor, limited, needs, now, sealed, session, transaction

RECORDING = f"{LESSON}/media/<name>"


@bp.get(RECORDING)
@needs("see lessons")
def show_media(slug: str, module: str, lesson: str, name: str) -> ResponseReturnValue:
    """Give a player a recording, or the part of it that it asks for."""
    row = services.get_recording(session(), actor(), slug, module, lesson, name)
    return send_kept(row.file, row.type, row.key, in_parts=True)


@bp.get(f"{RECORDING}/captions")
@needs("see lessons")
def show_captions(slug: str, module: str, lesson: str, name: str) -> ResponseReturnValue:
    """Give a player the captions of a recording."""
    row = services.get_recording(session(), actor(), slug, module, lesson, name)
    return sealed(Response(row.captions, mimetype="text/vtt"))


@bp.post(RECORDING)
@needs("take courses")
@limited("120 per minute")
def note_playing(slug: str, module: str, lesson: str, name: str) -> ResponseReturnValue:
    """Hear that a recording began or has ended, or let a trainee say that they have read its transcript."""
    form = PlayForm()
    if not form.validate():
        raise Unacceptable("Say “began”, “ended” or “read”.", "what")
    what = Playing(form.what.data or "")
    with transaction() as db:
        services.note_playing(db, actor(), slug, module, lesson, name, what, now=now())
    if what is not Playing.READ:
        return "", 204
    flash("The transcript counts like the recording.", "success")
    here = url_for(".show_lesson", slug=slug, module=module, lesson=lesson, _anchor=f"media-{name}")
    return redirect(here)
