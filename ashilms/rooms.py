"""The only list of the rooms: their tables, their pages, and what they add by name."""

from collections.abc import Iterable
from importlib import import_module
from itertools import chain
from typing import Any

from flask import Blueprint

from ashilms.accounts.views import bp as accounts
from ashilms.allowances import reactions as allowances
from ashilms.allowances import services as allowance_services
from ashilms.allowances.views import bp as allowance_pages
from ashilms.appeals import reactions as appeals
from ashilms.appeals import services as appeal_services
from ashilms.appeals.views import bp as appeal_pages
from ashilms.boards.views import bp as board_pages
from ashilms.bookings import reactions as bookings
from ashilms.bookings.views import bp as booking_pages
from ashilms.certificates import drawing as certificate_drawing
from ashilms.certificates import previews as certificate_previews
from ashilms.certificates import reactions as certificates
from ashilms.certificates import services as certificate_services
from ashilms.certificates.views import bp as certificate_pages
from ashilms.cohorts import reactions as cohorts
from ashilms.cohorts.views import bp as cohort_pages
from ashilms.comments.views import bp as comment_pages
from ashilms.conversion.views import bp as conversion_pages
from ashilms.courses import reactions as courses
from ashilms.courses import services as course_services
from ashilms.courses.views import bp as course_pages
from ashilms.custody import reactions as custody
from ashilms.custody.views import bp as custody_pages
from ashilms.desk.views import bp as desk
from ashilms.evidence import reactions as evidence
from ashilms.evidence import services as evidence_services
from ashilms.evidence.views import bp as evidence_pages
from ashilms.files import reactions as files
from ashilms.health import bp as health
from ashilms.held_documents import reactions as held_documents
from ashilms.held_documents import services as held_document_services
from ashilms.held_documents.views import bp as held_document_pages
from ashilms.identity import reactions as identity
from ashilms.incidents import reactions as incidents
from ashilms.incidents import services as incident_services
from ashilms.incidents.views import bp as incident_pages
from ashilms.item_statistics.views import bp as item_statistics_pages
from ashilms.jobs.views import bp as job_pages
from ashilms.looks import services as look_services
from ashilms.looks.views import bp as look_pages
from ashilms.marking import reactions as marking
from ashilms.marking import services as marking_services
from ashilms.marking.views import bp as marking_pages
from ashilms.notices import reactions as notices
from ashilms.notices.views import bp as mail_pages
from ashilms.observations import reactions as observations
from ashilms.observations import services as observation_services
from ashilms.observations.views import bp as observation_pages
from ashilms.offline import reactions as offline
from ashilms.offline.views import bp as offline_pages
from ashilms.packs import services as pack_services
from ashilms.practice.views import bp as practice_pages
from ashilms.practicum import reactions as practicum
from ashilms.practicum import services as practicum_services
from ashilms.practicum.views import bp as practicum_pages
from ashilms.programs import reactions as programs
from ashilms.programs.kinds import BUILT_IN as REQUIREMENT_KINDS
from ashilms.programs.views import bp as program_pages
from ashilms.quizzes import reactions as quizzes
from ashilms.quizzes import services as quiz_services
from ashilms.quizzes.kinds import BUILT_IN as QUESTION_KINDS
from ashilms.quizzes.views import bp as quiz_pages
from ashilms.regrades import reactions as regrades
from ashilms.regrades.views import bp as regrade_pages
from ashilms.renewals.views import bp as renewal_pages
from ashilms.review_board import reactions as review_board
from ashilms.review_board import services as review_board_services
from ashilms.review_board.views import bp as review_board_pages
from ashilms.screenings import services as screening_services
from ashilms.screenings.views import bp as screening_pages
from ashilms.sites import services as site_services
from ashilms.sites.views import bp as site_pages
from ashilms.sittings import reactions as sittings
from ashilms.sittings.views import bp as sitting_pages
from ashilms.supervision import reactions as supervision
from ashilms.supervision import services as supervision_services
from ashilms.supervision.views import bp as supervision_pages
from ashilms.threads import reactions as threads
from ashilms.threads import services as thread_services
from ashilms.threads.views import bp as thread_pages
from ashilms.transcripts.views import bp as transcript_pages
from ashilms.verification import reactions as verifying
from ashilms.verification.views import bp as verification
from ashilms.web import State

