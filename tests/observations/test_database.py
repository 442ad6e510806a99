"""What the database itself holds of observations and remediations, and one whole remediation: on every database."""

import pytest
from sqlalchemy.exc import IntegrityError

from ashilms.audit import services as audit
from ashilms.errors import Clash
from ashilms.observations import services
from ashilms.observations.models import Contract
from ashilms.observations.rules.remediation import State
from ashilms.practicum import services as practicum
from tests.conftest import NOW
from tests.observations.conftest import RESULT, TERMS, Watch, later
from tests.observations.test_remediation import holds


def test_it_is_closed_by_a_later_observation_that_passes(watch: Watch) -> None:
    """T14: and the pause ends with it, not before."""
    row, bea = watch.agreed(), watch.cast.bea
    proof = watch.watch(watch.cast.dee)
    assert holds(watch) == [practicum.PAUSE], "an observation alone lifts nothing"
    services.close_remediation(watch.db, bea, row.id, proof.id, result=RESULT, now=later(17))
    assert (row.state, row.passed_id, row.closed_by) == (State.CLOSED, proof.id, bea.id)
    assert holds(watch) == []
    assert [
        fact.values for fact in services.facts_of(watch.db, watch.cast.ana.id) if fact.kind == "remediation"
    ] == [{"closed": NOW.date().isoformat()}]
    actions = {record.action for record in audit.find_records(watch.db, subject=f"remediation:{row.id}")}
    assert actions == {
        f"observations.{step}-remediation" for step in ("open", "write", "acknowledge", "close")
    }
    assert audit.verify_chain(watch.db) is None
    with pytest.raises(Clash, match="closed"):
        services.write_contract(watch.db, bea, row.id, TERMS, number=1, now=later(17))


def test_the_database_refuses_what_no_observation_or_remediation_is(watch: Watch) -> None:
    """T12: nobody observes themselves, whatever a page says."""
    row = watch.failed()
    seen = row.observation
    broken: list[tuple[object, dict[str, object]]] = [
        (seen, {"assessor_id": seen.trainee_id}),
        (seen, {"entry_id": None}),
        (seen, {"outcome": "good"}),
        (seen, {"ends": seen.starts}),
        (row, {"closed_at": NOW}),
        (row, {"owner_id": row.trainee_id}),
    ]
    for thing, values in broken:
        for name, value in values.items():
            setattr(thing, name, value)
        with pytest.raises(IntegrityError):
            watch.db.flush()
        watch.db.rollback()


def test_the_database_keeps_one_contract_of_each_number(watch: Watch) -> None:
    row = watch.agreed()
    values = {"issue": "x", "steps": "x", "success": "x", "due_on": NOW.date(), "written_at": NOW}
    watch.db.add(Contract(remediation_id=row.id, number=1, written_by=watch.cast.bea.id, **values))
    with pytest.raises(IntegrityError):
        watch.db.flush()
