"""A design from outside: given by a plugin, chosen by a registrar, drawn, and missed when its package is gone."""

import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.orm import Session

from ashilms import rooms
from ashilms.certificates.drawing import Dress, certificate_pdf
from ashilms.looks import services
from ashilms.looks.rules import Look
from ashilms.plugins import CertificateDesign, Plugin
from ashilms.web import state
from tests.certificates.conftest import payload_of
from tests.schooling import text_of

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html>
<html lang="{{ language }}" class="{{ paper }}" style="--ink: {{ ink }}">
<head><meta charset="utf-8"><title>{{ title.text }}</title></head>
<body><h1 style="{{ title.style }}">{{ title.text }}</h1>
<p class="name" style="{{ holder.style }}">{{ holder.text }}</p>
<p>{{ statement.text }}</p><p>{{ number }}: {{ line.text }}</p>
<p><img src="{{ qr }}" alt="Code that opens the page where this certificate can be verified"></p></body></html>"""
CSS = """@font-face { font-family: "Ashi Display"; src: url("fonts/AshiDisplay-Regular.ttf") }
@page { size: A4 landscape; margin: 20mm }
@page letter { size: Letter landscape }
.letter { page: letter }
html { font-family: "Ashi Display"; background: url("mark.svg") no-repeat }
.name { color: var(--ink) }
img { width: 20mm }"""
MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="currentColor"/></svg>'


@pytest.fixture
def plain(tmp_path: Path) -> CertificateDesign:
    """A design in thirty lines: one template, one style sheet, one drawing."""
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "plain.css").write_text(CSS)
    (tmp_path / "plain" / "mark.svg").write_text(MARK)
    return CertificateDesign("plain", "lab/plain.html", tmp_path / "plain", ("plain.css",), "Plain")


@pytest.fixture
def with_plain(app: Flask, plain: CertificateDesign) -> None:
    app.jinja_loader = ChoiceLoader([DictLoader({plain.template: PAGE}), app.jinja_loader])
    app.extensions["ashilms"].plugins = (Plugin("lab", certificate_designs=(plain,)),)
    rooms.register_additions(state(app))


def test_a_design_from_outside_is_drawn_as_conformant_as_ours(
    app: Flask, with_plain: None, plain: CertificateDesign, tmp_path: Path
) -> None:
    """In a script that needs an installed font, on Letter, in the ink that was chosen."""
    look = Look(design="plain", paper="letter", ink="#5b2333")
    pdf = certificate_pdf(payload_of(holder="สมชาย"), state(app).render, Dress(look, 1, plain))
    (tmp_path / "plain.pdf").write_bytes(pdf)
    said = subprocess.run(
        [ROOT / "script" / "pdf-conformance", "3a,ua1", tmp_path / "plain.pdf"],
        capture_output=True, text=True, check=False, timeout=120,
    ).stdout  # fmt: skip
    assert said.count("] COMPLIANT") == 2, said
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert [round(float(side)) for side in opened.pages[0].mediabox[2:]] == [792, 612]


def test_a_registrar_chooses_it_by_its_title(
    with_plain: None, client_of: Callable[[str | None], FlaskClient], host_db: Session
) -> None:
    reg = client_of("reg")
    assert "Plain" in text_of(reg.get("/certificates/design"))
    chosen = {
        "version": "0", "design": "plain", "paper": "a4", "ink": "#1f4068", "lead": "is awarded to",
        "statement": "who did it", "renewed": "who did it again", "logo": "", "seal": "",
    }  # fmt: skip
    assert reg.post("/certificates/design", data=chosen).status_code == 302
    host_db.expire_all()
    assert services.current_look(host_db)[1].design == "plain"


def test_a_version_whose_design_is_gone_says_so(
    app: Flask, with_plain: None, client_of: Callable[[str | None], FlaskClient], host_db: Session
) -> None:
    """The page still opens, and another design can be chosen."""
    test_a_registrar_chooses_it_by_its_title(with_plain, client_of, host_db)
    app.extensions["ashilms"].plugins = ()
    rooms.register_additions(state(app))
    for page in ("/certificates/design", "/certificates/design/versions/1"):
        assert "The design “plain” is not installed here" in text_of(client_of("reg").get(page))


def test_a_name_that_is_taken_is_refused(app: Flask, plain: CertificateDesign) -> None:
    taken = CertificateDesign("bar-and-plumb", plain.template, plain.assets)
    app.extensions["ashilms"].plugins = (Plugin("lab", certificate_designs=(taken,)),)
    with pytest.raises(ValueError, match="'bar-and-plumb'"):
        rooms.register_additions(state(app))
