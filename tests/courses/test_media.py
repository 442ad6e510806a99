"""Recordings: what a pack has to bring, who may have them, and when one counts as played."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses import services
from ashilms.courses.models import Media, MediaPlay
from ashilms.courses.rules import open_conditions
from ashilms.courses.rules.playing import Playing, left_to_play
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.files import services as files
from ashilms.files.rules import kind_of
from ashilms.packs.services import check_pack, export_pack, load_pack, preview_load
from ashilms.web import settings
from tests.conftest import NOW, Cast
from tests.courses.recordings import LESSON, MP3, PAGE, SECONDS, SHOWN, SOUND, VTT, write_recorded
from tests.packs.small import NAME, SMALL

CLI = machine("cli")
ABOVE = (NAME, "m01", "m01-l01")
KEY = "looking-up"
FILE, TEXT, SAID = f"media/{KEY}.mp3", f"media/{KEY}.md", f"media/{KEY}.vtt"


def told(root: Path) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.message) for problem in check_pack(root).problems]


def test_a_sound_recording_is_counted_and_nothing_is_wrong(tmp_path: Path) -> None:
    report = check_pack(write_recorded(tmp_path))
    assert report.problems == ()
    assert (report.media, report.media_minutes, report.as_data()["media"]) == (1, 0, 1)
    assert "1 recording (0 min)" in report.summary()


@pytest.mark.parametrize(
    ("changes", "data", "file", "line", "words"),
    [
        ({SAID: None}, None, FILE, 1, "no captions"),
        ({TEXT: None}, None, FILE, 1, "no transcript"),
        ({TEXT: PAGE.replace("Somebody says: look up first, then step.", "")}, None, TEXT, 0, "transcript is empty"),
        ({TEXT: PAGE.replace("seconds: 3", "seconds: 90")}, None, TEXT, 3, "takes 3 seconds"),
        ({TEXT: PAGE.replace("seconds: 3", "seconds: 0")}, None, TEXT, 3, "at least 1"),
        ({TEXT: PAGE + "<script>x</script>\n"}, None, TEXT, 6, "HTML is not used"),
        ({SAID: VTT + "\n00:03.000 --> 01:03.000\nLate.\n"}, None, SAID, 1, "ends after the recording"),
        ({SAID: VTT.replace("Then", "<b>Then")}, None, SAID, 8, "plain text"),
        ({}, {FILE: b"%PDF-1.7\n%%EOF\n"}, FILE, 1, "no audio/mpeg"),
        ({}, {FILE: b"ID3"}, FILE, 1, "can't be read"),
        ({}, {FILE: MP3, f"media/{KEY}.ogg": b"OggS"}, FILE.replace("mp3", "ogg"), 1, "this name already"),
        ({}, {}, SAID, 1, "no recording of this name"),
        ({LESSON: SMALL[LESSON] + "\n::: media nothing\nX.\n:::\n"}, None, LESSON, 0, "no recording media/nothing"),
        ({LESSON: SMALL[LESSON] + f"\n::: media {KEY}\n:::\n"}, None, LESSON, 0, "what there is to see"),
        ({LESSON: (SOUND[LESSON] or "") + SHOWN}, None, LESSON, 0, "twice"),
        ({LESSON: (SOUND[LESSON] or "").replace(SHOWN, "")}, None, LESSON, 0, "no ::: media"),
    ],
)  # fmt: skip
def test_what_a_recording_lacks_is_told_with_file_and_line(
    tmp_path: Path, changes: dict[str, str | None], data: dict[str, bytes] | None, file: str, line: int, words: str
) -> None:  # fmt: skip
    found = told(write_recorded(tmp_path, changes, data))
    assert [(f, at) for f, at, said in found if words in said and f == file and line in (0, at)], found


def test_a_recording_longer_than_its_lesson_is_told(tmp_path: Path) -> None:
    webm = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40)
    changes = {TEXT: PAGE.replace("seconds: 3", "seconds: 660")}
    found = told(write_recorded(tmp_path, changes, {f"media/{KEY}.webm": webm}))
    assert [(file, said) for file, _, said in found] == [
        (LESSON, "Its recordings alone take 11 minutes. Count them in here.")
    ]


def test_media_minutes_feed_the_rule_for_home_study(tmp_path: Path) -> None:
    webm = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40)
    changes = {
        TEXT: PAGE.replace("seconds: 3", "seconds: 3600"),
        LESSON: (SOUND[LESSON] or "").replace("minutes: 10", "minutes: 60"),
    }
    report = check_pack(write_recorded(tmp_path, changes, {f"media/{KEY}.webm": webm}))
    assert (report.problems, report.media_minutes, report.ce_minutes) == ((), 60, 50)


def test_check_load_export_and_load_again_change_nothing(db: Session, tmp_path: Path) -> None:
    kept, root = files.in_folder(tmp_path / "files"), write_recorded(tmp_path / "in")
    assert load_pack(db, CLI, root, now=NOW, kept=kept).changes
    written = export_pack(db, NAME, tmp_path / "out", kept=kept)
    assert {p.relative_to(written): p.read_bytes() for p in written.rglob("*.*")} == {
        p.relative_to(root): p.read_bytes() for p in root.rglob("*.*")
    }
    assert load_pack(db, CLI, written, now=NOW, kept=kept).changes == ()
    row = db.scalars(select(Media)).one()
    assert files.read(kept, row.file) == MP3


def test_a_trial_load_keeps_nothing(db: Session, tmp_path: Path) -> None:
    kept = files.in_folder(tmp_path / "files")
    assert preview_load(db, CLI, write_recorded(tmp_path), now=NOW, kept=kept).changes
    assert list(files.all_kept(kept)) == []
    assert db.scalar(select(func.count()).select_from(Media)) == 0


def test_without_a_place_for_files_nothing_is_loaded(db: Session, tmp_path: Path) -> None:
    with pytest.raises(Unacceptable, match="no folder to keep them in"):
        load_pack(db, CLI, write_recorded(tmp_path), now=NOW)
    assert db.scalar(select(func.count()).select_from(Media)) == 0


def test_a_zip_with_recordings_is_held_to_the_bounds_of_each(tmp_path: Path) -> None:
    root = write_recorded(tmp_path, data={FILE: MP3})
    sound, large = tmp_path / "sound.zip", tmp_path / "large.zip"
    for target, extra in ((sound, b""), (large, bytes(300_000))):
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
            for path in root.rglob("*.*"):
                more = extra if path.suffix == ".vtt" else b""
                packed.writestr(path.relative_to(tmp_path).as_posix(), path.read_bytes() + more)
    assert told(sound) == []
    assert any(file == SAID and "larger than 256 KB" in said for file, _, said in told(large))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"), (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x1a\x45\xdf\xa3....webm", "video/webm"), (b"\x1a\x45\xdf\xa3....matroska", None), (b"OggS", "audio/ogg"),
        (b"ID3\x04", "audio/mpeg"), (MP3, "audio/mpeg"), (b"\xff\xd8\xff\xe0", None), (b"\xff\xfe<\x00", None),
        (b"<html>", None), (b"", None),
    ],
)  # fmt: skip
def test_a_recording_is_told_by_its_content(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


def test_what_somebody_sends_is_never_kept_as_a_recording(tmp_path: Path) -> None:
    with pytest.raises(Unacceptable, match="not a whole PDF"):
        files.keep(files.in_folder(tmp_path), MP3)


@pytest.mark.parametrize(
    ("seconds", "passed", "left"),
    [(600, 10, 585), (600, 594, 1), (600, 595, 0), (600, 9_999, 0), (3, 0, 0), (600, -60, 655)],
)
def test_no_more_is_played_than_time_has_passed(seconds: int, passed: int, left: int) -> None:
    assert left_to_play(NOW, NOW + timedelta(seconds=passed), seconds) == timedelta(seconds=left)


@pytest.mark.parametrize(
    ("conditions", "played", "words"),
    [
        (["read"], [], []), (["media"], ["a", "b"], []), (["media"], ["a"], ["One recording"]),
        (["checks", "media"], [], ["One self-check", "2 recordings"]),
    ],
)  # fmt: skip
def test_a_lesson_says_which_recordings_are_open(
    conditions: list[str], played: list[str], words: list[str]
) -> None:
    left = open_conditions(conditions, ["c"], frozenset(), ["a", "b"], played)
    assert [said[: len(word)] for said, word in zip(left, words, strict=True)] == words


@pytest.fixture
def ana(db: Session, cast: Cast, tmp_path: Path) -> Cast:
    """The cast, of whom Ana takes a course whose first lesson has a recording; it says ten minutes."""
    webm = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40)
    root = write_recorded(
        tmp_path, {TEXT: PAGE.replace("seconds: 3", "seconds: 600")}, {f"media/{KEY}.webm": webm}
    )
    load_pack(db, CLI, root, now=NOW, kept=files.in_folder(tmp_path / "files"))
    services.enrol(db, cast.ana, services.get_course(db, NAME).id, now=NOW)
    return cast


def after(seconds: float) -> dict[str, object]:
    return {"now": NOW + timedelta(seconds=seconds)}


def test_ten_minutes_are_not_played_in_ten_seconds(db: Session, ana: Cast) -> None:
    services.note_playing(db, ana.ana, *ABOVE, KEY, Playing.BEGAN, **after(0))  # type: ignore[arg-type]
    for seconds in (0, 10, 300):
        with pytest.raises(Clash, match="takes longer"):
            services.note_playing(db, ana.ana, *ABOVE, KEY, Playing.ENDED, **after(seconds))  # type: ignore[arg-type]
    with pytest.raises(Unacceptable, match="One recording is still open"):
        services.finish_lesson(db, ana.ana, *ABOVE, now=NOW)
    services.note_playing(db, ana.ana, *ABOVE, KEY, Playing.BEGAN, **after(590))  # type: ignore[arg-type]
    services.note_playing(db, ana.ana, *ABOVE, KEY, Playing.ENDED, **after(600))  # type: ignore[arg-type]
    assert services.open_lesson(db, ana.ana, *ABOVE).played == {KEY: "ended"}
    services.finish_lesson(db, ana.ana, *ABOVE, now=NOW)


def test_whoever_reads_the_transcript_is_done_as_well(db: Session, ana: Cast) -> None:
    for seconds in (0, 900):
        services.note_playing(db, ana.ana, *ABOVE, KEY, Playing.READ, **after(seconds))  # type: ignore[arg-type]
    row = db.scalars(select(MediaPlay)).one()
    assert (row.how, row.done_at) == ("read", NOW)
    services.finish_lesson(db, ana.ana, *ABOVE, now=NOW)


def test_a_recording_is_had_by_whoever_may_read_its_lesson_alone(db: Session, ana: Cast) -> None:
    for reader in (ana.ana, ana.bea, ana.reg):
        assert services.get_recording(db, reader, *ABOVE, KEY).seconds == 600
    with pytest.raises(NotAllowed):
        services.get_recording(db, ana.caz, *ABOVE, KEY)
    for other in (ana.caz, ana.bea):
        with pytest.raises(NotAllowed):
            services.note_playing(db, other, *ABOVE, KEY, Playing.READ, now=NOW)
    for where, name in ((ABOVE, "nothing"), ((NAME, "m01", "m01-l02"), KEY)):
        with pytest.raises(Missing):
            services.get_recording(db, ana.ana, *where, name)
    assert db.scalar(select(func.count()).select_from(MediaPlay)) == 0


Sign = Callable[[str | None], FlaskClient]
PAGE_URL = f"/courses/{NAME}/m01/m01-l01"
URL = f"{PAGE_URL}/media/{KEY}"


@pytest.fixture
def site(app: Flask, host_db: Session, tmp_path: Path, client_of: Sign) -> Sign:
    """The host site with the recorded course, which Ana takes."""
    load_pack(host_db, CLI, write_recorded(tmp_path / "in"), now=NOW, kept=files.store_of(settings()))
    host_db.commit()
    assert client_of("ana").post(f"/courses/{NAME}/enrol").status_code == 302
    return client_of


def test_a_player_gets_the_part_that_it_asks_for(site: Sign) -> None:
    ana = site("ana")
    whole, part = ana.get(URL, buffered=True), ana.get(URL, headers={"Range": "bytes=104-207"}, buffered=True)
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/mpeg", MP3)
    assert (part.status_code, part.data) == (206, MP3[104:208])
    assert part.headers["Content-Range"] == f"bytes 104-207/{len(MP3)}"
    assert whole.headers["Cache-Control"] == "no-store"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    assert ana.get(URL, headers={"Range": f"bytes={len(MP3)}-"}, buffered=True).status_code == 416
    assert ana.get(URL, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True).status_code == 304
    captions = ana.get(f"{URL}/captions")
    assert (captions.mimetype, captions.text.startswith("WEBVTT\n\n00:00.000")) == ("text/vtt", True)


@pytest.mark.parametrize("path", [URL, f"{URL}/captions"])
def test_nobody_else_gets_a_byte(site: Sign, path: str) -> None:
    codes = {who: site(who).get(path, buffered=True).status_code for who in (None, "caz", "ana", "bea")}
    assert codes == {None: 401, "caz": 403, "ana": 200, "bea": 200}
    assert site("ana").get(path.replace(KEY, "nothing")).status_code == 404


def test_the_page_plays_nothing_by_itself_and_offers_the_transcript(site: Sign) -> None:
    ana = site("ana")
    page = ana.get(PAGE_URL).text
    assert "<audio controls" in page
    assert "autoplay" not in page
    assert f'<track kind="captions" src="{URL}/captions"' in page
    assert "Somebody says: look up first, then step." in page
    assert "One recording is still open." in page
    assert ana.post(URL, data={"what": "read"}).headers["Location"] == f"{PAGE_URL}#media-{KEY}"
    page = ana.get(PAGE_URL).text
    assert "Transcript read" in page
    assert "One recording is still open." not in page
    assert "I read the transcript instead" not in site("bea").get(PAGE_URL).text


@pytest.mark.parametrize(
    ("data", "code"),
    [({"what": "began"}, 204), ({"what": "ended", "seconds": str(SECONDS)}, 204), ({}, 422), ({"what": "x"}, 422)],
)  # fmt: skip
def test_what_a_page_says_of_a_recording_is_answered_shortly(
    site: Sign, data: dict[str, str], code: int
) -> None:
    assert site("ana").post(URL, data=data).status_code == code
