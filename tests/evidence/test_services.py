"""Attaching, seeing and taking away; and what a signature says of the files it saw."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable, Unavailable
from ashilms.evidence import services
from ashilms.evidence.models import Evidence, EvidenceSeal
from ashilms.evidence.services.sealing import seal_evidence
from ashilms.files import services as files
from ashilms.files.sent import LARGEST, Kind
from ashilms.practicum import services as practicum
from tests.conftest import NOW
from tests.evidence.conftest import MOST, Case
from tests.evidence.films import PAPER, PLACE, film, photo

LATER = NOW + timedelta(minutes=5)


def test_a_photo_a_film_and_a_paper_are_kept_by_their_content(case: Case) -> None:
    """T12, T13: drawn anew, blanked, as it was; whatever they are called."""
    paper, *rest = [case.attach(data) for data in (PAPER, PAPER, photo(), film())]
    assert rest[0].id == paper.id, "the same one twice is one"
    rows = [*rest[1:], paper]
    assert [(row.kind, row.number, row.seconds) for row in rows] == [
        ("photo", 2, None),
        ("video", 3, 12),
        ("paper", 1, None),
    ]
    kept = [files.read(case.store, row.file) for row in rows]
    assert b"Camera" not in kept[0]
    assert b"Exif" not in kept[0]
    assert PLACE not in kept[1]
    assert kept[2] == PAPER
    assert {sha256 for _, sha256 in services.files_of(case.desk.db)} == set(files.all_kept(case.store))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<html><script>1</script>", "no photo"),
        (b"GIF89a" + bytes(40), "no photo"),
        (film(brand=b"heic"), "no photo"),
        (film(seconds=181), "longer than 3 minutes"),
        (b"%PDF-1.7" + bytes(LARGEST[Kind.PAPER]) + b"%%EOF", "larger than 5 MB"),
        (b"", "no photo"),
    ],
)
def test_what_is_nothing_of_ours_is_refused_and_not_kept(case: Case, data: bytes, says: str) -> None:
    """T13: by its content, too long, too large."""
    with pytest.raises(Unacceptable, match=says) as refused:
        case.attach(data)
    assert refused.value.field == "file"
    assert list(files.all_kept(case.store)) == []


def test_no_more_than_so_many_are_kept_of_one_entry(case: Case) -> None:
    first = case.attach(photo(0))
    for shade in (60, 120):
        case.attach(photo(shade))
    with pytest.raises(Unacceptable, match=f"{MOST} files already"):
        case.attach(photo(180))
    reason = "A face is seen in it."
    services.remove_evidence(case.desk.db, case.desk.cast.reg, first.id, reason=reason, now=NOW)
    assert case.attach(photo(180)).number == 4
    case.desk.db.expire_all()
    assert [item.there for item in services.find_attached(case.desk.db, case.store, case.entry.id)] == [
        False,
        True,
        True,
        True,
    ]


def test_evidence_is_seen_by_whom_its_entry_concerns_alone(case: Case, draft: Case) -> None:
    """T11, V8.2.2: of a draft its trainee and a registrar; to everybody else it does not exist."""
    seen = {"ana": True, "bea": True, "caz": False, "dee": False, "reg": True}
    for of, sees in ((case, seen), (draft, seen | {"bea": False})):
        row = of.attach(photo())
        for name, may in sees.items():
            actor = getattr(of.desk.cast, name)
            if may:
                assert services.find_evidence(of.desk.db, actor, row.id, now=NOW) is row
            else:
                with pytest.raises(Missing):
                    services.find_evidence(of.desk.db, actor, row.id, now=NOW)


@pytest.mark.parametrize(
    ("who", "error"), [("bea", NotAllowed), ("caz", Missing), ("dee", Missing), ("reg", NotAllowed)]
)
def test_nobody_attaches_to_somebody_else_s_entry(case: Case, who: str, error: type[Exception]) -> None:
    """T11."""
    with pytest.raises(error):
        case.attach(photo(), who)
    assert list(files.all_kept(case.store)) == []


def test_a_signature_stands_on_no_file_that_was_not_seen(case: Case) -> None:
    """T02: what was attached after the page was opened makes the page stale."""
    seen = case.entry.version
    case.attach(photo())
    with pytest.raises(Clash, match="changed meanwhile"):
        case.desk.sign(case.entry, version=seen)


def test_a_file_that_was_swapped_after_the_signature_is_found_out(case: Case) -> None:
    """T02: the seal of the signature names every file there was."""
    row = case.attach(photo())
    case.attach(PAPER)
    case.desk.db.refresh(case.entry)
    case.desk.sign(case.entry, now=LATER)
    db = case.desk.db
    assert db.scalars(select(EvidenceSeal.files)).all() == [2]
    assert list(services.find_unsound(db)) == []
    with pytest.raises(Clash, match="was decided"):
        case.attach(photo(90))
    reason = "A client’s face is seen in it."
    with pytest.raises(NotAllowed):
        services.remove_evidence(db, case.desk.cast.ana, row.id, reason=reason, now=LATER)
    later = LATER + timedelta(minutes=1)
    services.remove_evidence(db, case.desk.cast.reg, row.id, reason=reason, now=later)
    assert list(services.find_unsound(db)) == [], "what a registrar took away was there"
    row.file = "0" * 64
    db.flush()
    assert list(services.find_unsound(db)) == [case.entry.id]


def test_a_return_seals_nothing_and_an_entry_without_files_has_no_seal(case: Case) -> None:
    db = case.desk.db
    case.desk.sign(case.entry)
    seal_evidence(db, entry_id=case.entry.id, decision="return", now=NOW)
    assert db.scalar(select(func.count()).select_from(EvidenceSeal)) == 0


def test_a_trainee_takes_away_what_was_not_sent_and_a_registrar_anything_with_a_reason(draft: Case) -> None:
    db, cast = draft.desk.db, draft.desk.cast
    one, two = draft.attach(photo()), draft.attach(PAPER)
    services.remove_evidence(db, cast.ana, one.id, reason="", now=NOW)
    with pytest.raises(Unacceptable, match="Say why"):
        services.remove_evidence(db, cast.reg, two.id, reason="x", now=NOW)
    with pytest.raises(Unacceptable, match="e-mail address"):
        services.remove_evidence(db, cast.reg, two.id, reason="Ask kim@example.org about it.", now=NOW)
    with pytest.raises(Missing):
        services.remove_evidence(db, cast.ana, one.id, reason="", now=NOW)
    assert [name for name, _ in services.files_of(db)] == [f"evidence {two.id} of entry {draft.entry.id}"]


def test_a_file_that_is_lost_before_its_row_is_written_leaves_no_row(case: Case) -> None:
    """The upload is refused whole: no entry ever points at nothing."""
    db, ana = case.desk.db, case.desk.cast.ana
    ready = services.prepare_file(db, ana, case.store, case.entry.id, photo(), most=MOST, now=NOW)
    files.forget(case.store, ready.sha256)
    with pytest.raises(Unavailable, match="lost on its way"):
        services.attach_file(db, ana, case.store, case.entry.id, ready, most=MOST, now=NOW)
    db.rollback()
    assert db.scalar(select(func.count()).select_from(Evidence)) == 0


def test_what_no_row_names_is_swept_after_a_day_and_nothing_else(case: Case) -> None:
    """A half-finished upload is a file without a row."""
    db, ana = case.desk.db, case.desk.cast.ana
    row = case.attach(PAPER)
    services.prepare_file(db, ana, case.store, case.entry.id, photo(), most=MOST, now=NOW)
    orphan = next(sha256 for sha256 in files.all_kept(case.store) if sha256 != row.file)
    named, kept_at = [row.file], case.store.touched_at(f"{orphan[:2]}/{orphan[2:4]}/{orphan}")
    assert files.sweep(case.store, named, now=kept_at + timedelta(hours=23)) == []
    assert files.sweep(case.store, [], now=kept_at + timedelta(days=30)) == [], (
        "no rows at all: another database"
    )
    assert files.sweep(case.store, named, now=kept_at + timedelta(hours=25)) == [orphan]
    assert list(files.all_kept(case.store)) == [row.file]


def test_an_entry_that_was_declared_void_takes_no_file(case: Case) -> None:
    practicum.void_entry(
        case.desk.db, case.desk.cast.ana, case.entry.id, reason="Logged on the wrong day.", now=NOW
    )
    with pytest.raises(Clash, match="was decided"):
        case.attach(photo())
