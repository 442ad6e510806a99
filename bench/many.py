"""The public page with a thousand certificates and with a million: what it costs, and as a share of the floor."""

import hashlib
import secrets
from collections.abc import Iterator
from typing import Any

from flask import Flask

from bench.scenarios import SCENARIOS
from bench.seed import Seeded

FEW, MANY, MANY_QUICK = 1_000, 1_000_000, 20_000
ASKED = 500
"""Of so many of them the links are asked for, so that no cache holds one of them alone."""
_BATCH = 5_000


def fill(app: Flask, seeded: Seeded, size: int) -> None:
    """Let there be so many certificates, copied from one of the demonstration's, and ask for some of them."""
    from sqlalchemy import func, insert, select

    from ashilms.certificates.models import Certificate
    from ashilms.certificates.rules import from_canonical
    from ashilms.web import session, transaction

    with app.app_context():
        model = session().scalars(select(Certificate).where(Certificate.status == "valid")).first()
        assert model is not None, "the demonstration has issued nothing"
        said = from_canonical(model.payload.encode())
        row = {c.key: getattr(model, c.key) for c in Certificate.__mapper__.column_attrs if c.key != "id"}
        there = session().scalar(select(func.count()).select_from(Certificate)) or 0
        made: list[str] = []
        while there < size:
            with transaction() as db:
                batch = [row | _copied(said) for _ in range(min(_BATCH, size - there))]
                db.execute(insert(Certificate), batch)
            there += len(batch)
            made += [one["token"] for one in batch]
    step = max(1, len(made) // ASKED)
    seeded.tokens = made[::step][:ASKED] or seeded.tokens


def _copied(said: Any) -> dict[str, Any]:
    """Return what differs from one certificate to the next; all stand as they were issued, on the model's day."""
    from dataclasses import replace

    from ashilms.certificates.rules import canonical, link_token, new_number

    token = link_token(secrets.token_bytes(16))
    address = f"{said.verify_url.rpartition('/')[0]}/{token}"
    number = new_number("BBM1", secrets.token_bytes(10))
    payload = canonical(replace(said, number=number, token=token, verify_url=address))
    return {
        "number": number, "token": token, "payload": payload.decode(), "digest": hashlib.sha256(payload).hexdigest(),
    }  # fmt: skip


def sizes(*, quick: bool) -> Iterator[int]:
    """Return how many certificates there are, one size after the other."""
    yield FEW
    yield MANY_QUICK if quick else MANY


def measure(app: Flask, seeded: Seeded, compare: Any, *, quick: bool) -> None:
    """Measure the page beside its floor with few certificates and with many."""
    for size in sizes(quick=quick):
        fill(app, seeded, size)
        print(f"\nWith {size:,} certificates, {len(seeded.tokens)} of them asked for in turn:")
        compare(SCENARIOS["verify"], seeded)
