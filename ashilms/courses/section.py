"""The courses' part of a pack: pack.yaml, modules, lessons, glossary, sources and figures."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses.figures import CleanFigure, clean_figure
from ashilms.courses.markup import Markup
from ashilms.courses.models import Course, Figure, Lesson, Module, Source, Term
from ashilms.courses.parts import Rendered, render_lesson
from ashilms.courses.rules import CHECKS, MEDIA, first_shut
from ashilms.courses.services import settle_modules
from ashilms.courses.shelf import Shelf, put_outline, put_values
from ashilms.plugins import PackDocument, PackFiles, Problem

MODULES, LESSONS, FIGURES = "modules/*/module.yaml", "modules/*/*.md", "figures/"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a pack teaches, in figures; `study_minutes` are what its lessons declare, and never CE."""

    modules: int
    lessons: int
    words: int
    figures: int
    study_minutes: int


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the pack's text, figures, and what they point at."""
    return [
        *_check_place(pack),
        *_check_modules(pack),
        *(problem for lesson in pack.find(LESSONS) for problem in _check_lesson(pack, lesson)),
        *_check_glossary(pack),
        *(Problem(file, line, told) for file, _, clean in _figures(pack) for line, told in clean.wrong),
    ]


def count(pack: PackFiles) -> Counts:
    """Return what a pack holds."""
    lessons = pack.find(LESSONS)
    return Counts(
        len(pack.find(MODULES)), len(lessons), sum(_rendered(pack, lesson).words for lesson in lessons),
        sum(name.startswith(FIGURES) for name in pack.texts),
        sum(lesson.data["minutes"] for lesson in lessons),
    )  # fmt: skip


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Store the course as the pack has it, and return what changed; an unchanged pack changes no row.

    What a later version drops is kept and set aside, since people may have done it.
    """
    course, changed = _put_course(db, pack)
    shelf, reading = Shelf(db, course.id), _Reading(pack)
    for kind, entries in ((Term, reading.terms), (Source, reading.sources), (Figure, reading.figures)):
        for key, values in entries.items():
            shelf.put(kind, key, values)
    for module in pack.find(MODULES):
        row = shelf.put(Module, module.data["id"], reading.module(module))
        db.flush()
        for lesson in pack.find(f"{_folder(module)}/*.md"):
            shelf.put(Lesson, lesson.data["id"], {"module_id": row.id, **reading.lesson(lesson)})
    shelf.set_aside()
    db.flush()
    put_outline(db, course)
    settled = settle_modules(db, course.id, now=now) if shelf.tally[Lesson]["set aside"] else 0
    said = [f"Modules completed because a lesson is no longer asked: {settled}."] if settled else []
    return [*changed, *shelf.said(), *said]


def _check_place(pack: PackFiles) -> Iterator[Problem]:
    document = pack.yaml("pack.yaml")
    if pack.root.name != pack.slug:
        message = f'The id is "{pack.slug}" and the folder is "{pack.root.name}". Give both the same name.'
        yield document.problem(message, "id")
    if not pack.find(MODULES):
        yield document.problem("The pack has no module. Add modules/01-its-name/module.yaml and a lesson.")


def _check_modules(pack: PackFiles) -> Iterator[Problem]:
    modules, lessons = pack.find(MODULES), pack.find(LESSONS)
    for module in modules:
        if not any(fnmatchcase(name, f"{_folder(module)}/*.md") for name in pack.files):
            yield module.problem("This module has no lesson. Add one in its folder, such as 01-its-name.md.")
        yield from _check_gates(pack, module)
    for lesson in lessons:
        if f"{_folder(lesson)}/module.yaml" not in pack.files:
            yield lesson.problem("There is no module.yaml in this lesson's folder. Add one.")
    yield from _same_numbers(modules, lambda module: _number(_folder(module)))
    yield from _same_numbers(lessons, lambda lesson: (_folder(lesson), _number(lesson.file)))
    yield from _check_order(pack, modules)


def _same_numbers(
    documents: Iterable[PackDocument], number: Callable[[PackDocument], object]
) -> Iterator[Problem]:
    seen: dict[Any, str] = {}
    for document in documents:
        if (taken := seen.setdefault(number(document), document.file)) != document.file:
            yield document.problem(f"The number in this name is taken by {taken}. Give each its own.")


def _check_gates(pack: PackFiles, module: PackDocument) -> Iterator[Problem]:
    for place, gate in enumerate(module.data["requires"]):
        for kind, ref in gate.items():
            if ref not in pack.ids[kind]:
                yield module.problem(
                    f'There is no {kind} "{ref}" in this pack. Name one that it has.', "requires", place, kind
                )


def _check_order(pack: PackFiles, modules: Iterable[PackDocument]) -> Iterator[Problem]:
    """Tell about modules that wait for each other, and so never open."""
    examined = {quiz["id"]: quiz.get("module", "") for quiz in _quizzes(pack)}
    requires = {
        module.data["id"]: [
            {"module": gate.get("module") or examined.get(gate["quiz"], "")}
            for gate in module.data["requires"]
        ]
        for module in modules
    }
    known = {key: [g for g in found if g["module"] in requires] for key, found in requires.items()}
    shut = first_shut(known)
    for module in modules:
        if cause := shut.get(module.data["id"]):
            message = f'This module can never open: it waits for "{cause}", which waits for this one in turn.'
            yield module.problem(message, "requires")


def _check_lesson(pack: PackFiles, lesson: PackDocument) -> Iterator[Problem]:
    rendered = _rendered(pack, lesson)
    yield from (Problem(lesson.file, line, told) for line, told in rendered.wrong)
    for place, source in enumerate(lesson.data["sources"]):
        if source not in pack.ids["source"]:
            yield lesson.problem(f'There is no source "{source}" in sources.yaml. Add it.', "sources", place)
    conditions = lesson.data["conditions"]
    if CHECKS in conditions and not rendered.names("check"):
        yield lesson.problem(
            "checks is a condition, but the lesson has no ::: check. Add one, or take it out.", "conditions"
        )
    if MEDIA in conditions:
        yield lesson.problem(
            "media is a condition, but lessons play no media yet. Take it out.", "conditions"
        )


def _check_glossary(pack: PackFiles) -> Iterator[Problem]:
    for document in pack.find("glossary.yaml"):
        for place, entry in enumerate(document.data["terms"]):
            markup = Markup()
            markup.block(entry["definition"])
            for _, told in markup.wrong:
                yield document.problem(told, "terms", place, "definition")


def _put_course(db: Session, pack: PackFiles) -> tuple[Course, list[str]]:
    values = {name: pack.pack[name] for name in ("title", "description", "language", "level", "version")}
    values["licence"] = pack.pack.get("licence")
    course = db.scalar(select(Course).where(Course.slug == pack.slug))
    if course is None:
        course = Course(slug=pack.slug, **values)
        db.add(course)
        db.flush()
        return course, [f"Course: “{course.title}” is new, version {course.version}."]
    changed = put_values(course, values)
    return course, [f"Course: version {course.version}."] if changed else []


def _folder(document: PackDocument) -> str:
    return document.file.rpartition("/")[0]


def _number(path: str) -> int:
    """Return the number at the beginning of a file's or folder's own name."""
    return int(path.rpartition("/")[2][:2])


@dataclass(frozen=True)
class _Reading:
    """A sound pack's content as it is stored; each part is made once, however many lessons use it."""

    pack: PackFiles

    @cached_property
    def quizzes(self) -> list[dict[str, Any]]:
        return _quizzes(self.pack)

    @cached_property
    def titles(self) -> dict[tuple[str, str], str]:
        modules = {("module", m.data["id"]): m.data["title"] for m in self.pack.find(MODULES)}
        return modules | {("quiz", quiz["id"]): quiz["title"] for quiz in self.quizzes}

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        return {
            key: {"title": clean.title, "description": clean.description, "svg": clean.svg}
            for _, key, clean in _figures(self.pack)
        }

    @cached_property
    def terms(self) -> dict[str, dict[str, Any]]:
        entries = (entry for found in self.pack.find("glossary.yaml") for entry in found.data["terms"])
        return {e["id"]: {"term": e["term"], "definition": Markup().block(e["definition"])} for e in entries}

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        entries = (entry for found in self.pack.find("sources.yaml") for entry in found.data["sources"])
        return {
            e["id"]: {"title": e["title"], "place": e.get("where"), "kind": e["kind"], "note": e.get("note")}
            for e in entries
        }

    def module(self, document: PackDocument) -> dict[str, Any]:
        data = document.data
        gates = [(kind, ref) for gate in data["requires"] for kind, ref in gate.items()]
        return {
            "number": _number(_folder(document)), "title": data["title"], "summary": data["summary"].strip(),
            "objectives": data["objectives"], "review": data["review"],
            "requires": [{kind: ref, "title": self.titles[kind, ref]} for kind, ref in gates],
            "quizzes": [
                {"key": quiz["id"], "title": quiz["title"]}
                for quiz in self.quizzes if quiz.get("module") == data["id"]
            ],
        }  # fmt: skip

    def lesson(self, document: PackDocument) -> dict[str, Any]:
        data, rendered = document.data, _rendered(self.pack, document)
        return {
            "number": _number(document.file), "title": data["title"], "minutes": data["minutes"],
            "objectives": data["objectives"], "conditions": data["conditions"], "words": rendered.words,
            "parts": [self.part(part) for part in rendered.parts],
            "terms": [{"id": term, **self.terms[term]} for term in rendered.terms],
            "sources": [{"id": source, **self.sources[source]} for source in data["sources"]],
        }  # fmt: skip

    def part(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a part of a lesson, with the drawing if it is a figure: a page needs no other row."""
        if part["kind"] != "figure":
            return part
        figure = self.figures[part["name"]]
        return {**part, "svg": figure["svg"], "title": figure["title"]}


def _quizzes(pack: PackFiles) -> list[dict[str, Any]]:
    found = pack.find("quizzes.yaml")
    return list(found[0].data["quizzes"]) if found else []


def _figures(pack: PackFiles) -> Iterator[tuple[str, str, CleanFigure]]:
    for file in sorted(pack.texts):
        if file.startswith(FIGURES):
            key = file.removeprefix(FIGURES).removesuffix(".svg")
            yield file, key, clean_figure(key, pack.texts[file])


def _rendered(pack: PackFiles, lesson: PackDocument) -> Rendered:
    terms, figures = pack.ids["term"], pack.ids["figure"]
    return render_lesson(lesson.body, lesson.body_line, terms=terms, figures=figures)
