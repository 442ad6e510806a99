"""The pages of whoever approves for many at once: a run, from its start to its files."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.certificates import services
from ashilms.certificates.forms import RunForm
from ashilms.certificates.views.blueprint import bp, requirement_kinds
from ashilms.files import services as files
from ashilms.files.zipping import stream_zip
from ashilms.web import actor, needs, now, prove_again, saved, session, settings, transaction


@bp.get("/certificates/runs")
@needs("approve")
def show_runs() -> ResponseReturnValue:
    """Show whoever approves the runs in which certificates were issued to many, and for whom another can be started."""
    return render_template(
        "ashilms/certificates/runs.html", runs=services.find_runs(session(), actor()),
        choices=services.find_choices(session(), actor()),
    )  # fmt: skip


@bp.route("/certificates/runs/start/<int:cohort_id>/<int:program_id>", methods=["GET", "POST"])
@needs("approve")
def start_run(cohort_id: int, program_id: int) -> ResponseReturnValue:
    """Let a second person approve for many of a cohort at once, having seen what each lacks and proved who they are."""
    if (again := prove_again()) is not None:
        return again
    db, form = session(), RunForm()
    cohort, version = services.get_choice(db, actor(), cohort_id, program_id)
    found = services.find_candidates(db, actor(), cohort_id, program_id, requirement_kinds(), on=now().date())
    form.offer([one for one in found if not one.why_not])
    if form.validate_on_submit():
        with transaction() as writing:
            chosen = form.people.data or ()
            run = services.start_run(writing, actor(), cohort_id, program_id, chosen, now=now()).id
        return redirect(url_for(".show_run", run_id=run))
    page = render_template(
        "ashilms/certificates/start_run.html", form=form, cohort=cohort, version=version, found=found
    )
    return page, 422 if form.errors else 200


@bp.get("/certificates/runs/<int:run_id>")
@needs("approve")
def show_run(run_id: int) -> ResponseReturnValue:
    """Show whoever started a run (or a registrar) how far it is, and who was refused and why."""
    found = services.get_run(session(), actor(), run_id)
    return render_template("ashilms/certificates/run.html", found=found, goes_on=found.goes_on(now()))


@bp.get("/certificates/runs/<int:run_id>.zip")
@needs("approve")
def download_run(run_id: int) -> ResponseReturnValue:
    """Give whoever started a run (or a registrar), having proved who they are, every PDF of it in one archive."""
    if (again := prove_again()) is not None:
        return again
    with transaction() as db:
        drawn = services.take_home(db, actor(), run_id, now=now())
    store = files.store_of(settings())
    pieces = stream_zip(((f"{number}.pdf", files.read(store, sha256)) for number, sha256 in drawn), now())
    return saved(pieces, "application/zip", f"certificates-{run_id}.zip")
