"""The certificate as a file: conformance, letters, fit, and what cannot be smuggled into it."""

import re
import struct
import subprocess
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from ashilms.boards.rules import Claim
from ashilms.certificates.design import ornament
from ashilms.certificates.drawing import DESIGN, Dress, Render, certificate_pdf, page_of, warm_up
from ashilms.certificates.lettering import DISPLAY, CannotBeDrawn, fitted
from ashilms.certificates.rules import (
    NOT_A_LICENCE,
    Edition,
    Hours,
    ProofRoot,
    Provider,
    Signer,
    Waived,
    canonical,
    new_number,
)
from ashilms.documents.glyphs import width_of
from ashilms.documents.pictures import picture_of
from ashilms.looks.rules import Look
from tests.certificates.conftest import Issued, MakePayload

ROOT = Path(__file__).parents[2]
Write = Callable[[str, bytes], Path]

GREEK_SCHOOL = Provider(
    "Σχολή Σωματικής Εργασίας του Πειραιά",
    "Λεωφόρος Βασιλέως Γεωργίου 123, Πειραιάς 185 34",
    "a@school.example",
)
CLAIMS = tuple(
    Claim(board=board, course_type="Live and Home Study", credit=credit, provider_number=number,
          course_number="20-998877", holder_licence=licence)
    for board, credit, number, licence in (
        ("Florida", "44.5 hours of 50 minutes", "50-1234", "MA 12345"), ("NCBTMB", "44.5 CE", "451234-11", ""),
        ("Texas", "44.5 hours of 50 minutes", "CE 2211", ""),
    )
)  # fmt: skip
LONG_ROLE = "Lead instructor in bar massage, LMT 00-4471"
SORTS: dict[str, dict[str, Any]] = {
    "plain": {"holder": "Ana Beatriz Duarte Reis"},
    "theory": {"holder": "Ö", "valid_until": None, "hours": Hours(600, 0, 0), "level": 0},
    "practicum": {"holder": "Zoë Żółkiewska-Ångström Đặng", "hours": Hours(0, 0, 3010)},
    "long": {
        "holder": "Maximiliane-Theodora von Hohenberg-Okonkwo Żółkiewska",
        "signers": (Signer("Bea Okafor", LONG_ROLE),),
    },
    "longest": {
        "holder": "Bartholomew Alexander Fitzgerald-Montgomery Krishnamurthy von und zu Wolfenstein-Hohenzollern",
        "signers": tuple(Signer(f"Signer Number {n}", LONG_ROLE) for n in range(4)),
        "replaces": new_number("BBM1", bytes(10)),
    },
    "Greek": {
        "holder": "Αλεξάνδρα Παπαδοπούλου",
        "provider": GREEK_SCHOOL,
        "verify_at": "training.harbour-school-of-bodywork.example.org/academy/verify",
    },
    "Cyrillic": {"holder": "Екатерина Александровна Воскресенская"},
    "Vietnamese": {"holder": "Nguyễn Thị Ánh Tuyết"},
    "claimed": {"holder": "Mae Lindqvist", "version": 2, "claims": CLAIMS},
    "markup": {"holder": "<b>Ana</b> & \"Co\" <img src='http://127.0.0.1:9/x'>"},
    "template": {"holder": "{{ 7*7 }} {% raw %}"},
}


