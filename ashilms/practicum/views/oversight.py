"""Looking over everybody's hours, for registrars."""

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ashilms.practicum import services
from ashilms.practicum.rules.records import month_in_words
from ashilms.practicum.views.blueprint import bp
from ashilms.web import actor, needs, now, session

KINDS = {
    "copied": "Reflection repeated",
    "bulk": "Sent in bulk",
    "load": "More than a week bears",
    "round": "Every time round",
    "one-supervisor": "One supervisor for everything",
    "one-go": "Signed in one go",
}


@bp.get("/practicum/oversight")
@needs("oversee practicum")
def show_oversight() -> ResponseReturnValue:
    """Show a registrar what is odd in everybody's sessions, and the sample of a month: the last one that is over."""
    month = request.args.get("month") or f"{now().replace(day=1) - timedelta(days=1):%Y-%m}"
    return render_template(
        "ashilms/practicum/oversight.html",
        found=services.find_oddities(session(), actor(), now=now()),
        sample=services.draw_month(session(), actor(), month, now=now()),
        month=month_in_words(month),
        kinds=KINDS,
    )
