"""What docs/limits.md, docs/fields.md and docs/permissions.md say is what the code does."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import yaml
from flask import Flask
from sqlalchemy import String
from wtforms import Form
from wtforms.validators import Length

from ashilms import guard
from ashilms.accounts.forms import ProfileForm
from ashilms.allowances import rules as allowances
from ashilms.appeals import rules as appeals
from ashilms.bodymap.geometry import UNITS
from ashilms.bookings.rules import slots
from ashilms.certificates.rules import reviewing
from ashilms.certificates.services import following, running
from ashilms.certificates.services import listing as listing_of_certificates
from ashilms.certificates.signing import apart, seals, stamping
from ashilms.cli import quizzes as reckoning
from ashilms.cohorts.forms import CohortForm, SessionForm
from ashilms.cohorts.rules import cohorts, sheets, times, zips
from ashilms.cohorts.services import listing
from ashilms.comments import rules as comments
from ashilms.config import Settings
from ashilms.conversion import rules as conversion
from ashilms.courses import services as courses
from ashilms.courses.rules import finding, notes
from ashilms.credentials import limits as badge
from ashilms.credentials import status_lists
from ashilms.credentials.apart import judge_in_process
from ashilms.db import Base
from ashilms.desk import services as queue
from ashilms.desk import views as desk
from ashilms.documents import fence, pdf, reading
from ashilms.documents.alike import filling, pattern
from ashilms.documents.alike import lines as lettered
from ashilms.files import pictures
from ashilms.files import services as files
from ashilms.files.sent import LARGEST, LONGEST_SECONDS, Kind
from ashilms.held_documents import rules as held
from ashilms.identity.forms import AddressForm, RegisterForm
from ashilms.identity.services import passwords
from ashilms.incidents.rules import report as incidents
from ashilms.jobs import rules as jobs
from ashilms.looks import rules as looks
from ashilms.looks import services as choosing
from ashilms.marking import rules as marking
from ashilms.notices import forms as own_notices
from ashilms.notices import services as notices
from ashilms.notices.reactions import EVERY
from ashilms.notices.rules import BEFORE, digests
from ashilms.notices.rules.letters import LONGEST as letters
from ashilms.observations.rules import agreement, remediation
from ashilms.offline.rules import parcels
from ashilms.offline.services import keys
from ashilms.packs.rules import files as packs
from ashilms.practicum import services as practicum
from ashilms.practicum.rules import checks, lateness, spans
from ashilms.practicum.views import ledger
from ashilms.programs.forms import MoveForm
from ashilms.programs.rules import impact, renewing, showing, statements, waivers
from ashilms.programs.services import asking
from ashilms.quizzes.formats import gift_reader as gift
from ashilms.quizzes.formats import known as foreign
from ashilms.quizzes.formats.answers import MOST_ANSWERS
from ashilms.quizzes.formats.found import MOST_ITEMS
from ashilms.quizzes.formats.qti import package as qti
from ashilms.quizzes.kinds.essay import rules as essay
from ashilms.quizzes.kinds.hotspot import formats as hotspot
from ashilms.quizzes.kinds.short import rules as short
from ashilms.quizzes.rules import allowing, marks
from ashilms.quizzes.services import uploads
from ashilms.regrades import rules as regrades
from ashilms.review_board.rules import deciding as board
from ashilms.screenings.rules import codes as signing
from ashilms.screenings.rules import standing
from ashilms.sites import services as sites
from ashilms.sites.forms import RoomForm
from ashilms.sites.rules import points, records, use
from ashilms.supervision.rules import guests, presence
from ashilms.supervision.services import substitutes
from ashilms.threads import rules as threads
from ashilms.verification.rules import reporting as reported
from ashilms.verification.rules import sharing as shared
from ashilms.verification.services import looking_up
from ashilms.waiting import UNDO
from tests.campus import Campus
from tests.house import tables

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "limits.md").read_text()
COURSE = ROOT / "ashilms/curriculum/barefoot-bar-massage"
QUESTIONS = ROOT / "ashilms/quizzes/schema/questions.json"
MEGABYTE = 1024 * 1024
TENTHS = {10_000: "ten-thousandths"}


def lines(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1:]]


def test_the_tables_of_permissions_and_fields_are_what_the_code_decides() -> None:
    """V8.1.1, V2.1.1: written by script/tables; run it when this fails."""
    assert tables.stale() == []


def test_every_view_that_is_limited_is_listed_with_its_limit(campus: Campus) -> None:
    """V2.1.3, V2.4.1: and every view that sends mail, hashes, draws or is open to all has one."""
    views = campus.app.view_functions
    limits = {name: getattr(view, "__ashilms_limit__", None) for name, view in views.items()}
    inside = {name.removeprefix("ashilms."): str(limit) for name, limit in limits.items() if limit}
    assert inside == {view.strip("`"): limit for view, limit in lines("How often")[1:]}
    open_to_all = {
        name for name, view in views.items() if getattr(view, "__ashilms_action__", "") == "anyone"
    }
    free = {
        "show_alive",
        "show_ready",
        "show_privacy",
        "show_styleguide",
        "show_sent",
        "sign_out",
        "ask_anew",
    }
    assert {name.rpartition(".")[2] for name in open_to_all if not limits[name]} <= free


def quizzes() -> set[tuple[int, tuple[int, ...]]]:
    """Return how often the quizzes that ship may be tried, and after how many hours."""
    found = yaml.safe_load((COURSE / "quizzes.yaml").read_text())["quizzes"]
    return {(quiz["attempts"], tuple(quiz["waits_hours"])) for quiz in found}


def again_days() -> int:
    """Return after how many days the quiz that ships for renewals may be sat again."""
    found = yaml.safe_load((COURSE / "quizzes.yaml").read_text())["quizzes"]
    (days,) = (quiz["again_days"] for quiz in found if "again_days" in quiz)
    return int(days)


def _longest(form: type[Form], name: str) -> int:
    """Return how many characters a field of a form takes."""
    _label, validators = getattr(form, name).args
    return next(validator.max for validator in validators if isinstance(validator, Length))


def _most_areas() -> int:
    """Return how many areas a figure may have by the schema of questions."""
    schema = QUESTIONS.read_text()
    return int(re.search(r'"areas": {\s*"type": "array",\s*"minItems": 2,\s*"maxItems": (\d+)', schema)[1])


def _hours(lasting: timedelta) -> int:
    return int(lasting.total_seconds() // 3600)


def _evidence() -> list[str]:
    photo, video, paper = (f"{LARGEST[kind] // MEGABYTE} MB" for kind in Kind)
    return [photo, f"{video} and {LONGEST_SECONDS} seconds", paper]


def test_every_figure_is_the_one_in_force() -> None:
    """V2.1.3, V15.1.3: hours, attempts, sizes; each figure on the page from where the code has it."""
    caps = yaml.safe_load((COURSE / "practicum.yaml").read_text())["caps"]
    ((attempts, waits),) = quizzes()
    figures = {
        "A form without a file": f"{guard.LARGEST_FORM // MEGABYTE} MB",
        "A form with a file (`ASHILMS_UPLOAD_MB`)": f"{Settings().upload_mb} MB",
        "Attempts at a quiz": f"{attempts}, after {waits[0]} and {waits[1]} hours",
        "Files that one question takes": f"{uploads.MOST}",
        "A statement that a programme": f"{statements.LONGEST} characters",
        "The reason for a move": f"{_longest(MoveForm, 'reason')} characters",
        "The reason of a waiver": f"{waivers.LONGEST_WORDS} characters, {waivers.LONGEST.days} days",
        "Areas on a figure": f"{_most_areas()}, {hotspot.MOST}",
        "A point of the body map": f"whole {TENTHS[UNITS]} of figure height, on the drawn map",
        "An essay in a quiz": f"{essay.LONGEST:,} and {marking.LONGEST:,} characters",
        "More time, and more attempts": f"{allowing.MOST_PERCENT} % and {allowing.MOST_MINUTES} minutes, "
        f"{allowing.MOST_ATTEMPTS} attempts",
        "A note on a release": f"{max(allowances.LONGEST, appeals.LONGEST)} characters",
        "A short answer to a question": f"{short.LONGEST} characters, nine digits on either side of the point",
        "Days after a pass": f"{again_days()}",
        "Months after which a kind of practice": f"{renewing.IDLE_MONTHS}",
        "Credited practicum": f"{caps['daily_minutes']} minutes",
        "One session": f"{spans.LONGEST.total_seconds() / 3600:.0f} hours",
        "Days after which a session": f"{caps['log_window_days']}",
        "Days in which": f"{caps['countersign_days']} and {caps['lapse_days']}",
        "A reflection": f"{checks.MAX_REFLECTION} characters",
        "What happened": f"{incidents.LONGEST} characters",
        "A part of a remediation's contract": f"{remediation.LONGEST} characters, {remediation.FARTHEST.days} days",
        "Documents that one person sends": f"{held.MOST}, {held.LONGEST} characters",
        "Days before a document ends": ", ".join(map(str, BEFORE)),
        "Saved comments": f"{comments.MOST}, of {comments.LONGEST} characters",
        "Places in an observation": f"{slots.MOST_PLACES}, {_hours(slots.LONGEST)} hours, {slots.FARTHEST.days} days",
        "Sessions rated by two": f"{agreement.LEAST}",
        "A note": f"{notes.LONGEST} characters",
        "Words looked for": f"{finding.MOST_WORDS} (of {finding.LONGEST} characters), {courses.MOST}",
        "An acceptance record": f"{records.LONGEST_DAYS} days",
        "Hours in which what was screened": f"{_hours(standing.OFFLINE)}, never ahead of the site's clock",
        "A signing code": f"{signing.TRIES}, {_hours(signing.REST)} hour",
        "Client sessions with one": f"{caps['sessions_with_client']}",
        "A check of a room holds": f"{use.HOLDS.seconds // 3600} hours, on its own day",
        "A note on a check": f"{points.MAX_NOTE} characters",
        "Photos": f"{sites.MOST}, {pictures.LARGEST // MEGABYTE} MB and {pictures.MOST_PIXELS // 10**6} million pixels "
        "each",
        "Certificates that stand": "1",
        "A course pack": f"{packs.MAX_FILES} files, {packs.MAX_TOTAL // MEGABYTE} MB",
        "A file of questions": (
            f"{foreign.LARGEST // MEGABYTE} MB and {MOST_ITEMS} questions, {gift.LONGEST} characters, {MOST_ANSWERS}"
        ),
        "A file of questions on a page": (
            f"{conversion.LARGEST // MEGABYTE} MB, {conversion.MOST}, {conversion.UNFOLDED // MEGABYTE} MB, "
            f"{conversion.LONGEST} characters"
        ),
        "A package of questions": (
            f"{qti.MOST_FILES}, {qti.LARGEST_FILE // MEGABYTE} MB, "
            f"{qti.MOST_UNFOLDED // MEGABYTE} MB and {qti.MOST_RATIO} times their "
            "size in the zip"
        ),
        "A table of marks": f"{reckoning.LARGEST // MEGABYTE} MB, {marks.MOST_ROWS} marks",
        "People whom somebody waits for": f"{asking.AT_ONCE}, {asking.PART}",
        "Whom a change would concern": f"{impact.LISTED}",
        "Links to one certificate": (
            f"{shared.MOST_OPEN}, {shared.LONGEST_PURPOSE} characters, "
            f"{', '.join(map(str, shared.DAYS[:-1]))} or {shared.DAYS[-1]} days"
        ),
        "A report of a certificate": f"{reported.LONGEST} characters",
        "Looks at a certificate": f"{_hours(shared.ONCE)} hour, {looking_up.MOST_SHOWN}",
        "What is read of a PDF": (
            f"{reading.MOST_PAGES} pages, {reading.MOST_LINKS} links, {reading.LONGEST_TEXT} characters"
        ),
        "A proof of single lines": (
            f"{showing.LARGEST // 1024} KB, {showing.MOST} lines, {showing.LONGEST} hashes"
        ),
        "What the holder of a certificate that was set aside": f"{reviewing.LONGEST_REPLY} characters",
        "Working days until somebody has looked into": f"{reviewing.REVIEW_DAYS}",
        "People in one run that issues certificates": f"{running.MOST}, {following.LISTED}",
        "Why a question is corrected, or what is decided on a certificate": f"{regrades.LONGEST} characters",
        "Attempts that grading again lists one by one": str(regrades.LISTED),
        "What is said before the review board": f"{board.LONGEST} characters, {board.MOST_PIECES} pieces",
        "Days of a case before the review board": (
            f"{board.ANSWER_DAYS}, {board.LATE_DAYS}, {board.DECIDE_DAYS}, {board.DISPUTE_DAYS}"
        ),
        "A OneRoster export": (
            f"{zips.MAX_ZIP // 1024**2} MB, {zips.MAX_UNFOLDED // 1024**2} MB, {zips.MAX_FILES}, {zips.MAX_RATIO}; "
            f"{sheets.MAX_ROWS}"
        ),
        "The wording of a mail": f"{letters['subject']}, {letters['text']}, {letters['act']} characters",
        "Notices on a person": f"{own_notices.MOST}; the latest {own_notices.MOST}",
        "A list of people": f"{sheets.MAX_ROWS} lines, {sheets.MAX_BYTES // 1024} KB",
        "A list that was sent is kept": f"{listing.KEPT.days} days",
        "Places in a cohort": f"{cohorts.MOST}",
        "A live session": f"{times.LONGEST.total_seconds() / 3600:.0f} hours, {times.MAX_BREAKS} breaks",
        "A link for a supervisor": (
            f"once within {_hours(guests.LINK_LASTS)} hours, {_hours(guests.DEVICE_LASTS)} hours"
        ),
        "A mailed code": (
            f"{guests.CODE_LASTS.total_seconds() / 60:.0f}, {guests.CODE_TRIES}, {guests.MOST_CODES}"
        ),
        "Days after which a supervisor": f"{' and '.join(map(str, lateness.REMIND))}, {lateness.ESCALATE}",
        "A substitute": f"{substitutes.LONGEST_DAYS} days at a time",
        "A presence code": (
            f"{presence.STEP} and {presence.STEP} seconds, {presence.NEAR.total_seconds() / 60:.0f} minutes"
        ),
        "Records on one page": f"{desk.PAGE}, {queue.WAITING_PAGE} and {ledger.PAGE}",
        "Files of evidence": f"{Settings().evidence_most}",
        "Patterns of certificates": f"{filling.MOST_PATTERNS}; {lettered.MOST_RUNS} and {pattern.MOST_FONTS}",
        "Pictures to choose": (
            f"{choosing.MOST_PICTURES}, {looks.LARGEST_PICTURE // 1024} KB; {looks.LEAD_LIMIT} and "
            f"{looks.STATEMENT_LIMIT} characters"
        ),
        "A photo, a video": f"{', '.join(_evidence())}",
        "A question on": f"{threads.LONGEST} characters",
        "What is no signature": f"{UNDO.seconds} seconds",
        "Sessions that are signed": f"{practicum.MOST_TOGETHER}",
        "A file that no row": f"{files.GRACE.days} day",
        "What a device without a network": (
            f"{parcels.MOST_ITEMS} items, {parcels.LONGEST_ITEM // 1024} KB, {parcels.LONGEST_AGO.days} days"
        ),
        "A file with a credential": (
            f"{badge.LARGEST // MEGABYTE} MB, {badge.LARGEST_TEXT // 1024} KB, {badge.DEEPEST} levels and "
            f"{badge.MOST_VALUES} values, {badge.LARGEST_LIST // MEGABYTE} MB"
        ),
        "Contexts, signatures": (
            f"{badge.MOST_CONTEXTS}, {badge.MOST_PROOFS} and {badge.MOST_ENTRIES}; {badge.MOST_CHUNKS}, "
            f"{badge.MOST_ELEMENTS}"
        ),
        "How long a status list": f"{_hours(status_lists.LASTS)} hours, {listing_of_certificates.FULL}",
        "A device keeps its key": (
            f"{_hours(keys.LASTS)} hours, {parcels.AHEAD.total_seconds() / 60:.0f} minutes"
        ),
    }
    said = {what: most for what, most in lines("How much")}
    assert len(said) == len(figures)
    assert {
        key
        for key in figures
        if not [1 for what in said if what.startswith(key) and said[what] == figures[key]]
    } == set()


def test_what_takes_long_is_bounded_as_the_page_says() -> None:
    """V15.1.3, V15.2.2: each costly function and its bounds."""
    bounds = dict(lines("What takes long"))
    given, judged = apart.check_in_process.__kwdefaults__, judge_in_process.__kwdefaults__
    held = {
        "Hashing a password": [f"longer than {passwords.PATIENCE:.0f} seconds"],
        "Looking into": [
            f"{given['seconds']} seconds", f"{given['megabytes']} MB", f"{seals.LARGEST // MEGABYTE} MB of file",
        ],
        "Judging somebody's": [f"{judged['seconds']} seconds", f"{judged['megabytes']} MB"],
        "Drawing a certificate": [f"{pdf.LONGEST_PAGE} characters", f"{fence.LARGEST_PICTURE // MEGABYTE} MB"],
        "Loading a pack": [f"{packs.MAX_YAML_DEPTH} deep"],
        "Mail that can wait": [
            f"{digests.MOST} things", f"every {EVERY.seconds // 60} minutes", f"{_hours(digests.APART)} hours apart",
            f"more than {_hours(digests.LONGEST_WAIT)} hours",
        ],
        "Sending a mail": [f"{notices.TIMEOUT} seconds"],
        "Asking for a timestamp": [f"{stamping.PATIENCE:.0f} seconds", f"{seals.LARGEST_ANSWER // 1024} KB"],
        "A job": [
            f"{jobs.LEASE.seconds // 60} minutes", f"{jobs.FIRST_WAIT.seconds} seconds",
            f"{jobs.LONGEST_WAIT.seconds // 3600} hours",
        ],
    }  # fmt: skip
    for what, figures in held.items():
        (said,) = [bound for name, bound in bounds.items() if name.startswith(what)]
        assert [figure for figure in figures if figure not in said] == [], what


def test_every_upload_is_on_the_page(campus: Campus) -> None:
    """V5.1.1: where, what, how large, and what becomes of it."""
    takes = {
        (rule.rule, field)
        for rule in campus.app.url_map.iter_rules()
        for field in getattr(campus.app.view_functions[rule.endpoint], "__ashilms_files__", ())
    }
    listed = {tuple(re.findall(r"`([^`]+)`", line[0])) for line in lines("Uploads")}
    assert takes == listed
    assert all(len(line) == 5 and all(line) for line in lines("Uploads"))


def test_whom_the_site_calls_is_on_the_page() -> None:
    """V13.1.1, V13.2.4: every setting that holds an address is named, and no others are called (test_source.py)."""
    named = set(re.findall(r"`(ASHILMS_\w+)`", " ".join(line[0] for line in lines("Whom the site calls"))))
    assert named == {
        "ASHILMS_DATABASE_URL", "ASHILMS_SMTP_URL", "ASHILMS_LIMIT_STORAGE", "ASHILMS_FILES_URL",
        "ASHILMS_TIMESTAMP_URL",
    }  # fmt: skip


def test_every_rule_over_several_fields_has_a_test() -> None:
    """V2.1.2: which is there by that name."""
    there = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    named = [line[2].strip("`") for line in lines("Rules over several fields")]
    assert len(named) > 5
    assert set(named) - there == set()


KEPT = {
    (ProfileForm, "name"): ("ashilms_person", "name"),
    (ProfileForm, "printed_name"): ("ashilms_person", "printed_name"),
    (RegisterForm, "email"): ("ashilms_identity_user", "email"),
    (RegisterForm, "name"): ("ashilms_person", "name"),
    (AddressForm, "email"): ("ashilms_identity_user", "email"),
    (CohortForm, "name"): ("ashilms_cohort", "name"),
    (SessionForm, "title"): ("ashilms_live_session", "title"),
    (RoomForm, "name"): ("ashilms_practicum_room", "name"),
    (RoomForm, "site"): ("ashilms_practicum_room", "site"),
}
"""Fields that go into a column as they are."""


def test_no_field_takes_more_than_its_column_holds(app: Flask) -> None:
    """V2.1.1, V1.3.3."""
    with app.test_request_context():
        for (form, name), (table, column) in KEPT.items():
            kind = Base.metadata.tables[table].columns[column].type
            most = max(getattr(rule, "max", 0) or 0 for rule in form()[name].validators)
            assert isinstance(kind, String)
            assert 0 < most <= (kind.length or 0), (form, name)
