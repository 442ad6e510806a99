"""The registrar's page of the design: who may, what it shows, what a bad choice gets, and what comes of saving."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops, ImageDraw
from sqlalchemy.orm import Session

from ashilms.looks import services
from ashilms.looks.rules import Look, Sort
from ashilms.web import state
from tests.conftest import NOW
from tests.looks.test_services import picture
from tests.schooling import Founded, text_of

Sign = Callable[[str | None], FlaskClient]
PAGE = "/certificates/design"
CHOSEN = {
    "version": "0", "design": "bar-and-plumb", "paper": "letter", "ink": "#4A1D3F", "lead": " is  given to ",
    "statement": "who did everything", "renewed": "who did it again", "logo": "", "seal": "", "name": "long",
}  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        f"{PAGE}/preview",
        f"{PAGE}/versions/0",
        f"{PAGE}/pictures",
    ],
)
def test_registrars_alone_see_the_design(client_of: Sign, path: str) -> None:
    answers = {who: client_of(who).get(path).status_code for who in ("ana", "bea", "caz", "dee", "reg")}
    assert answers == {who: 200 if who == "reg" else 403 for who in answers}


def test_the_page_shows_a_sample_and_how_well_the_colour_can_be_read(client_of: Sign) -> None:
    page = client_of("reg").get(PAGE).text
    assert 'src="data:image/webp;base64,' in page
    assert "The design as shipped is in use." in page
    assert "#1f4068 has a contrast of 10.4 : 1 with the paper; text needs 4.5 : 1." in page


def test_trying_saves_nothing_and_saving_makes_a_version(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    tried = reg.post(PAGE, data={**CHOSEN, "try": "1"})
    assert tried.status_code == 200
    assert services.current_look(host_db)[0] == 0
    assert "with a very long name" in tried.text
    assert reg.post(PAGE, data=CHOSEN).status_code == 302
    host_db.expire_all()
    assert services.current_look(host_db) == (
        1,
        Look(
            paper="letter", ink="#4a1d3f", lead="is given to", statement="who did everything",
            renewed="who did it again",
        ),
    )  # fmt: skip
    page = text_of(reg.get(PAGE))
    assert "Version 1 is in use." in page
    assert "Save as version 2" in page
    again = reg.post(PAGE, data=CHOSEN | {"statement": "who did what I wrote for an hour"})
    assert again.status_code == 409, "began from a version that is no longer in use"
    assert "Somebody saved version 1 meanwhile" in again.text
    assert 'value="who did what I wrote for an hour"' in again.text
    assert re.search(r'name="version"[^>]*value="1"', again.text), "so that it can be saved after all"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ink": "#ffcc00"}, "text needs 4.5 : 1. Choose a darker one."),
        ({"ink": "blue"}, "# and six hexadecimal digits"),
        ({"paper": "a3"}, "Choose one from the list."),
        ({"design": "nobody’s"}, "Choose one from the list."),
        ({"logo": "77"}, "Choose one from the list."),
        ({"lead": "is 😀 to"}, "no installed font has 😀"),
        ({"statement": "who earned two CEUs"}, "says “CEUs”"),
        ({"statement": "who is licensed to touch"}, "never says “licensed to”"),
    ],
)
def test_what_can_t_be_printed_is_told_in_a_sentence(
    client_of: Sign, host_db: Session, changes: dict[str, str], says: str
) -> None:
    answer = client_of("reg").post(PAGE, data=CHOSEN | changes)
    assert answer.status_code == 422
    assert says in text_of(answer, 422)
    assert services.all_looks(host_db) == []


def test_the_preview_follows_what_is_chosen(client_of: Sign) -> None:
    reg = client_of("reg")
    changes = ({}, {"ink": "#123456"}, {"name": "short"}, {"paper": "a4"})
    shown = [reg.get(f"{PAGE}/preview", query_string=CHOSEN | more) for more in changes]
    assert {answer.mimetype for answer in shown} == {"image/webp"}
    assert len({answer.data for answer in shown}) == 4
    for more in ({"ink": "#eeeeee"}, {"paper": "a3"}, {"design": "x"}, {"lead": "😀"}):
        assert reg.get(f"{PAGE}/preview", query_string=CHOSEN | more).status_code == 422


def test_a_picture_is_sent_chosen_and_printed(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    sent = {"sort": "hand", "name": "Dee", "file": (BytesIO(picture()), "../../hand.svg")}
    assert reg.post(f"{PAGE}/pictures", data=sent).status_code == 302
    (row,) = services.find_pictures(host_db)
    assert (row.sort, row.name) == (Sort.HAND, "Dee")
    given = reg.get(f"{PAGE}/pictures/{row.id}.png")
    assert (given.mimetype, given.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert "Signature of Dee" in reg.get(PAGE).text
    assert reg.post(PAGE, data=CHOSEN | {"hands": [str(row.id)]}).status_code == 302
    host_db.expire_all()
    assert services.current_look(host_db)[1].hands == {"Dee": row.file}
    assert client_of("ana").get(f"{PAGE}/pictures/{row.id}.png").status_code == 403
    assert reg.get(f"{PAGE}/pictures/{row.id + 1}.png").status_code == 404


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"sort": "logo"}, "Choose the file first."),
        ({"sort": "logo", "file": (BytesIO(b"<svg/>"), "a.png")}, "no PNG, JPEG or WebP picture"),
        ({"sort": "hand", "file": (BytesIO(picture()), "a.png")}, "Say whose signature it is"),
        (
            {"sort": "hand", "name": "Zed", "file": (BytesIO(picture()), "a.png")},
            "Nobody here is called “Zed”",
        ),
    ],
)
def test_a_picture_that_can_t_be_used_is_refused(
    client_of: Sign, host_db: Session, sent: dict[str, object], says: str
) -> None:
    answer = client_of("reg").post(f"{PAGE}/pictures", data=sent)
    assert answer.status_code == 422
    assert says in text_of(answer, 422)
    assert services.find_pictures(host_db) == []


def test_an_earlier_version_comes_back_by_a_button(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    reg.post(PAGE, data=CHOSEN)
    page = text_of(reg.get(f"{PAGE}/versions/0"))
    assert "Bring it back as version 2" in page
    assert "Bring it back" not in text_of(reg.get(f"{PAGE}/versions/1"))
    assert reg.post(f"{PAGE}/versions/0", data={"version": "0"}).status_code == 409
    assert reg.post(f"{PAGE}/versions/0", data={"version": "1"}).status_code == 302
    host_db.expire_all()
    assert services.current_look(host_db) == (2, Look())
    assert reg.get(f"{PAGE}/versions/9").status_code == 404


def scan(width: int = 1500, height: int = 550) -> bytes:
    """A signature as a telephone photographs it: the paper's grain, and a stroke."""
    grain = Image.effect_noise((width, height), 14).convert("RGB")
    sheet = ImageChops.add(grain, Image.new("RGB", (width, height), (90, 85, 80)))
    ImageDraw.Draw(sheet).line([(50, 400), (450, 100), (750, 450), (1450, 150)], fill=(20, 20, 60), width=9)
    made = BytesIO()
    sheet.save(made, "JPEG", quality=80)
    return made.getvalue()


