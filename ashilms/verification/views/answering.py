"""What every way of checking ends in: the form, an answer's page, and a note for the holder that somebody looked."""

import logging

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from ashilms import formats
from ashilms.verification import services
from ashilms.verification.forms import FileForm, NumberForm, ProofForm
from ashilms.verification.rules import ANSWER_STATES, STATES, Finding, lines_of, sentence_of, time_of
from ashilms.web import actor_or_none, now, session, transaction

log = logging.getLogger("ashilms.verification")


def ask_page(
    form: NumberForm, code: int, file_form: FileForm | None = None, proof_form: ProofForm | None = None
) -> ResponseReturnValue:
    """Return the page on which one asks, with what was wrong in one of its forms."""
    page = render_template(
        "ashilms/verification/ask.html", form=form, file_form=file_form or FileForm(formdata=None),
        proof_form=proof_form or ProofForm(formdata=None),
    )  # fmt: skip
    return page, code


def answer_page(
    found: Finding, *, by_file: bool = False, state: str | None = None, until: str = ""
) -> Response:
    """Return the page of an answer; `until` says, behind a shared link, until when that is open."""
    answers = [{"state": ANSWER_STATES[a.answer], "name": a.question, "why": a.why} for a in lines_of(found)]
    page = render_template(
        "ashilms/verification/answer.html",
        found=found,
        state=state or STATES[found.verdict.word],
        title=state.replace("-", " ") if state else found.verdict.word,
        sentence=sentence_of(found),
        answers=answers,
        facts=_facts(found),
        checked=checked(),
        until=until,
        by_file=by_file,
        copied=url_for(".show_by_link", token=found.copy_of) if found.copy_of else None,
        report=url_for(".report", number=found.payload.number if found.payload else None),
        file_form=FileForm(formdata=None),
        again=url_for(".ask"),
    )
    return unlisted(page)


def note(found: Finding | None, how: str, link_id: int | None = None) -> None:
    """Note that somebody was told what a certificate says, for its holder to see. The answer never waits for it."""
    if found is None or found.payload is None or request.method == "HEAD":
        return
    who, number = actor_or_none(), found.payload.number
    by = who.person_id if who else None
    try:
        if services.find_due(session(), number, how, by=by, link_id=link_id, now=now()) is None:
            return
        with transaction() as db:
            services.note_look_up(db, number, how, by=by, link_id=link_id, now=now())
    except SQLAlchemyError:
        log.exception("a look could not be noted", extra={"event": "look_not_noted"})


def checked() -> str:
    """Return when an answer was given, with its zone."""
    return f"{formats.local(now(), 'UTC'):%-d %b %Y, %H:%M:%S} UTC"


def unlisted(page: str) -> Response:
    """Return a page that no search engine lists."""
    response = make_response(page)
    response.headers["X-Robots-Tag"] = (
        "noindex"  # whoever has the link may look; no search engine lists names
    )
    return response


def _facts(found: Finding) -> list[tuple[str, str]]:
    said = found.payload
    if said is None:
        return []
    facts = [
        ("Holder", said.holder),
        ("Award", f"{said.title}: {said.award}"),
        ("Scope", said.scope),
        ("Issued", formats.day(said.issued_on)),
        ("Practicum", f"{formats.hours(said.hours.practicum_minutes)} supervised, not CE"),
        ("Issued by", said.provider.name),
        ("Number", said.number),
    ]
    if found.stamp:
        facts.append(("Time of signing", time_of(found.stamp)))
    if said.valid_until:
        facts.insert(4, ("Valid until", formats.day(said.valid_until)))
    return facts
