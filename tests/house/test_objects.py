"""Whose thing it is: every address that names one, as everybody; and no service that asks nobody who is asking."""

import ast
import inspect
from collections.abc import Iterator
from contextlib import suppress
from datetime import time
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ashilms.cohorts.services import Mark
from ashilms.demo.doings import acceptance
from ashilms.errors import Refusal
from ashilms.files.services import in_folder
from ashilms.held_documents.rules import State
from ashilms.incidents.rules.follow_ups import Answer
from ashilms.incidents.rules.report import Report
from ashilms.looks.rules import Look
from ashilms.looks.rules import Sort as PictureSort
from ashilms.observations.rules.remediation import Terms
from ashilms.observations.services import Rated
from ashilms.programs.rules.waivers import Sort
from ashilms.programs.services import Wish
from ashilms.web import state
from tests.campus import WHO, Campus, actor_of
from tests.conftest import NOW
from tests.house.deeds import DEEDS
from tests.house.places import places

pytestmark = pytest.mark.any_database

PACKAGE = Path(__file__).parents[2] / "ashilms"
TEACHERS = {"bea", "sue", "irene"}
SEEN_BY: dict[str, set[str]] = {
    "/practicum/entries/{waiting}": {"ana", "bea", "irene"},
    "/practicum/entries/{returned}": {"ana", "bea", "irene"},
    "/practicum/entries/{draft}": {"ana", "irene"},
    "/practicum/entries/{signed}": {"ben", "bea", "irene"},
    "/practicum/entries/{returned}/edit": {"ana"},
    "/practicum/entries/{draft}/void": {"ana", "irene"},
    "/practicum/hours/{ana}": {"ana", "irene"},
    "/practicum/hours/{ana}.csv": {"ana", "irene"},
    "/practicum/hours/{ana}.pdf": {"ana", "irene"},
    "/people/{ana}/data": {"ana", "irene"},
    "/people/{noor}/erase": {"irene"},
    "/retention/{sue}/learning": {"irene"},
    "/people/{ana}/transcript": {"ana", "bea", "irene"},
    "/people/{ana}/transcript.pdf": {"ana", "bea", "irene"},
    "/people/{bea}/transcript": {"bea", "irene"},
    "/countersign/{waiting}": {"bea"},
    "/practicum/entries/{waiting}/evidence": {"ana", "bea", "irene"},
    "/practicum/entries/{draft}/evidence": {"ana", "irene"},
    "/practicum/evidence/{evidence}": {"ana", "bea", "irene"},
    "/practicum/evidence/{evidence}/remove": {"ana", "irene"},
    "/practicum/entries/{waiting}/ask": {"ana", "bea"},
    "/practicum/questions/{question}/answer": {"bea"},
    "/boards/ncbtmb/programmes/{program}": {"irene"},
    "/certificates/{number}": {"mae", "irene"},
    "/certificates/design/pictures/{logo}.png": {"irene"},
    "/certificates/design/versions/{look}": {"irene"},
    "/certificates/{number}.pdf": {"mae", "irene"},
    "/certificates/{number}.png": {"mae", "irene"},
    "/certificates/{number}.jwt": {"mae", "irene"},
    "/certificates/{number}/proof": {"mae", "irene"},
    "/certificates/{number}/suspend": {"irene"},
    "/certificates/{number}/sharing": {"mae"},
    "/reports/{report}": {"irene"},
    "/certificates/{number}/correct": {"irene"},
    "/certificates/runs/start/{cohort}/{program}": {"bea", "irene"},
    "/cohorts/{cohort}": {"bea", "irene"},
    "/cohorts/{cohort}/edit": {"irene"},
    "/cohorts/{cohort}/list": {"irene"},
    "/cohorts/{cohort}/sessions/add": {"bea", "irene"},
    "/cohorts/{cohort}/trainees/add": {"irene"},
    "/cohorts/{cohort}/trainees/{ana}/remove": {"irene"},
    "/lists/{list}": {"irene"},
    "/lists/{list}/problems.csv": {"irene"},
    "/live/{ahead}/edit": {"bea", "irene"},
    "/live/{closed}/correct/{tom}": {"bea", "irene"},
    "/live/{open}": {"bea", "irene"},
    "/live/{open}/close": {"bea", "irene"},
    "/incidents/{incident}": {"ana", "bea", "irene"},
    "/incidents/{incident}/details": {"bea", "irene"},
    "/incidents/{incident}/close": {"bea", "irene"},
    "/incidents/{incident}/severity": {"irene"},
    "/incidents/{shut}/reopen": {"bea", "irene"},
    "/incidents/{unsent}/edit": {"ana"},
    "/practicum/entries/{waiting}/aftercare": {"ana", "bea", "irene"},
    "/bookings/{over}": {"bea", "irene"},
    "/bookings/{slot}/call-off": {"bea", "irene"},
    "/observations/{observed}": {"ben", "bea", "irene"},
    "/observations/bookings/{held}/observe": {"bea"},
    "/observations/entries/{waiting}/observe": {"sue"},
    "/observations/entries/{signed}/ask": {"bea", "irene"},
    "/attempts/{sending}/1": {"tom"},
    "/answers/{sent}": {"tom"},
    "/marking/{piece}": {"bea", "irene"},
    "/marking/{piece}/ask": {"bea", "irene"},
    "/remediations/{written}": {"lou", "bea", "irene"},
    "/remediations/{written}/contract": {"bea", "irene"},
    "/remediations/{agreed}/close": {"bea", "irene"},
    "/appeals/{appeal}": {"tom", "bea", "irene"},
    "/attempts/{spent}/questions/1/appeal": {"tom"},
    "/allowances/{tom}": {"bea", "irene"},
    "/allowances/{tom}/quiz-m02/release": {"bea", "irene"},
    "/sittings?cohort={cohort}": {"bea", "irene"},
    "/sittings/quiz-m02/dates?cohort={cohort}": {"bea", "irene"},
    "/releases/{release}": {"bea", "irene"},
    "/releases/{release}/end": {"bea", "irene"},
    "/attempts/{attempt}/1": {"kim"},
    "/attempts/{attempt}/review": {"kim"},
    "/attempts/{attempt}/result": {"kim"},
    "/attempts/{missed}/result": {"lou"},
    "/documents/{document}": {"irene"},
    "/standings/{kim}/{program}/waivers": {"irene"},
    "/waivers/{waiver}/end": {"irene"},
    "/documents/{document}/file": {"ben", "irene"},
    "/people/{ben}/documents": {"irene"},
    "/standings/{ana}": TEACHERS,
    "/approvals/{ben}/{program}": TEACHERS,
    "/people/{ana}": {"irene"},
    "/reviews/barefoot-bar-massage/m05/{sign_off}/withdraw": {"irene"},
    "/supervisors/{sue}": {"irene"},
    "/supervisors/{sue}/record": {"irene"},
    "/credentials/{paper}/paper": {"sue", "irene"},
    "/credentials/{paper}/verify": {"irene"},
    "/credentials/{paper}/withdraw": {"irene"},
    "/doubts/{doubt}": {"irene"},
    "/supervisors/{bea}/substitute": {"irene"},
    "/practicum/entries/{waiting}/substitute": {"irene"},
    "/ties/{tie}/end": {"irene"},
    "/screenings/{unsigned}": {"ana", *TEACHERS},
    "/screenings/{unsigned}/countersign": {"bea", "sue"},
    "/screenings/{signed_one}": {"ana", "bea", "irene"},
    "/practicum/log?decision_id={signed_one}": {"ana"},
    "/rooms/checks/{check}": {"ana", *TEACHERS},
    "/rooms/locks/{lock}/unlock": TEACHERS,
    "/rooms/{room}/edit": TEACHERS,
    "/rooms/{room}/inspect": TEACHERS,
    "/regrades/questions/{corrected}": TEACHERS,
    "/regrades/cases/{case}": {"irene"},
    "/review-board/{accused}": {"mae", "sue", "irene"},
    "/review-board/{disputed}/vote": {"sue", "irene"},
    "/review-board/{paused}/lift": {"sue", "irene"},
    "/review-board/dispute/observation/{failed}": {"lou"},
    "/review-board/sessions/{waiting}": {"bea", "irene"},
    "/statistics/quiz-m02/marks.csv": TEACHERS,
}
"""Each address that names somebody's thing, and who may look at it."""


