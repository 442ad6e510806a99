"""The courses, one course with everything in it, and its lessons."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from ashilms.courses import services
from ashilms.courses.forms import CheckForm, NoteForm
from ashilms.courses.views.blueprint import LESSON, bp
from ashilms.errors import Unacceptable
from ashilms.web import actor, limited, needs, now, session, transaction


@bp.get("/courses")
@needs("see lessons")
def show_courses() -> ResponseReturnValue:
    """Show the courses, those first that the person takes."""
    taken = {state.slug: state for state in services.course_state(session(), actor().id)}
    courses = sorted(services.find_courses(session()), key=lambda course: course.slug not in taken)
    return render_template("ashilms/courses/courses.html", courses=courses, taken=taken)


@bp.get("/courses/<slug>")
@needs("see lessons")
def show_course(slug: str) -> ResponseReturnValue:
    """Show one course: where the person is, what comes next, what is locked and why."""
    course, enrolled = services.get_course_for(session(), slug, actor().id)
    state = services.state_in(session(), course, actor().id)
    return render_template(
        "ashilms/courses/course.html", course=course, state=state, reason=services.reason,
        enrolled=enrolled, reads=actor().has(*services.READERS),
    )  # fmt: skip


@bp.post("/courses/<slug>/enrol")
@needs("take courses")
@limited("20 per minute")
def enrol(slug: str) -> ResponseReturnValue:
    """Let a trainee take up a course."""
    with transaction() as db:
        course = services.get_course(db, slug)
        taken_up = services.enrol(db, actor(), course.id, now=now())
    flash("You take this course now." if taken_up else "You took this course already.", "success")
    return redirect(url_for(".show_course", slug=slug))


@bp.get(LESSON)
@needs("see lessons")
def show_lesson(slug: str, module: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson, and note that the person is here now unless they were here last or have finished it."""
    opened = services.open_lesson(session(), actor(), slug, module, lesson)
    if opened.is_new_place:
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
