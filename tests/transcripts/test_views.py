"""The transcript as everybody reads it, on the page and on paper."""

import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import text

from ashilms.custody.rules.kinds import Kind
from ashilms.custody.services.ending import take_away
from tests.campus import Campus
from tests.house.pages import Page
from tests.house.places import places

pytestmark = pytest.mark.any_database

MARKS = re.compile(r"\d marks?\b|\d of \d")
"""How a result says what it earned."""


def read(campus: Campus, who: str, whose: str) -> str:
    """Return what the page says."""
    return Page(campus.browser(who).get(f"/people/{places(campus)[whose]}/transcript").text).text


def test_everything_that_somebody_earned_is_on_one_page(campus: Campus) -> None:
    """Mae's modules, quizzes, class, practicum, observations and certificate, in the cycle that it closed."""
    said, number = read(campus, "mae", "mae"), places(campus)["number"]
    for part in (
        "Cycle 1", "Certificates of cycle 1", number, "Modules of cycle 1", "Quizzes of cycle 1", "Passed",
        "Practicum of cycle 1", "Observations of cycle 1", "Valid",
    ):  # fmt: skip
        assert part in said, part


def test_a_registrar_reads_the_same_of_anybody(campus: Campus) -> None:
    """Marks and all; of whoever has taken up nothing, that there is nothing."""
    own, theirs = read(campus, "mae", "mae"), read(campus, "irene", "mae")
    assert MARKS.search(own)
    assert MARKS.search(theirs)
    assert "Practicum of cycle 1" in theirs
    assert "This person has taken up no course." in read(campus, "irene", "bea")
    assert "Nothing earned yet" in read(campus, "noor", "noor")


def test_an_instructor_reads_of_the_trainees_whom_they_teach_no_marks(campus: Campus) -> None:
    """T11: whether a quiz was passed, and of observations those that are theirs; of strangers nothing at all."""
    said = read(campus, "bea", "tom")
    assert "Cycle 1" in said
    assert not MARKS.search(said)
    ids = places(campus)
    assert campus.browser("sue").get(f"/people/{ids['tom']}/transcript").status_code == 404
    assert campus.browser("ana").get(f"/people/{ids['tom']}/transcript").status_code == 404
    assert campus.browser("ana").get("/people/999999/transcript").status_code == 404


def test_what_was_earned_after_a_certificate_is_of_the_next_cycle(campus: Campus) -> None:
    """A certificate that was awarded long ago leaves what came since to cycle 2."""
    with campus.db() as db:
        long_ago = (
            "2020-01-01 00:00:00" if db.get_bind().dialect.name == "sqlite" else "2020-01-01 00:00:00+00"
        )
        db.execute(text("UPDATE ashilms_award SET at = :at"), {"at": long_ago})
        db.commit()
    said = read(campus, "mae", "mae")
    assert "Certificates of cycle 1" in said
    assert "Quizzes of cycle 2" in said
    assert "Since 1 January 2020" in said


def test_a_certificate_outlasts_what_was_learned_for_it(campus: Campus) -> None:
    """T51: learning ends after six years, the certificate stays for ever: on the page and on paper."""
    ids = places(campus)
    with campus.db() as db:
        take_away(db, ids["mae"], [Kind.LEARNING])
        db.commit()
    assert not [row for row in campus.rows("ashilms_enrolment") if row["person_id"] == ids["mae"]]
    for who in ("mae", "irene"):
        said = Page(campus.browser(who).get(f"/people/{ids['mae']}/transcript").text).text
        assert "Certificates of cycle 1" in said
        assert ids["number"] in said
        assert "When it was taken up is no longer kept" in said
    assert campus.browser("mae").get(f"/people/{ids['mae']}/transcript.pdf").mimetype == "application/pdf"


def test_the_paper_says_what_the_page_says(campus: Campus, tmp_path: Path) -> None:
    """Certificate, sums, and the place in the audit record; to be saved, and kept by no cache."""
    answer = campus.browser("mae").get(f"/people/{places(campus)['mae']}/transcript.pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=transcript.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(answer.data)) as pdf, pdf.open_metadata() as said_of_itself:
        assert said_of_itself["pdfaid:part"] == "3"
        assert said_of_itself["pdfuaid:part"] == "1"
    file = tmp_path / "transcript.pdf"
    file.write_bytes(answer.data)
    found = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    said = " ".join(found.stdout.split())
    number = places(campus)["number"]
    for part in (
        "Transcript",
        number,
        "cycle 1",
        "not continuing education",
        "Drawn up from the audit record",
    ):
        assert part in said, part
