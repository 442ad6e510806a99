"""A lesson's recordings: served in parts to whoever may read the lesson, and what is heard of their being played."""

from flask import Response, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services
from ashilms.courses.forms import PlayForm
from ashilms.courses.rules.playing import Playing
from ashilms.courses.views.blueprint import LESSON, bp
from ashilms.errors import Unacceptable
from ashilms.files import services as files
from ashilms.web import actor, limited, needs, now, sealed, session, settings, transaction

RECORDING = f"{LESSON}/media/<name>"


@bp.get(RECORDING)
@needs("see lessons")
def show_media(slug: str, module: str, lesson: str, name: str) -> ResponseReturnValue:
    """Give a player a recording, or the part of it that it asks for."""
    row = services.get_recording(session(), actor(), slug, module, lesson, name)
    path = files.find(settings().data_dir / "files", row.file)
    return sealed(send_file(path, mimetype=row.type, conditional=True, etag=row.file, download_name=row.key))


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
