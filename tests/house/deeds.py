"""Everything that may be sent to the site: each form as whoever may send it finds it, filled in so that it succeeds.

`DEEDS` is held against the URL map, so that a page which takes something new fails tests until it is here.
"""

import json
from typing import Any

import pyotp
import yaml
from sqlalchemy import select
from werkzeug.test import TestResponse

from ashilms.quizzes.services import Correction
from ashilms.regrades import services as regrades
from ashilms.resources import resource_dir
from ashilms.screenings.models import Authenticator
from ashilms.screenings.rules import codes as signing
from ashilms.sites import services as sites
from ashilms.sites.rules.points import read_points
from ashilms.web import state
from tests.campus import PASSWORD, Campus, actor_of
from tests.campus_certificates import place_ben, rename_mae, set_aside, withdraw_the_seal
from tests.campus_exams import EXAM
from tests.conftest import NOW
from tests.house import sent
from tests.house.filling import FIRST, Deed
from tests.house.pages import Page
from tests.house.places import places
from tests.practicum.conftest import CRITERIA

NEW_PASSWORD = "seven brass plumb bobs"
LESSON = "/courses/barefoot-bar-massage/m02/m02-l02"
SHIPPED = resource_dir("curriculum") / "barefoot-bar-massage"
NOTED = {"note": "We went through each rule at the bars, and he explained it back."}
EASED = {"percent": "25", "reason": "Agreed with her on the first day of the course."}
LOGO: dict[str, Any] = {"sort": "logo", "file": sent.photo}


def _code(campus: Campus, _page: TestResponse) -> str:
    return str(pyotp.TOTP(campus.secret).at(NOW))


def _previewed(campus: Campus, _page: TestResponse) -> str:
    """Return what names what Bea would see before she lets a question count for nobody."""
    with campus.db() as db:
        correction = Correction(places(campus)["corrected"])
        kinds = state(campus.app).kinds["question_kinds"]
        return regrades.preview(db, actor_of(db, "bea"), correction, kinds).digest


def _presence_code(campus: Campus, _page: TestResponse) -> str:
    """Return what Bea's screen shows."""
    shown = campus.browser("bea").get("/presence/code").text
    return Page(shown).text.partition("The code: ")[2][:7]


def _signing_code(campus: Campus, _page: TestResponse) -> str:
    """Return what Bea's authenticator shows for countersigning."""
    with campus.db() as db:
        row = db.scalars(select(Authenticator).where(Authenticator.confirmed_at.is_not(None))).one()
        return signing.code_at(signing.secret_of(str(campus.app.secret_key), row.person_id, row.salt), NOW)


def _shown_code(_campus: Campus, page: TestResponse) -> str:
    """Return what an authenticator shows that has been given the key on the page."""
    key = Page(page.text).text.partition("Type this key into the app:")[2].split("Then")[0]
    return str(
        pyotp.TOTP("".join(part for part in key.split() if part.isalnum() and part == part.upper())).at(NOW)
    )


def _parcel(campus: Campus, _page: TestResponse) -> str:
    """Return a check of the first room as a device sends it."""
    with campus.db() as db:
        plan = sites.get_check_plan(db, "barefoot-bar-massage").id
    held = {point.id: True for point in POINTS}
    body = {"room_id": 1, "plan_id": plan, "answers": held, "refused": False, "note": ""}
    item = {"key": "0" * 36, "kind": "check", "captured_at": NOW.isoformat(), "body": body}
    return json.dumps([item])


