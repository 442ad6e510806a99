"""What a certificate would look like in a look that nobody saved yet: drawn as all are, as a picture of the page."""

from datetime import date

from jinja2 import TemplateError
from sqlalchemy.orm import Session

from ashilms.certificates import press
from ashilms.certificates.drawing import Dress, certificate_pdf
from ashilms.certificates.issuing import provider_of
from ashilms.certificates.lettering import CannotBeDrawn
from ashilms.certificates.rules import (
    Edition,
    Hours,
    Payload,
    Provider,
    Signer,
    Unfit,
    link_token,
    new_number,
)
from ashilms.documents.pdf import NotDrawn
from ashilms.documents.pictures import picture_of
from ashilms.errors import Missing, Unacceptable, Unavailable
from ashilms.files.services import store_of
from ashilms.looks import services as looks
from ashilms.looks.rules import Look
from ashilms.web import now, state

NAMES = {
    "short": "Mae Example",
    "usual": "Anna Beatriz Example Reis",
    "long": "Bartholomew Alexander Fitzgerald-Montgomery Krishnamurthy von und zu Wolfenstein-Hohenzollern",
}
"""Names to try a look with; none is anybody's."""
RENEWAL = "renewal"
"""What tries it with the words of a certificate that renews another."""
WIDTH = 1200
"""Pixels: sharp on a screen of twice the usual density in the page's column."""


def draw_preview(db: Session, look: Look, tried: str) -> bytes:
    """Return a sample in a look as a WebP picture, with one of `NAMES`, or as one that renews (`RENEWAL`).

    Raises `Unacceptable` for whatever keeps it from being drawn, at the field of the look where that can be mended.
    """
    here = state()
    designs = here.kinds["certificate_designs"]
    press.refuse_undrawable(look, here.settings, designs)
    renews, holder = tried == RENEWAL, NAMES.get(tried, NAMES["usual"])
    try:
        pictures = looks.read_pictures(store_of(here.settings), look)
        dress = Dress(look, design=press.find_design(designs, look.design), pictures=pictures)
        said = sample(look, provider_of(here.settings), holder, now().date(), renews=renews)
        pdf = certificate_pdf(said, here.render, dress)
    except Unfit as problem:
        raise Unacceptable(str(problem), "renewed" if renews else "statement") from problem
    except CannotBeDrawn as problem:
        fields = {"line before the name": "lead", "statement": "renewed" if renews else "statement"}
        raise Unacceptable(str(problem), fields.get(problem.what)) from problem
    except (NotDrawn, TemplateError) as problem:
        raise Unacceptable(
            f"The design “{look.design}” can’t be drawn: {problem}. Choose another.", "design"
        ) from problem
    except (Missing, Unavailable) as problem:
        raise Unacceptable(str(problem)) from problem
    return picture_of(pdf, width=WIDTH, kind="WEBP")


def sample(look: Look, provider: Provider, holder: str, today: date, *, renews: bool = False) -> Payload:
    """Return what a sample says, in the words of a look: nobody's, its number and link verify as nothing."""
    names = [*look.hands, "Bea Example", "Reg Example"][:2]
    return Payload(
        number=new_number("SAMP", bytes(10)), holder=holder, level=1, award="Name of the programme, Level 1",
        scope="what its holder was taught and assessed in", issued_on=today,
        statement=look.renewed if renews else look.statement,
        completed_on=today, valid_until=date(today.year + 2, today.month, min(today.day, 28)),
        hours=Hours(0, 0, 3000), course=Edition("Course", "1"), program=Edition("Programme", "1"), provider=provider,
        signers=(Signer(names[0], "Instructor"), Signer(names[1], "Approved for the school")),
        standing_digest="0" * 64, verify_url=f"https://sample.invalid/c/{link_token(bytes(16))}",
        token=link_token(bytes(16)), verify_at="sample.invalid/verify",
    )  # fmt: skip
