"""What goes along with every answer: headers and cookies that protect whoever reads it, errors and files included."""

import re
from collections.abc import Callable, Iterable

import pytest

from tests.campus import Campus
from tests.house.walk import SITE, Seen

pytestmark = pytest.mark.any_database

ABSENT = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "X-Powered-By",
    "X-Frame-Options",
)


def without(answers: Iterable[Seen], good: Callable[[Seen], object]) -> list[str]:
    """Return the answers that are not as they should be."""
    return [f"{seen}: {seen.answer.headers}" for seen in answers if not good(seen)]


TO_SAVE = ("application/pdf", "text/csv", "text/markdown")
"""Files that are given out to be saved."""


def test_answers_of_every_kind_are_looked_at(answers: list[Seen], public_campus: Campus) -> None:
    """Without this, the tests below could look at nothing."""
    codes = {seen.answer.status_code for seen in answers}
    assert codes >= {200, 302, 400, 403, 404, 405, 410, 413, 415, 422, 429}
    looked_at = {seen.view for seen in answers}
    rules = [rule for rule in public_campus.app.url_map.iter_rules() if "GET" in rule.methods]
    without_link = {f"identity.{name}" for name in ("finish", "reauthenticate", "second_step", "show_sent")}
    by_link = ("ask_link", "open_link", "prove_by_code")  # mailed to whoever has no account
    without_link |= {f"ashilms.supervision.{name}" for name in by_link}
    others = (
        "bookings.read_feed", "cohorts.show_list", "cohorts.save_problems", "practicum.assign_substitute",
        "sites.show_photo", "practicum.countersign_together", "evidence.remove_file", "offline.show_rules",
        "marking.show_file", "sittings.ask_admission", "regrades.show_progress",
        "programs.end_waiver", "held_documents.show_file", "programs.show_foreseen", "looks.show_preview",
        "verification.ask_anew", "verification.open_link", "verification.show_receipt", "certificates.show_run",
        "certificates.download_run", "certificates.show_issuer", "certificates.show_status_list",
    )  # fmt: skip
    without_link |= {f"ashilms.{name}" for name in others}
    left = {rule.endpoint for rule in rules} - looked_at - {"ashilms.desk.show_styleguide"}
    assert left <= without_link


RECORDED = ("audio/mpeg", "text/vtt", "image/jpeg", "image/png")
"""A lesson's recording and its captions, which a player asks for, a photo, a logo, which pages show."""


def directives(seen: Seen) -> dict[str, str]:
    policy = seen.answer.headers.get("Content-Security-Policy", "")
    return {part.split()[0]: " ".join(part.split()[1:]) for part in policy.split(";") if part.strip()}


def is_saved(seen: Seen) -> bool:
    """Return whether an answer is a file to be saved; a badge is one, whatever pictures and data are elsewhere."""
    is_badge = seen.view == "ashilms.certificates.download_credential" and seen.answer.status_code == 200
    return is_badge or seen.answer.mimetype in TO_SAVE


def test_every_answer_says_that_nothing_inline_or_foreign_runs(answers: list[Seen]) -> None:
    """V3.4.3, V3.7.1: nothing unsafe, no plugin, no other base, forms that lead here alone."""
    strict = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "object-src": "'none'"}
    strict |= {
        "base-uri": "'none'",
        "form-action": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
    }
    shut = {"default-src": "'none'", "sandbox": ""}  # a file that is to be kept or played, not shown

    def is_strict(seen: Seen) -> bool:
        said = directives(seen).items()
        is_file = is_saved(seen) or seen.answer.mimetype in RECORDED
        return (shut if is_file else strict).items() <= said

    assert without(answers, is_strict) == []
    assert without(answers, lambda seen: "unsafe" not in str(directives(seen))) == []


def test_no_answer_may_be_framed(answers: list[Seen]) -> None:
    """T33, V3.4.6: by no site, ours included; errors, files and redirects too."""
    assert without(answers, lambda seen: directives(seen).get("frame-ancestors") == "'none'") == []


def test_every_answer_keeps_browsers_on_https(answers: list[Seen]) -> None:
    """V3.4.1: for a year, whatever is below it, errors and static files too."""
    said = "max-age=31536000; includeSubDomains"
    assert without(answers, lambda seen: seen.answer.headers.get("Strict-Transport-Security") == said) == []


def test_no_answer_is_guessed_at_or_tells_others_where_one_was(answers: list[Seen]) -> None:
    """V3.4.4, V3.4.5."""
    assert without(answers, lambda seen: seen.answer.headers["X-Content-Type-Options"] == "nosniff") == []
    quiet = {"same-origin", "no-referrer"}
    assert without(answers, lambda seen: seen.answer.headers["Referrer-Policy"] in quiet) == []


PUBLISHED = {"ashilms.certificates.show_issuer": 1, "ashilms.certificates.show_status_list": 0}
"""What verifiers of credentials read in browsers, on whatever page they are: keys and lists, the same for everybody.

How many of its addresses answer at this site and take nothing to fill in.
"""


