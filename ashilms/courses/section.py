"""The courses' part of a pack: pack.yaml, modules, lessons, glossary, sources and figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses.asking import asks_anew
from ashilms.courses.checks import check
from ashilms.courses.content import (
    FIGURES,
    LESSONS,
    MODULES,
    contents,
    digest_of,
    figures_in,
    folder_of,
    held_in,
    lessons_of,
    number_of,
    quizzes_in,
    render,
    seconds_of,
)
from ashilms.courses.markup import Markup
from ashilms.courses.media import recordings_in
from ashilms.courses.models import Course, Figure, Lesson, Media, Module, Source, Term
from ashilms.courses.parts import Rendered
from ashilms.courses.rules.credit import creditable, supported_minutes
from ashilms.courses.services import index_lessons, settle_credit, settle_modules
from ashilms.courses.shelf import Shelf, put_outline, put_values
from ashilms.plugins import PackDocument, PackFiles

__all__ = ["Counts", "asks_anew", "check", "count", "load"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a pack teaches, in figures; `study_minutes` are what its lessons declare, and never CE."""

    modules: int
    lessons: int
    words: int
    figures: int
    study_minutes: int
    media: int
    media_minutes: int
    """Whole minutes of recordings, module by module."""
    ce_minutes: int
    """What the modules support, each for itself, whatever they claim."""


def count(pack: PackFiles) -> Counts:
    """Return what a pack holds."""
    lessons, held = pack.find(LESSONS), [content for _, content in contents(pack)]
    return Counts(
        len(held), len(lessons), sum(content.words for content in held),
        sum(name.startswith(FIGURES) for name in pack.texts),
        sum(lesson.data["minutes"] for lesson in lessons), len(pack.blobs),
        sum(content.media_minutes for content in held), sum(map(supported_minutes, held)),
    )  # fmt: skip


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Store the course as the pack has it, and return what changed; an unchanged pack changes no row.

    What a later version drops is kept and set aside, since people may have done it.
    """
    course, changed = _put_course(db, pack)
    shelf, reading = Shelf(db, course.id), _Reading(pack)
    for kind, entries in (
        (Term, reading.terms),
        (Source, reading.sources),
        (Figure, reading.figures),
        (Media, reading.media),
    ):
        for key, values in entries.items():
            shelf.put(kind, key, values)
    for module in pack.find(MODULES):
        lessons = [(lesson, render(pack, lesson)) for lesson in lessons_of(pack, module)]
        row = shelf.put(Module, module.data["id"], reading.module(module))
        put_values(row, reading.derived(module, lessons))
        db.flush()
        for lesson, rendered in lessons:
            shelf.put(Lesson, lesson.data["id"], {"module_id": row.id, **reading.lesson(lesson, rendered)})
    shelf.set_aside()
    db.flush()
    put_outline(db, course)
    index_lessons(db, course)
    settled = settle_modules(db, course.id, now=now) if shelf.tally[Lesson]["set aside"] else 0
    settle_credit(db, course.id, now=now)
    said = [f"Modules completed because a lesson is no longer asked: {settled}."] if settled else []
    return [*changed, *shelf.said(), *said]


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


@dataclass(frozen=True)
class _Reading:
    """A sound pack's content as it is stored; each part is made once, however many lessons use it."""

    pack: PackFiles

    @cached_property
    def quizzes(self) -> list[dict[str, Any]]:
        return quizzes_in(self.pack)

    @cached_property
    def titles(self) -> dict[tuple[str, str], str]:
        modules = {("module", m.data["id"]): m.data["title"] for m in self.pack.find(MODULES)}
        return modules | {("quiz", quiz["id"]): quiz["title"] for quiz in self.quizzes}

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        return {
            key: {"title": clean.title, "description": clean.description, "svg": clean.svg}
            for _, key, clean in figures_in(self.pack)
        }

    @cached_property
    def media(self) -> dict[str, dict[str, Any]]:
        return {recording.key: recording.as_values() for recording in recordings_in(self.pack)}

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
            "number": number_of(folder_of(document)), "title": data["title"], "summary": data["summary"].strip(),
            "objectives": data["objectives"], "review": data["review"],
            "requires": [{kind: ref, "title": self.titles[kind, ref]} for kind, ref in gates],
            "quizzes": [{"key": quiz["id"], "title": quiz["title"]} for quiz in self.quizzes_of(document)],
        }  # fmt: skip

    def quizzes_of(self, module: PackDocument) -> list[dict[str, Any]]:
        return [quiz for quiz in self.quizzes if quiz.get("module") == module.data["id"]]

    def derived(
        self, module: PackDocument, lessons: Collection[tuple[PackDocument, Rendered]]
    ) -> dict[str, Any]:
        """Return what follows from a module's lessons, and is no change of the module itself."""
        rendered = [each for _, each in lessons]
        content = held_in(rendered, seconds_of(self.pack), examined=bool(self.quizzes_of(module)))
        return {
            "ce_minutes": creditable(content, module.data.get("ce_minutes")),
            "digest": digest_of(self.pack, module, lessons),
        }

    def lesson(self, document: PackDocument, rendered: Rendered) -> dict[str, Any]:
        data = document.data
        return {
            "number": number_of(document.file), "title": data["title"], "minutes": data["minutes"],
            "objectives": data["objectives"], "conditions": data["conditions"], "words": rendered.words,
            "parts": [self.part(part) for part in rendered.parts],
            "terms": [{"id": term, **self.terms[term]} for term in rendered.terms],
            "sources": [{"id": source, **self.sources[source]} for source in data["sources"]],
        }  # fmt: skip

    def part(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a part of a lesson, with the drawing or what a player needs: a page needs no other row."""
        if part["kind"] == "media":
            recording = self.media[part["name"]]
            return part | {name: recording[name] for name in ("title", "seconds", "type", "transcript")}
        if part["kind"] != "figure":
            return part
        figure = self.figures[part["name"]]
        return {**part, "svg": figure["svg"], "title": figure["title"]}
