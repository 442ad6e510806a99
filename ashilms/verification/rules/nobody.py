"""A certificate that was never issued: read in the place of one that is not there, so that a refusal takes as long."""

from datetime import date

from ashilms.certificates.rules import (
    Edition,
    Hours,
    Payload,
    Provider,
    Signer,
    canonical,
    link_token,
    new_number,
)

NO_NAME = "\N{SYMBOL FOR NULL}\N{SYMBOL FOR NULL}"
"""A name that nobody has and nobody types."""
_TOKEN = link_token(bytes(16))
NOBODY = canonical(
    Payload(
        number=new_number("BBM1", bytes(10)), holder=NO_NAME, level=1, award="Nothing was ever issued as this",
        scope="none; it stands in the place of a certificate that is not there.",
        statement="who never completed anything, was never assessed, and is nobody at all", token=_TOKEN,
        issued_on=date(2026, 11, 24), completed_on=date(2026, 11, 21), valid_until=date(2028, 11, 23),
        hours=Hours(1175, 1050, 3000, 1560), course=Edition("No course", "1"), program=Edition("No programme", "1"),
        provider=Provider("No school of that name", "No street, no town", "nobody@school.example"),
        signers=(Signer("Nobody", "No instructor"), Signer("Nobody", "Approved for no school")),
        standing_digest="0" * 64, verify_url=f"https://school.example/c/{_TOKEN}",
    )
)  # fmt: skip
"""Its canonical form, as rows keep theirs."""
