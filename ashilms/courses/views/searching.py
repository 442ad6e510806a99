"""Finding words in a course."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ashilms.courses import services
from ashilms.courses.views.blueprint import bp
from ashilms.web import actor, needs, session


@bp.get("/courses/<slug>/search")
@needs("see lessons")
def search(slug: str) -> ResponseReturnValue:
    """Show where in a course some words stand; whatever is typed, the answer is hits or a sentence."""
    typed = request.args.get("q", "").strip()
    found = services.search_course(session(), actor(), slug, typed)
    return render_template("ashilms/courses/search.html", found=found, typed=typed, most=services.MOST)
