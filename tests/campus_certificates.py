"""What becomes of certificates of the campus where a form needs it: set aside, out of date, or still to be issued."""

from dataclasses import replace

from sqlalchemy import select, update

from ashilms.accounts.models import Person
from ashilms.certificates.models import Certificate
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import Cohort
from ashilms.looks import services as looks
from ashilms.looks.rules import Sort
from ashilms.review_board.models import BoardCase
from tests.campus import Campus, actor_of
from tests.conftest import NOW


def set_aside(campus: Campus) -> None:
    """Let Maë's certificate be set aside."""
    with campus.db() as db:
        db.execute(update(Certificate).values(status="suspended", review_by=NOW.date()))
        db.commit()


def rename_mae(campus: Campus) -> None:
    """Let Maë have another name than her certificate says, and no case hold it up."""
    with campus.db() as db:
        mae = actor_of(db, "mae").id
        db.execute(update(Person).where(Person.id == mae).values(printed_name="Maë Le Goff"))
        held_up = update(BoardCase).where(BoardCase.person_id == mae, BoardCase.finding.is_(None))
        db.execute(held_up.values(finding="dismissed", decided_at=NOW))
        db.commit()


def place_ben(campus: Campus) -> None:
    """Let Ben, who is ready, have a place in the first cohort."""
    with campus.db() as db:
        irene, ben = actor_of(db, "irene"), actor_of(db, "ben")
        cohort = db.scalars(select(Cohort.id)).first()
        assert cohort is not None
        if ben.id not in cohorts.find_placed(db, irene, cohort):
            cohorts.add_trainee(db, irene, cohort, ben.id, now=NOW)
        db.commit()


def withdraw_the_seal(campus: Campus) -> None:
    """Let a registrar have had the seal in a version, and then withdrawn it."""
    with campus.db() as db:
        (row,) = (row for row in looks.find_pictures(db) if row.sort == Sort.SEAL)
        (number, look), irene = looks.current_look(db), actor_of(db, "irene")
        looks.save_look(db, irene, replace(look, seal=row.file), seen=number, now=NOW)
        looks.save_look(db, irene, look, seen=number + 1, now=NOW)
        looks.withdraw_picture(db, irene, row.id, now=NOW)
        db.commit()
