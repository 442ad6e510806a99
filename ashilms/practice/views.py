"""What may be practised, and one question after the other. An answer is a query: nothing is sent that is kept."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from ashilms.practice import services
from ashilms.web import actor, needs, session, state

bp = Blueprint("practice", __name__)


@bp.get("/practice")
@needs("practise")
def show_pools() -> ResponseReturnValue:
    """Show which modules may be practised."""
    pools = services.find_pools(session(), actor().id, _kinds())
    return render_template("ashilms/practice/pools.html", pools=pools)


@bp.get("/practice/<slug>/<module>")
@needs("practise")
def begin(slug: str, module: str) -> ResponseReturnValue:
    """Begin a run of a module's questions, in an order of its own."""
    run = secrets.token_hex(8)
    services.ask(session(), actor(), slug, module, run, 1, _kinds())
    return redirect(url_for(".practise", slug=slug, module=module, run=run, number=1))


@bp.get("/practice/<slug>/<module>/<run>/<int(max=2147483647):number>")
@needs("practise")
def practise(slug: str, module: str, run: str, number: int) -> ResponseReturnValue:
    """Ask one question; when it is answered, say at once what was right and why."""
    asked = services.ask(session(), actor(), slug, module, run, number, _kinds())
    kind = _kinds()[asked.kind]
    sent = "sent" in request.args
    answer = kind.form(kind.shown(asked.asked, asked.order, None), request.args if sent else None)
    told = _told(asked, answer) if sent else None
    page = render_template(
        "ashilms/practice/question.html", asked=asked, answer=answer, told=told, template=kind.template, run=run,
        shown=kind.shown(asked.asked, asked.order, None),
    )  # fmt: skip
    return page, 422 if sent and told is None else 200


def _told(asked: services.Asked, answer: Form) -> services.Told | None:
    """Return what became of the answer; `None` where there is none, and the form says why."""
    if not answer.validate():
        return None
    try:
        return services.tell(session(), asked, answer["answer"].data, _kinds())
    except ValueError as refused:
        answer["answer"].errors = [str(refused)]
        return None


def _kinds() -> services.Kinds:
    found: services.Kinds = state().kinds["question_kinds"]
    return found
