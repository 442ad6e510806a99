"""The `programs/*.yaml` section of a pack: what is wrong with it, and loading it as versions."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.formats import day, plural
from ashilms.plugins import PackDocument, PackFiles, Problem
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.models import Award, Program, ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, leaves_of, parse, problems, walk
from ashilms.programs.rules.grandfathering import Kept, kept_by
from ashilms.programs.rules.renewing import trees_in
from ashilms.programs.rules.validity import FIXED, PREVIOUS, SHORTEST_MONTH, Rule, parse_day
from ashilms.programs.services import bind_enrolled

FILES, DOCUMENTS = "programs/*.yaml", "documents.yaml"
POINTERS = {
    "module": "module",
    "quiz": "quiz",
    "category": "category",
    "rubric": "rubric",
    "feature": "feature",
    "document": "document",
}
"""Which parameters name something that the pack must declare."""


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the pack's programs, each where it stands."""
    return [problem for document in pack.find(FILES) for problem in _check(pack, document)]


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Load the pack's programs; a changed one becomes a new version. Return what changed, in sentences."""
    course = courses.get_course(db, pack.slug)
    return [
        sentence
        for document in pack.find(FILES)
        for sentence in _load(db, actor, course.id, document.data, now=now)
    ]


def asks_anew(db: Session, pack: PackFiles) -> list[str]:
    """Return in sentences what programs ask more from their next version on, and how many keep an earlier one."""
    return [told for document in pack.find(FILES) for told in _asks_anew(db, document.data)]


def _asks_anew(db: Session, content: dict[str, Any]) -> Iterator[str]:
    program = db.scalar(select(Program).where(Program.key == content["id"]))
    newest = _newest(db, program.id) if program else None
    if program is None or newest is None:
        return
    known = [(leaf.kind, leaf.params) for leaf in leaves_of(newest.as_tree())]
    more = [
        leaf.title
        for leaf in leaves_of(parse(content["requirements"]))
        if (leaf.kind, leaf.params) not in known
    ]
    yield from _kept(db, program, content, newest.number)
    bound = select(func.count()).select_from(ProgramBinding).where(ProgramBinding.program_id == program.id)
    if more and (people := db.scalar(bound)):
        held = select(Award.person_id).where(Award.program_id == program.id).distinct()
        yield (
            f"Programme {program.key} asks more from now on ({', '.join(f'“{title}”' for title in more)}), but not of "
            f"{plural(people, 'person', 'people')} bound to an earlier version; {len(db.scalars(held).all())} of "
            "them hold its certificate."
        )


def _kept(db: Session, program: Program, content: dict[str, Any], newest: int) -> Iterator[str]:
    """Yield who stays at which earlier version, and which of these there is not."""
    rules = content.get("grandfathered", ())
    if not rules:
        return
    bindings = select(ProgramBinding.person_id, ProgramVersion.number).join(ProgramBinding.version)
    bound = {
        person: number
        for person, number in db.execute(bindings.where(ProgramBinding.program_id == program.id))
    }
    began = {
        person: since.astimezone(UTC).date()
        for person, since in courses.people_of(db, program.course_id).items()
    }
    for rule in rules:
        kept = Kept(date.fromisoformat(rule["began_before"]), rule["version"])
        if kept.version > newest:
            yield f"Programme {program.key} has no version {kept.version}, so nobody stays at it."
            continue
        staying = [
            person for person, on in began.items()
            if kept_by(content, on, newest) == kept and bound.get(person, kept.version) == kept.version
        ]  # fmt: skip
        count = plural(len(staying), "person", "people")
        yield f"Programme {program.key}: {count} who began before {day(kept.before)} stay at version {kept.version}."


def _check(pack: PackFiles, document: PackDocument) -> Iterator[Problem]:
    yield from _check_tree(pack, document, document.data["requirements"], "requirements")
    for name, tree in trees_in(document.data):
        yield from _check_tree(pack, document, tree, "renewal", name)
    yield from _check_validity(document)
    yield from _check_renewal(document)
    if document.data["id"] != document.file.removeprefix("programs/").removesuffix(".yaml"):
        yield document.problem("The id must be the file's name without .yaml.", "id")


def _check_tree(
    pack: PackFiles, document: PackDocument, tree: Mapping[str, Any], *at: str
) -> Iterator[Problem]:
    for fault in problems(tree, _kinds(pack), drafted=document.data["status"] == "closed"):
        yield document.problem(fault.sentence, *at, *fault.path)
    for path, part in walk(tree):
        for name, what in POINTERS.items():
            target = part.get("with", {}).get(name)
            if isinstance(target, str) and target not in pack.ids.get(what, frozenset()):
                sentence = f"{part['id']!r} names {what} {target!r}, which the pack does not have."
                yield document.problem(sentence, *at, *path)
        if sentence := _wrong_place(pack, part):
            yield document.problem(sentence, *at, *path)