@pytest.mark.parametrize("address", SEEN_BY)
def test_somebody_s_thing_is_seen_by_whom_it_concerns_alone(campus: Campus, address: str) -> None:
    """T11, V8.2.2: as everybody in the cast, a second instructor among them; to all others it does not exist."""
    path = address.format(**places(campus))
    answered = {who: campus.browser(who).get(path).status_code for who in WHO if who}
    assert {who for who, code in answered.items() if code in (200, 302)} == SEEN_BY[address]
    assert {code for who, code in answered.items() if who not in SEEN_BY[address]} <= {403, 404}
    assert campus.browser().get(path).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("kind", ["waiting", "attempt", "number"])
def test_an_id_that_was_guessed_leads_to_nothing(campus: Campus, kind: str) -> None:
    """T11, V8.2.2: every number near a real one, as a trainee who has none of them."""
    known = places(campus)
    path = {"waiting": "/practicum/entries/{}", "attempt": "/attempts/{}/1", "number": "/certificates/{}"}[
        kind
    ]
    ids: list[Any] = (
        list(range(60)) if kind != "number" else [known["number"], known["number"].lower(), "BBM1"]
    )
    noor = campus.browser("noor")
    assert {noor.get(path.format(each)).status_code for each in ids} == {404}


SENT_BY = {
    "ashilms.allowances.end_accommodation": {"bea"},
    "ashilms.allowances.release": {"irene"},
    "ashilms.allowances.show_trainee": {"bea"},
    "ashilms.appeals.answer": {"irene"},
    "ashilms.certificates.start_run": {"bea"},  # whose cohort it is; whom she has assessed she can't choose
    "ashilms.supervision.invite": {"irene", "sue"},
    "ashilms.bookings.call_off": {"irene"},
    "ashilms.bookings.mark_absent": {"irene"},
    "ashilms.observations.ask_second": {"bea"},
    "ashilms.observations.close_remediation": {"irene"},
    "ashilms.observations.write_contract": {"irene"},
    "ashilms.marking.ask_marker": {"irene"},
    "ashilms.cohorts.add_session": {"irene"},
    "ashilms.cohorts.close_register": {"irene"},
    "ashilms.cohorts.correct_attendance": {"irene"},
    "ashilms.cohorts.edit_session": {"irene"},
    "ashilms.cohorts.show_register": {"irene"},
    "ashilms.custody.take_along": {"irene"},
    "ashilms.desk.approve": {"irene", "sue"},
    "ashilms.incidents.add_details": {"bea"},
    "ashilms.incidents.add_note": {"bea", "irene"},
    "ashilms.incidents.close_incident": {"bea"},
    "ashilms.incidents.reopen_incident": {"bea"},
    "ashilms.incidents.start_review": {"bea"},
    "ashilms.practicum.void_entry": {"ana", "irene"},
    "ashilms.screenings.countersign_decision": {"sue"},
    "ashilms.regrades.correct_question": {"sue", "irene"},
    "ashilms.review_board.add_evidence": {"sue"},
    "ashilms.review_board.lift_pause": {"irene"},
    "ashilms.review_board.open_case": {"irene"},
    "ashilms.review_board.vote": {"irene"},
    "ashilms.threads.ask_question": {"bea"},
    "ashilms.sites.check_room": {who for who in WHO if who != "irene"},
    "ashilms.sittings.end_release": {"irene"},
    "ashilms.sittings.set_dates": {"irene"},
    "ashilms.sites.edit_room": TEACHERS,
    "ashilms.sites.inspect_room": TEACHERS,
    "ashilms.sites.unlock_room": TEACHERS,
}
"""Deeds at somebody's thing that others than the one in `DEEDS` may do."""
OWNED = [deed for deed in DEEDS if deed.who and ("{" in deed.page or deed.view == "identity.end_session")]


