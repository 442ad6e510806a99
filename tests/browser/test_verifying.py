"""The public side in a browser: an employer by code, number and file; a holder shares; a report is answered."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.walk import PUBLIC
from tests.browser.way import Way
from tests.certificates import forgeries

pytestmark = pytest.mark.browser


def certificate_of(mae: Page, folder: Path) -> tuple[str, Path]:
    """Return the number of Maë's certificate, and its file as she downloads it."""
    mae.goto("/certificates")
    number = urlsplit(mae.url).path.rpartition("/")[2]
    with mae.expect_download() as coming:
        mae.get_by_role("link", name="Download the PDF").click()
    coming.value.save_as(folder / "genuine.pdf")
    return number, folder / "genuine.pdf"


def code_of(pdf: Path) -> str:
    """Return the address in a certificate's code, which is its link as well."""
    with pikepdf.open(pdf) as opened:
        found = [str(note.A.URI) for note in opened.pages[0].Annots if "/A" in note]
    return urlsplit(found[0]).path


def edited(pdf: Path, folder: Path) -> Path:
    """Return the file as an editor saves it who has added a page."""
    path = folder / "edited.pdf"
    path.write_bytes(
        forgeries.saved_anew(pdf.read_bytes(), lambda opened: opened.add_blank_page(page_size=(842, 595)))
    )
    return path


@pytest.mark.parametrize("width", [1280, 360])
def test_an_employer_verifies_by_code_by_number_and_by_file(
    open_as: Open, site: Site, mapped: Flask, tmp_path: Path, width: int
) -> None:
    """Genuine and edited, at a desk and on a phone; axe in both looks at each answer."""
    number, pdf = certificate_of(open_as("mae"), tmp_path)
    employer = Way(open_as(None, width=width), site, mapped)
    page = employer.page
    page.goto(code_of(pdf))
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid")
    employer.look()
    page.goto("/verify")
    page.get_by_label("Certificate number").fill(number.lower().replace("-", " "))
    page.get_by_label("Holder’s surname").fill("LINDQVIST")
    employer.press("Check$")
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid")
    for file, word in ((pdf, "Valid"), (edited(pdf, tmp_path), "Not as issued")):
        page.goto("/verify")
        page.get_by_label("The certificate’s PDF").set_input_files(file)
        employer.press("Compare this file")
        expect(page.get_by_role("heading", level=1)).to_have_text(word)
        employer.look()
    expect(page.get_by_text("It has 2 pages; the certificate has 1.")).to_be_visible()
    employer.follow("See what was issued")
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid")
    assert employer.wrong == []


def test_a_holder_shares_sees_it_opened_and_ends_it(
    open_as: Open, site: Site, mapped: Flask, tmp_path: Path
) -> None:
    """And somebody reports the certificate, a registrar answers, they read it: pages that are only there then."""
    mae, employer, irene = (Way(open_as(who), site, mapped) for who in ("mae", None, "irene"))
    number, _ = certificate_of(mae.page, tmp_path)
    mae.follow("Share it by a link")
    mae.press("Make the link")
    mae.look()  # nothing was typed
    mae.page.get_by_label("What it is for").fill("Quay Spa, my application")
    mae.press("Make the link")
    place = urlsplit(
        str(mae.page.get_by_text(re.compile("/s/[-_A-Za-z0-9]{22}$")).first.text_content()).strip()
    ).path
    employer.page.goto(place)
    expect(employer.page.get_by_role("heading", level=1)).to_have_text("Valid")
    employer.look()
    mae.page.reload()
    expect(mae.page.get_by_text(re.compile("1 time, last")).first).to_be_visible()
    mae.look()
    mae.press("End the link for Quay Spa")
    employer.page.goto(place)
    expect(employer.page.get_by_role("heading", level=1)).to_have_text("This link has ended")
    expect(employer.page.get_by_text("Lindqvist")).to_have_count(0)
    employer.look()
    employer.page.goto(f"/verify/report/{number}")
    employer.page.get_by_label("What is wrong?").fill("The picture beside it is of somebody else.")
    employer.press("Report it")
    employer.look()
    receipt = employer.page.url
    irene.page.goto("/certificates/all")
    irene.follow("Reports")
    irene.follow("Report ")
    irene.look()
    irene.page.get_by_role("textbox", name="Answer").fill("We have asked the holder to come in.")
    irene.press("Answer")
    irene.look()
    employer.page.goto(receipt)
    expect(employer.page.get_by_text("We have asked the holder to come in.")).to_be_visible()
    employer.look()
    assert mae.wrong + employer.wrong + irene.wrong == []
    assert employer.seen | irene.seen >= PUBLIC
