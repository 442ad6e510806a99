"""The main job, end to end, as four people: a trainee, her instructor, the approver and an employer."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from ashilms.accounts import services as people
from ashilms.demo import doings
from ashilms.demo.services import SLUG
from ashilms.web import state, transaction
from tests.browser.answers import answer_screening, plain, right_answers
from tests.browser.conftest import ROOT, Open, Site, two_days_ago

pytestmark = pytest.mark.browser
NAME = "Noor Haddad-Ørsted"


def test_from_the_first_lesson_to_an_employers_answer(
    site: Site, open_as: Open, mapped: Flask, tmp_path: Path
) -> None:
    """The six steps in one life: learn, be tested, practise, meet the requirements, be certified, be verified."""
    with two_days_ago(site) as earlier:
        page = open_as("noor", width=360, at=earlier)
        learn_and_be_tested(page)
        learn_the_rest(mapped)
        check_room(page)
        screen(page)
        countersign_decision(open_as("bea", at=earlier))
        begin = start(page)
    trainee = open_as("noor", width=360)
    practise(trainee, begin)
    countersign(open_as("bea"))
    trainee.goto("/practicum")
    expect(trainee.get_by_role("heading", name="1 h 15 min credited")).to_be_visible()
    confirm_name(trainee)
    approve(open_as("irene"))
    number, pdf = fetch_certificate(trainee, tmp_path)
    prove_file(site, pdf)
    verify_as_employer(open_as(None, width=360), number, pdf, tmp_path)
    revoke(open_as("irene"), number)
    employer = open_as(None)
    ask(employer, number, "haddad-orsted")
    expect(employer.get_by_role("heading", level=1)).to_have_text("Revoked")
    assert site.command("verify", pdf).returncode == 1
    assert site.command("audit", "verify").returncode == 0


def learn_and_be_tested(page: Page) -> None:
    """Take up the course; read the first module and pass its quiz, always by the home page's one next step."""
    page.goto("/")
    page.get_by_role("link", name="See the courses").click()
    page.get_by_role("link", name="Open the course").click()
    page.get_by_role("button", name="Take up this course").click()
    while "lesson" in (step := next_step(page)).inner_text():
        step.click()
        read_lesson(page)
    expect(step).to_contain_text("quiz")
    step.click()
    sit_quiz(page)
    expect(next_step(page)).to_contain_text("lesson")


def learn_the_rest(app: Flask) -> None:
    """Let her read the other modules and pass their quizzes as the cast does, by the services behind the pages.

    The pages are the same ones over and over, and take a browser minutes.
    """
    at, kinds = datetime.now(UTC) - timedelta(days=2), state(app).kinds["question_kinds"]
    with app.app_context(), transaction() as db:
        noor = people.as_actor(people.find_by_email(db, ["noor@demo.example"])[0])
        while module := doings.next_module(db, noor, SLUG):
            doings.read_lessons(db, noor, SLUG, module, now=at)
            doings.pass_quiz(db, noor, f"quiz-{module}", kinds, now=at)


def next_step(page: Page) -> Locator:
    """Return the one next step on the home page."""
    page.goto("/")
    return page.get_by_role("region", name=re.compile(".")).first.get_by_role("link").first


def read_lesson(page: Page) -> None:
    """Answer each self-check, rightly or not, and finish."""
    while page.get_by_role("button", name="Check my answer").count():
        check = (
            page.locator("form.al-check").filter(has=page.get_by_role("button", name="Check my answer")).first
        )
        check.locator("label.al-choice").first.click()
        send(page, check.get_by_role("button", name="Check my answer"))
    send(page, page.get_by_role("button", name=re.compile("Finish lesson")))


def send(page: Page, button: Locator) -> None:
    """Press a form's button, and wait for the page that answers it."""
    with page.expect_navigation():
        button.click()


def sit_quiz(page: Page) -> None:
    send(page, page.get_by_role("button", name=re.compile("Start")))
    for _ in range(40):
        answer_question(page)
        send(page, page.get_by_role("button", name=re.compile("Save and")))
        if page.get_by_role("button", name=re.compile("Hand in")).count():
            break
    send(page, page.get_by_role("button", name=re.compile("Hand in")))
    expect(page.get_by_text("Passed").first).to_be_visible()


def answer_question(page: Page) -> None:
    stem = plain(page.locator(".al-stem").inner_text())
    for part in page.locator("#question fieldset").all():
        for right in right_answers()[stem, plain(part.locator("legend").inner_text())]:
            part.locator("label.al-choice").filter(has_text=right).first.click()


