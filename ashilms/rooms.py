"""The only list of the rooms: their tables, pages, places in the navigation, and what they add by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import Any

from flask import Blueprint, Flask, url_for

from ashilms.accounts.views import bp as accounts
from ashilms.certificates import reactions as certificates
from ashilms.certificates.views import bp as certificate_pages
from ashilms.cohorts import reactions as cohorts
from ashilms.cohorts.views import bp as cohort_pages
from ashilms.courses import reactions as courses
from ashilms.courses.views import bp as course_pages
from ashilms.desk.views import bp as desk
from ashilms.health import bp as health
from ashilms.identity import reactions as identity
from ashilms.incidents import reactions as incidents
from ashilms.incidents.views import bp as incident_pages
from ashilms.notices import reactions as notices
from ashilms.offline import reactions as offline
from ashilms.offline.views import bp as offline_pages
from ashilms.practicum import reactions as practicum
from ashilms.practicum.views import bp as practicum_pages
from ashilms.programs import reactions as programs
from ashilms.programs.kinds import BUILT_IN as REQUIREMENT_KINDS
from ashilms.programs.views import bp as program_pages
from ashilms.quizzes import reactions as quizzes
from ashilms.quizzes.kinds import BUILT_IN as QUESTION_KINDS
from ashilms.quizzes.views import bp as quiz_pages
from ashilms.sites.views import bp as site_pages
from ashilms.supervision import reactions as supervision
from ashilms.supervision.views import bp as supervision_pages
from ashilms.verification.views import bp as verification
from ashilms.web import State

ROOMS: tuple[Blueprint, ...] = (
    desk, accounts, course_pages, cohort_pages, quiz_pages, site_pages, supervision_pages, practicum_pages,
    incident_pages, offline_pages, program_pages, certificate_pages, verification, health,
)  # fmt: skip

WITH_TABLES = (
    "audit", "accounts", "jobs", "notices", "identity", "courses", "cohorts", "packs", "quizzes", "sites",
    "supervision", "screenings", "practicum", "incidents", "offline", "programs", "certificates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the navigation, shown to whoever may go there; `within`: what its pages' endpoints begin with."""

    name: str
    endpoint: str
    action: str
    within: tuple[str, ...]


KEEPING = tuple(
    f"ashilms.supervision.{page}"
    for page in (
        "show_supervisor", "record_", "verify_", "withdraw_", "end_tie", "show_doubts", "decide_", "assign_", "invite"
    )
)  # fmt: skip
"""Where a registrar's pages about supervisors begin."""

NAVIGATION: tuple[Place, ...] = (
    Place("Home", "ashilms.desk.show_home", "take courses", ("ashilms.desk.show_home", "ashilms.programs.")),
    Place(
        "Inbox", "ashilms.desk.show_inbox", "see inbox", ("ashilms.desk.show_inbox", "ashilms.practicum.review_"),
    ),
    Place(
        "Course", "ashilms.courses.show_courses", "see lessons",
        ("ashilms.courses.", "ashilms.cohorts.show_attendance"),
    ),
    Place("Cohorts", "ashilms.cohorts.show_cohorts", "see cohorts", ("ashilms.cohorts.",)),
    Place("Quizzes", "ashilms.quizzes.show_quizzes", "take quizzes", ("ashilms.quizzes.",)),
    Place("Practicum", "ashilms.practicum.show_ledger", "log practicum", ("ashilms.practicum.",)),
    Place("Incidents", "ashilms.incidents.show_incidents", "report incidents", ("ashilms.incidents.",)),
    Place("Certificate", "ashilms.certificates.show_own", "hold certificates", ("ashilms.certificates.",)),
    Place("Standing", "ashilms.programs.show_standings", "see standings", ("ashilms.programs.",)),
    Place(
        "Approvals", "ashilms.desk.show_approvals", "approve", ("ashilms.desk.show_approvals", "ashilms.desk.approve"),
    ),
    Place("Rooms", "ashilms.sites.show_rooms", "see rooms", ("ashilms.sites.",)),
    Place(
        "Supervisors", "ashilms.supervision.show_supervisors", "keep credentials",
        KEEPING,
    ),
    Place("Credentials", "ashilms.supervision.show_own", "see own credentials", ("ashilms.supervision.show_own",)),
    Place(
        "People", "ashilms.desk.show_people", "manage people",
        ("ashilms.desk.show_people", "ashilms.desk.place_person"),
    ),
    Place("Certificates", "ashilms.certificates.list_all", "change certificates", ("ashilms.certificates.",)),
    Place(
        "Record", "ashilms.desk.show_audit", "see audit",
        ("ashilms.desk.show_audit", "ashilms.practicum.show_oversight"),
    ),
)  # fmt: skip


