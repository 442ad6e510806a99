"""The holder's page on renewing what they hold."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ashilms.practice import services as practice
from ashilms.renewals import services
from ashilms.web import actor, needs, now, session, state

bp = Blueprint("renewals", __name__)


@bp.get("/renewal")
@needs("hold certificates")
def show_renewals() -> ResponseReturnValue:
    """Show a holder how what they hold stands, what renewing it takes, and where to begin."""
    who, kinds = actor().id, state().kinds
    held = services.find_held(session(), who, kinds["requirement_kinds"], today=now().date())
    pools = practice.find_pools(session(), who, kinds["question_kinds"])
    practised = {(pool.course.slug, pool.module) for pool in pools}
    return render_template("ashilms/renewals/show.html", held=held, practised=practised)
