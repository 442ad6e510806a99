"""The pages on which anybody checks a certificate, without an account."""

import hashlib
import logging

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from ashilms import formats
from ashilms.certificates.keys import KeyDamaged, public_certificates
from ashilms.certificates.rules import parse_number
from ashilms.certificates.rules.standing import NOT_OURS
from ashilms.certificates.signing import Seal, check_in_process
from ashilms.programs.rules.showing import LARGEST, Worth
from ashilms.verification import services
from ashilms.verification.forms import FileForm, NumberForm, ProofForm
from ashilms.verification.rules import (
    ANSWER_STATES,
    STATES,
    Finding,
    ShownFinding,
    lines_of,
    sentence_of,
    sentence_of_shown,
)
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


@bp.post("/verify/proof")
@needs(ANYONE)
@limited("10 per minute")
@takes_files("proof")
def check_proof() -> ResponseReturnValue:
    """Say whether lines that a holder shows belong to the certificate that they name; the file is not kept."""
    form = ProofForm()
    if not form.validate_on_submit():
        return _ask(NumberForm(formdata=None), 422, proof_form=form)
    upload: FileStorage = form.proof.data
    found = services.check_proof(session(), upload.read(LARGEST + 1), today=now().date())
    return _shown(found), 200 if found.worth is Worth.HOLDS else 422


@bp.get("/verify/pdf")
@bp.get("/verify/proof")
@needs(ANYONE)
def ask_anew() -> ResponseReturnValue:
    """Lead whoever opens the address of an answer about a file, as a restarted browser does, to where one asks."""
    return redirect(url_for(".ask"))


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


def _ask(
    form: NumberForm, code: int, file_form: FileForm | None = None, proof_form: ProofForm | None = None
) -> ResponseReturnValue:
    page = render_template(
        "ashilms/verification/ask.html", form=form, file_form=file_form or FileForm(formdata=None),
        proof_form=proof_form or ProofForm(formdata=None),
    )  # fmt: skip
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
        checked=_checked(),
        by_file=by_file,
        file_form=FileForm(formdata=None),
        again=url_for(".ask"),
    )
    return _unlisted(page)


def _shown(found: ShownFinding) -> Response:
    page = render_template(
        "ashilms/verification/shown.html",
        found=found,
        title="Shown from a certificate" if found.lines else "Not proven",
        sentence=sentence_of_shown(found),
        advice="Ask the holder to download a fresh one, or verify the certificate itself.",
        standing=_standing(found),
        facts=_facts_of_shown(found),
        checked=_checked(),
        again=url_for(".ask"),
    )
    return _unlisted(page)


def _standing(found: ShownFinding) -> dict[str, str]:
    """Return how the certificate stands today: what was proven once is only as good as that."""
    if found.certificate is None:
        return {}
    word = found.certificate.verdict.word
    kinds = {"valid": "safe", "revoked": "never"}
    title = f"The certificate is {word}" + (" today" if found.good else "")
    said = "" if found.good else sentence_of(found.certificate)
    return {"kind": kinds.get(STATES[word], "caution"), "title": title, "sentence": said}


def _facts_of_shown(found: ShownFinding) -> list[tuple[str, str]]:
    """Return of which certificate it is, and until when that runs: what the file names, and nobody's name."""
    said = found.certificate.payload if found.certificate else None
    if said is None:
        return []
    until = formats.day(said.valid_until) if said.valid_until else "no end date"
    return [
        ("Certificate", said.number), ("Award", said.award), ("Issued", formats.day(said.issued_on)),
        ("Valid until", until), ("Issued by", said.provider.name),
    ]  # fmt: skip


def _checked() -> str:
    return f"{formats.local(now(), 'UTC'):%-d %b %Y, %H:%M:%S} UTC"


def _unlisted(page: str) -> Response:
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