REASON = {"reason": "Said by a test."}
FOUND = "I read the report, spoke with both, and looked at the room."
VOTE = {"finding": "upheld", "reason": FOUND}
MANY = "/certificates/runs/start/{cohort}/{program}"
WENT_WRONG = {"happened": "The stool tipped over.", "at": "09:00", "place": "The hall", "severity": "0"}
CLASS = {"title": "Necks", "day": "2026-12-04", "start": "09:00", "end": "12:00"}
PLACES = {"day": "2026-12-03", "start": "09:00", "end": "10:00"}
LIST = "e-mail;name\nkim@demo.example;\n"
WHOLE = {"email": "somebody@example.org", "name": "Some Body"}
REVIEW = "/reviews/barefoot-bar-massage/m02"
WHOLE_REVIEW = {"name": "Kim Lee", "profession": "anatomist", "reviewed_on": "2026-11-20", "note": "x"}
RATES = {f"rate_{id}": "4" for id in CRITERIA}
WHOLE_PAPER = {
    "kind": "level", "title": "Integration", "level": "2", "issuer": "This school", "number": "x",
    "valid_from": "2026-11-20", "valid_until": "2027-11-19",
}  # fmt: skip
GUEST = {"name": "Hal", "email": "hal@demo.example"}
POINTS = read_points(yaml.safe_load((SHIPPED / "practicum.yaml").read_text("utf-8"))["room_check"])
HELD = {**{f"point_{point.id}": "yes" for point in POINTS}, "note": "x", "do": "fit"}
GRANTED = {"name": "Some School", "number": "451234", "valid_from": "2026-01-01", "valid_until": "2028-12-31"}
APPROVED = {"title": "Bars", "live": "12.5", "home": "0", "valid_from": "2026-01-01"}
WAIVED = {"requirement": "learn-m05", "sort": "waiver", "until": "2027-01-02", **REASON}
FIRST_AID = {"issuer": "x", "issued_on": "2026-01-02", "ends_on": "2027-01-02", "file": sent.photo}
DEEDS = (
    Deed(
        "ashilms.review_board.add_evidence",
        "irene",
        "/review-board/{accused}",
        {"piece": "note", "words": FOUND},
    ),
    Deed("ashilms.review_board.answer", "mae", "/review-board/{accused}", {"words": FOUND}),
    Deed(
        "ashilms.review_board.dispute", "lou", "/review-board/dispute/observation/{failed}", {"words": FOUND}
    ),
    Deed("ashilms.review_board.lift_pause", "sue", "/review-board/{paused}/lift", REASON),
    Deed("ashilms.review_board.open_case", "bea", "/review-board/sessions/{waiting}", {"words": FOUND}),
    Deed("ashilms.review_board.vote", "sue", "/review-board/{disputed}/vote", VOTE),
    Deed("ashilms.held_documents.send_document", "tom", "/documents/send/first-aid", FIRST_AID),
    Deed("ashilms.programs.show_waivers", "irene", "/standings/{kim}/{program}/waivers", WAIVED),
    Deed("ashilms.programs.end_waiver", "irene", "/waivers/{waiver}/end", REASON),
    Deed("ashilms.held_documents.show_document", "irene", "/documents/{document}", {"state": "accepted"}),
    Deed("ashilms.accounts.show_profile", "mae", "/profile", {}),
    Deed("ashilms.certificates.show_proof", "mae", "/certificates/{number}/proof", {"places": "0"}),
    Deed("ashilms.certificates.change_status", "irene", "/certificates/{number}/suspend", REASON),
    Deed("ashilms.certificates.reply", "mae", "/certificates/{number}", {"words": FOUND}, first=set_aside),
    Deed("ashilms.certificates.correct", "irene", "/certificates/{number}/correct", REASON, first=rename_mae),
    Deed("ashilms.certificates.start_run", "irene", MANY, {"people": "{ben}"}, first=place_ben),
    Deed("ashilms.certificates.change_status", "irene", "/certificates/{number}/revoke", REASON),
    Deed("ashilms.looks.show_design", "irene", "/certificates/design", {"lead": "is given to"}),
    Deed("ashilms.looks.show_version", "irene", "/certificates/design/versions/0", {}),
    Deed("ashilms.looks.send_picture", "irene", "/certificates/design/pictures", LOGO),
    Deed("ashilms.looks.withdraw_picture", "irene", "/certificates/design", {}),
    Deed("ashilms.looks.offer_picture", "irene", "/certificates/design", {}, first=withdraw_the_seal),
    Deed("ashilms.verification.show_sharing", "mae", "/certificates/{number}/sharing", {"purpose": "A spa"}),
    Deed("ashilms.verification.end_link", "mae", "/certificates/{number}/sharing", {}),
    Deed("ashilms.verification.report", None, "/verify/report", {"text": FOUND}),
    Deed("ashilms.verification.show_report", "irene", "/reports/{report}", {"answer": FOUND}),
    Deed("ashilms.boards.record_account", "irene", "/boards/ncbtmb/number", GRANTED),
    Deed("ashilms.boards.record_approval", "irene", "/boards/ncbtmb/programmes/{program}", APPROVED),
    Deed("ashilms.jobs.try_again", "irene", "/jobs", {}),
    Deed("ashilms.boards.give_licence", "mae", "/licence-numbers", {"number": "MA 1234"}),
    Deed("ashilms.allowances.end_accommodation", "irene", "/allowances/{tom}", {}),
    Deed("ashilms.allowances.release", "bea", "/allowances/{tom}/quiz-m02/release", NOTED),
    Deed("ashilms.allowances.show_trainee", "irene", "/allowances/{ana}", EASED),
    Deed(
        "ashilms.appeals.answer",
        "bea",
        "/appeals/{appeal}",
        {"verdict": "changed", "mark": "1", "words": "You are right: the stem can be read in both ways."},
    ),
    Deed(
        "ashilms.appeals.ask", "tom", "/attempts/{spent}/questions/1/appeal", {"words": "Two say the same."}
    ),
    Deed("ashilms.bookings.book_place", "kim", "/bookings", {}),
    Deed("ashilms.bookings.call_off", "bea", "/bookings/{slot}/call-off", REASON),
    Deed("ashilms.bookings.cancel_booking", "ana", "/bookings", {}),
    Deed("ashilms.bookings.mark_absent", "bea", "/bookings/{over}", {}),
    Deed("ashilms.bookings.offer_slot", "bea", "/bookings/add", PLACES),
    Deed("ashilms.bookings.revoke_feed", "lou", "/calendar", {}),
    Deed("ashilms.bookings.show_feed", "kim", "/calendar", {}),
    Deed(
        "ashilms.cohorts.add_cohort",
        "irene",
        "/cohorts/add",
        {"name": "Winter", "starts_on": "2026-12-01", "ends_on": "2027-02-01", "capacity": "6"},
    ),
    Deed("ashilms.cohorts.add_session", "bea", "/cohorts/{cohort}/sessions/add", CLASS),
    Deed("ashilms.cohorts.add_trainee", "irene", "/cohorts/{cohort}/trainees/add", {"person": "{kim}"}),
    Deed("ashilms.cohorts.close_register", "bea", "/live/{open}/close", {}),
    Deed(
        "ashilms.cohorts.correct_attendance",
        "bea",
        "/live/{closed}/correct/{tom}",
        {"arrived": "09:00", **REASON},
    ),
    Deed("ashilms.cohorts.edit_cohort", "irene", "/cohorts/{cohort}/edit", {"name": "Autumn mornings"}),
    Deed("ashilms.cohorts.edit_session", "bea", "/live/{ahead}/edit", {"title": "Glides"}),
    Deed("ashilms.cohorts.end_cohort", "irene", "/cohorts/{cohort}/end", {}),
    Deed("ashilms.cohorts.list_for_cohort", "irene", "/cohorts/{cohort}/list", {"text": LIST}),
    Deed("ashilms.cohorts.list_for_course", "irene", "/courses/barefoot-bar-massage/list", {"text": LIST}),
    Deed("ashilms.cohorts.remove_trainee", "irene", "/cohorts/{cohort}/trainees/{ana}/remove", REASON),
    Deed("ashilms.cohorts.show_list", "irene", "/lists/{list}", {}),
    Deed(
        "ashilms.cohorts.show_register",
        "bea",
        "/live/{open}",
        {"arrived_{tom}": "09:00", "left_{tom}": "11:30"},
    ),
    Deed("ashilms.comments.remove_comment", "bea", "/comments", {}),
    Deed(
        "ashilms.conversion.convert",
        "bea",
        "/questions/convert",
        {"way": "from-gift", "file": sent.questions},
    ),
    Deed("ashilms.comments.show_comments", "bea", "/comments", {"text": "Slow down at the ribs."}),
    Deed("ashilms.courses.check_answer", "kim", LESSON, {"answer": FIRST}),
    Deed("ashilms.courses.change_note", "kim", "/notes?own={note}", {"text": "Come back twice."}),
    Deed("ashilms.courses.remove_note", "kim", "/notes?own={note}", {}),
    Deed("ashilms.courses.bring_back_note", "kim", "/notes?removed={removed}", {}),
    Deed("ashilms.courses.save_note", "kim", LESSON, {"text": "The arch, not the heel."}),
    Deed("ashilms.courses.set_bookmark", "kim", LESSON, {}),
    Deed("ashilms.courses.enrol", "noor", "/courses/barefoot-bar-massage", {}),
    Deed("ashilms.courses.finish_lesson", "tom", LESSON, {}),
    Deed("ashilms.courses.note_playing", "tom", LESSON, {}),
    Deed("ashilms.courses.note_reading", "tom", LESSON, {}),
    Deed("ashilms.courses.sign_off", "irene", REVIEW, WHOLE_REVIEW),
    Deed(
        "ashilms.courses.withdraw_sign_off",
        "irene",
        "/reviews/barefoot-bar-massage/m05/{sign_off}/withdraw",
        REASON,
    ),
    Deed("ashilms.custody.take_along", "mae", "/people/{mae}/data", {}),
    Deed("ashilms.custody.erase", "irene", "/people/{noor}/erase", {"reason": "Asked for it on 3 March."}),
    Deed("ashilms.custody.end_due", "irene", "/retention/{sue}/learning", {}),
    Deed("ashilms.desk.approve", "irene", "/approvals/{ben}/{program}", {}),
    Deed("ashilms.desk.show_people", "irene", "/people", {"q": "ana"}),
    Deed("ashilms.desk.place_person", "irene", "/people/{tom}", {"roles": "supervisor"}),
    Deed("ashilms.marking.ask_marker", "bea", "/marking/{piece}/ask", {"marker": "{sue}"}),
    Deed(
        "ashilms.marking.mark_answer",
        "bea",
        "/marking/{piece}",
        {"level_stops": "2", "level_says": "1", "text": "The reason is there in part.", "do": "give"},
    ),
    Deed("ashilms.notices.open_notice", "ana", "/notices", {}),
    Deed("ashilms.notices.show_notices", "ana", "/notices", {}),
    Deed("ashilms.notices.take_letter_back", "irene", "/mail/letters/appeal", {}),
    Deed("ashilms.notices.word_letter", "irene", "/mail/letters/marked", {"act": "Look at it", "do": "save"}),
    Deed("ashilms.observations.acknowledge", "lou", "/remediations/{written}", {}),
    Deed(
        "ashilms.observations.ask_second",
        "irene",
        "/observations/entries/{signed}/ask",
        {"assessor": "{sue}"},
    ),
    Deed(
        "ashilms.observations.close_remediation",
        "bea",
        "/remediations/{agreed}/close",
        {"observation": "{proof}", "result": "Both hands stayed on the bars."},
    ),
    Deed(
        "ashilms.observations.observe_booking",
        "bea",
        "/observations/bookings/{held}/observe",
        {**RATES, "client": "C-30", "outcome": "passed", "do": "sign"},
    ),
    Deed(
        "ashilms.observations.observe_entry",
        "sue",
        "/observations/entries/{waiting}/observe",
        {**RATES, "outcome": "passed", "do": "sign"},
    ),
    Deed("ashilms.observations.write_contract", "bea", "/remediations/{written}/contract", {"do": "write"}),
    Deed("ashilms.practicum.amend_entry", "ben", "/practicum/entries/{signed}", {}),
    Deed("ashilms.practicum.edit_entry", "ana", "/practicum/entries/{returned}/edit", {"do": "draft"}),
    Deed(
        "ashilms.practicum.log_entry",
        "ida",
        "/practicum/log?category=P1",
        {"category": "P1", "reflection": "Kept the feet quiet.", "do": "draft"},
    ),
    Deed("ashilms.screenings.screen_client", "ana", "/screenings/new", sent.SCREENED),
    Deed(
        "ashilms.screenings.sign_here",
        "ana",
        "/screenings/{unsigned}",
        {"supervisor": "{bea}", "code": _signing_code},
    ),
    Deed("ashilms.screenings.countersign_decision", "bea", "/screenings/{unsigned}/countersign", {}),
    Deed("ashilms.screenings.start_session", "ana", "/screenings/{signed_one}", {}),
    Deed("ashilms.screenings.show_codes", "bea", "/screenings/codes", {"do": "begin"}),
    Deed(
        "ashilms.practicum.review_entry",
        "bea",
        "/countersign/{waiting}",
        {**RATES, "outcome": "passed", "do": "sign"},
    ),
    Deed("ashilms.practicum.submit_entry", "ana", "/practicum/entries/{draft}", {}),
    Deed(
        "ashilms.practicum.assign_substitute",
        "irene",
        "/practicum/entries/{waiting}/substitute",
        {"substitute": "{sue}"},
    ),
    Deed("ashilms.practicum.void_entry", "ana", "/practicum/entries/{draft}/void", REASON),
    Deed("ashilms.practicum.countersign_together", "bea", "/countersign?id={waiting}", {}),
    Deed("ashilms.practicum.take_back", "bea", "/inbox", {}),
    Deed("ashilms.evidence.show_files", "ana", "/practicum/entries/{waiting}/evidence", {"file": sent.photo}),
    Deed("ashilms.evidence.remove_file", "irene", "/practicum/evidence/{evidence}/remove", REASON),
    Deed("ashilms.threads.ask_question", "ana", "/practicum/entries/{waiting}/ask", {"text": "Which side?"}),
    Deed(
        "ashilms.threads.answer_question", "bea", "/practicum/questions/{question}/answer", {"text": "Both."}
    ),
    Deed("ashilms.threads.withdraw", "bea", "/inbox", {}),
    Deed("ashilms.incidents.add_details", "irene", "/incidents/{incident}/details", {"feet": "2"}),
    Deed("ashilms.incidents.add_note", "ana", "/incidents/{incident}", {"text": "He is well again."}),
    Deed(
        "ashilms.incidents.answer_follow_up", "ana", "/follow-ups", {"answer": "mild", "note": "Until noon."}
    ),
    Deed("ashilms.incidents.record_card", "ana", "/practicum/entries/{waiting}/aftercare", {}),
    Deed("ashilms.incidents.close_incident", "irene", "/incidents/{incident}/close", {"review": FOUND}),
    Deed(
        "ashilms.incidents.correct_severity",
        "irene",
        "/incidents/{incident}/severity",
        {"severity": "2", **REASON},
    ),
    Deed("ashilms.incidents.edit_report", "ana", "/incidents/{unsent}/edit", {"severity": "0", "do": "send"}),
    Deed("ashilms.incidents.reopen_incident", "irene", "/incidents/{shut}/reopen", REASON),
    Deed("ashilms.incidents.report_incident", "kim", "/incidents/report", {**WENT_WRONG, "do": "send"}),
    Deed("ashilms.incidents.start_review", "irene", "/incidents/{new}", {}),
    Deed("ashilms.offline.receive", "ida", "/offline/", {"items": _parcel}),
    Deed(
        "ashilms.programs.mark_task",
        "bea",
        "/standings/{lou}/tasks",
        {"task": FIRST, "outcome": "passed", "comment": "Sound."},
    ),
    Deed("ashilms.programs.foresee", "irene", "/standings/impact", {"without": "{bea}"}),
    Deed("ashilms.programs.show_statements", "lou", "/statements", {}),
    Deed("ashilms.programs.move", "irene", "/standings/{kim}/{program}/2", REASON),
    Deed("ashilms.programs.show_standing", "ben", "/standing", {}),
    Deed("ashilms.sittings.admit", "bea", "/releases/{release}", {}),
    Deed("ashilms.sittings.ask_admission", "lou", "/quizzes/final-exam/admission", {"password": EXAM}),
    Deed("ashilms.sittings.end_release", "bea", "/releases/{release}/end", {}),
    Deed("ashilms.sittings.set_dates", "bea", "/sittings/quiz-m02/dates?cohort={cohort}", {}),
    Deed(
        "ashilms.sittings.start_release",
        "bea",
        "/sittings/final-exam/release",
        {"whom": FIRST, "day": "2026-11-24", "opens": "10:00", "closes": "18:00", "how": "click"},
    ),
    Deed("ashilms.quizzes.hand_in", "kim", "/attempts/{attempt}/review", {}),
    Deed("ashilms.quizzes.send_file", "tom", "/attempts/{sending}/1", {"answer": sent.photo, "go": "next"}),
    Deed("ashilms.quizzes.show_question", "kim", "/attempts/{attempt}/1", {"answer": FIRST, "go": "next"}),
    Deed("ashilms.quizzes.start", "lou", "/quizzes/quiz-m02", {}),
    Deed("ashilms.quizzes.start_retest", "lou", "/attempts/{missed}/result", {}),
    Deed(
        "ashilms.regrades.correct_question",
        "bea",
        "/regrades/questions/{corrected}",
        {"way": "void", "do": "apply", "digest": _previewed, **REASON},
    ),
    Deed("ashilms.regrades.decide_case", "irene", "/regrades/cases/{case}", {"decision": "stands", **REASON}),
    Deed(
        "ashilms.supervision.assign_substitute",
        "irene",
        "/supervisors/{bea}/substitute",
        {"substitute": "{sue}", "starts_on": "2026-11-24", "ends_on": "2026-12-01"},
    ),
    Deed("ashilms.supervision.check_in", "ana", "/presence", {"supervisor": "{bea}", "code": _presence_code}),
    Deed("ashilms.supervision.ask_link", None, "/by-link", {"email": "gil@demo.example"}),
    Deed("ashilms.supervision.end_guest", "irene", "/supervisors/{gil}", {}),
    Deed("ashilms.supervision.leave", None, "/inbox", {}, by_link=True),
    Deed("ashilms.supervision.open_link", None, "/by-link/{by_link}", {}),
    Deed("ashilms.supervision.prove_by_code", None, "/by-link/code", {"do": "send"}, by_link=True),
    Deed("ashilms.supervision.invite", "bea", "/supervisors/invite", {**GUEST, "trainees": "{kim}"}),
    Deed("ashilms.supervision.send_link", "irene", "/supervisors/{gil}", {}),
    Deed("ashilms.supervision.decide_doubt", "irene", "/doubts/{doubt}", {"counts": "void", **REASON}),
    Deed("ashilms.supervision.end_tie", "irene", "/ties/{tie}/end", REASON),
    Deed("ashilms.supervision.record_credential", "irene", "/supervisors/{bea}/record", WHOLE_PAPER),
    Deed("ashilms.supervision.show_ties", "mae", "/ties", {"email": "somebody@example.org"}),
    Deed("ashilms.supervision.verify_credential", "irene", "/credentials/{paper}/verify", {}),
    Deed(
        "ashilms.supervision.withdraw_credential",
        "irene",
        "/credentials/{paper}/withdraw",
        {"since": "2026-11-20", "do": "withdraw", **REASON},
    ),
    Deed("ashilms.sites.add_room", "bea", "/rooms/add", {"name": "Room 3", "site": "Harbour", "open": "y"}),
    Deed("ashilms.sites.check_room", "ida", "/rooms/{room}/check", HELD),
    Deed("ashilms.sites.edit_room", "bea", "/rooms/{room}/edit", {"name": "Room 4"}),
    Deed(
        "ashilms.sites.inspect_room",
        "bea",
        "/rooms/{room}/inspect",
        {
            "inspected_on": "2026-11-20",
            "valid_until": "2027-11-19",
            "proof_load": "390 kg, still",
            "note": "x",
            "sign_off": "y",
        },
    ),
    Deed("ashilms.sites.show_photos", "bea", "/rooms/records/1/photos", {"photo": sent.photo}),
    Deed("ashilms.sites.unlock_room", "bea", "/rooms/locks/{lock}/unlock", REASON),
    Deed("ashilms.verification.ask", None, "/verify", {"number": "{number}", "surname": "Lindqvist"}),
    Deed("ashilms.verification.check_pdf", None, "/verify", {"pdf": sent.pdf}),
    Deed("ashilms.verification.check_proof", None, "/verify", {"proof": sent.proof}),
    Deed("identity.ask_reset", None, "/reset", {"email": "mae@demo.example"}),
    Deed(
        "identity.change_password",
        "mae",
        "/security/password",
        {"current": PASSWORD, "password": NEW_PASSWORD},
    ),
    Deed("identity.drop_factor", "ida", "/security/second-factor/off", {}),
    Deed("identity.end_session", "mae", "/security", {}),
    Deed("identity.end_sessions", "mae", "/security", {}),
    Deed("identity.finish", None, "/confirm/{register}", {"password": NEW_PASSWORD}),
    Deed("identity.finish", None, "/invitation/{invite}", {"password": NEW_PASSWORD}),
    Deed("identity.finish", None, "/reset/{reset}", {"password": NEW_PASSWORD}),
    Deed("identity.reauthenticate", "mae", "/reauthenticate", {"password": PASSWORD}),
    Deed("identity.register", None, "/register", WHOLE),
    Deed("identity.renew_codes", "ida", "/security/second-factor/codes", {}),
    Deed("identity.second_step", None, "/second-step", {"code": _code}, half=True),
    Deed("identity.set_up_factor", "mae", "/security/second-factor", {"code": _shown_code}),
    Deed("identity.sign_in", None, "/sign-in", {"email": "mae@demo.example", "password": PASSWORD}),
    Deed("identity.sign_out", "mae", "/profile", {}),
)
