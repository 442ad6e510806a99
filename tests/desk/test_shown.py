"""Which programme home is about, where somebody works towards several."""

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.courses import services as courses
from ashilms.desk.services import home_of
from ashilms.programs import services as programs
from ashilms.programs.models import Program, ProgramVersion
from tests.conftest import NOW
from tests.schooling import KINDS, SLUG, Founded


def shown(school: Founded) -> str:
    person = people.get_person(school.db, school.cast.ana.id)
    home = home_of(school.db, person, KINDS, now=NOW)
    assert home.standing
    return home.standing[0].version.program.key


def add_program(school: Founded, key: str, level: int) -> None:
    """Let Ana work towards another programme, bound after the first."""
    first = programs.latest_version(school.db, school.program_id)
    program = Program(course_id=first.program.course_id, key=key, open=True)
    school.db.add(program)
    school.db.flush()
    content = {**first.content, "level": level}
    school.db.add(
        ProgramVersion(program_id=program.id, number=1, content=content, digest="1" * 64, loaded_at=NOW)
    )
    course = courses.get_course(school.db, SLUG).id
    programs.bind_person(school.db, machine("t"), school.cast.ana.id, course, now=NOW)
    school.db.commit()


def test_home_is_about_the_highest_level(school: Founded) -> None:
    add_program(school, "theory", 0)
    assert shown(school) == "level-1-foundation"
    add_program(school, "two-feet", 2)
    assert shown(school) == "two-feet"


def test_of_one_level_it_is_about_the_first_that_is_not_held(school: Founded) -> None:
    add_program(school, "whole", 1)
    assert shown(school) == "level-1-foundation"
    school.certify()
    assert shown(school) == "whole"


def test_of_one_level_it_is_about_what_is_least_far(school: Founded) -> None:
    add_program(school, "whole", 1)
    newest = programs.latest_version(school.db, school.program_id)
    more = {**newest.content["requirements"], "id": "again", "title": "All again"}
    both = {"id": "both", "title": "Both", "all_of": [newest.content["requirements"], more]}
    newest.content = {**newest.content, "requirements": both}
    school.db.commit()
    assert shown(school) == "whole"


def test_what_is_held_already_is_named_beside_what_comes_next(school: Founded) -> None:
    add_program(school, "whole", 1)
    row = school.certify()
    person = people.get_person(school.db, school.cast.ana.id)
    home = home_of(school.db, person, KINDS, now=NOW)
    assert [number for _, number in home.held] == [row.number]


def test_who_holds_the_last_of_them_is_told_of_that(school: Founded) -> None:
    school.certify()
    assert shown(school) == "level-1-foundation"
