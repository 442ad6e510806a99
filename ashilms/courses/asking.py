"""What a new version of a pack asks anew of people who have been through a module, or were on their way."""

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from ashilms.courses import services
from ashilms.courses.content import MODULES, lessons_of
from ashilms.courses.models import Course
from ashilms.courses.rules import MODULE_COMPLETED, Gate, ModuleOutline, gates
from ashilms.formats import plural
from ashilms.plugins import PackDocument, PackFiles


def asks_anew(db: Session, pack: PackFiles) -> list[str]:
    """Return in sentences what the pack asks anew, compared with what is loaded, each with how many people.

    Whatever they have completed stays completed.
    """
    course = services.find_course(db, pack.slug)
    if course is None:
        return []
    before = {module.key: module for module in course.as_outline()}
    told = []
    for module in pack.find(MODULES):
        if known := before.get(module.data["id"]):
            told += [*_lessons(db, course, pack, module), *_gates(db, course, module, known)]
        elif taking := services.people_of(db, course.id):
            told.append(f"Module “{module.data['title']}” is new, for {_people(taking)} taking the course.")
    return told


def _lessons(db: Session, course: Course, pack: PackFiles, module: PackDocument) -> Iterator[str]:
    known = {lesson.key for outline in course.as_outline() for lesson in outline.lessons}
    new = [lesson.data["title"] for lesson in lessons_of(pack, module) if lesson.data["id"] not in known]
    done = services.find_reached(db, course.id, MODULE_COMPLETED, module.data["id"])
    if new and done:
        titles = ", ".join(f"“{title}”" for title in new)
        yield (
            f"Module “{module.data['title']}” has {plural(len(new), 'lesson')} more ({titles}), for {_people(done)} "
            "who had completed it. It stays completed."
        )


def _gates(db: Session, course: Course, module: PackDocument, known: ModuleOutline) -> Iterator[str]:
    key, title = module.data["id"], module.data["title"]
    earlier = {(gate.kind, gate.ref) for gate in gates(known.requires)}
    begun = services.find_begun(db, course.id, key)
    begun -= services.find_reached(db, course.id, MODULE_COMPLETED, key)
    for gate in gates(module.data["requires"]):
        lacking = begun - services.find_reached(db, course.id, gate.kind, gate.ref)
        if (gate.kind, gate.ref) not in earlier and lacking:
            yield f"Module “{title}” waits for {_name(gate)} too, for {_people(lacking)} who had begun it."


def _name(gate: Gate) -> str:
    return f"module {gate.ref}" if gate.kind == MODULE_COMPLETED else f"quiz {gate.ref}"


def _people(who: Collection[int]) -> str:
    return plural(len(who), "person", "people")