def test_everything_that_may_be_chosen_is_drawn_together(client_of: Sign, host_db: Session) -> None:
    """Photographs that fill what is kept of each: the page has their addresses, none of their bytes."""
    reg = client_of("reg")
    for sent in ({"sort": "logo"}, {"sort": "seal"}, {"sort": "hand", "name": "Dee"}):
        assert (
            reg.post(f"{PAGE}/pictures", data=sent | {"file": (BytesIO(scan()), "a.jpg")}).status_code == 302
        )
    chosen = {row.sort: str(row.id) for row in services.find_pictures(host_db)}
    all_of_them = CHOSEN | {"logo": chosen["logo"], "seal": chosen["seal"], "hands": [chosen["hand"]]}
    assert reg.post(PAGE, data=all_of_them | {"try": "1"}).status_code == 200
    assert reg.get(f"{PAGE}/preview", query_string=all_of_them).status_code == 200
    assert reg.post(PAGE, data=all_of_them).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"renewed": "who renewed 😀"}, "renewed", "no installed font has 😀"),
        ({"renewed": "W" * 160}, "renewed", "is too long to be printed"),
        ({"statement": "W" * 160}, "statement", "is too long to be printed"),
        ({"lead": "W" * 60}, "lead", "is too long to be printed"),
    ],
)
def test_what_can_t_be_drawn_is_told_at_its_field(
    client_of: Sign, host_db: Session, changes: dict[str, str], field: str, says: str
) -> None:
    answer = client_of("reg").post(PAGE, data=CHOSEN | changes)
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">[^<]*{says}', answer.text)
    assert services.all_looks(host_db) == []


