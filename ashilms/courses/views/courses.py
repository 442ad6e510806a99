"""The courses, and one course with everything in it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services
from ashilms.courses.rules.credit import contact_hours
from ashilms.courses.views.blueprint import bp
from ashilms.web import actor, limited, needs, now, session, state, transaction


@bp.get("/courses")
@needs("see lessons")
def show_courses() -> ResponseReturnValue:
    """Show the courses, those first that the person takes."""
    taken = {taken.slug: taken for taken in services.course_state(session(), actor().id)}
    courses = sorted(services.find_courses(session()), key=lambda course: course.slug not in taken)
    return render_template("ashilms/courses/courses.html", courses=courses, taken=taken)


@bp.get("/courses/<slug>")
@needs("see lessons")
def show_course(slug: str) -> ResponseReturnValue:
    """Show one course: where the person is, what comes next, what is locked and why."""
    course, enrolled = services.get_course_for(session(), slug, actor().id)
    here = services.state_in(session(), course, actor().id)
    return render_template(
        "ashilms/courses/course.html", course=course, state=here, reason=services.reason, enrolled=enrolled,
        reads=actor().has(*services.READERS), hours=contact_hours(here.ce_earned),
        asides=_asides(course.id),
    )  # fmt: skip


def _asides(course_id: int) -> dict[str, Any]:
    """Return what rooms above have to say to the person on a course's page, by the name of who says it."""
    asides = state().kinds["course_asides"]
    return {name: tell(session(), actor().id, course_id, now()) for name, tell in asides.items()}


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
