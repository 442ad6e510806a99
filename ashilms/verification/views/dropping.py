"""Where anybody drops a file: a PDF, a digital credential, or a proof of single lines. None of them is kept."""

import hashlib
import logging

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from ashilms import formats
from ashilms.certificates.authority import known_roots
from ashilms.certificates.keys import KeyDamaged, public_certificates, stolen_keys
from ashilms.certificates.signing import Seal, check_in_process
from ashilms.credentials.reading import may_be_credential
from ashilms.files.services import store_of
from ashilms.programs.rules.showing import LARGEST, Worth
from ashilms.verification import services
from ashilms.verification.credentials import CredentialFinding, check_credential
from ashilms.verification.forms import FileForm, NumberForm, ProofForm
from ashilms.verification.rules import (
    ANSWER_STATES,
    STATES,
    Finding,
    ShownFinding,
    sentence_of,
    sentence_of_shown,
)
from ashilms.verification.views.answering import answer_page, ask_page, checked, note, unlisted
from ashilms.verification.views.blueprint import bp
from ashilms.web import ANYONE, limited, needs, now, session, settings, site_address, takes_files

log = logging.getLogger("ashilms.verification")


@bp.post("/verify/pdf")
@needs(ANYONE)
@limited("10 per minute")
@takes_files("pdf")
def check_pdf() -> ResponseReturnValue:
    """Compare a PDF with what was issued; the file is looked at in a process with limits and not kept."""
    form = FileForm()
    if not form.validate_on_submit():
        return ask_page(NumberForm(formdata=None), 422, form)
    upload: FileStorage = form.pdf.data
    data = upload.read()
    if may_be_credential(data):
        return _credential(check_credential(session(), data, settings(), site_address(), now=now()))
    ours, stolen = _our_certificates()
    check = check_in_process(data, ours, roots=known_roots(settings()))
    sha256 = hashlib.sha256(data).hexdigest()
    found = services.check_file(session(), check, sha256, stolen=stolen, today=now().date())
    found = services.explain_file(session(), found, check, data, store_of(settings()))
    note(found, "file")
    return answer_page(found, by_file=True), _code_of(found, check.seal, ours)


@bp.post("/verify/proof")
@needs(ANYONE)
@limited("10 per minute")
@takes_files("proof")
def check_proof() -> ResponseReturnValue:
    """Say whether lines that a holder shows belong to the certificate that they name; the file is not kept."""
    form = ProofForm()
    if not form.validate_on_submit():
        return ask_page(NumberForm(formdata=None), 422, proof_form=form)
    upload: FileStorage = form.proof.data
    found = services.check_proof(session(), upload.read(LARGEST + 1), today=now().date())
    note(found.certificate, "proof")
    return _shown(found), 200 if found.worth is Worth.HOLDS else 422


@bp.get("/verify/pdf")
@bp.get("/verify/proof")
@needs(ANYONE)
def ask_anew() -> ResponseReturnValue:
    """Lead whoever opens the address of an answer about a file, as a restarted browser does, to where one asks."""
    return redirect(url_for(".ask"))


def _our_certificates() -> tuple[list[bytes], frozenset[str]]:
    """Return what signatures are checked against, and whose keys were stolen; nothing when it can't be read.

    Where the keys lie is no business of the public's, so what is wrong with them is told to the log alone.
    """
    try:
        folder = settings().data_dir / "keys"
        return public_certificates(folder), stolen_keys(folder)
    except KeyDamaged:
        log.exception("signatures can't be checked", extra={"event": "keys_unreadable"})
        return [], frozenset()


def _code_of(found: Finding, seal: Seal, ours: list[bytes]) -> int:
    """Return 200 where a certificate of ours was found; else whether that lies with the file or with us."""
    if found.payload is not None:
        return 200
    if seal is Seal.UNCHECKED and not ours:
        return 503
    return 413 if seal is Seal.TOO_LARGE else 422


def _credential(found: CredentialFinding) -> ResponseReturnValue:
    """Show what a digital credential is worth: ours as any certificate, another issuer's as far as its file says."""
    if found.ours:
        note(found.finding, "file")
        return answer_page(found.finding, by_file=True)
    page = render_template(
        "ashilms/verification/credential.html",
        found=found,
        state=STATES[found.finding.verdict.word],
        answers=[{"state": ANSWER_STATES[a.answer], "name": a.question, "why": a.why} for a in found.lines],
        facts=found.facts,
        checked=checked(),
        again=url_for(".ask"),
    )
    return unlisted(page), 422


def _shown(found: ShownFinding) -> Response:
    page = render_template(
        "ashilms/verification/shown.html",
        found=found,
        title="Shown from a certificate" if found.lines else "Not proven",
        sentence=sentence_of_shown(found),
        advice="Ask the holder to download a fresh one, or verify the certificate itself.",
        standing=_standing(found),
        facts=_facts_of_shown(found),
        checked=checked(),
        again=url_for(".ask"),
    )
    return unlisted(page)


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
