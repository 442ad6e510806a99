"""Certificates as they look: pictures of them in eleven scripts and on both papers, compared with a tolerance.

After a change that is meant, write them anew and look at each: `python -m tests.certificates.test_looking [NAME…]`.
"""

import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from ashilms.certificates.drawing import Dress, Render, certificate_pdf, page_of
from ashilms.certificates.rules import Payload, Provider, Signer
from ashilms.documents.pictures import picture_of
from ashilms.looks.rules import PAPERS, Look
from tests.certificates.conftest import MakePayload, payload_of
from tests.certified import rendered

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")
WIDTH = 900
"""Pixels: small letters can still be told apart."""
MOST_OFF, MOST_OF_A_PART = 1.2, 9.0
"""Levels of 255 by which the whole may differ on average, and any of 96 parts of it: fonts of another Debian move a
letter by a hair; a missing line, a box for a letter or another face are far more."""
ARABIC = Provider("مدرسة الميناء للعلاج", "١٢ شارع الميناء، الإسكندرية", "hello@harbour.example")
HEBREW = Provider("בית הספר של הנמל", "רחוב הרצל 12, תל אביב", "hello@harbour.example")
CHINESE = Provider("海港身体工作学校", "码头街 12 号", "hello@harbour.example")
SCHOOL = (Signer("Reg Tan", "Approved for the school"),)
SCRIPTS: dict[str, dict[str, Any]] = {
    "latin": {"holder": "Zoë Żółkiewska-Ångström Đặng"},
    "greek": {"holder": "Αλεξάνδρα Παπαδοπούλου", "award": "Μάλαξη με τα πόδια, Επίπεδο 1"},
    "cyrillic": {"holder": "Екатерина Воскресенская", "award": "Массаж стопами, ступень 1"},
    "arabic": {"holder": "محمد عبد الرحمن الفارسي", "provider": ARABIC,
               "signers": (Signer("ليلى حسن", "Instructor"), *SCHOOL)},
    "hebrew": {"holder": "אנה בן־גוריון", "provider": HEBREW, "award": "עיסוי ברגליים (רמה 1)"},
    "devanagari": {"holder": "श्रीमती क्षितिजा द्विवेदी", "award": "पाद मालिश, स्तर 1"},
    "thai": {"holder": "สมชาย ทิพย์กุล", "award": "นวดด้วยเท้า ระดับ 1"},
    "simplified-chinese": {"holder": "王小明", "award": "赤足杠按摩，第一级", "provider": CHINESE},
    "traditional-chinese": {"holder": "陳國強", "award": "赤足槓按摩，第一級"},
    "japanese": {"holder": "田中 なお子", "award": "足圧マッサージ レベル 1"},
    "korean": {"holder": "김민수", "award": "발 마사지 1단계", "signers": (Signer("이서연", "Instructor"), *SCHOOL)},
}  # fmt: skip
LONGEST = "Bartholomew Alexander Fitzgerald-Montgomery Krishnamurthy von und zu Wolfenstein-Hohenzollern"
CHOSEN = Look(
    paper="letter", ink="#5b2333", lead="is given to", logo="logo", seal="seal", hands={"Bea Okafor": "hand"}
)


def artwork(name: str) -> bytes:
    return (GOLDEN / "artwork" / f"{name}.png").read_bytes()


def letter() -> Dress:
    return Dress(replace(Look(), paper="letter"), 1)


def chosen() -> Dress:
    return Dress(CHOSEN, 2, pictures={name: artwork(name) for name in ("logo", "seal", "hand")})


def looked_at(make: MakePayload) -> dict[str, tuple[Payload, Dress]]:
    """Return what is looked at: each script, the longest name, Letter, and everything that a school may choose."""
    plain = {name: (make(**said), Dress()) for name, said in SCRIPTS.items()}
    return plain | {
        "longest": (make(holder=LONGEST), Dress()),
        "letter": (make(), letter()),
        "letter-longest": (make(holder=LONGEST), letter()),
        "chosen": (make(), chosen()),
    }


NAMES = [*SCRIPTS, "longest", "letter", "letter-longest", "chosen"]


def seen(name: str, make: MakePayload, render: Render) -> bytes:
    payload, dress = looked_at(make)[name]
    return certificate_pdf(payload, render, dress)


@pytest.fixture(scope="module")
def drawn(render: Render) -> dict[str, bytes]:
    """Everything that is looked at, drawn once."""
    return {name: seen(name, payload_of, render) for name in NAMES}


def off_by(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return by how many levels two pictures differ on average, and in the part in which they differ most."""
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    across, down = difference.width / 12, difference.height / 8
    parts = [
        difference.crop((round(x * across), round(y * down), round((x + 1) * across), round((y + 1) * down)))
        for x in range(12)
        for y in range(8)
    ]
    return ImageStat.Stat(difference).mean[0], max(ImageStat.Stat(part).mean[0] for part in parts)


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_it_did(name: str, drawn: dict[str, bytes]) -> None:
    now = Image.open(BytesIO(picture_of(drawn[name], width=WIDTH)))
    with Image.open(GOLDEN / "pictures" / f"{name}.webp") as golden:
        assert now.size == golden.size
        whole, part = off_by(now, golden)
    assert whole < MOST_OFF, f"{name} differs by {whole:.2f} levels"
    assert part < MOST_OF_A_PART, f"a part of {name} differs by {part:.2f} levels"


@pytest.mark.parametrize(
    ("one", "other"), [("thai", "devanagari"), ("simplified-chinese", "traditional-chinese")]
)
def test_the_tolerance_tells_names_apart(one: str, other: str) -> None:
    """What it lets pass is less than another name makes."""
    with (
        Image.open(GOLDEN / "pictures" / f"{one}.webp") as a,
        Image.open(GOLDEN / "pictures" / f"{other}.webp") as b,
    ):
        assert off_by(a, b)[1] > MOST_OF_A_PART


if __name__ == "__main__":
    for name in sys.argv[1:] or NAMES:
        with Image.open(BytesIO(picture_of(seen(name, payload_of, rendered), width=WIDTH))) as fresh:
            fresh.save(GOLDEN / "pictures" / f"{name}.webp", quality=80, method=6)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_long_school_keeps_clear_of_the_logo(paper: str, make_payload: MakePayload) -> None:
    """What is set in the middle of the sheet begins 2 mm beside the most room that a logo has (its CSS)."""
    school = Provider(
        "The Northern Harbour Institute for Barefoot Bodywork, Massage and Hands-on Therapies",
        "1200 North Lake Shore Drive, Suite 4100, Chicago, Illinois 60610, United States of America",
        "registrar@northern-harbour-institute.example",
    )
    look, half = Look(paper=paper, logo="logo"), PAPERS[paper].width / 2
    page: Any = page_of(make_payload(provider=school), look)
    for text, tracking in ((page["provider"], 0.11), (page["address"], 0.0)):
        widest = max(text.set_in.width(row, text.size, tracking=tracking) for row in text.rows)
        assert half - widest / 2 >= 23 + (half - 104) + 2, "left, and width of `.logo`"
