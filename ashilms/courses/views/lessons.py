"""A lesson: read, answered, finished; and what its page says while it is read."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from ashilms.courses import services
from ashilms.courses.forms import BeatForm, CheckForm, NoteForm
from ashilms.courses.rules.time import Sign
from ashilms.courses.views.blueprint import LESSON, bp
from ashilms.errors import Unacceptable
from ashilms.web import actor, limited, needs, now, session, transaction


@bp.get(LESSON)
@needs("see lessons")
def show_lesson(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson, and note that the person is here now."""
    opened = services.open_lesson(session(), actor(), slug, module, lesson)
    if opened.is_news(now()):
        with transaction() as db:
            services.visit_lesson(db, actor(), opened.lesson, now=now())
        opened = services.open_lesson(session(), actor(), slug, module, lesson)
    return lesson_page(opened)


@bp.post(f"{LESSON}/finish")
@needs("take courses")
def finish_lesson(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Let a trainee finish a lesson and go on to the next; what is still open is said on the page."""
    try:
        with transaction() as db:
            finished = services.finish_lesson(db, actor(), slug, module, lesson, now=now())
            following = finished.after if finished.goes_on else None
    except Unacceptable as refusal:
        opened = services.open_lesson(session(), actor(), slug, module, lesson)
        return lesson_page(opened, {"finish": str(refusal)}), 422
    if following is None:
        flash(f"“{finished.module.outline.title}” is finished.", "success")
        return redirect(url_for(".show_course", slug=slug))
    flash("Lesson finished. This is the next one.", "success")
    return redirect(url_for(".show_lesson", slug=slug, module=following[0], lesson=following[1].outline.key))


@bp.post(f"{LESSON}/check")
@needs("see lessons")
@limited("60 per minute")
def check_answer(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Keep what somebody chose in a self-check, and show why it was right or not; it counts for nothing."""
    form = CheckForm()
    if not form.check.data:
        raise BadRequest
    try:
        if not form.validate():
            raise Unacceptable("Choose an answer, then check it.", form.check.data)
        with transaction() as db:
            services.answer_check(
                db, actor(), slug, module, lesson, form.check.data, form.answer.data or [], now=now()
            )
    except Unacceptable as refusal:
        opened = services.open_lesson(session(), actor(), slug, module, lesson)
        return lesson_page(opened, {form.check.data: str(refusal)}), 422
    here = url_for(
        ".show_lesson", slug=slug, module=module, lesson=lesson, _anchor=f"check-{form.check.data}"
    )
    return redirect(here)


@bp.post(f"{LESSON}/beat")
@needs("take courses")
@limited("240 per minute")
def note_reading(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Hear from a lesson's page that it is in view and in use, or no longer; there is nothing to show for it."""
    form = BeatForm()
    if not form.validate():
        raise Unacceptable("A page says “on” or “left”, and no times.", "sign")
    with transaction() as db:
        services.note_reading(db, actor(), slug, module, lesson, Sign(form.sign.data or ""), now=now())
    return "", 204


def lesson_page(
    opened: services.OpenLesson, wrong: dict[str, str] | None = None, note: NoteForm | None = None
) -> str:
    """Return the page of a lesson; `wrong` holds sentences by self-check, or for `finish`, `note` a note that is."""
    kept, bookmarked = services.marks_of(session(), actor().id, opened.lesson.id)
    shown = kept if kept and kept.removed_at is None else None
    form = note or NoteForm(None, text=shown.text if shown else "", version=kept.version if kept else 0)
    return render_template(
        "ashilms/courses/lesson.html", here=opened, wrong=wrong or {}, reason=services.reason, note=form,
        saved=shown, bookmarked=bookmarked,
    )  # fmt: skip
