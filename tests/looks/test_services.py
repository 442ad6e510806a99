"""Versions of a look that are only added to, what certificates are issued in, and pictures."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select, update

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.audit.models import AuditRecord
from ashilms.certificates import press
from ashilms.certificates import services as certificates
from ashilms.certificates.drawing import DESIGN, Dress, certificate_pdf
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Edition, Signer
from ashilms.certificates.signing import check_pdf
from ashilms.config import Settings
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files import services as files
from ashilms.files.pictures import redraw_drawing
from ashilms.looks import services
from ashilms.looks.models import SavedLook
from ashilms.looks.rules import LARGEST_PICTURE, Look, Sort
from ashilms.programs import services as programs
from tests import schooling
from tests.certificates.conftest import payload_of
from tests.certified import PASSPHRASE, SCHOOL, rendered
from tests.conftest import NOW
from tests.schooling import Founded

PLUM = Look(ink="#4a1d3f", paper="letter", lead="is given to")


def picture(width: int = 300, height: int = 90, kind: str = "PNG") -> bytes:
    made = BytesIO()
    sheet = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    sheet.paste((20, 40, 60, 255), (10, 40, width - 10, 46))
    exif = Image.Exif()
    exif[0x010E] = "somewhere"  # ImageDescription
    (sheet if kind != "JPEG" else sheet.convert("RGB")).save(made, kind, exif=exif)
    return made.getvalue()


def test_each_save_is_a_version_and_the_last_one_counts(school: Founded) -> None:
    db, reg = school.db, school.cast.reg
    assert services.current_look(db) == (0, Look())
    first = services.save_look(db, reg, PLUM, seen=0, now=NOW)
    second = services.save_look(db, reg, replace(PLUM, paper="a4"), seen=1, now=NOW)
    assert (first.number, second.number) == (1, 2)
    assert services.current_look(db) == (2, replace(PLUM, paper="a4"))
    assert services.get_look(db, 1) == PLUM
    event = db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert event is not None
    assert (event.action, event.subject) == ("looks.save", "look:2")


def test_an_earlier_version_comes_back_as_the_next_one(school: Founded) -> None:
    db, reg = school.db, school.cast.reg
    services.save_look(db, reg, PLUM, seen=0, now=NOW)
    back = services.bring_back(db, reg, 0, seen=1, now=NOW)
    assert (back.number, back.copies, services.current_look(db)[1]) == (2, 0, Look())
    with pytest.raises(Missing):
        services.bring_back(db, reg, 9, seen=2, now=NOW)


def test_of_two_who_began_from_one_version_the_second_is_told(school: Founded) -> None:
    db, reg = school.db, school.cast.reg
    services.save_look(db, reg, PLUM, seen=0, now=NOW)
    with pytest.raises(Clash, match="Somebody saved version 1 meanwhile"):
        services.save_look(db, reg, Look(), seen=0, now=NOW)


@pytest.mark.parametrize(
    ("look", "field"),
    [
        (Look(ink="#ffee99"), "ink"),
        (Look(statement="who earned 12 CEUs"), "statement"),
        (Look(lead="is licensed to"), "lead"),
        (Look(logo="0" * 64), "logo"),
        (Look(hands={"Bea": "0" * 64}), "logo"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_is_saved(school: Founded, look: Look, field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        services.save_look(school.db, school.cast.reg, look, seen=0, now=NOW)
    assert refused.value.field == field
    assert services.all_looks(school.db) == []


def test_only_a_registrar_saves_or_sends(school: Founded, tmp_path: Path) -> None:
    store = files.in_folder(tmp_path)
    for who in (school.cast.ana, school.cast.dee):
        with pytest.raises(Missing):
            services.save_look(school.db, who, PLUM, seen=0, now=NOW)
        with pytest.raises(Missing):
            services.prepare_picture(school.db, who, store, Sort.LOGO, "", picture())


def test_a_picture_is_withdrawn_and_offered_again(school: Founded, tmp_path: Path) -> None:
    db, reg, store = school.db, school.cast.reg, files.in_folder(tmp_path)
    file = services.prepare_picture(db, reg, store, Sort.LOGO, "", picture())
    row = services.send_picture(db, reg, store, Sort.LOGO, "", file, now=NOW)
    services.save_look(db, reg, replace(PLUM, logo=file), seen=0, now=NOW)
    with pytest.raises(Clash, match="Logo is on certificates that are issued now"):
        services.withdraw_picture(db, reg, row.id, now=NOW)
    services.save_look(db, reg, PLUM, seen=1, now=NOW)
    for _ in range(2):
        assert services.withdraw_picture(db, reg, row.id, now=NOW).withdrawn_at == NOW
    assert (services.find_pictures(db), services.all_pictures(db)) == ([], [row])
    assert ("look-picture:1", file) in list(
        services.files_of(db)
    )  # certificates that have it may be drawn again
    with pytest.raises(Unacceptable, match="withdrawn"):
        services.bring_back(db, reg, 1, seen=2, now=NOW)
    for _ in range(2):
        services.offer_again(db, reg, row.id, now=NOW)
    assert services.bring_back(db, reg, 1, seen=2, now=NOW).as_look().logo == file
    said = db.scalars(select(AuditRecord.action).where(AuditRecord.subject == f"look-picture:{row.id}"))
    assert list(said) == ["looks.picture", "looks.withdraw", "looks.offer"]


def test_a_picture_that_no_version_has_is_gone_when_it_is_withdrawn_and_makes_room(
    school: Founded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, reg, store = school.db, school.cast.reg, files.in_folder(tmp_path)
    monkeypatch.setattr(services, "MOST_PICTURES", 1)
    file = services.prepare_picture(db, reg, store, Sort.LOGO, "", picture())
    first = services.send_picture(db, reg, store, Sort.LOGO, "", file, now=NOW)
    with pytest.raises(Unacceptable, match="as many as are kept"):
        services.send_picture(db, reg, store, Sort.SEAL, "", file, now=NOW)
    services.withdraw_picture(db, reg, first.id, now=NOW)
    assert services.all_pictures(db) == list(services.files_of(db)) == []
    (said,) = db.scalars(select(AuditRecord).where(AuditRecord.action == "looks.withdraw"))
    assert said.subject == f"look-picture:{first.id}"
    second = services.send_picture(db, reg, store, Sort.SEAL, "", file, now=NOW)
    services.save_look(db, reg, replace(PLUM, seal=file), seen=0, now=NOW)
    services.save_look(db, reg, PLUM, seen=1, now=NOW)
    services.withdraw_picture(db, reg, second.id, now=NOW)
    with pytest.raises(Unacceptable, match="as many as are kept"):
        services.prepare_picture(
            db, reg, store, Sort.LOGO, "", picture()
        )  # what a version has is kept, and counts


def test_a_signature_is_not_offered_again_where_two_are_called_so(school: Founded, tmp_path: Path) -> None:
    db, reg, store = school.db, school.cast.reg, files.in_folder(tmp_path)
    bea = people.get_person(db, school.cast.bea.id)
    file = services.prepare_picture(db, reg, store, Sort.HAND, bea.name, picture())
    row = services.send_picture(db, reg, store, Sort.HAND, bea.name, file, now=NOW)
    services.save_look(db, reg, replace(PLUM, hands={bea.name: file}), seen=0, now=NOW)
    services.save_look(db, reg, PLUM, seen=1, now=NOW)
    services.withdraw_picture(db, reg, row.id, now=NOW)
    db.execute(
        update(Person).where(Person.id == school.cast.dee.id).values(name=bea.name, printed_name=bea.name)
    )
    with pytest.raises(Unacceptable, match="2 people who may sign"):
        services.offer_again(db, reg, row.id, now=NOW)
    assert row.withdrawn_at == NOW


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_and_says_nothing_besides(school: Founded, tmp_path: Path, kind: str) -> None:
    """T19: neither place nor comment of what was sent is on every certificate."""
    db, reg, store = school.db, school.cast.reg, files.in_folder(tmp_path)
    name = services.prepare_picture(db, reg, store, Sort.LOGO, "", picture(3000, 900, kind))
    kept = files.read(store, name)
    assert b"somewhere" not in kept
    with Image.open(BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size, drawn.mode) == ("PNG", (1200, 360), "RGBA")
    row = services.send_picture(db, reg, store, Sort.LOGO, "", name, now=NOW)
    assert [(what, file) for what, file in services.files_of(db)] == [(f"look-picture:{row.id}", name)]


def test_a_picture_that_stays_large_is_made_smaller(school: Founded, tmp_path: Path) -> None:
    noise, store = BytesIO(), files.in_folder(tmp_path)
    Image.effect_noise((1600, 1600), 90).save(noise, "PNG")
    name = services.prepare_picture(school.db, school.cast.reg, store, Sort.LOGO, "", noise.getvalue())
    assert len(files.read(store, name)) <= LARGEST_PICTURE


@pytest.mark.parametrize(
    ("sort", "name", "data", "says"),
    [
        (Sort.LOGO, "", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG, JPEG or WebP"),
        (Sort.LOGO, "", b"\x89PNG\r\n\x1a\n", "no PNG, JPEG or WebP"),
        (Sort.LOGO, "", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (Sort.HAND, "", picture(), "Say whose signature it is"),
        (Sort.SEAL, "Bea", picture(), "Say whose signature it is"),
        (Sort.HAND, "Nobody At All", picture(), "Nobody here is called “Nobody At All”"),
    ],
)
def test_what_can_t_be_printed_is_not_kept(
    school: Founded, tmp_path: Path, sort: Sort, name: str, data: bytes, says: str
) -> None:
    with pytest.raises(Unacceptable, match=says):
        services.prepare_picture(school.db, school.cast.reg, files.in_folder(tmp_path), sort, name, data)
    assert list(files.all_kept(files.in_folder(tmp_path))) == []


def test_a_certificate_is_issued_in_the_look_of_its_day_and_keeps_it(school: Founded, tmp_path: Path) -> None:
    """Its payload names design and version; drawn again after another was saved, it is the same page."""
    db, cast = school.db, school.cast
    settings = Settings(data_dir=tmp_path, key_passphrase=PASSPHRASE, provider_name=SCHOOL.provider.name)
    store = files.store_of(settings)
    hand = services.prepare_picture(db, cast.reg, store, Sort.HAND, cast.dee.name, picture())
    services.send_picture(db, cast.reg, store, Sort.HAND, cast.dee.name, hand, now=NOW)
    chosen = replace(PLUM, statement="who did it all", hands={cast.dee.name: hand})
    services.save_look(db, cast.reg, chosen, seen=0, now=NOW)
    program = programs.get_program(db, schooling.PROGRAM)
    row = certificates.issue(db, cast.dee, cast.ana.id, program.id, schooling.KINDS, SCHOOL, now=NOW)
    said = row.as_payload()
    assert (said.version, said.design, said.statement) == (4, Edition("bar-and-plumb", "1"), "who did it all")
    services.save_look(db, cast.reg, Look(), seen=1, now=NOW)
    dress = press.dress_for(db, said, settings, {DESIGN.name: DESIGN})
    assert (dress.look, dress.version, set(dress.pictures)) == (chosen, 1, {hand})
    pressed = press.press(said, settings, rendered, listed=None, now=NOW, dress=dress)
    pdf = files.read(store, pressed.file)
    assert check_pdf(pdf, press.keys.public_certificates(tmp_path / "keys")).whole
    with pytest.raises(Unacceptable, match="names another design"):
        press.press(said, settings, rendered, listed=None, now=NOW)
    with pytest.raises(Unacceptable, match="is not installed here"):
        press.dress_for(db, said, settings, {})


@pytest.mark.parametrize(
    ("look", "says"),
    [
        (Look(design="gone"), "The design “gone” is not installed here."),
        (Look(logo="0" * 64), "A picture of the certificate’s design is lost."),
    ],
)
def test_no_number_is_taken_for_what_nothing_here_can_draw(
    school: Founded, tmp_path: Path, look: Look, says: str
) -> None:
    """Approving again would take a number each time, and none would ever be drawn."""
    db, cast = school.db, school.cast
    db.add(SavedLook(number=1, content=look.as_data(), saved_by=cast.reg.id, saved_at=NOW))
    db.flush()
    settings = Settings(data_dir=tmp_path, key_passphrase=PASSPHRASE, provider_name=SCHOOL.provider.name)
    here = replace(
        SCHOOL, refuse_undrawable=lambda look: press.refuse_undrawable(look, settings, {DESIGN.name: DESIGN})
    )
    program = programs.get_program(db, schooling.PROGRAM)
    with pytest.raises(Unacceptable, match=says):
        certificates.issue(db, cast.dee, cast.ana.id, program.id, schooling.KINDS, here, now=NOW)
    assert db.scalars(select(Certificate)).all() == []


@pytest.mark.parametrize("mode", ["1", "P"])
def test_a_drawing_of_few_colours_is_made_smaller_smoothly(mode: str) -> None:
    """A scan in black and white would come out in steps: its edges are to be shades."""
    sheet = Image.new("RGB", (3600, 1200), "white")
    ImageDraw.Draw(sheet).line([(50, 1100), (1200, 60), (2400, 1100), (3500, 90)], fill=(0, 0, 0), width=9)
    sent = BytesIO()
    (sheet.convert("1") if mode == "1" else sheet.quantize(16)).save(sent, "PNG")
    drawn = redraw_drawing(sent.getvalue(), longest_side=1000, most=LARGEST_PICTURE)
    with Image.open(BytesIO(drawn)) as opened:
        assert len(opened.getcolors(100_000) or []) > 50


def test_a_small_file_of_very_many_pixels_is_not_unfolded() -> None:
    sent = BytesIO()
    Image.new("1", (4001, 4000)).save(sent, "PNG")
    with pytest.raises(Unacceptable, match="more than 16 million pixels"):
        redraw_drawing(sent.getvalue(), longest_side=1000, most=LARGEST_PICTURE)


def test_nobody_signs_with_the_handwriting_of_a_namesake(school: Founded, tmp_path: Path) -> None:
    """Who comes to be called as a signer is: no picture is taken, chosen, or printed for either."""
    db, cast, store = school.db, school.cast, files.in_folder(tmp_path)
    hand = services.prepare_picture(db, cast.reg, store, Sort.HAND, cast.dee.name, picture())
    services.send_picture(db, cast.reg, store, Sort.HAND, cast.dee.name, hand, now=NOW)
    chosen = Look(hands={cast.dee.name: hand})
    services.save_look(db, cast.reg, chosen, seen=0, now=NOW)
    db.execute(update(Person).where(Person.id == cast.reg.id).values(name=f" {cast.dee.name}  "))
    db.expire_all()
    says = f"2 people who may sign are called “{cast.dee.name}”"
    with pytest.raises(Unacceptable, match=says):
        services.prepare_picture(db, cast.reg, store, Sort.HAND, cast.dee.name, picture())
    with pytest.raises(Unacceptable, match=says):
        services.save_look(db, cast.reg, chosen, seen=1, now=NOW)
    program = programs.get_program(db, schooling.PROGRAM)
    with pytest.raises(Unacceptable, match=says):
        certificates.issue(db, cast.dee, cast.ana.id, program.id, schooling.KINDS, SCHOOL, now=NOW)
    assert db.scalars(select(Certificate)).all() == []


def test_two_who_sign_under_one_name_have_a_ruled_line() -> None:
    """As on certificates from before it was refused."""
    both = payload_of(signers=(Signer("Dee", "Instructor"), Signer("Dee", "Approved for the school")))
    dress = Dress(Look(hands={"Dee": "a" * 64}), pictures={"a" * 64: picture()})
    asked: list[Mapping[str, Any]] = []

    def render(_name: str, values: Mapping[str, Any]) -> str:
        asked.append(values)
        return rendered(_name, values)

    certificate_pdf(both, render, dress)
    assert asked[0]["hands"] == {"Dee": ""}
