"""Every page that somebody may see: found by following links, held against the URL map."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ashilms.accounts.rules import ANYONE, allows
from ashilms.actor import Actor

WHO: dict[str | None, tuple[str, ...]] = {
    None: (),
    "noor": ("trainee",),
    "tom": ("trainee",),
    "ana": ("trainee",),
    "mae": ("trainee",),
    "bea": ("instructor", "supervisor"),
    "irene": ("registrar",),
}
"""Members of the cast whose pages differ, and their roles; `None` is a visitor."""
STAFF = ("bea", "irene")
"""Who of them sees most: their walks stand in a file of their own, so that two may go at once."""
EACH = 2
"""How many addresses of one endpoint a person's walk looks at."""
MIDWAY = {
    "ashilms.cohorts.close_register", "ashilms.cohorts.show_list", "ashilms.courses.withdraw_sign_off",
    "ashilms.quizzes.show_question", "ashilms.quizzes.review", "identity.drop_factor", "identity.finish",
    "identity.reauthenticate", "identity.renew_codes", "identity.second_step", "identity.show_sent",
}  # fmt: skip
"""Pages that are there only in the middle of something; `test_midway.py` looks at each of them."""
SIGNERS = {"ashilms.incidents.edit_report", "ashilms.practicum.assign_substitute"} | {
    f"ashilms.supervision.{name}"
    for name in ("ask_link", "decide_doubt", "end_tie", "open_link", "prove_by_code", "show_doubts")
}
"""Pages around a signature that are there only when something has come up; `test_signers.py` looks at them."""
SESSIONS = {
    "ashilms.bookings.call_off", "ashilms.evidence.remove_file", "ashilms.observations.close_remediation",
    "ashilms.observations.observe_booking", "ashilms.observations.observe_entry",
    "ashilms.practicum.countersign_together",
}  # fmt: skip
"""Pages about a session and its observation that are there only then; `test_sessions.py` looks at them."""
TRIES = {
    "ashilms.appeals.ask", "ashilms.appeals.show_appeal", "ashilms.certificates.show_run", "ashilms.custody.end_due",
    "ashilms.marking.ask_marker", "ashilms.marking.mark_answer",
    "ashilms.programs.mark_task",
    "ashilms.programs.end_waiver", "ashilms.programs.move", "ashilms.programs.show_foreseen",
    "ashilms.programs.show_statements", "ashilms.regrades.decide_case", "ashilms.regrades.show_progress",
    "ashilms.regrades.show_regrade", "ashilms.review_board.lift_pause", "ashilms.review_board.show_case",
    "ashilms.review_board.vote", "ashilms.sittings.ask_admission",
}  # fmt: skip
"""Pages around marks and second tries that are there only then; `test_tries.py` looks at them."""
PUBLIC = {f"ashilms.verification.{name}" for name in ("open_link", "show_receipt", "show_report")}
"""Pages that are there only once somebody shared or reported a certificate; `test_verifying.py` looks at them."""
LEADING = {"ashilms.practice.begin"}
"""Addresses that draw lots and lead on: a walk follows them, and sees the page that they lead to."""
NO_PAGE = {
    "ashilms.bookings.read_feed", "ashilms.evidence.show_file", "ashilms.observations.save_agreement",
    "ashilms.offline.show_kit", "ashilms.offline.show_manifest", "ashilms.offline.show_rules",
    "ashilms.offline.show_worker", "ashilms.health.show_alive", "ashilms.health.show_ready",
    "ashilms.certificates.download", "ashilms.certificates.download_credential", "ashilms.certificates.download_run",
    "ashilms.certificates.show_issuer", "ashilms.certificates.show_status_list",
    "ashilms.looks.show_picture", "ashilms.looks.show_preview",
    "ashilms.marking.show_file", "ashilms.held_documents.show_file",
    "ashilms.item_statistics.save_figures", "ashilms.item_statistics.save_marks",
    "ashilms.programs.save_standings",
    "ashilms.cohorts.save_problems", "ashilms.courses.export_notes", "ashilms.courses.show_media",
    "ashilms.courses.show_captions", "ashilms.practicum.print_hours", "ashilms.practicum.save_hours",
    "ashilms.sites.show_photo", "ashilms.supervision.show_paper", "ashilms.static",
    "ashilms.transcripts.print_transcript", "ashilms.verification.ask_anew",
}  # fmt: skip
"""What answers GET with something that is no page."""

SAVED = (".pdf", ".png", ".svg", ".json", ".jwt")
"""How addresses of files end that a browser saves."""
FOUND = "/courses/barefoot-bar-massage/search?q=bars+heel"
"""Where the form leads that finds words in a course: no link does."""


@dataclass(frozen=True)
class Seen:
    """One page as somebody saw it."""

    who: str | None
    endpoint: str
    path: str
    status: int


class Walk:
    """One person's way through the site, by links only: nothing is changed by it."""

    def __init__(self, app: Flask, who: str | None) -> None:
        """Say who walks, and by which map."""
        self.app, self.who, self.counts = app, who, Counter[str]()
        self.adapter = app.url_map.bind("127.0.0.1")

    def endpoint_of(self, path: str) -> str | None:
        """Return the endpoint behind a path that answers GET, or `None`."""
        try:
            endpoint, _ = self.adapter.match(urlsplit(path).path, method="GET")
        except (HTTPException, MethodNotAllowed):
            return None
        return str(endpoint)

    def pages(self, page: Page) -> Iterator[Seen]:
        """Yield each page while the browser is at it, breadth first from the front page."""
        waiting, known = (
            ["/", "/verify", "/sign-in", "/register", "/reset", "/security", "/profile", FOUND],
            set[str](),
        )
        while waiting:
            path = waiting.pop(0)
            endpoint = self.endpoint_of(path)
            if path in known or endpoint is None or endpoint in NO_PAGE or self.counts[endpoint] >= EACH:
                continue
            known.add(path)
            self.counts[endpoint] += 1
            answer = page.goto(path)
            here = self.endpoint_of(page.url)
            if answer is None or here is None:
                continue
            if here != endpoint:
                self.counts[here] += 1
                known.add(urlsplit(page.url).path)
            yield Seen(self.who, here, urlsplit(page.url).path, answer.status)
            waiting += links(page)


def links(page: Page) -> list[str]:
    """Return the addresses on this site that the page links to, sign-out and files left out."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    own = urlsplit(page.url).netloc
    paths = []
    for address in found:
        parts = urlsplit(urljoin(page.url, address))
        if parts.netloc == own and not parts.path.endswith(SAVED):
            paths.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return sorted(set(paths))


def may_see(app: Flask, who: str | None) -> set[str]:
    """Return the endpoints whose GET the policy opens to this member of the cast."""
    roles = WHO[who]
    actor = Actor(1, who, frozenset(roles)) if who else None
    found = set()
    for rule in app.url_map.iter_rules():
        action = getattr(app.view_functions[rule.endpoint], "__ashilms_action__", None)
        if "GET" in rule.methods and action and (action == ANYONE or allows(actor, action)):
            found.add(rule.endpoint)
    return found - NO_PAGE


def led_to(app: Flask, walkers: Iterable[str | None]) -> set[str]:
    """Return the endpoints that links lead some of these members of the cast to, in the site as it is at first."""
    others = MIDWAY | SIGNERS | SESSIONS | TRIES | PUBLIC | LEADING
    seen = set().union(*(may_see(app, who) for who in walkers))
    return {endpoint for endpoint in seen - others if not endpoint.endswith("styleguide")}
