"""The places of the navigation, and the links beside it for whoever has no account, came by a link, or has one."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for


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

OBSERVING = tuple(f"ashilms.{room}." for room in ("observations", "bookings", "comments", "review_board"))
"""Where pages about observations, and what may come of them, begin; a registrar finds them from the standings."""

NAVIGATION: tuple[Place, ...] = (
    Place("Home", "ashilms.desk.show_home", "take courses", ("ashilms.desk.show_home", "ashilms.programs.")),
    Place(
        "Inbox", "ashilms.desk.show_inbox", "see inbox",
        (
            "ashilms.desk.show_inbox", "ashilms.practicum.review_", "ashilms.practicum.countersign_",
            "ashilms.screenings.countersign_", "ashilms.marking.",
        ),
    ),
    Place(
        "Course", "ashilms.courses.show_courses", "see lessons",
        ("ashilms.courses.", "ashilms.cohorts.show_attendance", "ashilms.conversion."),
    ),
    Place(
        "Cohorts", "ashilms.cohorts.show_cohorts", "see cohorts",
        (
            "ashilms.cohorts.", "ashilms.allowances.", "ashilms.appeals.", "ashilms.sittings.",
            "ashilms.item_statistics.", "ashilms.regrades.",
        ),
    ),
    Place(
        "Quizzes", "ashilms.quizzes.show_quizzes", "take quizzes",
        ("ashilms.quizzes.", "ashilms.sittings.", "ashilms.practice."),
    ),
    Place(
        "Practicum", "ashilms.practicum.show_ledger", "log practicum",
        ("ashilms.practicum.", "ashilms.screenings.", "ashilms.evidence.", "ashilms.threads."),
    ),
    Place("Observations", "ashilms.observations.show_observations", "keep own calendar", OBSERVING),
    Place("Incidents", "ashilms.incidents.show_incidents", "report incidents", ("ashilms.incidents.",)),
    Place(
        "Certificate", "ashilms.certificates.show_own", "hold certificates",
        (
            "ashilms.certificates.", "ashilms.renewals.", "ashilms.transcripts.", "ashilms.verification.show_sharing",
            *(f"ashilms.held_documents.{page}" for page in ("show_own", "send_document")),
        ),
    ),
    Place(
        "Standing", "ashilms.programs.show_standings", "see standings",
        ("ashilms.programs.", "ashilms.transcripts."),
    ),
    Place(
        "Approvals", "ashilms.desk.show_approvals", "approve",
        (
            "ashilms.desk.show_approvals", "ashilms.desk.approve", "ashilms.held_documents.show_waiting",
            "ashilms.held_documents.show_document",
        ),
    ),
    Place("Rooms", "ashilms.sites.show_rooms", "see rooms", ("ashilms.sites.",)),
    Place("Supervisors", "ashilms.supervision.show_supervisors", "keep credentials", KEEPING),
    Place(
        "Credentials", "ashilms.supervision.show_own", "see own credentials",
        ("ashilms.supervision.show_own", "ashilms.screenings.show_codes"),
    ),
    Place(
        "People", "ashilms.desk.show_people", "manage people",
        ("ashilms.desk.show_people", "ashilms.desk.place_person", "ashilms.custody."),
    ),
    Place(
        "Certificates", "ashilms.certificates.list_all", "change certificates",
        (
            "ashilms.certificates.", "ashilms.boards.", "ashilms.looks.", "ashilms.verification.list_reports",
            "ashilms.verification.show_report",
        ),
    ),
    Place(
        "Record", "ashilms.desk.show_audit", "see audit",
        (
            "ashilms.desk.show_audit", "ashilms.practicum.show_oversight", "ashilms.review_board.", "ashilms.jobs.",
            "ashilms.notices.show_mail", "ashilms.notices.show_letters", "ashilms.notices.word_letter",
        ),
    ),
)  # fmt: skip


def visitor_links(app: Flask) -> list[dict[str, Any]]:
    """Return the way in for somebody who has not signed in; a host shows its own."""
    if "identity" not in app.blueprints:
        return []
    return [{"name": "Sign in", "url": url_for("identity.sign_in"), "post": False}]


def guest_links() -> list[dict[str, Any]]:
    """Return the links of somebody who came in by a link."""
    return [
        {"name": "Signing codes", "url": url_for("ashilms.screenings.show_codes"), "post": False},
        {"name": "Presence code", "url": url_for("ashilms.supervision.show_code"), "post": False},
        {"name": "Close ties", "url": url_for("ashilms.supervision.show_ties"), "post": False},
        {"name": "Leave", "url": url_for("ashilms.supervision.leave"), "post": True},
    ]


def account_links(app: Flask) -> list[dict[str, Any]]:
    """Return the links about one's own account; a host brings its own sign-in and gets the profile alone."""
    links = [
        {"name": "Notices", "url": url_for("ashilms.notices.show_notices"), "post": False},
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
