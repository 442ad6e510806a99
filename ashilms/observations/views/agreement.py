"""How far assessors agree, on a page and as CSV."""

from collections.abc import Iterator, Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.observations import services
from ashilms.observations.rules.agreement import LEAST, Line
from ashilms.observations.services import Measured
from ashilms.observations.views.blueprint import bp
from ashilms.web import actor, needs, session, sheet

HEAD = (
    "Course",
    "What",
    "Critical",
    "Sessions rated by two",
    "Pairs of levels",
    "Alike",
    "Weighted kappa",
    "In words",
)


@bp.get("/observations/agreement")
@needs("see agreement")
def show_agreement() -> ResponseReturnValue:
    """Show instructors and registrars how far assessors who rated the same sessions agree."""
    found = services.measure_agreement(session(), actor()) if services.may_measure() else []
    names = _names(found)
    return render_template(
        "ashilms/observations/agreement.html",
        found=found,
        names=names,
        least=LEAST,
        there=services.may_measure(),
    )


@bp.get("/observations/agreement.csv")
@needs("see agreement")
def save_agreement() -> ResponseReturnValue:
    """Give the same figures to instructors and registrars as CSV."""
    found = services.measure_agreement(session(), actor())
    rows = [HEAD, *(row for one in found for row in _rows(one, _names(found)))]
    return sheet(rows, "agreement")


def _names(found: Sequence[Measured]) -> dict[int, str]:
    ids = {id for one in found for pair, _ in one.agreement.pairs for id in pair}
    return people.names_of(session(), ids)


def _rows(one: Measured, names: dict[int, str]) -> Iterator[tuple[object, ...]]:
    lines = [(line.name, line) for line in (*one.agreement.criteria, one.agreement.overall)]
    lines += [(" and ".join(names[id] for id in pair), line) for pair, line in one.agreement.pairs]
    for name, line in lines:
        yield one.course, name, "yes" if line.critical else "", *_figures(line)


def _figures(line: Line) -> tuple[object, ...]:
    kappa = "" if line.kappa is None else f"{line.kappa:.2f}"
    return line.sessions, line.rated, line.alike, kappa, line.words
