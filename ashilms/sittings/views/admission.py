"""Being let begin: a trainee puts in the password that the proctor gives out."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from limits import parse
from werkzeug.exceptions import TooManyRequests

from ashilms.errors import Clash
from ashilms.sittings import services
from ashilms.sittings.forms import AdmissionForm
from ashilms.sittings.views.blueprint import bp
from ashilms.web import Passwords, actor, limited, needs, now, session, state, transaction

WRONG, WRONG_ALL = parse("10 per 5 minutes"), parse("200 per 5 minutes")
"""Wrong passwords: of a person, as at sign-in; and of everybody together at one examination."""


@bp.route("/quizzes/<quiz_key>/admission", methods=["GET", "POST"])
@needs("take quizzes")
@limited("60 per minute")
def ask_admission(quiz_key: str) -> ResponseReturnValue:
    """Let a trainee who knows a release's password begin the examination."""
    quiz = services.refuse_stranger(session(), actor(), quiz_key)
    passwords = state().passwords
    if passwords is None:
        raise Clash("Here a proctor lets you begin by a click; there is no password.")
    form = AdmissionForm()
    if form.validate_on_submit():
        release_id = _matching(quiz.key, form.password.data or "", passwords)
        if release_id is not None:
            with transaction() as db:
                services.admit_by_password(db, actor(), release_id, now=now())
            flash("You may begin now.", "success")
            return redirect(url_for("ashilms.quizzes.show_quiz", quiz_key=quiz_key))
        form.password.errors = ["No release that is open for you has this password. Ask your proctor."]
    page = render_template("ashilms/sittings/admission.html", form=form, quiz_key=quiz_key)
    return page, 422 if form.errors else 200


def _matching(quiz_key: str, typed: str, passwords: Passwords) -> int | None:
    """Return the release whose password this is; wrong ones are counted, and too many refused."""
    windows = ((WRONG, (f"person:{actor().id}",)), (WRONG_ALL, (f"quiz:{quiz_key}",)))
    limiter = state().limiter
    for limit, names in windows:
        if not limiter.test(limit, "sittings.password", *names):
            reset = limiter.get_window_stats(limit, "sittings.password", *names).reset_time
            wait = max(1, int(reset - datetime.now(UTC).timestamp()) + 1)
            raise TooManyRequests("Too many wrong passwords. Wait, and ask your proctor.", retry_after=wait)
    release = services.find_by_password(
        session(), actor(), quiz_key, lambda stored: passwords.matches(stored, typed), now=now()
    )
    if release is None:
        for limit, names in windows:
            limiter.hit(limit, "sittings.password", *names)
    return release.id if release else None
