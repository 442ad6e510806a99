"""The pages of a supervisor by link: opening it, asking for another, proving by a mailed code, and leaving."""

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from ashilms.actor import LINK
from ashilms.errors import Unacceptable
from ashilms.forms import PlainForm
from ashilms.identity.rules import local_path
from ashilms.supervision import services
from ashilms.supervision.forms import AskLinkForm, CodeForm
from ashilms.supervision.rules.guests import BROWSER
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.guests import door
from ashilms.web import ANYONE, actor_or_none, limited, needs, now, session, settings, state, transaction

WRONG = "That is not the code that was mailed last, or it is too old. After five wrong ones, ask for another."


@bp.route("/by-link", methods=["GET", "POST"])
@needs(ANYONE)
@limited("20 per hour")
def ask_link() -> ResponseReturnValue:
    """Let a supervisor by link ask for another; the answer is the same for any address."""
    who, form = actor_or_none(), AskLinkForm()
    if who is not None and who.via == LINK:
        return redirect(url_for("ashilms.desk.show_inbox"))
    sent = form.validate_on_submit()
    if sent:
        with transaction() as db:
            services.ask_for_link(db, email=form.email.data or "", door=door(), now=now())
    page = render_template("ashilms/supervision/ask_link.html", form=form, sent=sent)
    return page, 422 if form.errors else 200


@bp.route("/by-link/<token>", methods=["GET", "POST"])
@needs(ANYONE)
@limited("60 per minute")
def open_link(token: str) -> ResponseReturnValue:
    """Let whoever holds a mailed link open it in this browser, once; looking at the page takes nothing away."""
    person, form = services.find_link(session(), token, now=now()), PlainForm()
    if person is None:
        return _spent()
    who = actor_or_none()
    other = who if who is not None and who.via != LINK else None
    if other is not None or not form.validate_on_submit():
        page = render_template("ashilms/supervision/open_link.html", person=person, other=other)
        return _alone(page, 200 if request.method == "GET" else 409)
    with transaction() as db:
        held = services.take_link(db, token, now=now())
    if held is None:
        return _spent()
    browser[BROWSER] = held
    g.pop("ashilms_actor", None)
    return redirect(url_for("ashilms.desk.show_inbox"))


@bp.route("/by-link/code", methods=["GET", "POST"])
@needs("countersign")
@limited("60 per hour")
def prove_by_code() -> ResponseReturnValue:
    """Mail a supervisor by link a fresh code when they ask for it, and take it: the next signature uses it up."""
    token, form = browser.get(BROWSER, ""), CodeForm()
    target = local_path(request.args.get("next")) or url_for("ashilms.desk.show_inbox")
    sent = request.args.get("sent") == "yes"
    if request.form.get("do") == "send":
        return _send(token, target)
    if form.validate_on_submit():
        with transaction() as db:
            right = services.check_code(db, token, form.code.data or "", now=now())
        if right:
            return redirect(target)
        form.code.errors = [WRONG]
    page = render_template(
        "ashilms/supervision/prove.html", form=form, target=target, sent=sent or form.errors
    )
    return page, 422 if form.errors else 200


def _send(token: str, target: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            services.send_code(db, token, school=settings().provider_name, render=state().render, now=now())
    except Unacceptable as refused:
        flash(str(refused), "error")
        return redirect(url_for(".prove_by_code", next=target))
    flash("A code is on its way to your mailbox.")
    return redirect(url_for(".prove_by_code", next=target, sent="yes"))


@bp.post("/by-link/leave")
@needs("countersign")
def leave() -> ResponseReturnValue:
    """Let a supervisor by link close this browser's way in."""
    with transaction() as db:
        services.close_device(db, browser.get(BROWSER, ""))
    browser.pop(BROWSER, None)
    flash("You have left. Ask for another link when you need one.")
    return redirect(url_for(".ask_link"))


def _spent() -> ResponseReturnValue:
    return render_template("ashilms/supervision/spent.html"), 410


def _alone(page: str, code: int) -> Response:
    """Answer without telling any other page this page's address: it holds the token."""
    response = make_response(page, code)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
