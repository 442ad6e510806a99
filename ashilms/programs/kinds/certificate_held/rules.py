"""Met by a certificate that stands on the day and has stood for long enough, renewals without a gap included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ashilms.formats import day, plural
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_text, strange, wrong_count
from ashilms.programs.rules.calendar import months_after
from ashilms.programs.rules.certified import changes_of, status_on

PAGE = "ashilms.certificates.show_own"


class CertificateHeld:
    """`{program: key, months: n}`; without `months` it is enough that it stands."""

    name = "certificate_held"
    falls_by = "a suspension or a revocation"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return (
            missing_text(params, "program")
            + wrong_count(params, "months")
            + strange(params, "program", "months")
        )

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether it stands on that day, unexpired and not suspended, and has for so many months."""
        held = _held(params["program"], evidence, on)
        if held is None:
            return Unmet("a certificate that stands", "none stands", page=PAGE)
        enough = months_after(held.since, params.get("months", 0))
        have = f"held since {day(held.since)}"
        if enough <= on:
            return Met(have, held.ids, held.until)
        return Unmet(
            f"{plural(params['months'], 'month')}, on {day(enough)}", have, held.ids, by=enough, page=PAGE
        )


@dataclass(frozen=True, slots=True)
class _Held:
    since: date
    until: date | None
    ids: tuple[str, ...]


def _held(program: str, evidence: tuple[Fact, ...], on: date) -> _Held | None:
    """Return since when certificates of a program have stood without a gap, the one that stands on the day last."""
    row: _Held | None = None
    for one in sorted(_terms(program, evidence, on), key=lambda term: (term.since, term.ids)):
        if row and row.until and one.since > row.until + timedelta(days=1):
            row = None
        row = _Held(row.since if row else one.since, one.until, (*(row.ids if row else ()), *one.ids))
    stands = row is not None and (row.until is None or on <= row.until)
    return row if stands and row and status_on(changes_of(_last(row, evidence)), on) == "valid" else None


def _terms(program: str, evidence: tuple[Fact, ...], on: date) -> Iterator[_Held]:
    own = (fact for fact in evidence if fact.kind == "certificate" and fact.values["program"] == program)
    for fact in own:
        if status_on(changes_of(fact), on) in ("valid", "suspended", "superseded"):
            until = fact.values["until"]
            yield _Held(fact.on, date.fromisoformat(until) if until else None, (fact.id,))


def _last(held: _Held, evidence: tuple[Fact, ...]) -> Fact:
    return next(fact for fact in evidence if fact.id == held.ids[-1])