def _check_renewal(document: PackDocument) -> Iterator[Problem]:
    """Tell what keeps a programme from being renewed as it says; ids are shared with what is asked at first."""
    if "renewal" in document.data and document.data["validity_months"] is None:
        yield document.problem("What does not expire is not renewed: leave renewal out.", "renewal")
    seen = {part["id"] for _, part in walk(document.data["requirements"])}
    for name, tree in trees_in(document.data):
        found = list(walk(tree))
        for path, part in found:
            if part["id"] in seen:
                sentence = f"Two requirements are called {part['id']!r}; each needs an id of its own."
                yield document.problem(sentence, "renewal", name, *path)
            if part.get("waivable"):
                sentence = f"{part['id']!r} can’t be waivable: what renews is done, or nothing is renewed."
                yield document.problem(sentence, "renewal", name, *path)
        seen |= {part["id"] for _, part in found}


def _check_validity(document: PackDocument) -> Iterator[Problem]:
    given = document.data.get("validity", {})
    for at, text in enumerate(given.get("dates", ())):
        try:
            parse_day(text)
        except ValueError as problem:
            yield document.problem(str(problem), "validity", "dates", at)
    if given and document.data["validity_months"] is None:
        yield document.problem("What does not expire is not counted: leave validity out.", "validity")
    rule = Rule(1, **{name: number for name, number in given.items() if name.endswith("_months")})
    if rule.repeat_months <= rule.reassess_months:
        yield document.problem("repeat_months must be more than reassess_months.", "validity")
    if given.get("grace_days", rule.grace_days) >= rule.reassess_months * SHORTEST_MONTH:
        yield document.problem("grace_days must end before reassess_months begin.", "validity")
    if given.get("counted_from") != FIXED and given.keys() & {"dates", "least_months"}:
        yield document.problem("dates and least_months are for fixed_dates alone.", "validity")
    if given.get("counted_from") == PREVIOUS and "renewal" not in document.data:
        yield document.problem(
            "Nothing is counted from the one before where nothing is renewed: say in renewal what that asks for.",
            "validity",
        )


def _wrong_place(pack: PackFiles, part: Mapping[str, Any]) -> str:
    """Return a sentence for a place in which no document of the kind that is asked for can hold."""
    asked = part.get("with", {})
    if "place" not in asked or "document" not in asked:
        return ""
    kinds = [kind for found in pack.find(DOCUMENTS) for kind in found.data["documents"]]
    places = {
        place["code"] for kind in kinds if kind["id"] == asked["document"] for place in kind.get("places", ())
    }
    if not kinds or asked["place"] in places:
        return ""
    return f"{part['id']!r} asks for the place {asked['place']!r}, which {asked['document']!r} does not have."


def _kinds(pack: PackFiles) -> Kinds:
    return {kind.name: kind for kind in BUILT_IN} | dict(pack.kinds.get("requirement_kinds", {}))


def _load(
    db: Session, actor: Actor, course_id: int, content: dict[str, Any], *, now: datetime
) -> Iterator[str]:
    program = db.scalar(select(Program).where(Program.key == content["id"]))
    opens = content["status"] == "open" and not (program and program.open)
    if program is None:
        program = Program(course_id=course_id, key=content["id"], open=opens)
        db.add(program)
        db.flush()
    elif program.open != (content["status"] == "open"):
        program.open = content["status"] == "open"
        yield f"Programme {program.key} is now {content['status']}."
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    newest = _newest(db, program.id)
    if newest is not None and newest.digest == digest:
        return
    number = newest.number + 1 if newest else 1
    db.add(
        ProgramVersion(program_id=program.id, number=number, content=content, digest=digest, loaded_at=now)
    )
    db.flush()
    audit.record(
        db, actor, "programs.load", f"program:{program.key}", now=now, after={"version": number, "digest": digest}
    )  # fmt: skip
    yield f"Programme {program.key}: version {number}."
    if opens and (bound := bind_enrolled(db, actor, program, now=now)):
        yield f"Programme {program.key}: {plural(bound, 'person', 'people')} under way in the course bound to it."


def _newest(db: Session, program_id: int) -> ProgramVersion | None:
    query = select(ProgramVersion).where(ProgramVersion.program_id == program_id)
    return db.scalar(query.order_by(ProgramVersion.number.desc()).limit(1))
