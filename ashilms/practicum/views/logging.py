"""The log: one page with three parts, filled in once, kept as a draft or sent to the supervisor."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services as courses
from ashilms.errors import Missing, Unacceptable
from ashilms.formats import day, local
from ashilms.practicum import services
from ashilms.practicum.forms import ANSWER, EntryForm, make_entry_form, values_of
from ashilms.practicum.models import Entry, PracticumPlan
from ashilms.practicum.rules import wording
from ashilms.practicum.rules.intake import is_unsure
from ashilms.practicum.rules.outcomes import Outcome
from ashilms.practicum.rules.plan import Plan
from ashilms.practicum.rules.screening import Decision
from ashilms.practicum.rules.session import decide_sheet
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import find_spans
from ashilms.practicum.rules.texts import find_names
from ashilms.practicum.services import Refused
from ashilms.practicum.views.blueprint import bp
from ashilms.practicum.views.drawing import draw_limits
from ashilms.practicum.views.offering import begin_with, find_offered, keep_fitting, name_checks
from ashilms.practicum.views.saving import save_draft
from ashilms.practicum.views.screening import clearable_rules, shown_sections
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck, TreatmentRoom
from ashilms.sites.rules.records import current_until
from ashilms.supervision import services as supervision
from ashilms.web import actor, needs, now, session, transaction, wants_json


@dataclass(frozen=True)
class Log:
    """What one page of the log is about: a plan, the clock it is filled in by, and the entry if there is one."""

    plan: PracticumPlan
    rules: Plan
    zone: str
    entry: Entry | None = None

    @cached_property
    def rooms(self) -> Sequence[TreatmentRoom]:
        """The rooms in which sessions may be logged."""
        return sites.find_rooms(session(), only_open=True)

    @cached_property
    def supervisors(self) -> dict[int, str]:
        """Who may countersign at all: names by id."""
        return services.find_supervisors(session(), actor().id)


@bp.route("/practicum/log", methods=["GET", "POST"])
@needs("log practicum")
def log_entry() -> ResponseReturnValue:
    """Let the trainee log a session: keep it as a draft, or send it to the supervisor."""
    plan = _own_plan()
    log = Log(plan, plan.as_plan(), actor().zone)
    begun = {"day": local(now(), log.zone).date()} | _from_check(log)
    form = _form(log, form_key=secrets.token_urlsafe(24), **begun)
    if not form.is_submitted():
        return _page(log, form)
    return _answer(log, form)


@bp.route("/practicum/entries/<int:id>/edit", methods=["GET", "POST"])
@needs("log practicum")
def edit_entry(id: int) -> ResponseReturnValue:
    """Let the trainee change a draft or a returned entry, and send it."""
    db, who = session(), actor()
    entry = services.get_editable(db, who, id, now=now())
    plan = services.get_plan(db, entry.course_id)
    log = Log(plan, plan.as_plan(), entry.zone, entry)
    form = _form(log, version=entry.version, **values_of(entry.as_sheet()))
    if not form.is_submitted():
        return _page(log, form)
    return _answer(log, form)


def _own_plan() -> PracticumPlan:
    """Return the practicum that the address names, or of the course taken up last; raises `Missing`."""
    wanted = request.args.get("course", type=int)
    plans = [plan for plan, _ in services.find_own_plans(session(), actor().id)]
    plan = next((plan for plan in plans if wanted in (None, plan.course_id)), None)
    if plan is None:
        raise Missing("Your practicum begins with a course that has one. Take up a course first.")
    return plan


def _from_check(log: Log) -> dict[str, object]:
    """Return what is known already of a session whose log was opened from the check of the room."""
    wanted = request.args.get("check", type=int)
    return begin_with(_offered(log, None), wanted, log.zone) if wanted else {}


def _offered(log: Log, day: date | None) -> Sequence[RoomCheck]:
    return find_offered(session(), actor().id, log.supervisors, log.plan.course_id, log.rules, day, now=now())


def _form(log: Log, **values: object) -> EntryForm:
    today = local(now(), log.zone).date()
    rooms = {room.id: _room_in_words(room, today) for room in log.rooms}
    form = make_entry_form(log.rules, rooms=rooms, supervisors=log.supervisors, **values)
    known = form.as_sheet(log.rules) if form.is_submitted() or log.entry else Sheet()
    fitting = keep_fitting(_offered(log, known.day), known, log.zone)
    form.offer_checks(name_checks(fitting, actor().id, log.supervisors, log.zone))
    return form


def _room_in_words(room: TreatmentRoom, today: date) -> str:
    current = current_until(room.as_inspections(), today)
    return f"{room.name} · {room.site}" + (
        " · locked" if room.open_locks else "" if current else " · no current record"
    )


def _answer(log: Log, form: EntryForm) -> ResponseReturnValue:
    """Keep, send, or only show the decision, as the pressed button says; else the page with what is wrong."""
    if wants_json():
        return save_draft(form, log.rules, log.plan.course_id, log.entry)
    do = request.form.get("do", "draft")
    readable = form.validate()
    if do == "screen":
        return _page(log, form, status=200 if readable else 422)
    if not readable:
        return _page(log, form, status=422)
    try:
        entry = _keep(log, form, send=do == "send")
    except Refused as refused:
        for reason in refused.reasons:
            form.refuse(reason.field, reason.sentence)
    except Unacceptable as refused:
        form.refuse(refused.field or "", str(refused))
    else:
        return _done(entry)
    return _page(log, form, status=422)


def _keep(log: Log, form: EntryForm, *, send: bool) -> Entry:
    with transaction() as db:
        sheet = form.as_sheet(log.rules)
        if log.entry is None:
            key = (form.form_key.data or secrets.token_urlsafe(24))[:64]
            return services.log_entry(
                db, actor(), log.plan.course_id, sheet, form_key=key, send=send, now=now()
            )
        return services.change_entry(
            db, actor(), log.entry.id, sheet, version=form.seen(), send=send, now=now()
        )


def _done(entry: Entry) -> ResponseReturnValue:
    if entry.sent_at is None or entry.state != "submitted":
        flash("Kept as a draft. It counts once you send it and it is countersigned.")
        return redirect(url_for(".show_entry", id=entry.id))
    name = services.find_supervisors(session()).get(entry.supervisor_id or 0, "your supervisor")
    flash(f"Sent to {name}, who has until {_answer_by(entry)} to answer it.", "success")
    return redirect(url_for(".show_entry", id=entry.id))


def _answer_by(entry: Entry) -> str:
    return day(entry.answer_by, entry.zone) if entry.answer_by else ""


def _remember_asked(log: Log, form: EntryForm, sheet: Sheet) -> None:
    """Note that the follow-up of every “unsure” is on the page, so that it is asked once."""
    unsure = {q.id for q in log.rules.intake.questions if is_unsure(sheet.answers.get(q.id))}
    form.asked_again.data = " ".join(sorted(unsure | set(sheet.asked_again)))


def _page(log: Log, form: EntryForm, *, status: int = 200) -> ResponseReturnValue:
    """Draw the log with everything that was typed, the decision so far, and what has to be put right."""
    sheet, today = form.as_sheet(log.rules), local(now(), log.zone).date()
    decision = _decision(log, sheet, today)
    if status == 422 and request.form.get("do") == "send":
        _tell_missing(form, decision)
    choices = _offer_choices(log, form, sheet)
    offered = _offer_supervisors(log, form, sheet, today)
    _remember_asked(log, form, sheet)
    return (
        render_template(
            "ashilms/practicum/log.html",
            form=form,
            log=log,
            plan=log.rules,
            sections=shown_sections(log.rules, form, sheet.answers, decision, sheet.day or today),
            clearable=clearable_rules(log.rules, decision),
            decision=decision,
            drawing=draw_limits(decision.limits) if decision else None,
            rooms=log.rooms,
            check_page=_check_page(log, sheet),
            day=sheet.day or today,
            asked=set((form.asked_again.data or "").split()),
            wording=wording,
            current_until=current_until,
            only_supervisor=offered[0] if len(offered) == 1 else None,
            rates_self=bool(sheet.own_ratings),
            **choices,
        ),
        status,
    )


def _offer_supervisors(log: Log, form: EntryForm, sheet: Sheet, today: date) -> list[str]:
    """Offer who may supervise on the session's day, and return their names: the button says the only one's."""
    category = log.rules.categories.get(sheet.category)
    level = category.supervisor_level if category else 1
    names = supervision.find_offered(session(), actor().id, sheet.day or today, level=level)
    form.offer_supervisors(names)
    return list(names.values())


def _check_page(log: Log, sheet: Sheet) -> str:
    """Return where the room is checked: the room's own page once it is chosen."""
    slug = courses.get_course_by_id(session(), log.plan.course_id).slug
    if sheet.room_id is None:
        return url_for("ashilms.sites.show_rooms")
    return url_for("ashilms.sites.check_room", id=sheet.room_id, course=slug)


def _decision(log: Log, sheet: Sheet, today: date) -> Decision | None:
    """Return the decision to show: none while nothing is answered."""
    answered = any(value is not None for value in sheet.answers.values())
    return decide_sheet(sheet, log.rules, today) if answered else None


def _tell_missing(form: EntryForm, decision: Decision | None) -> None:
    if decision is not None and decision.outcome is Outcome.INCOMPLETE:
        for id in decision.missing:
            if not form[ANSWER + id].errors:
                form.refuse(ANSWER + id, "Answer this question.")


def _offer_choices(log: Log, form: EntryForm, sheet: Sheet) -> dict[str, object]:
    """Return what is asked only now and then: which of several sessions, and which words are no names."""
    spans = []
    if sheet.day and sheet.start and sheet.end:
        spans = find_spans(sheet.day, sheet.start, sheet.end, log.zone)
    known = [*services.find_supervisors(session()).values(), *(s.title for s in log.rules.strokes.values())]
    return {
        "spans": [(n, span.clock(log.zone), span.minutes) for n, span in enumerate(spans, 1)]
        if len(spans) > 1
        else [],
        "names": find_names(sheet.reflection, known) if form.errors or sheet.not_names else [],
    }