def check_room(page: Page) -> None:
    """Check the room where everybody practises, point by point."""
    while (now := datetime.now(UTC)).hour == 23 and now.minute >= 58:
        page.wait_for_timeout(10_000)  # a check holds on its own day
    page.goto("/rooms")
    page.get_by_role("link", name="Check the room Room 2").click()
    points = page.get_by_role("radio", name="Yes", exact=True)
    expect(points).to_have_count(16)
    for point in points.all():
        point.check()
    send(page, page.get_by_role("button", name="Room is fit"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Room is fit")


def screen(page: Page) -> None:
    """Screen a client in that room; without a countersignature there is no way to begin."""
    page.get_by_role("link", name="Screen the client").click()
    page.get_by_label("What the session is for").select_option("P3")
    page.get_by_label("Client code").fill("C-21")
    answer_screening(page)
    send(page, page.get_by_role("button", name="Decide"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Screening of C-21")
    assert page.get_by_role("button", name="Start the session").count() == 0


def countersign_decision(page: Page) -> None:
    """Sign what the trainee screened, before contact."""
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("Noor.*sign before contact")).click()
    send(page, page.get_by_role("button", name="Countersign this decision"))
    expect(page.get_by_role("status")).to_contain_text("Countersigned")


def start(page: Page) -> datetime:
    """Start the session, and return the minute in which it began."""
    page.get_by_role("link", name=re.compile("look again")).click()
    send(page, page.get_by_role("button", name="Start the session"))
    expect(page.get_by_role("status")).to_contain_text("has begun")
    return datetime.now(UTC) - timedelta(days=2)


def practise(page: Page, begin: datetime) -> None:
    """Log a session of that day; the first try overlaps nothing but lies in the future, and says so."""
    page.goto("/practicum")
    page.get_by_role("link", name="Log a session").first.click()
    page.get_by_role("link", name=re.compile("C-21")).click()
    fill_session(page, begin, day=(begin + timedelta(days=4)).date().isoformat())
    page.get_by_role("button", name=re.compile("^Send to")).click()
    expect(page.get_by_role("alert")).to_contain_text("has not ended yet")
    page.get_by_label("Day", exact=True).fill(begin.date().isoformat())
    page.get_by_role("button", name=re.compile("^Send to")).click()
    assert page.get_by_role("alert").all_inner_texts() == []
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Log a session")


def fill_session(page: Page, begin: datetime, *, day: str) -> None:
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_label("Start").fill(f"{begin:%H:%M}")
    page.get_by_label("End", exact=True).fill(f"{begin + timedelta(minutes=75):%H:%M}")
    page.get_by_label("Supervisor", exact=True).select_option(label="Bea Okafor")
    page.get_by_role("group", name=re.compile("Strokes")).get_by_role(
        "checkbox", name="One-foot glide"
    ).check()
    page.get_by_role("group", name=re.compile("Depth")).get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("group", name=re.compile("What the client said")).get_by_role(
        "radio", name="5", exact=True
    ).check()
    page.get_by_label(re.compile("What did you change")).fill(
        "The client asked for less over the lower ribs, so I went back to the thoracic lane and slowed the sink."
    )


def countersign(page: Page) -> None:
    """Rate all twelve criteria, see what they come to, sign."""
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("Noor")).click()
    criteria = page.locator(".al-crit")
    expect(criteria).to_have_count(12)
    for criterion in criteria.all():
        criterion.get_by_role("radio", name=re.compile("^4")).check()
    page.get_by_label("What you saw, or your reason").fill(
        "Settled before every stroke, clear of bone, well draped."
    )
    page.get_by_role("button", name="Show what the ratings come to").click()
    page.get_by_role("button", name=re.compile("^Sign: passed")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")


def confirm_name(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Confirm my name").click()
    page.get_by_label("Name as the certificate prints it").fill(NAME)
    page.get_by_role("button", name="Confirm this name").click()
    expect(page.get_by_role("status")).to_contain_text("confirmed")


def approve(page: Page) -> None:
    page.goto("/approvals")
    page.get_by_role("link", name=re.compile("Noor")).click()
    page.get_by_role("button", name="Approve and issue").click()
    expect(page.get_by_role("status")).to_contain_text("issued")


def fetch_certificate(page: Page, folder: Path) -> tuple[str, Path]:
    page.goto("/")
    page.get_by_role("link", name="See my certificate").click()
    number = page.url.rsplit("/", 1)[1]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    path = folder / "certificate.pdf"
    download.value.save_as(path)
    return number, path


def prove_file(site: Site, pdf: Path) -> None:
    """Independent readers: pdfsig, qpdf, veraPDF; and our own command, before and after one byte is changed."""
    seen = subprocess.run(["pdfsig", pdf], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in seen
    assert "Total document signed" in seen
    assert subprocess.run(["qpdf", "--check", pdf], capture_output=True, check=False).returncode == 0
    checked = subprocess.run(
        [ROOT / "script/pdf-conformance", "3a,ua1", pdf], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert site.command("verify", pdf).returncode == 0
    assert site.command("verify", changed(pdf)).returncode == 1


def changed(pdf: Path) -> Path:
    data = bytearray(pdf.read_bytes())
    data[len(data) // 2] ^= 1
    copy = pdf.with_name("changed.pdf")
    copy.write_bytes(data)
    return copy


def ask(page: Page, number: str, surname: str) -> None:
    page.goto("/verify")
    page.get_by_label("Certificate number").fill(number)
    page.get_by_label("Holder’s surname").fill(surname)
    page.get_by_role("button", name="Check", exact=True).click()


def verify_as_employer(page: Page, number: str, pdf: Path, folder: Path) -> None:
    """By number and surname, typed badly; by the file, genuine and changed; by the code's link."""
    ask(page, number.lower().replace("-", " "), "HADDAD ORSTED")
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid")
    expect(page.get_by_text(NAME)).to_be_visible()
    ask(page, number, "Nobody")
    expect(page.get_by_role("alert")).to_contain_text("No certificate has that number and surname")
    for file, word in ((pdf, "Valid"), (changed(pdf), "Not as issued")):
        page.goto("/verify")
        page.get_by_label("The certificate’s PDF").set_input_files(file)
        page.get_by_role("button", name="Compare this file").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(word)


def revoke(page: Page, number: str) -> None:
    page.goto(f"/certificates/{number}/revoke")
    page.get_by_label("Reason").fill("Issued in a test of the whole way.")
    page.get_by_role("button", name="Revoke certificate").click()
    expect(page.get_by_role("status")).to_contain_text("revoked")
