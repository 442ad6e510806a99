"""Pages that see across rooms."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ashilms.web import ANYONE, actor, needs

bp = Blueprint("desk", __name__)


@bp.get("/")
@needs("see own desk")
def show_home() -> ResponseReturnValue:
    """Show a person the one next step, and why."""
    return render_template("ashilms/desk/home.html", who=actor())


@bp.get("/privacy")
@needs(ANYONE)
def show_privacy() -> ResponseReturnValue:
    """Say what is kept, why and for how long."""
    return render_template("ashilms/desk/privacy.html")
