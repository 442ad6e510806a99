"""The papers behind credentials: kept before the row that names them, and given out so that nothing in them runs."""

from flask import Response
from werkzeug.datastructures import FileStorage

from ashilms.errors import Missing
from ashilms.files import services as files
from ashilms.files.rules import PDF
from ashilms.files.sending import send_kept
from ashilms.supervision.models import Credential
from ashilms.web import settings

LARGEST = 5 * 1024 * 1024
"""Bytes of a paper: some pages, scanned."""


def keep_evidence(sent: FileStorage | None) -> str | None:
    """Keep the PDF that was sent and return its hash, `None` if none was; raises `Unacceptable` for anything else."""
    if sent is None or not sent.filename:
        return None
    return files.keep(files.store_of(settings()), sent.stream.read(LARGEST + 1), largest=LARGEST).sha256


def send_evidence(row: Credential) -> Response:
    """Return the paper of a credential as a file to be saved; raises `Missing` when none was kept."""
    if row.evidence is None:
        raise Missing("No paper was kept with this credential.")
    return send_kept(row.evidence, PDF, f"credential-{row.id}.pdf", attachment=True)