def test_what_renewals_say_is_shown(client_of: Sign) -> None:
    reg = client_of("reg")
    shown = [
        reg.get(f"{PAGE}/preview", query_string=CHOSEN | {"name": name}) for name in ("usual", "renewal")
    ]
    assert [answer.status_code for answer in shown] == [200, 200]
    assert shown[0].data != shown[1].data


def test_a_lost_picture_is_told_and_another_design_can_be_saved(
    app: Flask, client_of: Sign, host_db: Session
) -> None:
    reg = client_of("reg")
    reg.post(f"{PAGE}/pictures", data={"sort": "logo", "file": (BytesIO(picture()), "a.png")})
    (row,) = services.find_pictures(host_db)
    assert reg.post(PAGE, data=CHOSEN | {"logo": str(row.id)}).status_code == 302
    for kept in (state(app).settings.data_dir / "files").rglob(row.file):
        kept.unlink()
    page = text_of(reg.get(PAGE))
    assert "No certificate can be issued in this version" in page
    assert "A picture of the certificate’s design is lost." in page
    again = reg.post(PAGE, data=CHOSEN | {"version": "1", "logo": str(row.id)})
    assert "is lost. Send it again" in text_of(again, 422)
    assert reg.post(PAGE, data=CHOSEN | {"version": "1"}).status_code == 302


def test_a_version_that_can_t_be_drawn_is_not_brought_back(
    client_of: Sign, host_db: Session, school: Founded
) -> None:
    services.save_look(host_db, school.cast.reg, Look(design="gone"), seen=0, now=NOW)
    services.save_look(host_db, school.cast.reg, Look(), seen=1, now=NOW)
    host_db.commit()
    reg = client_of("reg")
    page = text_of(reg.get(f"{PAGE}/versions/1"))
    assert "The design “gone” is not installed here." in page
    assert "Bring it back" not in page
    assert reg.post(f"{PAGE}/versions/1", data={"version": "2"}).status_code == 422
    host_db.expire_all()
    assert services.current_look(host_db) == (2, Look())


def test_a_picture_is_withdrawn_from_the_page_and_offered_again(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    reg.post(f"{PAGE}/pictures", data={"sort": "seal", "file": (BytesIO(picture()), "a.png")})
    (row,) = services.find_pictures(host_db)
    assert reg.post(PAGE, data=CHOSEN | {"seal": str(row.id)}).status_code == 302
    assert "On certificates now" in text_of(reg.get(PAGE))
    assert "Save the design without it first." in text_of(reg.post(f"{PAGE}/pictures/{row.id}/withdraw"), 409)
    assert reg.post(PAGE, data=CHOSEN | {"version": "1"}).status_code == 302
    assert reg.post(f"{PAGE}/pictures/{row.id}/withdraw").headers["Location"] == f"{PAGE}#sent"
    page = reg.get(PAGE).text
    assert "Seal is offered no more. Versions that have it keep it" in page
    assert "(offered no more)" in page
    assert not re.search(rf'name="seal"[^>]*value="{row.id}"', page)
    assert reg.post(f"{PAGE}/pictures/{row.id}/offer").status_code == 302
    assert re.search(rf'name="seal"[^>]*value="{row.id}"', reg.get(PAGE).text)


def test_a_picture_that_no_version_has_is_gone_from_the_page(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    reg.post(f"{PAGE}/pictures", data={"sort": "logo", "file": (BytesIO(picture()), "a.png")})
    (row,) = services.find_pictures(host_db)
    address = f"{PAGE}/pictures/{row.id}"
    assert reg.post(f"{address}/withdraw").status_code == 302
    page = text_of(reg.get(PAGE))
    assert "Logo is offered no more. No version has it, so it is gone." in page
    assert "Pictures that were sent" not in page
    for gone in (f"{address}/withdraw", f"{address}/offer"):
        assert "There is no such picture." in text_of(reg.post(gone), 404)
    assert reg.get(f"{address}.png").status_code == 404