def png(width: int, height: int) -> bytes:
    """Return a picture with transparency, as a scanned signature is."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = ([bytes([24, 40, 60, 255 * (abs(x - 3 * y) < 6)]) for x in range(width)] for y in range(height))
    rows = b"".join(b"\x00" + b"".join(line) for line in lines)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def drawn(make_payload: MakePayload, render: Render, issued: Issued) -> dict[str, bytes]:
    """Every sort of certificate, drawn once; the last of them in what a school chose."""
    look = Look(hands={"Bea Okafor": "hand"}, logo="logo", seal="seal", ink="#4a1d3f", paper="letter")
    pictures = {"hand": png(160, 50), "logo": png(200, 60), "seal": png(90, 90)}
    files = {
        name: certificate_pdf(
            make_payload(**parts), render, Dress(look, 1, pictures=pictures) if name == "template" else None
        )
        for name, parts in SORTS.items()
    }
    return files | {"signed": issued.signed}


def said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def text_of(path: Path) -> str:
    return " ".join(said_by("pdftotext", "-layout", path, "-").split())


def test_every_certificate_is_archivable_and_accessible(drawn: dict[str, bytes], written: Write) -> None:
    """PDF/A-3a and PDF/UA-1 by the veraPDF engine, signed and unsigned, in every script that ships."""
    paths = [written(f"{number}.pdf", data) for number, data in enumerate(drawn.values())]
    said = said_by(ROOT / "script" / "pdf-conformance", "3a,ua1", *paths)
    assert said.count("] COMPLIANT") == 2 * len(drawn)


def test_the_engine_finds_a_fault(issued: Issued, written: Write) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(issued.unsigned)) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(out)
    path = written("untagged.pdf", out.getvalue())
    command = [ROOT / "script" / "pdf-conformance", "3a,ua1", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.count("NOT COMPLIANT") == 2


@pytest.mark.parametrize("name", list(SORTS))
def test_the_holder_s_name_is_on_the_page_as_it_is(
    name: str, drawn: dict[str, bytes], written: Write
) -> None:
    """T18: markup in a name is printed, not obeyed; letters of every shipped script can be copied out again."""
    text = text_of(written("page.pdf", drawn[name]))
    assert "".join(SORTS[name]["holder"].split()) in "".join(text.split())


@pytest.mark.parametrize("name", list(SORTS))
def test_it_is_one_page_in_embedded_faces_of_our_own(
    name: str, drawn: dict[str, bytes], written: Write
) -> None:
    path = written("page.pdf", drawn[name])
    assert re.search(r"^Pages: +1$", said_by("pdfinfo", path), re.MULTILINE)
    for font in said_by("pdffonts", path).splitlines()[2:]:
        assert re.match(r"[A-Z]{6}\+Ashi-", font), font
        assert font.split()[-5:-2] == ["yes", "yes", "yes"], "embedded, subset, with a map to letters"


def test_it_says_what_the_payload_says(drawn: dict[str, bytes], written: Write) -> None:
    text = text_of(written("page.pdf", drawn["plain"]))
    for said in (
        "Certificate of Achievement", "Barefoot Bar Massage, Level 1", "assessed and passed, on 21 November 2026.",
        "Scope: one-foot posterior work; adults; screened.", "24 November 2026", "23 November 2028",
        "44.5", "23.5 home study · 21.0 live", "50 hours", "26 h with clients", "Supervised practicum, not CE",
        "Bea Okafor", "Reg Tan", "BBM1-185G-R38E-1W81-24GK-P", "course version 3.1", "programme version 3",
        "12 Quay Street", "hello@harbour.example", "verify.example.org/verify", NOT_A_LICENCE,
    ):  # fmt: skip
        assert "".join(said.split()) in "".join(text.split()), said


def test_what_is_claimed_is_printed_board_by_board(drawn: dict[str, bytes], written: Write) -> None:
    text = "".join(text_of(written("claimed.pdf", drawn["claimed"])).split())
    for said in (
        "NCBTMB: provider No. 451234-11, course No. 20-998877, Live and Home Study, 44.5 CE",
        "holder’s licence No. MA 12345", "Texas: provider No. CE 2211", "Supervised practicum, not CE",
    ):  # fmt: skip
        assert "".join(said.split()) in text
    assert "NCBTMB" not in text_of(written("plain.pdf", drawn["plain"]))


def test_what_was_not_done_is_not_mentioned(drawn: dict[str, bytes], written: Write) -> None:
    online = text_of(written("online.pdf", drawn["theory"]))
    assert "no expiry" in online
    assert "practicum" not in online
    practised = text_of(written("practised.pdf", drawn["practicum"]))
    assert "50 h 10 min" in practised
    assert "Contact hours" not in practised


def test_the_payload_is_attached_as_the_page_s_source(drawn: dict[str, bytes], issued: Issued) -> None:
    with pikepdf.open(BytesIO(drawn["signed"])) as pdf:
        assert pdf.attachments["payload.json"].get_file().read_bytes() == canonical(issued.payload)
        assert [str(file.AFRelationship) for file in pdf.Root.AF] == ["/Source"]
        assert str(pdf.docinfo.Title).endswith("Barefoot Bar Massage, Level 1. Ana Beatriz Duarte Reis")


def test_the_address_on_screen_is_the_one_in_the_code(drawn: dict[str, bytes], issued: Issued) -> None:
    with pikepdf.open(BytesIO(drawn["plain"])) as pdf:
        assert {str(link.A.URI) for link in pdf.pages[0].Annots} == {issued.payload.verify_url}
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(picture_of(drawn["plain"], width=1200))))
    assert (code.text, code.ec_level) == (issued.payload.verify_url, "M")


def test_the_same_payload_gives_the_same_bytes(
    issued: Issued, render: Render, make_payload: MakePayload
) -> None:
    warm_up()
    assert certificate_pdf(make_payload(), render) == issued.unsigned
    assert certificate_pdf(make_payload(issued_on=date(2026, 11, 25)), render) != issued.unsigned


@pytest.mark.parametrize(
    ("different", "named"),
    [
        ({"holder": "Ana 😀"}, "😀"),
        ({"holder": "𒀀𒀀"}, "𒀀"),
        ({"provider": Provider("Ꮳ", "a", "b")}, "Ꮳ"),
        ({"signers": (Signer("𓀀", "Instructor"),)}, "𓀀"),
        ({"holder": "Anאנה"}, "mixes scripts within a word"),
        ({"award": "W" * 200}, "too long"),
        ({"scope": "W" * 200}, "too long"),
        ({"holder": "W" * 120}, "too long"),
        ({"signers": (Signer("W" * 100, "Instructor"),)}, "too long"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_name(
    make_payload: MakePayload, different: Any, named: str
) -> None:
    """Never printed as boxes, which would break PDF/A as well."""
    with pytest.raises(CannotBeDrawn, match=re.escape(named)):
        page_of(make_payload(**different), Look())


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + bytes(600_000)])
def test_a_signature_s_picture_is_a_small_png(
    make_payload: MakePayload, render: Render, picture: bytes
) -> None:
    dress = Dress(Look(hands={"Bea Okafor": "hand"}), 1, pictures={"hand": picture})
    with pytest.raises(CannotBeDrawn, match="PNG of at most 512 KB"):
        certificate_pdf(make_payload(), render, dress)


@pytest.mark.parametrize(
    ("name", "size", "lines"),
    [("plain", 39, 1), ("theory", 39, 1), ("long", 21, 1), ("longest", 21, 2), ("Greek", 32.76, 1)],
)
def test_a_name_steps_down_by_its_measured_width(
    make_payload: MakePayload, name: str, size: float, lines: int
) -> None:
    setting: Any = page_of(make_payload(holder=SORTS[name]["holder"]), Look())["holder"]
    assert (setting.size, len(setting.rows)) == (size, lines)
    assert " ".join(setting.rows) == SORTS[name]["holder"]


def test_width_decides_and_not_the_count_of_letters() -> None:
    steps = [(39.0, 1), (29.0, 1)]
    narrow, wide = (fitted("name", text, DISPLAY, steps, 201) for text in ("i" * 40, "m" * 20))
    assert (narrow.size, wide.size) == (39, 29)


def test_lines_are_as_even_as_they_can_be() -> None:
    setting = fitted("name", SORTS["longest"]["holder"], DISPLAY, [(21, 2)], 201)
    widths = [width_of(row, [DISPLAY.own.font], 21) for row in setting.rows]
    assert max(widths) / min(widths) < 1.3


def test_the_ornament_on_the_disk_is_the_one_the_figures_give() -> None:
    for name, drawing in ornament.drawings().items():
        assert (DESIGN.assets / name).read_text("utf-8") == drawing, name


def test_what_was_waived_is_printed_by_title_or_counted_where_titles_find_no_room(
    make_payload: MakePayload,
) -> None:
    """And a page of before there was such a thing has no line for it."""
    known = {"version": 5, "proof": ProofRoot("5f" * 32, 9), "design": Edition("bar-and-plumb", "0")}

    def line(*titles: str) -> str:
        waived = tuple(Waived(title, "waiver") for title in titles)
        told: Any = page_of(make_payload(**known, waived=(*waived, Waived("Anatomy", "equivalence"))), Look())
        return str(told["claims"].text)

    assert line("CPR and first aid") == "Waived: CPR and first aid; Met by an equivalence: Anatomy"
    assert line(*("A title of many words " * 8 + str(n) for n in range(9))) == (
        "Waived: 9 requirements; Met by an equivalence: 1 requirement"
    )
    assert page_of(make_payload(), Look())["claims"] == ""