@pytest.mark.parametrize("deed", OWNED, ids=str)
def test_somebody_s_thing_is_changed_by_whom_it_concerns_alone(campus: Campus, deed: Any) -> None:
    """T11, V8.2.2: the very form that would have succeeded, sent by everybody else: refused, and nothing is written."""
    ready = deed.ready(campus)
    others = [who for who in WHO if who and who != deed.who and who not in SENT_BY.get(deed.view, set())]
    browsers = {who: campus.browser(who) for who in others}
    before = campus.digest()
    sent = dict(ready.data.lists())
    answered = {who: browser.post(ready.path, data=sent).status_code for who, browser in browsers.items()}
    assert set(answered.values()) <= {403, 404}, answered
    assert campus.digest() == before
    assert ready.send().status_code == (200 if deed.view in GIVING else 302)


GIVING = {"ashilms.certificates.show_proof", "ashilms.custody.take_along"}
"""What answers with a file and leads nowhere."""


def service_modules() -> Iterator[tuple[str, ModuleType]]:
    """Yield every module of services, by room."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if "services" in parts:
            name = ".".join(part for part in ("ashilms", *parts) if part != "__init__")
            yield parts[0], import_module(name)


@cache
def services() -> dict[str, Any]:
    """Return every public service that is given a session, by its name."""
    found = {}
    for _, module in service_modules():
        for name, function in vars(module).items():
            ours = inspect.isfunction(function) and function.__module__ == module.__name__
            if ours and not name.startswith("_") and "db" in inspect.signature(function).parameters:
                found[f"{module.__name__.removeprefix('ashilms.')}.{name}"] = function
    return found


WRITES = ("db.add(", "db.add_all(", "db.delete(", "insert(", "update(", "delete(", ".rowcount")
NOBODY = {
    "accounts.services.welcome_person": "a host's user comes for the first time: who it is, is what is found out",
    "accounts.services.lock_people": "takes a lock, writes nothing",
    "audit.services.erase_values": "the command line",
    "bookings.services.keeping.move_with_class": "a part of changing a class, which names somebody",
    "certificates.services.finding.get_certificate": "takes a lock, writes nothing",
    "certificates.services.living.reserve": "a part of issuing and of correcting, which name somebody",
    "certificates.services.running.issue_one": "a job: whoever approved stands in the run",
    "cohorts.services.listing.sweep_lists": "the clock",
    "cohorts.services.sessions.take_turn": "a part of services that name somebody",
    "courses.services.notes.forget_notes": "the clock",
    "courses.services.opening.withdraw_milestones": "a part of grading again, which names somebody",
    "courses.services.search.indexing.index_lessons": "a part of loading a pack, which names somebody",
    "marking.services.finding.open_pieces": "a part of handing in, which names somebody",
    "incidents.services.steps.lock": "takes a lock, writes nothing",
    "programs.services.awards.follow_award": "a part of correcting, which names somebody",
    "sittings.services.admitting.use_admission": "a part of starting an attempt, which names somebody",
    "screenings.services.authenticators.find_step": "a part of a signature, which names somebody",
    "evidence.services.sealing.seal_evidence": "a part of countersigning, which names somebody",
    "threads.services.telling.mark_told": "a job: a mail said so",
    "supervision.services.devices.check_code": "a browser proves who holds it",
    "supervision.services.devices.close_device": "a browser gives up what it holds",
    "supervision.services.devices.send_code": "a browser asks for a code, which goes to its owner alone",
    "supervision.services.guests.drop_old": "the clock",
    "supervision.services.guests.send_link": "a job: the mail goes to whoever was invited",
    "supervision.services.guests.take_link": "whoever holds the mailed link comes in by it",
    "quizzes.services.applying.preview_to_apply": "takes locks, writes nothing",
    "quizzes.services.bank.add_version": "a part of loading a pack, and of correcting a question, which name somebody",
    "quizzes.services.regrading.append_grade": "a part of grading again, which names somebody",
    "quizzes.services.sitting.close_overdue": "the clock",
    "quizzes.services.by_hand.lock_marking": "takes a lock, writes nothing",
    "sites.services.rooms.lock_room": "takes a lock, writes nothing",
    "verification.services.looking_up.note_look_up": "anybody looks; that it was done is all that is noted",
    "verification.services.reporting.send_report": "anybody reports; who, is not asked",
}
MACHINES = ("identity.", "jobs.", "notices.")
"""Rooms that work for whoever is let in by them, or for nobody: their views and jobs say for whom."""


def test_a_service_that_writes_is_told_who_asks() -> None:
    """V8.3.1: or stands here with the reason why nobody does."""
    silent = set()
    for name, function in services().items():
        source = ast.unparse(ast.parse(inspect.getsource(function)))
        writes = any(word in source for word in WRITES)
        if writes and "actor" not in inspect.signature(function).parameters and not name.startswith(MACHINES):
            silent.add(name)
    assert silent == set(NOBODY)


def arguments(function: Any, campus: Campus, actor: Any) -> dict[str, Any]:
    """Return plausible arguments for a service, all about Ana's things."""
    known = places(campus)
    usual: dict[str, Any] = {
        "actor": actor, "now": NOW, "person_id": known["ana"], "entry_id": known["waiting"], "note_id": known["note"],
        "program_id": known["program"], "attempt_id": known["attempt"], "number": 1, "slug": "barefoot-bar-massage",
        "kinds": state(campus.app).kinds["requirement_kinds"], "course_id": 1, "room_id": 1, "hold_id": 1,
        "reason": "because", "version": 1, "text": "x", "roles": ["registrar"], "zone": "UTC", "key": "k", "given": "1",
        "module_key": "m02", "lesson_key": "m02-l02", "quiz_key": "quiz-m02", "flagged": False, "open": False,
        "pack_version": 1, "cohort_id": known["cohort"], "session_id": known["closed"], "list_id": known["list"],
        "invite": None, "mark": Mark(), "marks": {}, "incident_id": known["incident"], "severity": 3, "facts": {},
        "owner_id": None, "due_on": None, "review": "x" * 40, "report": Report(), "send": False,
        "follow_up_id": known["asked"], "answer": Answer.NOTHING, "day": NOW.date(), "at": time(9),
        "slot_id": known["slot"], "booking_id": known["held"], "came": True, "comment_id": known["comment"],
        "observation_id": known["observed"], "remediation_id": known["written"], "assessor_id": known["sue"],
        "result": "It went well.", "rated": Rated({}, (), "", None), "terms": Terms("", "", "", None),
        "check_id": known["check"], "lock_id": known["lock"], "decision_id": known["signed_one"],
        "release_id": known["release"], "quiz_id": 1, "quiz_ids": [1],
        "evidence_id": known["evidence"], "document_id": known["document"], "waiver_id": known["waiver"],
        "wish": Wish("learn-m05", Sort.WAIVER, "Said by a test.", NOW.date()), "typed": None,
        "state": State.ACCEPTED, "sha256": known["sent"], "piece_id": known["piece"],
        "marker_id": known["sue"], "accommodation_id": 1, "appeal_id": known["appeal"], "case_id": known["accused"],
        "question_id": known["question"], "remark_id": known["question"], "sources": (), "page": 1,
        "store": in_folder(campus.folder / "files"), "data": b"", "most": 6, "seen": {}, "ids": [],
        "link_id": 1, "report_id": known["report"],
        "plan_id": 1, "answers": {"fixings": False}, "record": acceptance(NOW.date()), "of": "records", "id": 1,
        "look": Look(), "sort": PictureSort.LOGO, "picture_id": known["seal"],
    }  # fmt: skip
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "db":
            continue
        if name in usual:
            found[name] = usual[name]
        elif parameter.default is inspect.Parameter.empty:
            found[name] = "x"
    if "number" in found and any(room in function.__module__ for room in ("certificates", "verification")):
        found["number"] = known["number"]
    return found