ROOMS: tuple[Blueprint, ...] = (
    desk, accounts, course_pages, cohort_pages, quiz_pages, sitting_pages, practice_pages, allowance_pages,
    appeal_pages, item_statistics_pages, marking_pages, site_pages, supervision_pages, comment_pages,
    screening_pages, practicum_pages, evidence_pages, thread_pages, incident_pages, booking_pages, offline_pages,
    observation_pages, held_document_pages, program_pages, board_pages, look_pages, certificate_pages, regrade_pages,
    review_board_pages, verification, renewal_pages, transcript_pages, custody_pages, health, conversion_pages,
    job_pages, mail_pages,
)  # fmt: skip

WITH_TABLES = (
    "audit", "accounts", "jobs", "notices", "identity", "courses", "cohorts", "packs", "quizzes", "appeals",
    "sittings", "sites", "supervision", "comments", "screenings", "practicum", "evidence", "threads",
    "incidents", "bookings", "marking", "offline", "observations", "held_documents", "programs", "boards",
    "looks", "certificates", "regrades", "review_board", "verification",
)  # fmt: skip

WAITING = (
    screening_services.offer_waiting, practicum_services.offer_waiting, incident_services.offer_waiting,
    thread_services.offer_waiting, observation_services.offer_waiting, marking_services.offer_waiting,
    allowance_services.offer_waiting, appeal_services.offer_waiting, held_document_services.offer_waiting,
    review_board_services.offer_waiting,
)  # fmt: skip
"""What each room offers to the queue of whoever it waits for."""
KEEP_FILES = (
    course_services.files_of, pack_services.files_of, certificate_services.files_of, supervision_services.papers_of,
    site_services.files_of, evidence_services.files_of, quiz_services.files_of, held_document_services.files_of,
    look_services.files_of,
)  # fmt: skip
"""Every room that keeps files says which: what is kept and none of them names is swept."""

WITH_HANDLERS = (
    notices, allowances, appeals, courses, cohorts, supervision, practicum, threads, incidents, bookings, marking,
    observations, held_documents, certificates, review_board, verifying, custody,
)  # fmt: skip
"""The rooms with something to do later; files, quizzes and regrades need to be told more for theirs."""


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
    state.kinds["certificate_designs"] = _by_name(
        (certificate_drawing.DESIGN,), [design for p in plugins for design in p.certificate_designs]
    )
    state.kinds["certificate_preview"] = certificate_previews.draw_preview
    state.kinds["course_asides"] = cohorts.ASIDES
    state.kinds["entry_asides"] = {
        **incidents.ASIDES, **evidence.ASIDES, **threads.ASIDES, **observations.ASIDES, **offline.ASIDES,
    }  # fmt: skip
    state.kinds["quiz_asides"] = allowances.ASIDES | sittings.ASIDES
    state.kinds["result_asides"] = marking.ASIDES | appeals.ASIDES
    state.kinds["waiting"] = WAITING
    sweeps = quizzes.handlers(state.kinds["question_kinds"])
    state.kinds["handlers"] = _by_name(
        *(room.HANDLERS for room in WITH_HANDLERS), files.handlers(KEEP_FILES), sweeps,
        programs.handlers(state.kinds["requirement_kinds"]), regrades.handlers(state.kinds["question_kinds"]), sign_in,
    )  # fmt: skip


def listen() -> None:
    """Let rooms hear what is announced; doing it twice is the same as once."""
    for room in (
        allowances,
        sittings,
        appeals,
        supervision,
        practicum,
        evidence,
        threads,
        incidents,
        bookings,
        marking,
        observations,
        held_documents,
        programs,
        certificates,
        review_board,
        verifying,
    ):
        room.connect()


def _by_name(*groups: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for addition in chain.from_iterable(groups):
        if addition.name in found:
            raise ValueError(f"Two additions are called {addition.name!r}; a name may be taken once.")
        found[addition.name] = addition
    return found
