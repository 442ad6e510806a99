"""How evidence is attached and given out on its pages, and what the doctor says of it."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.evidence.models import Evidence
from ashilms.files import services as files
from ashilms.operations import records
from ashilms.web import state
from tests.evidence.films import PAPER, film, photo
from tests.practicum.test_views import SignIn, ana, bea, cast, filled, send, stage

__all__ = ["ana", "bea", "cast", "filled", "stage"]

SEALED = "default-src 'none'; frame-ancestors 'none'; sandbox"


def attach(browser: FlaskClient, id: int, data: bytes, name: str = "x") -> Any:
    return browser.post(
        f"/practicum/entries/{id}/evidence",
        data={"file": (BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def test_evidence_is_attached_and_given_out_sealed(
    client_of: SignIn,
    ana: FlaskClient,
    bea: FlaskClient,
    filled: dict[str, Any],
) -> None:
    """T11, T12, T13, V5.4.1: by a number and not by a name, of its own kind, with no leave to run anything."""
    id = send(ana, filled)
    for data, name in ((photo(), "../../x.svg"), (film(), "a.html"), (PAPER, "a.exe")):
        assert attach(ana, id, data, name).status_code == 302
    page = bea.get(f"/practicum/entries/{id}/evidence").text
    assert ("Attach it" in page, "<video" in page, "Save the PDF" in page) == (False, True, True)
    kinds = {1: ("image/jpeg", "inline"), 2: ("video/mp4", "inline"), 3: ("application/pdf", "attachment")}
    for number, (kind, how) in kinds.items():
        got = bea.get(f"/practicum/evidence/{number}")
        assert (got.status_code, got.mimetype) == (200, kind)
        assert got.headers["Content-Disposition"].startswith(f"{how}; filename=evidence-{number}.")
        assert got.headers["Content-Security-Policy"] == SEALED
        assert (got.headers["X-Content-Type-Options"], got.headers["Cache-Control"]) == (
            "nosniff",
            "no-store",
        )
        assert got.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        for name in ("caz", "dee"):
            assert client_of(name).get(f"/practicum/evidence/{number}").status_code == 404
        assert client_of(None).get(f"/practicum/evidence/{number}").status_code in (302, 401)
    part = bea.get("/practicum/evidence/2", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert "3 files" in bea.get(f"/countersign/{id}").text


def test_what_is_nothing_of_ours_is_said_at_its_field(
    ana: FlaskClient,
    bea: FlaskClient,
    filled: dict[str, Any],
    host_db: Session,
) -> None:
    id = send(ana, filled)
    for data in (b"<svg/>", b"MZ", PAPER[:-8]):
        bad = attach(ana, id, data, "photo.jpg")
        assert (bad.status_code, "no whole PDF that can be read" in bad.text) == (422, True)
    assert attach(bea, id, photo()).status_code == 403
    assert host_db.scalar(select(func.count()).select_from(Evidence)) == 0


def test_a_missing_file_is_said_on_the_page_and_by_the_doctor(
    app: Flask,
    ana: FlaskClient,
    filled: dict[str, Any],
    host_db: Session,
) -> None:
    id = send(ana, filled)
    attach(ana, id, photo())
    store, row = files.store_of(state(app).settings), host_db.scalars(select(Evidence)).one()
    assert records._evidence(host_db, store) == "1, each with its file"
    files.forget(store, row.file)
    assert "This file is missing" in ana.get(f"/practicum/entries/{id}/evidence").text
    assert ana.get(f"/practicum/evidence/{row.id}").status_code == 404
    with pytest.raises(records.Bad, match=f"evidence {row.id} of entry {id} .{row.file}."):
        records._evidence(host_db, store)
