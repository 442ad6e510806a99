"""What is to be logged: a session that was started, a case that was screened, or practice without a client."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ashilms.errors import Missing
from ashilms.practicum import services
from ashilms.screenings.models import PracticumPlan
from ashilms.web import actor, now, session


def get_own_plan() -> PracticumPlan:
    """Return the practicum that the address names, or of the course taken up last; raises `Missing`."""
    wanted = request.args.get("course", type=int)
    plans = [plan for plan, _ in services.find_own_plans(session(), actor().id)]
    plan = next((plan for plan in plans if wanted in (None, plan.course_id)), None)
    if plan is None:
        raise Missing("Your practicum begins with a course that has one. Take up a course first.")
    return plan


def choose_what(plan: PracticumPlan) -> ResponseReturnValue:
    """Draw the page that offers what may be logged now."""
    rules = plan.as_plan()
    return render_template(
        "ashilms/practicum/choose.html",
        plan=rules,
        course_id=plan.course_id,
        decisions=services.find_unlogged(session(), actor(), plan, now=now()),
        others=[c for c in rules.categories.values() if c.open and not c.screened],
    )
