"""Starting a release of an examination, letting people begin one by one, and taking the release back."""

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.cohorts.rules.times import TimeFault
from ashilms.errors import Clash, Unacceptable
from ashilms.formats import local
from ashilms.sittings import services
from ashilms.sittings.forms import ButtonForm, ReleaseForm
from ashilms.sittings.models import BY_CLICK
from ashilms.sittings.views.blueprint import ID, bp
from ashilms.web import actor, needs, now, session, state, transaction


@bp.route("/sittings/<quiz_key>/release", methods=["GET", "POST"])
@needs("keep sittings")
def start_release(quiz_key: str) -> ResponseReturnValue:
    """Let a proctor release an examination to a cohort or a trainee, for a stretch of one day."""
    line = services.find_line(session(), actor(), quiz_key, None)
    if not line.proctored:
        raise Clash("This quiz needs no release: it may be begun by whoever it is open to.")
    form = ReleaseForm(day=local(now(), actor().zone).date(), how=BY_CLICK)
    whom = services.find_whom(session(), actor(), line.version.quiz.course_id)
    form.offer(*whom, passwords=state().passwords is not None)
    title = line.version.title
    if form.validate_on_submit():
        try:
            release_id = _start(quiz_key, form)
        except (TimeFault, Unacceptable) as refused:
            form[refused.field or "whom"].errors = [str(refused)]
        else:
            flash("The examination is released.", "success")
            return redirect(url_for(".show_release", release_id=release_id))
    page = render_template(
        "ashilms/sittings/release.html", form=form, title=title, zone=actor().zone, whom=whom,
        passwords=state().passwords is not None,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _start(quiz_key: str, form: ReleaseForm) -> int:
    """Return the id of the release; a password is hashed before anything is written, since it takes its time."""
    wanted, passwords = form.as_wanted(actor().zone), state().passwords
    if wanted.password and passwords:
        wanted = replace(wanted, password_hash=passwords.make_hash(wanted.password))
    with transaction() as db:
        return services.start_release(db, actor(), quiz_key, wanted, now=now()).id


@bp.get(f"/releases/<{ID}:release_id>")
@needs("keep sittings")
def show_release(release_id: int) -> ResponseReturnValue:
    """Show the proctor who has begun, and let them let the others begin."""
    db = session()
    release = services.get_release(db, actor(), release_id)
    titles, names = services.titles_of(db, [release])
    return render_template(
        "ashilms/sittings/release_page.html", release=release, seats=services.seats_of(db, release),
        title=titles[release.quiz_id], names=names, now=now(), open=release.is_open(now()),
        present=release.proctor_id == actor().person_id,
    )  # fmt: skip


@bp.post(f"/releases/<{ID}:release_id>/admit/<{ID}:person_id>")
@needs("keep sittings")
def admit(release_id: int, person_id: int) -> ResponseReturnValue:
    """Let one person begin, by the click of the proctor who is present."""
    with transaction() as db:
        services.admit(db, actor(), release_id, person_id, now=now())
    flash("They may begin now.", "success")
    return redirect(url_for(".show_release", release_id=release_id))


@bp.route(f"/releases/<{ID}:release_id>/end", methods=["GET", "POST"])
@needs("keep sittings")
def end_release(release_id: int) -> ResponseReturnValue:
    """Take a release back, after asking."""
    if ButtonForm().validate_on_submit():
        with transaction() as db:
            services.end_release(db, actor(), release_id, now=now())
        flash("The release is taken back. Whoever has begun goes on.", "success")
        return redirect(url_for(".show_release", release_id=release_id))
    release = services.get_release(session(), actor(), release_id)
    return render_template("ashilms/sittings/end.html", release=release)