def load_models() -> None:
    """Import every room's tables, so that the shared metadata knows all of them."""
    for room in WITH_TABLES:
        import_module(f"ashilms.{room}.models")


def register_additions(state: State) -> None:
    """Collect what rooms and plugins add by name; raises `ValueError` when two claim one name."""
    plugins = state.plugins
    sign_in = identity.HANDLERS if state.standalone else ()
    state.kinds["question_kinds"] = _by_name(QUESTION_KINDS, [k for p in plugins for k in p.question_kinds])
    state.kinds["requirement_kinds"] = _by_name(
        REQUIREMENT_KINDS, [k for p in plugins for k in p.requirement_kinds]
    )
    state.kinds["course_asides"] = cohorts.ASIDES
    state.kinds["entry_asides"] = incidents.ASIDES | offline.ASIDES
    sweeps = quizzes.handlers(state.kinds["question_kinds"])
    state.kinds["handlers"] = _by_name(
        notices.HANDLERS,
        courses.HANDLERS,
        cohorts.HANDLERS,
        supervision.HANDLERS,
        practicum.HANDLERS,
        incidents.HANDLERS,
        certificates.HANDLERS,
        sweeps,
        sign_in,
    )


def listen() -> None:
    """Let rooms hear what is announced; doing it twice is the same as once."""
    for room in (practicum, incidents, programs, certificates):
        room.connect()


def _by_name(*groups: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for addition in chain.from_iterable(groups):
        if addition.name in found:
            raise ValueError(f"Two additions are called {addition.name!r}; a name may be taken once.")
        found[addition.name] = addition
    return found


def visitor_links(app: Flask) -> list[dict[str, Any]]:
    """Return the way in for somebody who has not signed in; a host shows its own."""
    if "identity" not in app.blueprints:
        return []
    return [{"name": "Sign in", "url": url_for("identity.sign_in"), "post": False}]


def guest_links() -> list[dict[str, Any]]:
    """Return the links of somebody who came in by a link."""
    return [
        {"name": "Presence code", "url": url_for("ashilms.supervision.show_code"), "post": False},
        {"name": "Close ties", "url": url_for("ashilms.supervision.show_ties"), "post": False},
        {"name": "Leave", "url": url_for("ashilms.supervision.leave"), "post": True},
    ]


def account_links(app: Flask) -> list[dict[str, Any]]:
    """Return the links about one's own account; a host brings its own sign-in and gets the profile alone."""
    links = [
        {"name": "Notes and bookmarks", "url": url_for("ashilms.courses.show_notes"), "post": False},
        {"name": "Close ties", "url": url_for("ashilms.supervision.show_ties"), "post": False},
        {"name": "Profile", "url": url_for("ashilms.accounts.show_profile"), "post": False},
    ]
    if "identity" in app.blueprints:
        links.append(
            {"name": "Security and sessions", "url": url_for("identity.show_security"), "post": False}
        )
        links.append({"name": "Sign out", "url": url_for("identity.sign_out"), "post": True})
    return links