def test_no_answer_is_open_to_other_sites(answers: list[Seen], public_campus: Campus) -> None:
    """V3.4.2: nobody asked for by Origin is let in, with a cookie or without, but to what verifiers read."""
    assert without(answers, lambda seen: not set(ABSENT) & set(seen.answer.headers.keys())) == []
    browser = public_campus.browser("mae", base_url=SITE)
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    opened = dict.fromkeys(PUBLISHED, 0)
    for rule in public_campus.app.url_map.iter_rules():
        if rule.arguments:
            continue
        for method in ("OPTIONS", "GET"):
            public_campus.forget_limits()
            answer = browser.open(rule.rule, method=method, headers=asked, base_url=SITE, buffered=True)
            said = [pair for pair in answer.headers if pair[0].startswith("Access-Control")]
            if said and rule.endpoint in PUBLISHED and method == "GET":
                assert (said, "Set-Cookie" in answer.headers) == (
                    [("Access-Control-Allow-Origin", "*")],
                    False,
                )
                opened[rule.endpoint] += 1
            else:
                assert not said, rule.rule
    assert opened == PUBLISHED


BEGINS = {
    "text/html": b"<!doctype html>", "application/pdf": b"%PDF-", "text/css": b"", "text/javascript": b"",
    "text/plain": b"", "text/csv": b"", "text/markdown": b"", "audio/mpeg": b"\xff\xfb", "text/vtt": b"WEBVTT",
    "font/woff2": b"wOF2", "image/svg+xml": b"<svg", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89png",
    "application/json": b"{", "application/manifest+json": b"{", "application/vc": b"{", "application/vc+jwt": b"eyj",
}  # fmt: skip


def test_every_answer_is_what_it_says_it_is(answers: list[Seen]) -> None:
    """V4.1.1: a type for whatever has a body, text in UTF-8, and the content to match."""

    def told(seen: Seen) -> bool:
        answer = seen.answer
        if not answer.data:
            return True
        kind = answer.mimetype
        text = kind.startswith("text/")
        return answer.data.lstrip().lower().startswith(BEGINS[kind].lower()) and (
            not text or "charset=utf-8" in answer.content_type
        )

    assert without(answers, told) == []


def test_only_static_files_are_kept_by_anybody(answers: list[Seen]) -> None:
    """V14.2.2, V14.3.2: pages, redirects, errors and certificates are kept nowhere, by no cache in between."""

    def kept_nowhere(seen: Seen) -> bool:
        return seen.view == "ashilms.static" or seen.answer.headers.get("Cache-Control") == "no-store"

    assert without(answers, kept_nowhere) == []
    static = [seen for seen in answers if seen.view == "ashilms.static"]
    assert static
    assert without(static, lambda seen: not seen.answer.headers.getlist("Set-Cookie")) == []


def test_what_is_no_page_is_a_file_to_be_kept(answers: list[Seen]) -> None:
    """V3.2.1, V5.4.1, V5.4.2: a certificate is never shown in our name, and is called by its number.

    So are the lines of a list that were no good, by the number of the list, one's own notes, a record of hours, a
    transcript, how far assessors agree, how questions did, and where people stand by its day.
    """
    files = [seen for seen in answers if is_saved(seen)]
    assert {seen.who for seen in files} >= {"mae", "irene"}
    named = re.compile(
        r"attachment; filename=([A-Z0-9-]+\.(pdf|png|svg|json|jwt)|credential-[0-9]+\.pdf|problems-[0-9]+\.csv|"
        r"notes\.md|hours(-[0-9]{4}-[0-9]{2})?\.(pdf|csv)|agreement\.csv|transcript\.pdf|(marks|statistics|standings)-[a-z0-9-]+\.csv)"
    )
    assert without(files, lambda seen: named.fullmatch(seen.answer.headers["Content-Disposition"])) == []
    others = [
        s
        for s in answers
        if not s.is_page and s.answer.data and s.view != "ashilms.static" and s not in files
    ]
    data = {
        "application/json",
        "application/manifest+json",
        "text/javascript",
    }  # for the page without a network
    assert {seen.answer.mimetype for seen in others} == {"text/plain", *data, *RECORDED}


def test_the_name_of_a_download_is_not_the_asker_s(public_campus: Campus) -> None:
    """V5.4.1, V5.4.2: whatever the address or its query say."""
    (number,) = [row["number"] for row in public_campus.rows("ashilms_certificate")]
    browser = public_campus.browser("mae", base_url=SITE)
    for query in ("?filename=evil.exe", "?download_name=%0d%0aX:%20y", "?name=%22%3b.html"):
        answer = browser.get(f"/certificates/{number}.pdf{query}", base_url=SITE, buffered=True)
        assert answer.headers["Content-Disposition"] == f"attachment; filename={number}.pdf"


def cookies(answers: list[Seen]) -> list[str]:
    return [cookie for seen in answers for cookie in seen.answer.headers.getlist("Set-Cookie")]


def test_every_cookie_is_ours_alone(answers: list[Seen], public_campus: Campus) -> None:
    """V3.3.1, V3.3.2, V3.3.3, V3.3.4: by https alone, to no script, with no other site's request, for this host."""
    browser = public_campus.browser(base_url=SITE)
    sent = {"email": "mae@demo.example", "password": "four quiet wooden spoons"}
    config = public_campus.app.config
    config["WTF_CSRF_ENABLED"] = False
    signed_in = browser.post("/sign-in", data=sent, base_url=SITE)
    found = [*cookies(answers), *signed_in.headers.getlist("Set-Cookie")]
    assert {cookie.split("=")[0] for cookie in found} == {"__Host-ashilms", "__Host-ashilms-browser"}
    for cookie in found:
        said = {
            part.strip().partition("=")[0]: part.strip().partition("=")[2] for part in cookie.split(";")[1:]
        }
        assert said.keys() >= {"Secure", "HttpOnly", "Path", "SameSite"}, cookie
        assert (said["Path"], said["SameSite"], said.get("Domain")) == ("/", "Lax", None)
