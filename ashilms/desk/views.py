"""Pages that see across rooms."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms import formats
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, LINK, ROLES, SUPERVISOR, TRAINEE
from ashilms.audit import services as audit
from ashilms.boards import services as boards
from ashilms.certificates import issuing
from ashilms.certificates import services as certificates
from ashilms.desk import services
from ashilms.desk.forms import ApproveForm, RolesForm
from ashilms.desk.rules import greeting
from ashilms.forms import earlier_than
from ashilms.held_documents import services as held_documents
from ashilms.notices import services as notices
from ashilms.programs import services as programs
from ashilms.programs.rules import Kinds
from ashilms.sites import services as sites
from ashilms.web import ANYONE, actor, needs, now, prove_again, session, settings, state, transaction

bp = Blueprint("desk", __name__)
PAGE = 25
"""Records on one page of the record."""
FARTHEST = 10_000
"""No queue has a page beyond."""
"""No record has a larger number: PostgreSQL's integers end here."""


@bp.get("/")
@needs("see own desk")
def show_home() -> ResponseReturnValue:
    """Show a person the one next step, and why."""
    who = actor()
    if not who.has(TRAINEE):
        return redirect(url_for(".show_inbox" if who.has(INSTRUCTOR, SUPERVISOR) else ".show_approvals"))
    person = people.get_person(session(), who.id)
    home = services.home_of(session(), person, _kinds(), now=now())
    hello = greeting(formats.local(now(), person.zone).hour)
    return render_template(
        "ashilms/desk/home.html",
        home=home,
        person=person,
        hello=hello,
        news=notices.count_unread(session(), who.id),
    )


@bp.get("/inbox")
@needs("see inbox")
def show_inbox() -> ResponseReturnValue:
    """Show an instructor or supervisor what waits for them, flags first, then by age."""
    page = min(request.args.get("page", 1, type=int), FARTHEST)
    sources = state().kinds["waiting"]
    queue = services.queue_of(session(), actor(), sources, page=page, now=now())
    news = notices.count_unread(session(), actor().id) if actor().via != LINK else 0
    return render_template("ashilms/desk/inbox.html", queue=queue, news=news, now=now())


@bp.get("/approvals")
@needs("approve")
def show_approvals() -> ResponseReturnValue:
    """Show for whom everything but a second person's approval is met, of a programme or of a renewal."""
    today = now().date()
    anew = certificates.find_begun_anew(session())
    ready = programs.find_ready(session(), _kinds(), anew=anew, on=today)
    renewals = certificates.find_renewable(session(), _kinds(), on=today)
    waiting = [*(binding.person_id for binding, _ in ready), *(one.award.person_id for one in renewals)]
    names = people.names_of(session(), waiting)
    needy = sites.count_needy(session(), today=formats.local(now(), actor().zone).date())
    papers = held_documents.count_waiting(session(), actor())
    return render_template(
        "ashilms/desk/approvals.html",
        ready=ready,
        renewals=renewals,
        names=names,
        needy=needy,
        papers=papers,
        news=notices.count_unread(session(), actor().id),
    )


@bp.route("/approvals/<int:person_id>/<int:program_id>", methods=["GET", "POST"])
@needs("approve")
def approve(person_id: int, program_id: int) -> ResponseReturnValue:
    """Let a second person look at the whole proof, approve, and thereby issue: once, however often it is sent."""
    if (again := prove_again()) is not None:
        return again
    form, rejected = ApproveForm(), False
    if form.validate_on_submit():
        try:
            return _issue(person_id, program_id)
        except boards.Rejected:  # the page below says by which rules
            rejected = True
    db, person = session(), people.get_person(session(), person_id)
    proof = programs.next_proof(db, person_id, program_id, _kinds(), on=now().date())
    page = render_template(
        "ashilms/desk/approve.html",
        foreseen=issuing.foresee(actor(), person_id, program_id, proof, now=now()),
        form=form,
        person=person,
        version=proof.version,
        standing=proof.standing,
        barred=programs.may_approve(actor(), person_id, proof.evidence),
        renews=proof.renews,
        held=proof.why_held_up(now().date()),
        award=None if proof.renews else programs.current_award(db, person_id, program_id),
        ended=services.revoked_before(db, person_id, program_id),
    )
    return page, 422 if rejected else 200


def _issue(person_id: int, program_id: int) -> ResponseReturnValue:
    number, stands = issuing.issue_now(actor(), person_id, program_id, now=now())
    if stands:
        flash(f"Certificate {number} is issued and signed.", "success")
    else:
        flash(f"{number} is approved. It couldn’t be drawn just now; that is tried again by itself.", "error")
    return redirect(url_for(".show_approvals"))


@bp.route("/people", methods=["GET", "POST"])
@needs("manage people")
def show_people() -> ResponseReturnValue:
    """Let a registrar find people and see their roles; the words are sent by a form, so that no address holds them."""
    text, role = request.form.get("q", "")[:100], request.form.get("role", "")
    found = people.find_people(session(), text=text, role=role if role in ROLES else None)
    return render_template("ashilms/desk/people.html", people=found, q=text, role=role, roles=ROLES)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@needs("manage people")
def place_person(person_id: int) -> ResponseReturnValue:
    """Let a registrar place a person in roles."""
    person = people.get_person(session(), person_id)
    form = RolesForm(roles=[row.role for row in person.roles])
    if form.validate_on_submit():
        if (again := prove_again()) is not None:
            return again
        with transaction() as db:
            people.place_person(db, actor(), person_id, form.roles.data or [], now=now())
        flash(f"{person.name} is placed.", "success")
        return redirect(url_for(".show_people"))
    return render_template("ashilms/desk/person.html", form=form, person=person), 422 if form.errors else 200


@bp.get("/audit")
@needs("see audit")
def show_audit() -> ResponseReturnValue:
    """Show the registrar who did what, and when, newest first."""
    before = earlier_than(request.args.get("before"))
    subject = request.args.get("subject", "")[:120] or None
    rows = audit.find_records(session(), subject=subject, before=before, limit=PAGE)
    actors = {int(row.actor.split(":")[1]) for row in rows if row.actor.startswith("person:")}
    return render_template(
        "ashilms/desk/audit.html", rows=rows, subject=subject, head=audit.head_of(session()), full=len(rows) == PAGE,
        names=people.names_of(session(), actors),
    )  # fmt: skip


@bp.get("/privacy")
@needs(ANYONE)
def show_privacy() -> ResponseReturnValue:
    """Say what is kept, why and for how long."""
    return render_template("ashilms/desk/privacy.html", settings=settings())


@bp.get("/styleguide")
@needs(ANYONE)
def show_styleguide() -> ResponseReturnValue:
    """Show every component in every state; in development only."""
    if not settings().development:
        abort(404)
    return render_template("ashilms/styleguide.html")


def _kinds() -> Kinds:
    kinds: Kinds = state().kinds["requirement_kinds"]
    return kinds
