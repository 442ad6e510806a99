"""The log: what a session was, filled in once, kept as a draft or sent to the supervisor."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.courses import services as courses
from ashilms.errors import Unacceptable
from ashilms.formats import day, local
from ashilms.forms import whole
from ashilms.practicum import services
from ashilms.practicum.forms import EntryForm, make_entry_form, values_of
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.session import Screened
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import find_spans
from ashilms.practicum.rules.texts import find_names
from ashilms.practicum.services import Refused
from ashilms.practicum.views.blueprint import bp
from ashilms.practicum.views.choosing import choose_what, get_own_plan
from ashilms.practicum.views.offering import find_offered, keep_fitting, name_checks
from ashilms.practicum.views.saving import save_draft
from ashilms.screenings.drawing import draw_limits
from ashilms.screenings.models import PracticumPlan, ScreeningDecision
from ashilms.screenings.rules import wording
from ashilms.screenings.rules.plan import Category, Plan
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck, TreatmentRoom
from ashilms.sites.rules.records import current_until
from ashilms.supervision import services as supervision
from ashilms.web import actor, needs, now, session, transaction, wants_json


@dataclass(frozen=True)
class Log:
    """What one page of the log is about: a plan, the clock it is filled in by, the screening, the entry if any."""

    plan: PracticumPlan
    rules: Plan
    zone: str
    decision: ScreeningDecision | None = None
    entry: Entry | None = None
    screened: Screened | None = None
    """What an entry stands on that is from before screenings were records, or that amends one."""

    @cached_property
    def rooms(self) -> Sequence[TreatmentRoom]:
        """The rooms in which sessions may be logged."""
        return sites.find_rooms(session(), only_open=True)

    @cached_property
    def supervisors(self) -> dict[int, str]:
        """Who may countersign at all: names by id."""
        return services.find_supervisors(session(), actor().id)

    def category(self, sheet: Sheet) -> Category | None:
        """Return what the session is logged as, as far as that is known."""
        return self.rules.categories.get(self.decision.category if self.decision else sheet.category)


@bp.route("/practicum/log", methods=["GET", "POST"])
@needs("log practicum")
def log_entry() -> ResponseReturnValue:
    """Let the trainee log a session: keep it as a draft, or send it to the supervisor."""
    plan = get_own_plan()
    wanted, category = whole(request.values.get("decision_id")), request.values.get("category", "")
    if not (wanted or category or request.method == "POST"):
        return choose_what(plan)
    decision = services.get_screening(session(), actor(), wanted) if wanted else None
    log = Log(plan, plan.as_plan(), decision.zone if decision else actor().zone, decision)
    form = _form(log, form_key=secrets.token_urlsafe(24), **_begun(log, category))
    if not form.is_submitted():
        return _page(log, form)
    return _answer(log, form)


@bp.route("/practicum/entries/<int:id>/edit", methods=["GET", "POST"])
@needs("log practicum")
def edit_entry(id: int) -> ResponseReturnValue:
    """Let the trainee change a draft or a returned entry, and send it."""
    db, who = session(), actor()
    entry = services.get_editable(db, who, id, now=now())
    plan, sheet = services.get_plan(db, entry.course_id), entry.as_sheet()
    decision = services.get_screening(db, who, sheet.decision_id) if sheet.decision_id else None
    rules = plan.as_plan()
    screened = None if decision else services.find_screened(db, entry, sheet, rules)
    log = Log(plan, rules, entry.zone, decision, entry, screened)
    form = _form(log, version=entry.version, **values_of(sheet))
    if not form.is_submitted():
        return _page(log, form)
    return _answer(log, form)


def _begun(log: Log, category: str) -> dict[str, Any]:
    """Return what is known already of a session: all that its screening says, or nothing but the day."""
    decision = log.decision
    if decision is None:
        return {"day": local(now(), log.zone).date(), "category": category}
    began = decision.start.at if decision.start else decision.decided_at
    signer = decision.signature.signer_id if decision.signature else None
    return {
        "decision_id": decision.id, "day": decision.day, "start": local(began, log.zone).time(),
        "supervisor_id": signer,
    }  # fmt: skip


def _offered(log: Log, day: date | None) -> Sequence[RoomCheck]:
    return find_offered(session(), actor().id, log.supervisors, log.plan.course_id, log.rules, day, now=now())


def _form(log: Log, **values: object) -> EntryForm:
    today = local(now(), log.zone).date()
    rooms = {room.id: _room_in_words(room, today) for room in log.rooms}
    form = make_entry_form(
        log.rules, rooms=rooms, supervisors=log.supervisors, earlier=log.screened is not None, **values
    )
    known = form.as_sheet(log.rules) if form.is_submitted() or log.entry else Sheet()
    category = log.category(known)
    form.ask_only(category, decided=log.decision is not None, ending=log.rules.asks_ending(category))
    if log.decision is None:
        fitting = keep_fitting(_offered(log, known.day), known, log.zone)
        form.offer_checks(name_checks(fitting, actor().id, log.supervisors, log.zone))
    return form


def _room_in_words(room: TreatmentRoom, today: date) -> str:
    current = current_until(room.as_inspections(), today)
    return f"{room.name} · {room.site}" + (
        " · locked" if room.open_locks else "" if current else " · no current record"
    )


def _answer(log: Log, form: EntryForm) -> ResponseReturnValue:
    """Keep it or send it, as the pressed button says; else the page with what is wrong."""
    if wants_json():
        return save_draft(form, log.rules, log.plan.course_id, log.entry)
    if not form.validate():
        return _page(log, form, status=422)
    try:
        entry = _keep(log, form, send=request.form.get("do", "draft") == "send")
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


def _page(log: Log, form: EntryForm, *, status: int = 200) -> ResponseReturnValue:
    """Draw the log with everything that was typed, what it stands on, and what has to be put right."""
    sheet, today = form.as_sheet(log.rules), local(now(), log.zone).date()
    category, decided = log.category(sheet), _decided(log)
    offered = _offer_supervisors(log, form, sheet, today)
    if category is not None and category.prompt:
        form.reflection.label.text = category.prompt
    return (
        render_template(
            "ashilms/practicum/log.html",
            form=form,
            log=log,
            plan=log.rules,
            category=category,
            asks_ending=log.rules.asks_ending(category),
            decision=decided,
            drawing=draw_limits(decided.limits) if decided else None,
            check_page=_check_page(log, sheet),
            day=sheet.day or today,
            wording=wording,
            current_until=current_until,
            only_supervisor=offered[0] if len(offered) == 1 else None,
            rates_self=bool(sheet.own_ratings),
            **_offer_choices(log, form, sheet),
        ),
        status,
    )


def _decided(log: Log) -> Any:
    if log.decision is not None:
        return log.decision.as_decision()
    return log.screened.decision if log.screened else None


def _offer_supervisors(log: Log, form: EntryForm, sheet: Sheet, today: date) -> list[str]:
    """Offer who may supervise on the session's day, and return their names: the button says the only one's."""
    category = log.category(sheet)
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


def _offer_choices(log: Log, form: EntryForm, sheet: Sheet) -> Mapping[str, Any]:
    """Return what is asked only now and then: which of several sessions, and which words are no names."""
    spans = []
    if sheet.day and sheet.start and sheet.end:
        spans = find_spans(sheet.day, sheet.start, sheet.end, log.zone)
    known = [*services.find_supervisors(session()).values(), *(s.title for s in log.rules.strokes.values())]
    several = [(n, span.clock(log.zone), span.minutes) for n, span in enumerate(spans, 1)]
    return {
        "spans": several if len(several) > 1 else [],
        "names": find_names(sheet.reflection, known) if form.errors or sheet.not_names else [],
    }