ASKING = [name for name, function in services().items() if "actor" in inspect.signature(function).parameters]


@pytest.mark.parametrize("name", ASKING)
def test_a_service_that_is_told_nobody_does_nothing(campus: Campus, name: str) -> None:
    """V8.3.1: called directly, past every view, with nobody in the place of the one who asks."""
    function, before = services()[name], campus.digest()
    given = arguments(function, campus, None)
    with (
        campus.app.app_context(),
        campus.db() as db,
        suppress(AttributeError, LookupError, ValueError, Refusal),
    ):
        function(db, **given)
        db.commit()
    assert campus.digest() == before


OBJECTS = [
    "bookings.services.booking.cancel_booking", "bookings.services.keeping.call_off",
    "bookings.services.keeping.get_booking", "bookings.services.keeping.get_slot",
    "bookings.services.keeping.mark_booking", "comments.services.remove_comment",
    "marking.services.finding.find_file", "marking.services.finding.find_piece", "marking.services.finding.find_task",
    "marking.services.asking.find_askable", "marking.services.asking.ask_marker",
    "marking.services.giving.give_mark", "observations.services.finding.find_observation",
    "observations.services.recording.observe_booking",
    "observations.services.remediation.close_remediation", "observations.services.remediation.manage_remediation",
    "observations.services.remediation.write_contract",
    "observations.services.subjects.find_booking_subject",
    "certificates.services.finding.own_certificate", "certificates.services.proving.get_proof",
    "certificates.services.listing.own_credential",
    "certificates.services.proving.show_leaves", "verification.services.sharing.find_shared",
    "verification.services.sharing.make_link", "verification.services.sharing.end_link",
    "verification.services.sharing.links_of", "verification.services.reporting.get_report",
    "verification.services.reporting.answer_report", "cohorts.services.keeping.end_cohort",
    "cohorts.services.keeping.get_cohort", "cohorts.services.keeping.manage_cohort",
    "cohorts.services.listing.enrol_listed", "cohorts.services.listing.find_list",
    "cohorts.services.places.add_trainee", "cohorts.services.places.find_candidates",
    "cohorts.services.places.remove_trainee", "cohorts.services.registers.close_register",
    "cohorts.services.registers.correct_attendance", "cohorts.services.registers.keep_register",
    "cohorts.services.sessions.get_session", "incidents.services.finding.find_incident",
    "evidence.services.finding.find_evidence", "evidence.services.removing.remove_evidence",
    "practicum.services.undoing.take_back", "practicum.services.additions.add_to_entry",
    "held_documents.services.finding.get_document", "held_documents.services.deciding.decide",
    "programs.services.waived.get_waiver", "programs.services.waiving.end_waiver",
    "programs.services.waiving.grant_waiver",
    "threads.services.asking.answer_question", "threads.services.asking.ask_question",
    "threads.services.asking.get_open_question", "threads.services.asking.withdraw",
    "incidents.services.aftercare.find_card", "incidents.services.aftercare.record_card",
    "incidents.services.follow_ups.find_follow_up", "incidents.services.follow_ups.answer_follow_up",
    "incidents.services.handling.add_details", "incidents.services.handling.add_note",
    "incidents.services.handling.close_incident", "incidents.services.handling.correct_severity",
    "incidents.services.handling.reopen_incident", "incidents.services.handling.start_review",
    "incidents.services.reporting.change_report", "incidents.services.reporting.get_draft",
    "practicum.services.entries.find_entry",
    "certificates.services.finding.own_certificate", "courses.services.notes.change_note",
    "courses.services.notes.get_note", "courses.services.notes.remove_note", "courses.services.notes.bring_back_note",
    "practicum.services.entries.find_entry",
    "practicum.services.entries.get_editable", "practicum.services.entries.submit_entry",
    "practicum.services.entries.amend_entry", "practicum.services.entries.void_entry",
    "practicum.services.reviews.get_waiting", "practicum.services.reviews.return_entry",
    "practicum.services.reviews.reject_entry", "quizzes.services.finding.own_attempt",
    "practicum.services.screened.get_screening", "screenings.services.finding.get_decision",
    "screenings.services.signing.countersign", "screenings.services.starting.start_session",
    "quizzes.services.reading.sheet_of", "quizzes.services.reading.result_of", "quizzes.services.sitting.hand_in",
    "allowances.services.accommodating.end_accommodation", "allowances.services.releasing.get_waiting",
    "appeals.services.get_appeal", "appeals.services.answer_appeal", "appeals.services.mark_of",
    "quizzes.services.sitting.save_answer", "quizzes.services.retests.start_retest",
    "sittings.services.admitting.admit", "sittings.services.admitting.admit_by_password",
    "sittings.services.releases.end_release", "sittings.services.releases.get_release",
    "regrades.services.deciding.get_case", "review_board.services.hearing.answer",
    "looks.services.bring_back", "looks.services.prepare_picture", "looks.services.save_look",
    "looks.services.send_picture", "looks.services.withdraw_picture", "looks.services.offer_again",
    "review_board.services.opening.open_falsified",
    "review_board.services.opening.find_accusable",
    "review_board.services.disputing.dispute", "practicum.services.reconsidering.reconsider_entry",
    "observations.services.remediation.set_aside_fail", "appeals.services.reopen_appeal",
]  # fmt: skip


@pytest.mark.parametrize("who", ["noor", "lou", "sue"])
@pytest.mark.parametrize("name", OBJECTS)
def test_a_service_keeps_somebody_s_thing_from_a_stranger(campus: Campus, name: str, who: str) -> None:
    """V8.3.1, V8.2.2, T11: called directly, past every view, by somebody whom it does not concern."""
    function, before = services()[name], campus.digest()
    with campus.db() as db:
        stranger = actor_of(db, who)
    given = arguments(function, campus, stranger)
    with campus.app.app_context(), campus.db() as db:
        with pytest.raises(Refusal):
            function(db, **given)
        db.rollback()
    assert campus.digest() == before
