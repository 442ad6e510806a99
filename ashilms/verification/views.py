"""The pages on which anybody checks a certificate, without an account."""

import hashlib
import logging

from flask import Blueprint, Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from ashilms import formats
from ashilms.certificates.keys import KeyDamaged, public_certificates
from ashilms.certificates.rules import parse_number
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.certificates.signing import Seal, check_in_process
from ashilms.verification import services
from ashilms.verification.forms import FileForm, NumberForm
from ashilms.verification.rules import ANSWER_STATES, STATES, Finding, lines_of, sentence_of
from ashilms.web import ANYONE, limited, needs, now, session, settings, takes_files

log = logging.getLogger("ashilms.verification")
bp = Blueprint("verification", __name__)
UNKNOWN = "No certificate has that number and surname. Check both as printed."
NO_LINK = (
    "This link belongs to no certificate of ours. If it came from a printed code, scan it again, or check by "
    "number and surname. Don’t rely on a certificate whose code leads here."
)
MISTYPED = (
    "There is a slip in that number: its last character, which is there to notice, doesn’t fit the others. "
    "Compare it with the print."
)


@bp.route("/verify", methods=["GET", "POST"])
@needs(ANYONE)
@limited("30 per minute")
def ask() -> ResponseReturnValue:
    """Let anybody check a certificate by its number and the holder's surname."""
    form = NumberForm()
    if not form.validate_on_submit():
        return _ask(form, 422 if form.errors else 200)
    found = services.check_number(
        session(), form.number.data or "", form.surname.data or "", today=now().date()
    )
    if found is not None:
        return _answer(found)
    form.number.errors = [
        *form.number.errors,
        MISTYPED if parse_number(form.number.data or "") is None else UNKNOWN,
    ]
    return _ask(form, 404)


@bp.get("/c/<token>")
@needs(ANYONE)
@limited("60 per minute")
def show_by_link(token: str) -> ResponseReturnValue:
    """Show anybody who has a certificate's link what it says and whether it stands."""
    found = services.check_link(session(), token[:80], today=now().date())
    return _answer(found) if found else (_answer(Finding(NOT_OURS, note=NO_LINK), state="not-found"), 404)


@bp.post("/verify/pdf")
@needs(ANYONE)
@limited("10 per minute")
@takes_files("pdf")
def check_pdf() -> ResponseReturnValue:
    """Compare a PDF with what was issued; the file is looked at in a process with limits and not kept."""
    form = FileForm()
    if not form.validate_on_submit():
        return _ask(NumberForm(formdata=None), 422, form)
    upload: FileStorage = form.pdf.data
    data, ours = upload.read(), _our_certificates()
    check = check_in_process(data, ours)
    found = services.check_file(session(), check, hashlib.sha256(data).hexdigest(), today=now().date())
    return _answer(found, by_file=True), _code_of(found, check.seal, ours)


def _our_certificates() -> list[bytes]:
    """Return what signatures are checked against; nothing when it can't be read, and then nothing is checked.

    Where the keys lie is no business of the public's, so what is wrong with them is told to the log alone.
    """
    try:
        return public_certificates(settings().data_dir / "keys")
    except KeyDamaged:
        log.exception("signatures can't be checked", extra={"event": "keys_unreadable"})
        return []


def _code_of(found: Finding, seal: Seal, ours: list[bytes]) -> int:
    """Return 200 where a certificate of ours was found; else whether that lies with the file or with us."""
    if found.payload is not None:
        return 200
    if seal is Seal.UNCHECKED and not ours:
        return 503
    return 413 if seal is Seal.TOO_LARGE else 422


def _ask(form: NumberForm, code: int, file_form: FileForm | None = None) -> ResponseReturnValue:
    page = render_template(
        "ashilms/verification/ask.html", form=form, file_form=file_form or FileForm(formdata=None)
    )
    return page, code


def _answer(found: Finding, *, by_file: bool = False, state: str | None = None) -> Response:
    answers = [{"state": ANSWER_STATES[a.answer], "name": a.question, "why": a.why} for a in lines_of(found)]
    page = render_template(
        "ashilms/verification/answer.html",
        found=found,
        state=state or STATES[found.verdict.word],
        title=state.replace("-", " ") if state else found.verdict.word,
        sentence=sentence_of(found),
        answers=answers,
        facts=_facts(found),
        checked=f"{formats.local(now(), 'UTC'):%-d %b %Y, %H:%M:%S} UTC",
        by_file=by_file,
        file_form=FileForm(formdata=None),
        again=url_for(".ask"),
    )
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
    if said.valid_until:
        facts.insert(4, ("Valid until", formats.day(said.valid_until)))
    return facts
